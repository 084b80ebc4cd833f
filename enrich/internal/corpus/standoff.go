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

// Listed is one line of a stand-off annotation.
type Listed struct {
	// Surface is the name as it stands in the text.
	Surface string
	// Type is person, organisation, place or misc.
	Type news.EntityType
	// Canonical is the full name of what is named.
	Canonical string
	// ID is an id of it; "" where the list has none.
	ID string
	// Only are the occurrences that count, from 1 on; nil for all.
	Only []int
}

// ReadStandoff reads a list of names and projects it onto a text. A line of
// the list is surface, type, canonical name and, where not all of its
// occurrences are meant, "@" and their numbers parted by commas, all parted by
// tabs. Empty lines are skipped.
func ReadStandoff(name, body string, r io.Reader) (Document, error) {
	list, err := readList(r)
	if err != nil {
		return Document{ID: name, Text: body}, err
	}
	return Project(name, body, list)
}

// Project marks in a text every occurrence at word borders of the names of a
// list, that of the longest surface first; occurrences are counted from 1 on
// without those inside a longer surface. Scripts that write no spaces have no
// word borders, and Arabic particles written onto a name do not belong to it.
// A surface that does not occur is an error. The list is not changed.
func Project(name, body string, list []Listed) (Document, error) {
	d := Document{ID: name, Text: body}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Listed) int {
		return cmp.Or(
			cmp.Compare(utf8.RuneCountInString(b.Surface), utf8.RuneCountInString(a.Surface)),
			cmp.Compare(a.Surface, b.Surface),
			cmp.Compare(len(b.Only), len(a.Only)),
		)
	})
	taken := make([]bool, len(body))
	for len(list) > 0 {
		surface := list[0].Surface
		n := 1
		for n < len(list) && list[n].Surface == surface {
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
				if l.Only == nil || slices.Contains(l.Only, i+1) {
					d.Names = append(d.Names, Name{Range: p, Type: l.Type, Canonical: l.Canonical, ID: l.ID})
					break
				}
			}
		}
		list = list[n:]
	}
	sortNames(d.Names)
	return d, nil
}

// readList reads the lines in their order.
func readList(r io.Reader) ([]Listed, error) {
	var out []Listed
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
		l := Listed{Surface: c[0], Type: news.EntityType(c[1]), Canonical: c[2]}
		if !slices.Contains(Types[:], l.Type) {
			return nil, fmt.Errorf("line %d: type %q is none of person, organisation, place, misc", n, c[1])
		}
		if len(c) == 4 {
			var err error
			if l.Only, err = ParseOccurrences(c[3]); err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
		}
		out = append(out, l)
	}
	return out, lines.Err()
}

// ParseOccurrences reads "@" and numbers from 1 on, parted by commas.
func ParseOccurrences(s string) ([]int, error) {
	out := []int{}
	for number := range strings.SplitSeq(strings.TrimPrefix(s, "@"), ",") {
		i, err := strconv.Atoi(strings.TrimSpace(number))
		if err != nil || i < 1 {
			return nil, fmt.Errorf("occurrences %q are not @ and numbers from 1 on", s)
		}
		out = append(out, i)
	}
	return out, nil
}

// occurrences returns where s stands between word borders in body and no byte
// is taken.
func occurrences(body, s string, taken []bool) []text.Range {
	var out []text.Range
	last, _ := utf8.DecodeLastRuneInString(s)
	for at := 0; ; {
		i := strings.Index(body[at:], s)
		if i < 0 {
			return out
		}
		start, end := at+i, at+i+len(s)
		after, _ := utf8.DecodeRuneInString(body[end:])
		if !begins(body[:start], s) || !isUnspaced(last) && isWord(after) || slices.Contains(taken[start:end], true) {
			_, n := utf8.DecodeRuneInString(body[start:])
			at = start + n
			continue
		}
		out = append(out, text.Range{Start: start, End: end})
		at = end
	}
}

// begins reports whether the name s may begin after what stands before it.
func begins(before, s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	if unicode.Is(unicode.Arabic, first) {
		before = withoutParticles(before)
	}
	r, _ := utf8.DecodeLastRuneInString(before)
	return isUnspaced(first) || !isWord(r)
}

// withoutParticles cuts up to two Arabic particles of one letter off the end
// of s: "and", "by", "to" and the like, which are written onto the next word.
func withoutParticles(s string) string {
	for range 2 {
		r, n := utf8.DecodeLastRuneInString(s)
		if !strings.ContainsRune("وفبلك", r) {
			break
		}
		s = s[:len(s)-n]
	}
	return s
}

// isWord holds for what stands within words of scripts that part them by
// spaces; utf8.RuneError, which stands for the end of the text, does not.
func isWord(r rune) bool {
	return r == '_' || unicode.IsDigit(r) || unicode.IsLetter(r) && !isUnspaced(r)
}

// isUnspaced holds for letters of scripts that write no spaces between words;
// a name that begins or ends with one has a border there whatever stands
// beside it, as in "日本人8名".
func isUnspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}
