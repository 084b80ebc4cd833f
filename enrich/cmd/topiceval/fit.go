package main

import (
	"fmt"
	"io"
	"math"
)

// ridge keeps the coefficients small; the bias is free.
const ridge = 1

// sample is one concept of one article.
type sample struct {
	x [5]float64
	y float64
}

// fit prints the curves that fit the labels best, by Newton's method. Open
// labels and concepts with no evidence are left out.
func fit(w io.Writer, cases []labelled) {
	var top, fine []sample
	for _, c := range cases {
		for _, e := range c.evidence {
			l := c.labels[e.Key]
			if l == open {
				continue
			}
			s := sample{x: [5]float64{1, e.Measures[0], e.Measures[1], e.Measures[2], e.Measures[3]}}
			if l == right {
				s.y = 1
			}
			if isTop(e) {
				top = append(top, s)
			} else {
				fine = append(fine, s)
			}
		}
	}
	for name, samples := range map[string][]sample{"curveTop": top, "curveFine": fine} {
		b := logistic(samples)
		fmt.Fprintf(w, "%s = curve{bias: %.2f, density: %.2f, share: %.2f, title: %.2f, terms: %.2f} // %d samples\n",
			name, b[0], b[1], b[2], b[3], b[4], len(samples))
	}
}

func logistic(samples []sample) (b [5]float64) {
	for range 50 {
		var gradient [5]float64
		var hessian [5][5]float64
		for i := 1; i < 5; i++ {
			gradient[i], hessian[i][i] = -ridge*b[i], ridge
		}
		for _, s := range samples {
			var z float64
			for i := range b {
				z += b[i] * s.x[i]
			}
			p := 1 / (1 + math.Exp(-z))
			for i := range b {
				gradient[i] += (s.y - p) * s.x[i]
				for j := range b {
					hessian[i][j] += p * (1 - p) * s.x[i] * s.x[j]
				}
			}
		}
		for i, d := range solve(hessian, gradient) {
			b[i] += d
		}
	}
	return b
}

// solve returns x with a x = y, by elimination.
func solve(a [5][5]float64, y [5]float64) (x [5]float64) {
	for i := range a {
		for j := i + 1; j < len(a); j++ {
			f := a[j][i] / a[i][i]
			for k := range a {
				a[j][k] -= f * a[i][k]
			}
			y[j] -= f * y[i]
		}
	}
	for i := len(a) - 1; i >= 0; i-- {
		x[i] = y[i]
		for k := i + 1; k < len(a); k++ {
			x[i] -= a[i][k] * x[k]
		}
		x[i] /= a[i][i]
	}
	return x
}
