package main

// tree joins classes two by two, those first that lose the least mutual
// information (the algorithm of Brown and others, 1992, from classes that are
// there). Its paths tell which classes are near each other.
type tree struct {
	pairs       [][]int32
	left, right []int32
	// live are the classes that are not yet joined, then the fixed ones.
	live  []int
	joins int // how many of live may be joined
	loss  [][]float64
	// below are the two sides of each node; those under classes are leaves.
	below [][2]int
	node  []int // of each live class
	count int   // of classes
}

func newTree(e *exchange) *tree {
	t := &tree{pairs: e.pairs, left: e.left, right: e.right, joins: e.classes, count: e.classes}
	for c := range e.pairs {
		t.live = append(t.live, c)
		t.node = append(t.node, c)
		t.loss = append(t.loss, make([]float64, len(e.pairs)))
	}
	for i := range t.joins {
		for j := range i {
			a, b := t.live[j], t.live[i]
			t.loss[a][b] = t.lossOf(a, b)
		}
	}
	return t
}

// lossOf is what joining a and b costs.
func (t *tree) lossOf(a, b int) float64 {
	sum := 0.0
	for _, k := range t.live {
		if k != a && k != b {
			sum += t.part(a, b, k)
		}
	}
	n, m := t.pairs[a], t.pairs[b]
	sum += entropy(n[a]) + entropy(n[b]) + entropy(m[a]) + entropy(m[b]) - entropy(n[a]+n[b]+m[a]+m[b])
	sum -= entropy(t.left[a]) + entropy(t.left[b]) - entropy(t.left[a]+t.left[b])
	return sum - (entropy(t.right[a]) + entropy(t.right[b]) - entropy(t.right[a]+t.right[b]))
}

// part is what of the loss is in the pairs of a and b with k.
func (t *tree) part(a, b, k int) float64 {
	x, y := t.pairs[a][k], t.pairs[b][k]
	u, v := t.pairs[k][a], t.pairs[k][b]
	return entropy(x) + entropy(y) - entropy(x+y) + entropy(u) + entropy(v) - entropy(u+v)
}

// paths joins all classes and returns the way to each from the root: 0 left,
// 1 right.
func (t *tree) paths() []string {
	for t.joins > 1 {
		t.join(t.nearest())
	}
	out := make([]string, t.count)
	var walk func(node int, path string)
	walk = func(node int, path string) {
		if node < t.count {
			out[node] = path
			return
		}
		walk(t.below[node-len(t.pairs)][0], path+"0")
		walk(t.below[node-len(t.pairs)][1], path+"1")
	}
	walk(t.node[t.live[0]], "")
	return out
}

// nearest returns the places among live of the pair that costs least.
func (t *tree) nearest() (i, j int) {
	i, j = 0, 1
	for y := range t.joins {
		for x := range y {
			if t.loss[t.live[x]][t.live[y]] < t.loss[t.live[i]][t.live[j]] {
				i, j = x, y
			}
		}
	}
	return i, j
}

// join joins the class at place j of live to that at place i, i before j.
func (t *tree) join(i, j int) {
	a, b := t.live[i], t.live[j]
	t.each(a, b, func(x, y int) { t.loss[x][y] -= t.part(x, y, a) + t.part(x, y, b) })
	for _, k := range t.live {
		t.pairs[a][k] += t.pairs[b][k]
	}
	for _, k := range t.live {
		t.pairs[k][a] += t.pairs[k][b]
	}
	t.left[a] += t.left[b]
	t.right[a] += t.right[b]
	t.live = append(t.live[:j], t.live[j+1:]...)
	t.joins--
	t.each(a, b, func(x, y int) { t.loss[x][y] += t.part(x, y, a) })
	for place, k := range t.live[:t.joins] {
		switch {
		case place < i:
			t.loss[k][a] = t.lossOf(k, a)
		case place > i:
			t.loss[a][k] = t.lossOf(a, k)
		}
	}
	t.below = append(t.below, [2]int{t.node[a], t.node[b]})
	t.node[a] = len(t.pairs) + len(t.below) - 1
}

// each calls do for the pairs of joinable classes without a and b.
func (t *tree) each(a, b int, do func(x, y int)) {
	for i, y := range t.live[:t.joins] {
		if y == a || y == b {
			continue
		}
		for _, x := range t.live[:i] {
			if x != a && x != b {
				do(x, y)
			}
		}
	}
}
