package crf

import (
	"cmp"
	"math"
	"slices"
)

// Outcome is a mention that a model found in an annotated text it was not
// trained on.
type Outcome struct {
	// Confidence is what the model gave, before any calibration.
	Confidence float64
	// Right says that borders and type are those that people marked.
	Right bool
}

// Calibration turns what a model gives into how often that is right: a rising
// line through points, and level after the last. Without points it changes
// nothing.
type Calibration []struct{ Given, Right float32 }

// calibrationBins is the most points that a calibration has.
const calibrationBins = 40

// Calibrate fits a calibration: mentions in groups of about equal size by
// confidence, neighbours that do not rise joined until all do (isotonic
// regression by pool-adjacent-violators, Ayer and others, 1955). Each group
// counts as if one mention of it more were right and one wrong.
func Calibrate(outcomes []Outcome) Calibration {
	outcomes = slices.Clone(outcomes)
	slices.SortStableFunc(outcomes, func(a, b Outcome) int { return cmp.Compare(a.Confidence, b.Confidence) })
	type group struct{ given, right, n float64 }
	var groups []group
	size := (len(outcomes) + calibrationBins - 1) / calibrationBins
	for i := 0; i < len(outcomes); {
		g := group{right: 1, n: 2}
		given, count := 0.0, 0.0
		for ; i < len(outcomes) && int(count) < size; i++ {
			given += outcomes[i].Confidence
			count++
			if outcomes[i].Right {
				g.right++
			}
		}
		g.n += count
		g.given = given / count * g.n
		groups = append(groups, g)
		for len(groups) > 1 {
			a, b := groups[len(groups)-2], groups[len(groups)-1]
			if a.right/a.n < b.right/b.n {
				break
			}
			groups = append(groups[:len(groups)-2], group{a.given + b.given, a.right + b.right, a.n + b.n})
		}
	}
	var c Calibration
	for _, g := range groups {
		c = append(c, struct{ Given, Right float32 }{float32(g.given / g.n), float32(g.right / g.n)})
	}
	return c
}

// of returns the calibrated p.
func (c Calibration) of(p float64) float64 {
	if len(c) == 0 {
		return p
	}
	var x0, y0 float64
	for _, point := range c {
		x1, y1 := float64(point.Given), float64(point.Right)
		if p < x1 {
			return y0 + (y1-y0)*(p-x0)/(x1-x0)
		}
		x0, y0 = x1, y1
	}
	return y0
}

// rises reports whether the points are in order and within 0..1.
func (c Calibration) rises() bool {
	var x, y float32
	for _, p := range c {
		if !(p.Given > x) || !(p.Right >= y) || p.Given > 1 || p.Right > 1 || math.IsNaN(float64(p.Given+p.Right)) {
			return false
		}
		x, y = p.Given, p.Right
	}
	return true
}

// SetCalibration makes the model give calibrated confidences; nil makes it
// give its own probabilities.
func (m *Model) SetCalibration(c Calibration) { m.calibration = c }
