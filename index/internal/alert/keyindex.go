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
	more  []demands
	// always are the queries that demand nothing.
	always []int32
}

func newKeyIndex(queries int) *keyIndex {
	return &keyIndex{
		numbers: make(map[query.Key]int32, 3*queries), kinds: make(map[string]bool), more: make([]demands, queries),
	}
}

// demands is lists of keys, each after its length.
type demands []int32

// fulfilled reports whether one key of each list is there.
func (d demands) fulfilled(has bits) bool {
	for len(d) > 0 {
		list := d[1 : 1+d[0]]
		if !slices.ContainsFunc(list, has.has) {
			return false
		}
		d = d[1+d[0]:]
	}
	return true
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
	lists := e.matcher.Demands(chain)
	if len(lists) == 0 {
		x.always = append(x.always, number)
		return
	}
	for _, k := range lists[0] {
		key := x.number(k)
		if at := x.first[key]; !slices.Contains(at, number) {
			x.first[key] = append(slices.Clip(at), number)
		}
	}
	var more demands
	for _, keys := range lists[1:] {
		more = append(more, int32(len(keys))) //nolint:gosec // bounded with the query
		for _, k := range keys {
			more = append(more, x.number(k))
		}
	}
	x.more[number] = slices.Clip(more)
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
			if seen.add(number) && x.more[number].fulfilled(has) {
				yield(number)
			}
		}
	}
}
