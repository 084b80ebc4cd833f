package main

import (
	"cmp"
	"math"
	"slices"
)

// fixed is the number of words that stay in classes of their own: all rare
// words as one, and the boundary of sentences.
const fixed = 2

// neighbour is a word beside another and how often it stands there.
type neighbour struct{ word, count int32 }

// bigrams holds for each word what stands after and before it, but for the
// word itself, which twice counts.
type bigrams struct {
	after, before [][]neighbour
	twice         []int32
}

// newBigrams indexes counts of pairs of words and the two fixed ones.
func newBigrams(pairs map[[2]int32]int32, words int) *bigrams {
	n := words + fixed
	b := &bigrams{after: make([][]neighbour, n), before: make([][]neighbour, n), twice: make([]int32, n)}
	for p, count := range pairs {
		if p[0] == p[1] {
			b.twice[p[0]] = count
			continue
		}
		b.after[p[0]] = append(b.after[p[0]], neighbour{p[1], count})
		b.before[p[1]] = append(b.before[p[1]], neighbour{p[0], count})
	}
	for _, lists := range [][][]neighbour{b.after, b.before} {
		for _, l := range lists {
			slices.SortFunc(l, func(x, y neighbour) int { return cmp.Compare(x.word, y.word) })
		}
	}
	return b
}

// exchange moves words between classes as long as the mutual information of
// the classes of adjacent words grows (the exchange algorithm of Kneser and
// Ney, 1993). The same pairs give the same classes.
type exchange struct {
	*bigrams
	class   []int32
	classes int // those that words move between; the fixed ones come after
	// pairs[a][b] counts b after a, turned[b][a] the same; left and right sum
	// them over the other side.
	pairs, turned [][]int32
	left, right   []int32
	// of the word in hand: what is after and before it by class.
	afterBy, beforeBy []int32
	gain              []float64
}

func newExchange(b *bigrams, classes int) *exchange {
	n := classes + fixed
	e := &exchange{bigrams: b, classes: classes, class: make([]int32, len(b.twice)), left: make([]int32, n), right: make([]int32, n),
		afterBy: make([]int32, n), beforeBy: make([]int32, n), gain: make([]float64, classes)}
	for range n {
		e.pairs, e.turned = append(e.pairs, make([]int32, n)), append(e.turned, make([]int32, n))
	}
	words := len(e.class) - fixed
	for w := range e.class {
		e.class[w] = int32(w % classes)
		if w >= words {
			e.class[w] = int32(classes + w - words)
		}
	}
	for w := range e.class {
		a := e.class[w]
		e.count(a, a, b.twice[w])
		for _, n := range b.after[w] {
			e.count(a, e.class[n.word], n.count)
		}
	}
	return e
}

func (e *exchange) count(a, b, n int32) {
	e.pairs[a][b] += n
	e.turned[b][a] += n
	e.left[a] += n
	e.right[b] += n
}

// pass lets every word move once and returns how many did.
func (e *exchange) pass() int {
	moved := 0
	for w := range len(e.class) - fixed {
		from := e.class[w]
		e.gather(w)
		e.shift(w, from, -1)
		to := e.best(w)
		if e.gain[to] <= e.gain[from]+1e-9 {
			to = from
		}
		e.shift(w, to, 1)
		e.class[w] = to
		if to != from {
			moved++
		}
	}
	return moved
}

// gather sums the neighbours of a word by class.
func (e *exchange) gather(w int) {
	clear(e.afterBy)
	clear(e.beforeBy)
	for _, n := range e.after[w] {
		e.afterBy[e.class[n.word]] += n.count
	}
	for _, n := range e.before[w] {
		e.beforeBy[e.class[n.word]] += n.count
	}
}

// shift adds the gathered word to a class, or takes it out.
func (e *exchange) shift(w int, a, sign int32) {
	e.count(a, a, sign*e.twice[w])
	for c, n := range e.afterBy {
		if n != 0 {
			e.count(a, int32(c), sign*n)
		}
	}
	for c, n := range e.beforeBy {
		if n != 0 {
			e.count(int32(c), a, sign*n)
		}
	}
}

// best computes what the gathered word, which is in no class, adds to the
// information in each, and returns the first of the best.
func (e *exchange) best(w int) int32 {
	clear(e.gain)
	var after, before int32
	for c, n := range e.afterBy {
		if n != 0 {
			after += n
			e.addGain(e.turned[c], n)
		}
	}
	for c, n := range e.beforeBy {
		if n != 0 {
			before += n
			e.addGain(e.pairs[c], n)
		}
	}
	twice := e.twice[w]
	to := int32(0)
	for a := range e.gain {
		// Pairs within the class were counted apart, from either side.
		if out, in := e.afterBy[a], e.beforeBy[a]; out != 0 || in != 0 || twice != 0 {
			n := e.pairs[a][a]
			e.gain[a] += entropy(n+out+in+twice) + entropy(n) - entropy(n+out) - entropy(n+in)
		}
		// Wherever the word goes, its neighbours' classes have those pairs.
		left, right := e.left[a]+e.beforeBy[a], e.right[a]+e.afterBy[a]
		e.gain[a] -= entropy(left+after+twice) - entropy(left) + entropy(right+before+twice) - entropy(right)
		if e.gain[a] > e.gain[to] {
			to = int32(a)
		}
	}
	return to
}

// addGain adds what n more pairs of each class with one other bring.
func (e *exchange) addGain(row []int32, n int32) {
	for a := range e.gain {
		e.gain[a] += entropy(row[a]+n) - entropy(row[a])
	}
}

// information is the mutual information of the classes of adjacent words, in
// nats.
func (e *exchange) information() float64 {
	var sum float64
	var total int32
	for a, row := range e.pairs {
		for _, n := range row {
			sum += entropy(n)
		}
		total += e.left[a]
		sum -= entropy(e.left[a]) + entropy(e.right[a])
	}
	return (sum + entropy(total)) / float64(total)
}

// entropies holds n log n of small n.
var entropies = func() (t [1 << 14]float64) {
	for n := 1; n < len(t); n++ {
		t[n] = float64(n) * math.Log(float64(n))
	}
	return t
}()

// entropy is n log n.
func entropy(n int32) float64 {
	if int(n) < len(entropies) {
		return entropies[n]
	}
	return float64(n) * math.Log(float64(n))
}
