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
	field := ""
	if n.Field != Anywhere {
		field = string(n.Field) + ":"
	}
	mark := ""
	switch {
	case n.Kind == Prefix:
		mark = "*"
	case n.Kind == Fuzzy:
		mark = "~"
	case n.Slop > 0:
		mark = "~" + strconv.Itoa(n.Slop)
	case n.Within:
		mark = "/"
	}
	p.WriteString(field)
	switch {
	case n.Kind == Phrase:
		p.WriteString(quote(n.Value) + mark)
	case n.survives(field + n.Value + mark):
		p.WriteString(n.Value + mark)
	case !n.Field.IsText():
		p.WriteString(quote(n.Value) + mark)
	default:
		p.WriteString(escape(n.Value) + mark)
	}
}

// survives reports whether what is printed is read as the term that it is.
func (n *Term) survives(printed string) bool {
	if n.Field == Topic {
		// A name that is nearly another's is taken in quotes alone.
		if _, near := canonicalTopic(n.Value); near != "" {
			return false
		}
	}
	tokens, err := lex("(" + printed + ")")
	if err != nil || len(tokens) < 4 {
		return false
	}
	tokens = tokens[1:]
	if n.Field != Anywhere {
		tokens = tokens[1:]
	}
	if len(tokens) != 3 {
		return false
	}
	t := tokens[0]
	return t.kind == tokenValue && t.text == n.Value && !t.quoted && !t.escaped &&
		t.star == (n.Kind == Prefix) && t.tilde == (n.Kind == Fuzzy) && t.slash == n.Within
}

func quote(value string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
}

// escape puts a backslash before every character that could mean something
// and, so that no operator is left, before the first.
func escape(value string) string {
	var b strings.Builder
	for i, r := range value {
		if i == 0 || !wordly(r) && !unicode.IsMark(r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// String prints one term as it stands in a query.
func (n *Term) String() string {
	p := &printer{}
	n.print(p, loose)
	return p.String()
}
