package main

import (
	"math"

	"github.com/dateline-news/dateline/enrich/internal/notice"
)

const (
	// minNotices and minProse are how many sentences of a kind a feature must
	// be in to have a weight.
	minNotices, minProse = 2, 40
	// hardWeight and proseWeight say how much a sentence of prose counts.
	hardWeight, proseWeight = 2, 0.5
	// passes, rate and ridge steer the descent: AdaGrad with an L2 penalty.
	passes, rate, ridge = 60, 0.2, 1e-3
	// smallest is the least weight that is worth keeping.
	smallest = 0.05
	// stride visits the samples in an order that mixes the kinds.
	stride = 7919
)

type sample struct {
	features []int
	// target is 1 for a notice, else 0.
	target, weight float64
}

// learn fits a logistic regression by stochastic gradient descent with the
// step sizes of AdaGrad (Duchi, Hazan and Singer, 2011).
func learn(notices, hard, prose []string) notice.Model {
	names, index := vocabulary(notices, append(append([]string(nil), hard...), prose...))
	var samples []sample
	add := func(sentences []string, target, weight float64) {
		for _, s := range sentences {
			e := sample{target: target, weight: weight}
			for _, f := range append(notice.Features(s), notice.Bias) {
				if i, ok := index[f]; ok {
					e.features = append(e.features, i)
				}
			}
			samples = append(samples, e)
		}
	}
	add(notices, 1, 1)
	add(hard, 0, hardWeight)
	add(prose, 0, proseWeight)

	weights, squares := make([]float64, len(names)), make([]float64, len(names))
	for range passes {
		for k := range samples {
			e := samples[k*stride%len(samples)]
			var z float64
			for _, i := range e.features {
				z += weights[i]
			}
			slope := (1/(1+math.Exp(-z)) - e.target) * e.weight
			for _, i := range e.features {
				g := slope + ridge*weights[i]
				squares[i] += g * g
				weights[i] -= rate * g / math.Sqrt(squares[i]+1e-8)
			}
		}
	}
	m := notice.Model{}
	for i, w := range weights {
		if math.Abs(w) >= smallest {
			m[names[i]] = float32(w)
		}
	}
	return m
}

// vocabulary is the features that are frequent enough, the bias first, in the
// order in which they are met.
func vocabulary(notices, prose []string) (names []string, index map[string]int) {
	inNotices, inProse := map[string]int{}, map[string]int{}
	index = map[string]int{notice.Bias: 0}
	names = []string{notice.Bias}
	take := func(sentences []string, count map[string]int, least int) {
		for _, s := range sentences {
			for _, f := range notice.Features(s) {
				if count[f]++; count[f] != least {
					continue
				}
				if _, ok := index[f]; !ok {
					index[f] = len(names)
					names = append(names, f)
				}
			}
		}
	}
	take(notices, inNotices, minNotices)
	take(prose, inProse, minProse)
	return names, index
}
