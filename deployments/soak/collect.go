package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dateline-news/dateline/deployments/internal/fleet"
	"github.com/dateline-news/dateline/deployments/internal/rig"
	"github.com/dateline-news/dateline/shared/bus"
)

// sample is everything at one moment.
type sample struct {
	// at is the time since the start.
	at time.Duration
	// processes are in the order of rig.Processes, heaps their bytes of heap
	// in use, 0 for the server.
	processes []fleet.Figures
	heaps     []float64
	// lag counts all articles found so far by their time to be found.
	lag histogram
	// waiting is what waits to be enriched and to be indexed, behind how old
	// the older of the two is.
	enrich, index uint64
	behind        time.Duration
	items         int
}

// collection is a run.
type collection struct {
	names   []string
	samples []sample
	// missed counts the times that something could not be measured.
	missed int
}

// collect keeps the press going and measures until the time is over.
func collect(ctx context.Context, r *rig.Rig, s settings, out io.Writer) (*collection, error) {
	c := &collection{}
	for _, p := range r.Processes() {
		c.names = append(c.names, p.Name)
	}
	began := time.Now()
	pace, look := time.NewTicker(100*time.Millisecond), time.NewTicker(s.every)
	defer pace.Stop()
	defer look.Stop()
	told := time.Duration(0)
	for {
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-pace.C:
			r.Newsroom.Allow(int(s.rate * time.Since(began).Seconds()))
		case <-look.C:
			one, err := measure(ctx, r, time.Since(began))
			if err != nil {
				if c.missed++; c.missed > 10 {
					return nil, fmt.Errorf("measuring: %w", err)
				}
				continue
			}
			c.samples = append(c.samples, one)
			if one.at-told >= time.Minute {
				told = one.at
				fmt.Fprintf(out, "%s: %d items, %d and %d wait, the oldest for %s\n", one.at.Round(time.Second), one.items, one.enrich, one.index, one.behind.Round(10*time.Millisecond))
			}
		}
		if time.Since(began) >= s.length {
			return c, nil
		}
	}
}

// measure measures everything once.
func measure(ctx context.Context, r *rig.Rig, at time.Duration) (sample, error) {
	one := sample{at: at, items: r.Newsroom.Progress().Items}
	for _, p := range r.Processes() {
		figures, err := p.Measure()
		if err != nil {
			return one, err
		}
		heap := 0.0
		if p.Metrics != "" {
			if heap, err = p.Metric("go_memstats_heap_inuse_bytes"); err != nil {
				return one, err
			}
		}
		one.processes, one.heaps = append(one.processes, figures), append(one.heaps, heap)
	}
	var err error
	if one.lag, err = readHistogram(ctx, r.Index.Metrics, "dateline_index_end_to_end_lag_seconds"); err != nil {
		return one, err
	}
	for stream, into := range map[bus.StreamName]*uint64{bus.Articles: &one.enrich, bus.Enriched: &one.index} {
		list, err := r.Bus.Backlogs(ctx, stream)
		if err != nil {
			return one, err
		}
		for _, g := range list {
			if g.Durable == bus.DurableEnrich || strings.HasPrefix(g.Durable, bus.DurableIndexPrefix) {
				*into += g.Waiting()
				one.behind = max(one.behind, g.Age())
			}
		}
	}
	return one, nil
}

// histogram is that of a metric: how many values were at most each bound.
type histogram struct {
	bounds []float64
	counts []float64
}

func readHistogram(ctx context.Context, address, name string) (h histogram, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return h, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return h, err
	}
	defer func() { _ = answer.Body.Close() }() // only read
	return parseHistogram(answer.Body, name)
}

func parseHistogram(page io.Reader, name string) (h histogram, err error) {
	for lines := bufio.NewScanner(page); lines.Scan(); {
		rest, ok := strings.CutPrefix(lines.Text(), name+`_bucket{le="`)
		if !ok {
			continue
		}
		bound, rest, ok := strings.Cut(rest, `"} `)
		le, err1 := strconv.ParseFloat(bound, 64)
		n, err2 := strconv.ParseFloat(rest, 64)
		if !ok || err1 != nil || err2 != nil {
			return h, fmt.Errorf("reading %s: %q", name, lines.Text())
		}
		h.bounds, h.counts = append(h.bounds, le), append(h.counts, n)
	}
	if len(h.bounds) == 0 {
		return h, fmt.Errorf("no metric %s", name)
	}
	return h, nil
}

// since is what came between an earlier histogram and this one.
func (h histogram) since(before histogram) histogram {
	d := histogram{bounds: h.bounds, counts: slices.Clone(h.counts)}
	for i := range before.counts {
		d.counts[i] -= before.counts[i]
	}
	return d
}

// quantile is where a part q of the values lies, in a straight line between
// the bounds; NaN of none. What lies beyond the last bound counts as that.
func (h histogram) quantile(q float64) float64 {
	if len(h.counts) == 0 || h.counts[len(h.counts)-1] <= 0 {
		return math.NaN()
	}
	want := q * h.counts[len(h.counts)-1]
	low, below := 0.0, 0.0
	for i, n := range h.counts {
		if n >= want {
			if math.IsInf(h.bounds[i], 1) {
				return low
			}
			if n == below {
				return h.bounds[i]
			}
			return low + (h.bounds[i]-low)*(want-below)/(n-below)
		}
		low, below = h.bounds[i], n
	}
	return low
}

// table is the run as CSV, one line a sample.
func (c *collection) table() []byte {
	var b bytes.Buffer
	b.WriteString("seconds,items,waiting_enrich,waiting_index,oldest_s,lag_p50_s,lag_p99_s")
	for _, name := range c.names {
		fmt.Fprintf(&b, ",%s_rss,%[1]s_anonymous,%[1]s_heap,%[1]s_goroutines,%[1]s_files,%[1]s_cpu_s", name)
	}
	b.WriteByte('\n')
	var before histogram
	for _, one := range c.samples {
		lag := one.lag.since(before)
		before = one.lag
		fmt.Fprintf(&b, "%.1f,%d,%d,%d,%.3f,%.3f,%.3f", one.at.Seconds(), one.items, one.enrich, one.index, one.behind.Seconds(), lag.quantile(.5), lag.quantile(.99))
		for i, p := range one.processes {
			fmt.Fprintf(&b, ",%d,%d,%.0f,%d,%d,%.2f", p.RSS, p.Anonymous, one.heaps[i], p.Goroutines, p.FDs, p.CPU.Seconds())
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}
