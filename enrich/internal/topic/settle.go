package topic

import (
	"cmp"
	"slices"
)

// settle changes the votes of one term such that, once each concept has handed
// its evidence up, a concept has got the strongest of the votes for itself and
// for what lies below, not their sum. Votes against are left as they are.
func settle(votes []vote, concepts []concept) []vote {
	if len(votes) < 2 {
		return votes
	}
	strongest := map[int]float32{}
	handed := map[int]float32{}
	var out []vote
	for _, v := range votes {
		if v.weight < 0 {
			out = append(out, v)
			continue
		}
		for c := int(v.concept); c >= 0; c = concepts[c].parent {
			strongest[c] = max(strongest[c], v.weight)
		}
	}
	for c, w := range strongest {
		if p := concepts[c].parent; p >= 0 {
			handed[p] += w
		}
	}
	for c, w := range strongest {
		if w -= handed[c]; w != 0 {
			out = append(out, vote{concept: int32(c), weight: w})
		}
	}
	slices.SortFunc(out, func(a, b vote) int {
		return cmp.Or(cmp.Compare(a.concept, b.concept), cmp.Compare(a.weight, b.weight))
	})
	return out
}
