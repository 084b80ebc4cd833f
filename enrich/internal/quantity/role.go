package quantity

import (
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/text"
)

// role says what a token may be part of, so that the rules read only the few
// tokens that may matter to them.
type role uint8

const (
	// opens holds for tokens with which a date, an amount or a number may
	// begin.
	opens role = 1 << iota
	// dollar holds for the sign and the names of dollars.
	dollar
	// disease holds for words that tell a text of one.
	disease
)

// assignRoles collects the words that have roles.
func (l *lexicon) assignRoles() {
	l.roles = map[string]role{}
	for w := range signs {
		l.roles[w] |= opens
	}
	for w := range dollars {
		l.roles[w] |= opens
	}
	for w := range strings.FieldsSeq(codes) {
		l.roles[w] |= opens
	}
	for _, words := range []set{l.half, l.articles, l.longMonths} {
		for w := range words {
			l.roles[w] |= opens
		}
	}
	for _, numbers := range []map[string]float64{l.units, l.scales} {
		for w := range numbers {
			l.roles[w] |= opens
		}
	}
	for _, numbers := range []map[string]int{l.months, l.weekdays, l.days, l.spans} {
		for w := range numbers {
			l.roles[w] |= opens
		}
	}
	for w := range l.months {
		l.roles[w+"."] |= opens
	}
	for w := range l.diseases {
		l.roles[w] |= disease
	}
	l.roles["$"] |= dollar
	for w, c := range l.currencies {
		if c == "$" {
			l.roles[w] |= dollar
		}
	}
}

// roleOf returns the roles of a folded word.
func (l *lexicon) roleOf(w string, kind text.Kind) role {
	r := l.roles[w]
	switch {
	case kind == text.Number:
		r |= opens
	case kind == text.Punct || w == "":
	case w[0] >= '0' && w[0] <= '9':
		// "5m", "1st".
		r |= opens
	case l.unitsFirst:
		// "وعشرون": a conjunction is joined to the number.
		if l.isNumeral(l.unjoined(w)) {
			r |= opens
		}
	case strings.IndexByte(w, '-') > 0 && l.isNumeral(w):
		// "twenty-six".
		r |= opens
	}
	return r
}
