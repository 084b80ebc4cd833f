package main

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/deployments/internal/fleet"
)

func TestFit(t *testing.T) {
	l := fit([]float64{0, 1, 2, 3, 4}, []float64{1, 3, 5, 7, 9})
	if math.Abs(l.slope-2) > 1e-12 || l.err > 1e-9 {
		t.Errorf("a line: %+v", l)
	}
	// Worked out by hand: slope 0.6, residuals of 2.4, over 3 and 10.
	l = fit([]float64{1, 2, 3, 4, 5}, []float64{2, 4, 5, 4, 5})
	if math.Abs(l.slope-0.6) > 1e-9 || math.Abs(l.err-math.Sqrt(2.4/3/10)) > 1e-9 {
		t.Errorf("noise: %+v", l)
	}
	if l = fit([]float64{1, 2}, []float64{1, 2}); !math.IsNaN(l.slope) {
		t.Errorf("two points: %+v", l)
	}
}

func TestQuantile(t *testing.T) {
	page := `# HELP x
x_bucket{le="1"} 50
x_bucket{le="2"} 90
x_bucket{le="+Inf"} 100
x_sum 3
`
	h, err := parseHistogram(strings.NewReader(page), "x")
	if err != nil {
		t.Fatal(err)
	}
	for q, want := range map[float64]float64{.5: 1, .25: .5, .7: 1.5, .99: 2} {
		if got := h.quantile(q); math.Abs(got-want) > 1e-9 {
			t.Errorf("%g: got %g, want %g", q, got, want)
		}
	}
	if got := h.since(h).quantile(.5); !math.IsNaN(got) {
		t.Errorf("of nothing: %g", got)
	}
	if _, err := parseHistogram(strings.NewReader(page), "y"); err == nil {
		t.Error("no error without the metric")
	}
}

// made is a run of an hour in which a figure grows by so much.
func made(change func(minute float64, one *sample)) *collection {
	c := &collection{names: []string{"nats", "enrichd"}}
	for i := range 720 {
		one := sample{at: time.Duration(i+1) * 5 * time.Second}
		minute := one.at.Minutes()
		noise := float64(i*7919%13) * mega / 13
		one.items = int(60 * one.at.Seconds())
		for range c.names {
			one.processes = append(one.processes, fleet.Figures{RSS: 90 * mega, Anonymous: int64(80*mega + noise), Goroutines: 40, FDs: 20})
			one.heaps = append(one.heaps, 0)
		}
		n := float64(i + 1)
		one.lag = histogram{bounds: []float64{.5, 1, 100, math.Inf(1)}, counts: []float64{100 * n, 200 * n, 200 * n, 200 * n}}
		one.enrich = 5
		change(minute, &one)
		c.samples = append(c.samples, one)
	}
	return c
}

func TestReport(t *testing.T) {
	s := settings{length: time.Hour, warm: 10 * time.Minute, rate: 60}
	for name, c := range map[string]struct {
		change func(float64, *sample)
		want   string
	}{
		"flat":          {func(float64, *sample) {}, ""},
		"a leak":        {func(m float64, one *sample) { one.processes[1].Anonymous += int64(m * mega) }, "the memory of enrichd grows by 60"},
		"a warm-up":     {func(m float64, one *sample) { one.processes[1].Anonymous += int64(min(m, 10) * 5 * mega) }, ""},
		"the server":    {func(m float64, one *sample) { one.processes[0].Anonymous += int64(m * mega) }, ""},
		"files":         {func(m float64, one *sample) { one.processes[1].FDs += int(m) }, "open files of enrichd"},
		"goroutines":    {func(m float64, one *sample) { one.processes[1].Goroutines += int(m) }, "goroutines of enrichd"},
		"backlog":       {func(m float64, one *sample) { one.index += uint64(m * 60) }, "what waits grew"},
		"too few items": {func(_ float64, one *sample) { one.items /= 2 }, "only 30.0 items a second"},
		"lag": {func(m float64, one *sample) {
			if m > 40 {
				one.lag.counts[2] += (m - 40) * 1000
				one.lag.counts[3] = one.lag.counts[2]
			}
		}, "the lag grew"},
	} {
		got := strings.Join(made(c.change).report(io.Discard, s), "\n")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestPlotAndTable(t *testing.T) {
	c := made(func(float64, *sample) {})
	decoder := xml.NewDecoder(strings.NewReader(string(c.plot(settings{length: time.Hour, rate: 60}))))
	lines := 0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("the picture is no XML: %v", err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "polyline" {
			lines++
		}
	}
	if lines != 8 {
		t.Errorf("%d curves, want 8", lines)
	}
	table := strings.Split(strings.TrimSpace(string(c.table())), "\n")
	if len(table) != 721 || strings.Count(table[0], ",") != strings.Count(table[1], ",") {
		t.Errorf("%d lines: %s\n%s", len(table), table[0], table[1])
	}
}
