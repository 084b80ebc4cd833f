package query

// Query is a parsed query. It is not changed after parsing and may be used
// concurrently.
type Query struct {
	// Root is nil for a query that every article answers.
	Root Node
	Sort Sort
	// Notes say what of the query was perhaps meant otherwise, in words.
	Notes []string
}

// Node is an *And, *Or, *Not, *Near or *Term.
type Node interface {
	// Column is where the node begins, in characters from 1.
	Column() int
	print(p *printer, inside binding)
}

// And holds for articles for which every part holds. It has at least two
// parts, none of them an And.
type And struct {
	Parts []Node
	At    int
}

// Or holds for articles for which a part holds. It has at least two parts,
// none of them an Or.
type Or struct {
	Parts []Node
	At    int
}

// Not holds for articles for which Part does not. Part is no Not.
type Not struct {
	Part Node
	At   int
}

// Near holds for articles in which what Left and Right look for stand close to
// each other in one text: the title, the summary, the text or, for the field
// quote, one quotation. Both are words or phrases of the same text field.
type Near struct {
	Left, Right *Term
	// Distance is between 1 and [MaxDistance] sentences: 1 is the same
	// sentence, 2 that one or a neighbour, and so on.
	Distance int
	At       int
}

// Bounds of closeness.
const (
	MaxDistance = 10
	MaxSlop     = 100
)

// Kind says how the value of a term was written.
type Kind int

// The kinds of values.
const (
	// Word is a word, an id, a name or another single value.
	Word Kind = iota
	// Phrase is words in quotes that must follow one another. Only text has
	// phrases; elsewhere quotes merely hold a value.
	Phrase
	// Prefix is the beginning of a word.
	Prefix
	// Fuzzy is a single word that may be written with one slip: a letter more,
	// less or different after the first, which must be right.
	Fuzzy
)

// Term looks for one value in one field.
type Term struct {
	Field Field
	Kind  Kind
	// Value is what was written, without quotes, star or slash.
	Value string
	// Slop is how many words more than its own a phrase may be stretched over;
	// its words may then stand in any order. 0: word after word.
	Slop int
	// Within is set for place:NAME/, which includes what lies in the place.
	Within bool
	// Date is the parsed value of a date field.
	Date DateValue
	At   int
}

// Column implements Node.
func (n *And) Column() int { return n.At }

// Column implements Node.
func (n *Or) Column() int { return n.At }

// Column implements Node.
func (n *Not) Column() int { return n.At }

// Column implements Node.
func (n *Near) Column() int { return n.At }

// Column implements Node.
func (n *Term) Column() int { return n.At }

// newAnd joins parts, taking apart those that are Ands themselves.
func newAnd(parts []Node) Node {
	var flat []Node
	for _, p := range parts {
		if and, ok := p.(*And); ok {
			flat = append(flat, and.Parts...)
		} else {
			flat = append(flat, p)
		}
	}
	if len(flat) == 1 {
		return flat[0]
	}
	return &And{Parts: flat, At: flat[0].Column()}
}

func newOr(parts []Node) Node {
	var flat []Node
	for _, p := range parts {
		if or, ok := p.(*Or); ok {
			flat = append(flat, or.Parts...)
		} else {
			flat = append(flat, p)
		}
	}
	if len(flat) == 1 {
		return flat[0]
	}
	return &Or{Parts: flat, At: flat[0].Column()}
}

// newNot negates a part; two negations are none.
func newNot(part Node, column int) Node {
	if not, ok := part.(*Not); ok {
		return not.Part
	}
	return &Not{Part: part, At: column}
}

// Terms returns every term of the query, left to right, with whether it
// stands under a negation.
func (q *Query) Terms(yield func(t *Term, negated bool) bool) {
	if q.Root != nil {
		walk(q.Root, false, yield)
	}
}

func walk(n Node, negated bool, yield func(*Term, bool) bool) bool {
	switch n := n.(type) {
	case *And:
		return walkAll(n.Parts, negated, yield)
	case *Or:
		return walkAll(n.Parts, negated, yield)
	case *Not:
		return walk(n.Part, !negated, yield)
	case *Near:
		return yield(n.Left, negated) && yield(n.Right, negated)
	case *Term:
		return yield(n, negated)
	}
	return true
}

func walkAll(parts []Node, negated bool, yield func(*Term, bool) bool) bool {
	for _, p := range parts {
		if !walk(p, negated, yield) {
			return false
		}
	}
	return true
}
