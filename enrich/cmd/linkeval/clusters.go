package main

import (
	"fmt"
	"io"
)

// pair is what a name means and what it was taken for.
type pair struct{ gold, found string }

// bcubed sums up how well names of one thing come together (Bagga and Baldwin,
// 1998): for a name, precision is the share of those found to mean the same
// that do, recall the share of those meaning the same that were found to.
type bcubed struct {
	precision, recall float64
	names             int
}

// add adds the names of an article, of which there are so many of each pair.
func (b *bcubed) add(pairs map[pair]int) {
	gold, found := map[string]int{}, map[string]int{}
	for p, n := range pairs {
		gold[p.gold] += n
		found[p.found] += n
	}
	for p, n := range pairs {
		both := float64(n) * float64(n)
		b.precision += both / float64(found[p.found])
		b.recall += both / float64(gold[p.gold])
		b.names += n
	}
}

// scores returns precision, recall and their harmonic mean.
func (b *bcubed) scores() (p, r, f1 float64) {
	if b.names == 0 {
		return 0, 0, 0
	}
	p, r = b.precision/float64(b.names), b.recall/float64(b.names)
	return p, r, 2 * p * r / (p + r)
}

func (b *bcubed) print(w io.Writer) {
	p, r, f1 := b.scores()
	fmt.Fprintf(w, "B-cubed       P %.1f R %.1f F1 %.1f of %d names\n", 100*p, 100*r, 100*f1, b.names)
}
