package crf

import (
	"math"
	"testing"
)

func TestCalibrate(t *testing.T) {
	var outcomes []Outcome
	// Of the mentions with confidence p, the share p*p is right.
	for i := range 100 {
		for j := range 100 {
			p := (float64(i) + 0.5) / 100
			outcomes = append(outcomes, Outcome{p, float64(j) < 100*p*p})
		}
	}
	c := Calibrate(outcomes)
	if !c.rises() || len(c) == 0 || len(c) > calibrationBins {
		t.Fatalf("calibration %v does not rise or has too many points", c)
	}
	before := 0.0
	for i := range 101 {
		p := float64(i) / 100
		got := c.of(p)
		if math.Abs(got-p*p) > 0.03 {
			t.Errorf("calibrated %.2f = %.3f, want about %.3f", p, got, p*p)
		}
		if got < before {
			t.Errorf("calibrated %.2f = %.3f, less than %.3f", p, got, before)
		}
		before = got
	}
	if got := Calibration(nil).of(0.3); got != 0.3 {
		t.Errorf("no calibration of 0.3 = %v", got)
	}
	if c := Calibrate(nil); len(c) != 0 {
		t.Errorf("calibration of nothing = %v", c)
	}
	falls := Calibrate([]Outcome{{0.2, true}, {0.2, true}, {0.4, false}, {0.4, true}, {0.8, false}, {0.9, true}})
	if !falls.rises() {
		t.Errorf("calibration %v does not rise", falls)
	}
}
