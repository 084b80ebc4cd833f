package facet

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestColumn checks counting by marks against one document after another, from
// no document to all of them, alone and in stretches.
func TestColumn(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, documents := range []int{0, 1, 63, 64, 65, 128, 200, 1000} {
		c := &column{frequencies: make([]uint32, 20)}
		for n := range uint32(20) {
			c.terms = append(c.terms, 3*n)
		}
		for range documents {
			for _, n := range rng.Perm(20)[:rng.IntN(5)] {
				c.values = append(c.values, c.terms[n])
				c.frequencies[n]++
			}
			c.ends = append(c.ends, uint32(len(c.values)))
		}
		for _, share := range []float64{0, 0.01, 0.3, 0.5, 0.7, 0.99, 1} {
			found, want, n := newMarks(uint64(documents)), make([]uint32, 60), 0
			in := false
			for d := range documents {
				// Now and then a whole stretch is in or out.
				if d%100 < 70 || d%7 == 0 {
					in = rng.Float64() < share
				}
				if !in {
					continue
				}
				found.add(uint64(d))
				n++
				for _, v := range c.values[c.begin(d):c.ends[d]] {
					want[v]++
				}
			}
			found.add(uint64(documents + 64))
			got := make([]uint32, 60)
			c.count(found, got)
			if diff := cmp.Diff(want, got); diff != "" || found.n != n {
				t.Errorf("%d of %d documents, %d marked (-want +got):\n%s", n, documents, found.n, diff)
			}
		}
	}
}
