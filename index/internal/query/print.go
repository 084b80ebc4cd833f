package query

import (
	"strconv"
	"strings"
	"unicode"
)

// String prints the query canonically: parsing the result gives the same
// query, and queries that differ only in writing print alike.
func (q *Query) String() string {
	p := &printer{}
	if q.Root != nil {
		q.Root.print(p, loose)
	}
	if q.Sort != SortDefault {
		if p.Len() > 0 {
			p.WriteByte(' ')
		}
		p.WriteString(sortField + ":" + string(q.Sort))
	}
	return p.String()
}

// binding says how tightly what surrounds a node binds it.
type binding int

const (
	// loose is the whole query or the inside of parentheses.
	loose binding = iota
	// joined is a part of an OR.
	joined
	// tight is a part of an AND or a negation.
	tight
)

type printer struct{ strings.Builder }

func (n *And) print(p *printer, inside binding) {
	p.join(n.Parts, " ", inside == tight, tight)
}

func (n *Or) print(p *printer, inside binding) {
	p.join(n.Parts, " OR ", inside != loose, joined)
}

func (p *printer) join(parts []Node, separator string, parentheses bool, inside binding) {
	if parentheses {
		p.WriteByte('(')
	}
	for i, part := range parts {
		if i > 0 {
			p.WriteString(separator)
		}
		part.print(p, inside)
	}
	if parentheses {
		p.WriteByte(')')
	}
}

func (n *Not) print(p *printer, _ binding) {
	p.WriteByte('-')
	_, near := n.Part.(*Near)
	if near {
		p.WriteByte('(')
	}
	n.Part.print(p, tight)
	if near {
		p.WriteByte(')')
	}
}

func (n *Near) print(p *printer, _ binding) {
	n.Left.print(p, tight)
	p.WriteString(" NEAR/" + strconv.Itoa(n.Distance) + " ")
	n.Right.print(p, tight)
}

func (n *Term) print(p *printer, _ binding) {
	if n.Field != Anywhere {
		p.WriteString(string(n.Field) + ":")
	}
	switch {
	case n.Kind == Phrase, !n.Field.IsText() && needsQuotes(n.Value):
		p.WriteString(quote(n.Value))
	default:
		p.WriteString(n.escaped())
	}
	switch {
	case n.Kind == Prefix:
		p.WriteByte('*')
	case n.Kind == Fuzzy:
		p.WriteByte('~')
	case n.Slop > 0:
		p.WriteString("~" + strconv.Itoa(n.Slop))
	}
	if n.Within {
		p.WriteByte('/')
	}
}

// needsQuotes reports whether a value cannot stand without quotes.
func needsQuotes(value string) bool {
	return strings.ContainsFunc(value, func(r rune) bool {
		return blank(r) || strings.ContainsRune(`()\*`, r) || closers[r] != ""
	}) || strings.HasSuffix(value, "/")
}

func quote(value string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
}

// escaped returns the value with a backslash before each character that would
// otherwise mean something.
func (n *Term) escaped() string {
	var b strings.Builder
	if n.Field == Anywhere && n.Kind == Word && operator(n.Value) != tokenValue {
		b.WriteByte('\\')
	}
	for i, r := range n.Value {
		special := strings.ContainsRune(`()\*~^`, r) || closers[r] != "" ||
			i == 0 && n.Field == Anywhere && r == '-' ||
			n.Field == Anywhere && r == ':' ||
			n.Field.IsText() && i == 0 && r == '/'
		if special || blank(r) || unicode.IsControl(r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
