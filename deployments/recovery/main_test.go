package main

import (
	"strings"
	"testing"
	"time"
)

func TestReport(t *testing.T) {
	seconds := func(all ...int) (out []time.Duration) {
		for _, s := range all {
			out = append(out, time.Duration(s)*time.Second)
		}
		return out
	}
	for _, c := range []struct {
		name    string
		answers []time.Duration
		deaths  []string
		ok      bool
		words   string
	}{
		{"well", seconds(3, 1, 2), nil, true, "to the first answer: median 2.00 s, worst 3.00 s of 3"},
		{"slow", seconds(1, 11, 2), nil, false, "FAIL: the first answer took more than 10s"},
		{"a death", seconds(1), []string{"indexd ended by itself: exit status 2"}, false, "FAIL: indexd ended"},
		{"no kills", nil, nil, true, "live 100 articles a second, 1ms of indexd each; anew from the stream 250, 500µs each: 2.5 times as fast"},
	} {
		var out strings.Builder
		trial := &trial{out: &out, answers: c.answers, caughtUp: c.answers, live: 100, anew: 250, liveCost: time.Millisecond, anewCost: 500 * time.Microsecond}
		if ok := trial.report(c.deaths); ok != c.ok || !strings.Contains(out.String(), c.words) {
			t.Errorf("%s: %v, %s", c.name, ok, out.String())
		}
	}
}
