package web

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/dateline-news/dateline/index/client"
)

// functions are what the templates may call.
func functions(l links) template.FuncMap {
	return template.FuncMap{
		"to": l.to, "article": l.article, "entity": l.entity, "find": l.search, "wikidata": wikidataLink,
		"pieces": pieces, "day": day, "moment": moment, "machine": machine, "count": count, "plural": plural, "isWikidata": isWikidata, "percent": percent,
	}
}

// Piece is a stretch of text that answers the query, or not.
type Piece struct {
	Text string
	Mark bool
}

// pieces cuts a marked text. Marks that are not in order are left out.
func pieces(m client.Marked) []Piece {
	var out []Piece
	at := 0
	for _, mark := range m.Marks {
		if mark[0] < at || mark[1] <= mark[0] || mark[1] > len(m.Text) {
			continue
		}
		if mark[0] > at {
			out = append(out, Piece{Text: m.Text[at:mark[0]]})
		}
		out = append(out, Piece{Text: m.Text[mark[0]:mark[1]], Mark: true})
		at = mark[1]
	}
	if at < len(m.Text) {
		out = append(out, Piece{Text: m.Text[at:]})
	}
	return out
}

func day(t time.Time) string     { return t.UTC().Format("2 Jan 2006") }
func moment(t time.Time) string  { return t.UTC().Format("2 Jan 2006, 15:04 UTC") }
func machine(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// count writes a number with thin spaces between thousands.
func count(n uint64) string {
	s := fmt.Sprint(n)
	var b strings.Builder
	for i, r := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteRune('\u202f')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// plural returns one for 1, else many.
func plural(n uint64, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// isWikidata reports an id of Wikidata.
func isWikidata(id string) bool {
	digits, ok := strings.CutPrefix(id, "Q")
	return ok && digits != "" && strings.Trim(digits, "0123456789") == ""
}

// percent writes a share in [0, 1].
func percent(f float64) string { return fmt.Sprintf("%.0f %%", 100*f) }
