package alert

import (
	"maps"
	"slices"

	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/query"
)

// keyIndex tells which queries of a set look at an article of one chain. Keys
// are numbered, since an article's are asked for many times.
type keyIndex struct {
	numbers map[query.Key]int32
	// kinds are the kinds of the keys.
	kinds map[string]bool
	// first holds the queries by the keys of their first demand, which is the
	// rarest; more holds the other demands by query.
	first [][]int32
	more  [][][]int32
	// always are the queries that demand nothing.
	always []int32
}

func newKeyIndex(queries int) *keyIndex {
	return &keyIndex{
		numbers: make(map[query.Key]int32, 3*queries), kinds: make(map[string]bool), more: make([][][]int32, queries),
	}
}

// clone returns a copy that can be changed; lists of numbers are shared and
// never written to.
func (x *keyIndex) clone() *keyIndex {
	return &keyIndex{
		numbers: maps.Clone(x.numbers), kinds: maps.Clone(x.kinds),
		first: slices.Clone(x.first), more: slices.Clone(x.more), always: slices.Clone(x.always),
	}
}

// put makes a query one of the index, in place of what had its number. The
// lists of the one before keep the number: it is asked once too often.
func (x *keyIndex) put(number int32, e *entry, chain *language.Language) {
	for int(number) >= len(x.more) {
		x.more = append(x.more, nil)
	}
	x.more[number] = nil
	x.always = slices.DeleteFunc(x.always, func(n int32) bool { return n == number })
	demands := e.matcher.Demands(chain)
	if len(demands) == 0 {
		x.always = append(x.always, number)
		return
	}
	for i, keys := range demands {
		list := make([]int32, len(keys))
		for j, k := range keys {
			list[j] = x.number(k)
			if at := x.first[list[j]]; i == 0 && !slices.Contains(at, number) {
				x.first[list[j]] = append(slices.Clip(at), number)
			}
		}
		if i > 0 {
			x.more[number] = append(x.more[number], list)
		}
	}
}

func (x *keyIndex) number(k query.Key) int32 {
	n, ok := x.numbers[k]
	if !ok {
		n = int32(len(x.first))
		x.numbers[k] = n
		x.kinds[k.Kind] = true
		x.first = append(x.first, nil)
	}
	return n
}

// bits is a set of small numbers.
type bits []uint64

func newBits(n int) bits { return make(bits, (n+63)/64) }

func (b bits) has(n int32) bool { return b[n/64]&(1<<(n%64)) != 0 }

// add reports whether n was not yet in the set.
func (b bits) add(n int32) bool {
	if b.has(n) {
		return false
	}
	b[n/64] |= 1 << (n % 64)
	return true
}

// candidates yields the queries of which the article has what they demand,
// each once.
func (x *keyIndex) candidates(r *query.Reading, yield func(number int32)) {
	for _, number := range x.always {
		yield(number)
	}
	if len(x.numbers) == 0 {
		return
	}
	has := newBits(len(x.first))
	var found []int32
	r.Keys(x.kinds, func(k query.Key) bool {
		if n, ok := x.numbers[k]; ok && has.add(n) {
			found = append(found, n)
		}
		return true
	})
	seen := newBits(len(x.more))
	for _, n := range found {
		for _, number := range x.first[n] {
			if seen.add(number) && fulfilled(x.more[number], has) {
				yield(number)
			}
		}
	}
}

func fulfilled(demands [][]int32, has bits) bool {
	for _, list := range demands {
		if !slices.ContainsFunc(list, has.has) {
			return false
		}
	}
	return true
}
