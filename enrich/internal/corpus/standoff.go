package corpus

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// listed is one line of a stand-off annotation.
type listed struct {
	surface, canonical string
	kind               news.EntityType
	// only are the occurrences that count, from 1 on; nil for all.
	only []int
}

// ReadStandoff projects a list of names onto a text. A line of the list is
// surface, type, canonical name and, where not all of its occurrences are
// meant, "@" and their numbers parted by commas, all parted by tabs. Every
// occurrence at word borders is marked, that of the longest surface first;
// occurrences are counted from 1 on without those inside a longer surface.
// Empty lines are skipped. A surface that does not occur is an error.
func ReadStandoff(name, body string, r io.Reader) (Document, error) {
	d := Document{ID: name, Text: body}
	list, err := readList(r)
	if err != nil {
		return d, err
	}
	taken := make([]bool, len(body))
	for len(list) > 0 {
		surface := list[0].surface
		n := 1
		for n < len(list) && list[n].surface == surface {
			n++
		}
		places := occurrences(body, surface, taken)
		if len(places) == 0 {
			return d, fmt.Errorf("surface %q does not occur outside longer ones; remove its line", surface)
		}
		for i, p := range places {
			for j := p.Start; j < p.End; j++ {
				taken[j] = true
			}
			for _, l := range list[:n] {
				if l.only == nil || slices.Contains(l.only, i+1) {
					d.Names = append(d.Names, Name{Range: p, Type: l.kind, Canonical: l.canonical})
					break
				}
			}
		}
		list = list[n:]
	}
	sortNames(d.Names)
	return d, nil
}

// readList reads the lines, the longest surface first, lines with numbers
// before one without.
func readList(r io.Reader) ([]listed, error) {
	var out []listed
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSuffix(lines.Text(), "\r")
		if line == "" {
			continue
		}
		c := strings.Split(line, "\t")
		if len(c) < 3 || len(c) > 4 || c[0] == "" {
			return nil, fmt.Errorf("line %d has %d columns, want surface, type, canonical name and perhaps occurrences", n, len(c))
		}
		l := listed{surface: c[0], kind: news.EntityType(c[1]), canonical: c[2]}
		if !slices.Contains(Types[:], l.kind) {
			return nil, fmt.Errorf("line %d: type %q is none of person, organisation, place, misc", n, c[1])
		}
		if len(c) == 4 {
			l.only = []int{}
			for s := range strings.SplitSeq(strings.TrimPrefix(c[3], "@"), ",") {
				i, err := strconv.Atoi(strings.TrimSpace(s))
				if err != nil || i < 1 {
					return nil, fmt.Errorf("line %d: occurrences %q are not @ and numbers from 1 on", n, c[3])
				}
				l.only = append(l.only, i)
			}
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b listed) int {
		return cmp.Or(
			cmp.Compare(utf8.RuneCountInString(b.surface), utf8.RuneCountInString(a.surface)),
			cmp.Compare(a.surface, b.surface),
			cmp.Compare(len(b.only), len(a.only)),
		)
	})
	return out, lines.Err()
}

// occurrences returns where s stands between word borders in body and no byte
// is taken.
func occurrences(body, s string, taken []bool) []text.Range {
	var out []text.Range
	for at := 0; ; {
		i := strings.Index(body[at:], s)
		if i < 0 {
			return out
		}
		start, end := at+i, at+i+len(s)
		before, _ := utf8.DecodeLastRuneInString(body[:start])
		after, _ := utf8.DecodeRuneInString(body[end:])
		if isWord(before) || isWord(after) || slices.Contains(taken[start:end], true) {
			_, n := utf8.DecodeRuneInString(body[start:])
			at = start + n
			continue
		}
		out = append(out, text.Range{Start: start, End: end})
		at = end
	}
}

// isWord holds for what stands within words; utf8.RuneError, which stands for
// the end of the text, does not.
func isWord(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r)
}
