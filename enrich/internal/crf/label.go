package crf

import "github.com/dateline-news/dateline/shared/news"

// types are the types of names, in the order of their labels.
var types = [...]news.EntityType{news.TypePerson, news.TypeOrganisation, news.TypePlace, news.TypeMisc}

// typeIndex is the place of t among types; what is finer than them, such as
// an event, is misc.
func typeIndex(t news.EntityType) int {
	for i, u := range types {
		if t == u {
			return i
		}
	}
	return len(types) - 1
}

// label is one of the labels of a piece: outside, or one more than four times
// the index of a type plus a position.
type label uint8

// position is where in a name a piece stands.
type position uint8

const (
	begin position = iota
	inside
	last
	unit
)

const outside label = 0

// labels is the number of labels; edge stands for the border of a sentence in
// transitions.
const (
	labels       = 1 + 4*len(types)
	edge   label = label(labels)
)

// Where time counts, sums are written out for 17 labels: [closed], [starts],
// [closedOf], lattice.sumForward, lattice.sumBackward and Model.add. With more
// or fewer types these do not compile, and those are to be changed.
var (
	_ [labels - 17]struct{}
	_ [17 - labels]struct{}
)

func labelOf(t int, p position) label { return label(1 + 4*t + int(p)) }

func (l label) kind() int          { return int(l-1) / 4 }
func (l label) position() position { return position(l-1) & 3 }

// opens says whether a name goes on after l.
func (l label) opens() bool {
	return l != outside && l != edge && l.position() <= inside
}

// continues says whether a name began before l.
func (l label) continues() bool {
	return l != outside && l != edge && (l.position() == inside || l.position() == last)
}

// allowed says whether label b may follow a; either may be edge.
func allowed(a, b label) bool {
	if a.opens() {
		return b.continues() && a.kind() == b.kind()
	}
	return !b.continues()
}

// follows lists for every label those that may stand before it.
var follows = func() (f [labels][]label) {
	for b := range label(labels) {
		for a := range label(labels) {
			if allowed(a, b) {
				f[b] = append(f[b], a)
			}
		}
	}
	return f
}()

// closed are the labels after which no name goes on, starts those before which
// none does: any of the first may stand before any of the second.
var (
	closed = [...]label{0, 3, 4, 7, 8, 11, 12, 15, 16}
	starts = [...]label{0, 1, 4, 5, 8, 9, 12, 13, 16}
)

// begin1 is the label that begins a name of the first type; inside and last
// come next, and those of the next type four later.
const begin1 = 1

// gather returns the weights of each of starts after each of closed.
func gather(t *[labels + 1][labels + 1]float32) (into [len(starts)][len(closed)]float32) {
	for j, a := range closed {
		for k, b := range starts {
			into[k][j] = t[a][b]
		}
	}
	return into
}

func closedOf(v *[labels]float32) [len(closed)]float32 {
	return [...]float32{v[0], v[3], v[4], v[7], v[8], v[11], v[12], v[15], v[16]}
}

// span is a name in a row of labels: pieces [first, last) of a type.
type span struct{ first, last, kind int }

// spans appends the names in a row of labels that obeys allowed.
func spans(out []span, row []label) []span {
	first := 0
	for i, l := range row {
		if l == outside {
			continue
		}
		switch l.position() {
		case begin:
			first = i
		case last:
			out = append(out, span{first, i + 1, l.kind()})
		case unit:
			out = append(out, span{i, i + 1, l.kind()})
		}
	}
	return out
}

// mark writes the labels of a name into a row.
func mark(row []label, s span) {
	if s.last-s.first == 1 {
		row[s.first] = labelOf(s.kind, unit)
		return
	}
	for i := s.first; i < s.last; i++ {
		row[i] = labelOf(s.kind, inside)
	}
	row[s.first], row[s.last-1] = labelOf(s.kind, begin), labelOf(s.kind, last)
}
