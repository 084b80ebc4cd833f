package main

import (
	"bytes"
	"fmt"
	"html"
	"math"
	"time"
)

// The picture: panels below each other, in units of a point.
const (
	width, panel       = 860.0, 170.0
	left, right        = 64.0, 150.0
	top, between, foot = 46.0, 44.0, 40.0
)

// style is that of the picture: it follows the reader's choice of light or
// dark. The colours are told apart by those who do not see red and green.
const style = `<style>
svg{background:#fff;color:#1a1a1a;font:12px system-ui,sans-serif}
text{fill:currentColor}.h{font-weight:600;font-size:13px}.s{fill-opacity:.7}.r{text-anchor:end}.m{text-anchor:middle}
.g{stroke:currentColor;stroke-opacity:.16;fill:none}polyline{fill:none;stroke-width:1.6;stroke-linejoin:round}
polyline.c0{stroke:#0072b2}polyline.c1{stroke:#d55e00}polyline.c2{stroke:#009e73}polyline.c3{stroke:#cc79a7}
text.c0{fill:#0072b2}text.c1{fill:#b84f00}text.c2{fill:#00805d}text.c3{fill:#b0588a}
@media(prefers-color-scheme:dark){svg{background:#14171a;color:#e8e8e8}
polyline.c0{stroke:#56b4e9}polyline.c1{stroke:#ff9a4d}polyline.c2{stroke:#2fcf9f}polyline.c3{stroke:#e8a5cb}
text.c0{fill:#56b4e9}text.c1{fill:#ff9a4d}text.c2{fill:#2fcf9f}text.c3{fill:#e8a5cb}}
</style>
`

// curve is one line of a panel in one of four colours; NaN breaks it.
type curve struct {
	name   string
	colour int
	y      []float64
}

// chart is one panel.
type chart struct {
	title  string
	unit   string
	curves []curve
}

// plot draws the run.
func (c *collection) plot(s settings) []byte {
	x := make([]float64, len(c.samples))
	for i, one := range c.samples {
		x[i] = one.at.Minutes()
	}
	memory := chart{title: "Memory that no file backs, by process", unit: "MB"}
	for i, name := range c.names {
		memory.curves = append(memory.curves, curve{name, i, values(c.samples, func(one sample) float64 { return float64(one.processes[i].Anonymous) / mega })})
	}
	var p50, p99 []float64
	var before []sample
	for i, one := range c.samples {
		// Over a minute, or there is little to see but chance.
		for len(before) > 1 && one.at-before[0].at > time.Minute {
			before = before[1:]
		}
		lag := one.lag
		if len(before) > 0 {
			lag = one.lag.since(before[0].lag)
		}
		before = append(before, c.samples[i])
		p50, p99 = append(p50, lag.quantile(.5)), append(p99, lag.quantile(.99))
	}
	charts := []chart{
		memory,
		{title: "From fetching an article to finding it, over the last minute", unit: "s", curves: []curve{{"p50", 0, p50}, {"p99", 1, p99}}},
		{title: "Messages that wait", unit: "", curves: []curve{
			{"to be enriched", 2, values(c.samples, func(one sample) float64 { return float64(one.enrich) })},
			{"to be indexed", 3, values(c.samples, func(one sample) float64 { return float64(one.index) })},
		}},
		{title: "Goroutines, by process", unit: "", curves: nil},
	}
	for i, name := range c.names {
		if c.samples[0].processes[i].Goroutines > 0 {
			charts[3].curves = append(charts[3].curves, curve{name, i, values(c.samples, func(one sample) float64 { return float64(one.processes[i].Goroutines) })})
		}
	}
	return draw(fmt.Sprintf("%s at %g new articles a second", s.length, s.rate), x, charts)
}

func values(samples []sample, value func(sample) float64) []float64 {
	out := make([]float64, len(samples))
	for i, one := range samples {
		out[i] = value(one)
	}
	return out
}

// draw draws panels over one axis of minutes.
func draw(title string, x []float64, charts []chart) []byte {
	var b bytes.Buffer
	height := top + float64(len(charts))*(panel+between) + foot - between + 16
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" role="img">`+"\n<title>%s</title>\n%s", width, height, html.EscapeString(title), style)
	fmt.Fprintf(&b, `<text class="h" x="%g" y="20">%s</text>`+"\n", left, html.EscapeString(title))
	most := math.Max(x[len(x)-1], 1e-9)
	for i, c := range charts {
		y := top + float64(i)*(panel+between)
		c.draw(&b, x, most, y)
	}
	bottom := top + float64(len(charts))*(panel+between) - between
	step := nice(most / 6)
	for t := 0.0; t <= most+1e-9; t += step {
		at := left + t/most*(width-left-right)
		fmt.Fprintf(&b, `<text class="s m" x="%.1f" y="%g">%s</text>`+"\n", at, bottom+16, number(t))
	}
	fmt.Fprintf(&b, `<text class="s m" x="%g" y="%g">minutes</text>`+"\n</svg>\n", left+(width-left-right)/2, bottom+32)
	return b.Bytes()
}

func (c chart) draw(b *bytes.Buffer, x []float64, most, y float64) {
	high := 0.0
	for _, k := range c.curves {
		for _, v := range k.y {
			if !math.IsNaN(v) {
				high = math.Max(high, v)
			}
		}
	}
	step := nice(math.Max(high, 1e-9) / 4)
	high = math.Max(step, math.Ceil(high/step)*step)
	up := func(v float64) float64 { return y + panel - v/high*panel }
	label := c.title
	if c.unit != "" {
		label += ", " + c.unit
	}
	fmt.Fprintf(b, `<text x="%g" y="%.1f">%s</text>`+"\n", left, y-8, html.EscapeString(label))
	for v := 0.0; v <= high+step/2; v += step {
		fmt.Fprintf(b, `<path class="g" d="M%g %.1fH%g"/><text class="s r" x="%g" y="%.1f">%s</text>`+"\n", left, up(v), width-right, left-8, up(v)+4, number(v))
	}
	// Names stand at the ends of their curves, apart from each other.
	var taken []float64
	for _, k := range c.curves {
		last := y + panel
		var points bytes.Buffer
		flush := func() {
			if points.Len() > 0 {
				fmt.Fprintf(b, `<polyline class="c%d" points="%s"/>`+"\n", k.colour%4, bytes.TrimSpace(points.Bytes()))
				points.Reset()
			}
		}
		for j, v := range k.y {
			if math.IsNaN(v) {
				flush()
				continue
			}
			last = up(v)
			fmt.Fprintf(&points, "%.1f,%.1f ", left+x[j]/most*(width-left-right), last)
		}
		flush()
		at := last + 4
		for moved := true; moved; {
			moved = false
			for _, t := range taken {
				if math.Abs(t-at) < 14 {
					at, moved = t-14, true
				}
			}
		}
		taken = append(taken, at)
		fmt.Fprintf(b, `<text class="c%d" x="%g" y="%.1f">%s</text>`+"\n", k.colour%4, width-right+8, at, html.EscapeString(k.name))
	}
}

// nice is the next of 1, 2 and 5 times a power of ten.
func nice(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 5} {
		if v <= m*power*(1+1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// number prints a label of an axis.
func number(v float64) string { return fmt.Sprintf("%.6g", math.Round(v*1e6)/1e6) }
