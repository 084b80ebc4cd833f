package corpus

import (
	"fmt"
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// Count holds how many names were found, found where there is none, and not
// found.
type Count struct{ Right, Wrong, Missed int }

// Precision is the share of what was found that is right; 0 where nothing was
// found.
func (c Count) Precision() float64 { return share(c.Right, c.Right+c.Wrong) }

// Recall is the share of the names that were found; 0 where there are none.
func (c Count) Recall() float64 { return share(c.Right, c.Right+c.Missed) }

// F1 is the harmonic mean of precision and recall.
func (c Count) F1() float64 { return share(2*c.Right, 2*c.Right+c.Wrong+c.Missed) }

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// Score compares found names with marked ones. A found name is right if one
// of exactly its range is marked, and, but for Untyped, of its type. What
// touches a part that nobody judged is not wrong.
type Score struct {
	Typed, Untyped Count
	ByType         map[news.EntityType]*Count
	// only are the types that count.
	only map[news.EntityType]bool
}

// NewScore returns a score of names of some types, all where none is given.
func NewScore(only ...news.EntityType) *Score {
	if len(only) == 0 {
		only = Types[:]
	}
	s := &Score{ByType: map[news.EntityType]*Count{}, only: map[news.EntityType]bool{}}
	for _, t := range only {
		s.only[t] = true
		s.ByType[t] = &Count{}
	}
	return s
}

// Add counts the names found in a document. Their types are taken as
// [Coarse] gives them; names of other types than those that count are left
// out, found or marked.
func (s *Score) Add(d *Document, found []Name) {
	marked := map[text.Range]news.EntityType{}
	for _, n := range d.Names {
		if s.only[n.Type] {
			marked[n.Range] = n.Type
		}
	}
	for _, t := range marked {
		s.ByType[t].Missed++
	}
	s.Typed.Missed += len(marked)
	s.Untyped.Missed += len(marked)
	seen := map[text.Range]bool{}
	for _, n := range found {
		t := Coarse(n.Type)
		if !s.only[t] || seen[n.Range] {
			continue
		}
		seen[n.Range] = true
		want, ok := marked[n.Range]
		switch {
		case !ok && d.ignores(n.Range):
			continue
		case ok:
			s.Untyped.Right++
			s.Untyped.Missed--
		default:
			s.Untyped.Wrong++
		}
		c := s.ByType[t]
		if ok && want == t {
			s.Typed.Right++
			s.Typed.Missed--
			c.Right++
			c.Missed--
			continue
		}
		s.Typed.Wrong++
		c.Wrong++
	}
}

func (d *Document) ignores(r text.Range) bool {
	for _, i := range d.Ignore {
		if i.Overlaps(r) {
			return true
		}
	}
	return false
}

// String is one line: precision, recall and F1 in per cent, untyped F1, and
// F1 by type.
func (s *Score) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "P %.1f R %.1f F1 %.1f, untyped %.1f;", 100*s.Typed.Precision(), 100*s.Typed.Recall(), 100*s.Typed.F1(), 100*s.Untyped.F1())
	for _, t := range Types {
		if c := s.ByType[t]; c != nil {
			fmt.Fprintf(&b, " %s %.1f", t, 100*c.F1())
		}
	}
	return b.String()
}
