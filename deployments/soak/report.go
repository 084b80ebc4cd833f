package main

import (
	"fmt"
	"io"
	"math"
	"text/tabwriter"
	"time"
)

// The figures from which on something is said to grow.
const (
	// sigmas is how many standard errors a slope must lie above zero, and
	// growth what it must come to in an hour, in bytes, to be one.
	sigmas = 3
	growth = 20 << 20
	// keeps is what indexd, which holds more with each article, may keep in
	// memory of one, in bytes.
	keeps = 256
	// slower is by how much the lag of the last third may be over that of the
	// first, as a factor and in seconds: both must be exceeded.
	slower        = 1.5
	slowerSeconds = 1.0
	// more is the same for goroutines and files.
	more     = 1.2
	moreThan = 10
	// waits is how many messages may wait at the end beyond what the rate
	// brings in so many seconds.
	waits = 10
)

// line is a straight line through points.
type line struct {
	slope, err float64
	n          int
}

// fit returns the least squares line through points and the standard error of
// its slope.
func fit(x, y []float64) line {
	n := float64(len(x))
	if len(x) < 3 {
		return line{n: len(x), slope: math.NaN(), err: math.NaN()}
	}
	var mx, my float64
	for i := range x {
		mx += x[i] / n
		my += y[i] / n
	}
	var xx, xy float64
	for i := range x {
		xx += (x[i] - mx) * (x[i] - mx)
		xy += (x[i] - mx) * (y[i] - my)
	}
	l := line{slope: xy / xx, n: len(x)}
	var rest float64
	for i := range x {
		d := y[i] - my - l.slope*(x[i]-mx)
		rest += d * d
	}
	l.err = math.Sqrt(rest / (n - 2) / xx)
	return l
}

// minutes returns the means of a figure over each minute (or a twelfth of the
// run, where that is shorter) after the warm-up, against hours.
func (c *collection) minutes(s settings, value func(sample) float64) (x, y []float64) {
	block := min(time.Minute, s.length/12)
	var sum, n float64
	index := -1
	for _, one := range c.samples {
		if one.at < s.warm {
			continue
		}
		if i := int((one.at - s.warm) / block); i != index {
			if n > 0 {
				y = append(y, sum/n)
			}
			x = append(x, (s.warm + time.Duration(i)*block + block/2).Hours())
			sum, n, index = 0, 0, i
		}
		sum, n = sum+value(one), n+1
	}
	if n > 0 {
		y = append(y, sum/n)
	}
	return x, y
}

// third returns the samples of the first, second or last third of a run.
func (c *collection) third(i int) []sample {
	n := len(c.samples)
	return c.samples[i*n/3 : (i+1)*n/3]
}

// lag is that of what was found during a third.
func (c *collection) lag(i int) histogram {
	part := c.third(i)
	return part[len(part)-1].lag.since(part[0].lag)
}

const mega = 1 << 20

// report prints the figures of a run and returns what grew.
func (c *collection) report(out io.Writer, s settings) (findings []string) {
	if len(c.samples) < 12 {
		return []string{fmt.Sprintf("there are %d samples only", len(c.samples))}
	}
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "\tmemory, first third\tlast third\tslope, MB an hour\tan article\tresident\theap\tgoroutines\tfiles\tcores")
	first, last := c.third(0), c.third(2)
	end := c.samples[len(c.samples)-1]
	for i, name := range c.names {
		anonymous := func(one sample) float64 { return float64(one.processes[i].Anonymous) }
		l := fit(c.minutes(s, anonymous))
		files := func(one sample) float64 { return float64(one.processes[i].FDs) }
		routines := func(one sample) float64 { return float64(one.processes[i].Goroutines) }
		fmt.Fprintf(w, "%s\t%.1f MB\t%.1f MB\t%+.1f ± %.1f\t%+.0f B\t%.0f MB\t%.0f MB\t%.0f → %.0f\t%.0f → %.0f\t%.2f\n", name,
			mean(warmed(first, s), anonymous)/mega, mean(last, anonymous)/mega, l.slope/mega, l.err/mega, l.slope/(s.rate*time.Hour.Seconds()),
			float64(end.processes[i].RSS)/mega, end.heaps[i]/mega,
			mean(first, routines), mean(last, routines), mean(first, files), mean(last, files), end.processes[i].CPU.Seconds()/end.at.Seconds())
		most := float64(growth)
		if name == "indexd" {
			most = max(most, keeps*s.rate*time.Hour.Seconds())
		}
		if name != "nats" && l.slope > sigmas*l.err && l.slope > most {
			findings = append(findings, fmt.Sprintf("the memory of %s grows by %.1f ± %.1f MB an hour", name, l.slope/mega, l.err/mega))
		}
		for what, value := range map[string]func(sample) float64{"open files": files, "goroutines": routines} {
			if a, b := mean(first, value), mean(last, value); b > more*a && b > a+moreThan && (what != "open files" || name != "indexd") {
				findings = append(findings, fmt.Sprintf("%s of %s: %.0f at first, %.0f at last", what, name, a, b))
			}
		}
	}
	_ = w.Flush() // as the others
	a, b := c.lag(0), c.lag(2)
	fmt.Fprintf(out, "from fetching to finding: p50 %.2f s, p99 %.2f s in the first third; p50 %.2f s, p99 %.2f s in the last\n",
		a.quantile(.5), a.quantile(.99), b.quantile(.5), b.quantile(.99))
	for _, q := range []float64{.5, .99} {
		if x, y := a.quantile(q), b.quantile(q); !(y <= slower*x || y <= x+slowerSeconds) {
			findings = append(findings, fmt.Sprintf("the lag grew: at %g it was %.2f s at first, %.2f s at last", q, x, y))
		}
	}
	backlog := func(one sample) float64 { return float64(one.enrich + one.index) }
	x, y := mean(first, backlog), mean(last, backlog)
	fmt.Fprintf(out, "messages that wait: %.0f on average in the first third, %.0f in the last; %.1f items a second\n", x, y, float64(end.items)/end.at.Seconds())
	if y > x+waits*s.rate {
		findings = append(findings, fmt.Sprintf("what waits grew from %.0f to %.0f", x, y))
	}
	if got := float64(end.items) / end.at.Seconds(); got < 0.95*s.rate {
		findings = append(findings, fmt.Sprintf("only %.1f items a second were taken from the press", got))
	}
	if c.missed > 0 {
		fmt.Fprintf(out, "%d samples could not be taken\n", c.missed)
	}
	return findings
}

// warmed leaves the warm-up out, if something is left.
func warmed(samples []sample, s settings) []sample {
	for i, one := range samples {
		if one.at >= s.warm {
			return samples[i:]
		}
	}
	return samples
}

func mean(samples []sample, value func(sample) float64) float64 {
	sum := 0.0
	for _, one := range samples {
		sum += value(one)
	}
	return sum / float64(max(len(samples), 1))
}
