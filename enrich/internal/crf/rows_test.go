package crf

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestRows adds up rows of weights, lane by lane, as a plain loop does.
func TestRows(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	many := make([]uint32, 20000)
	for i := range many {
		many[i] = random.Uint32()
	}
	slices.Sort(many)
	crowd := make([]uint32, 100)
	for i := range crowd {
		crowd[i] = 1<<32 - 100 + uint32(i)
	}
	for name, keys := range map[string][]uint32{
		"none": nil, "one": {7}, "ends": {0, 1, 1 << 31, 1<<32 - 1}, "neighbours": {5, 6, 7, 8, 9, 10}, "at the end": crowd, "many": slices.Compact(many),
	} {
		t.Run(name, func(t *testing.T) {
			r := newRows(keys)
			if got := slices.Collect(r.keys()); !slices.Equal(got, keys) {
				t.Fatalf("keys are %v, want %v", got, keys)
			}
			weights := map[uint32][labels]byte{}
			for k, row := range r.all() {
				for l := range row {
					row[l] = byte(random.Uint32())
				}
				weights[k] = *row
			}
			for from := 0; from < len(keys)+1; from += 97 {
				some := []uint32{12345, 1<<32 - 2}
				some = append(some, keys[from:min(from+maxRows-2, len(keys))]...)
				var want [labels]float32
				for _, k := range some {
					if row, ok := weights[k]; ok {
						for l, w := range row {
							want[l] += (float32(w) - zero) / 2
						}
					}
				}
				var first, whole sum
				r.find(some)
				first.add(r, some[:len(some)/2])
				whole.add(r, some[len(some)/2:])
				whole.join(&first)
				if got := whole.weights(0.5); got != want {
					t.Fatalf("sum from %d on is %v, want %v", from, got, want)
				}
			}
		})
	}
}
