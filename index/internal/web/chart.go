package web

import (
	"fmt"
	"math"
	"time"

	"github.com/dateline-news/dateline/index/client"
)

// The drawing of a chart, in its own units.
const (
	chartWidth  = 720
	chartHeight = 64
	// mostBars is how many bars a chart shows; of more, the last.
	mostBars = 90
)

// Chart is a timeline to be drawn.
type Chart struct {
	Width, Height int
	Bars          []ChartBar
	// First and Last are the labels at its ends, Most the greatest count.
	First, Last string
	Most        uint64
}

// ChartBar is one bar, with the words for it and the query that it leads to,
// empty for none.
type ChartBar struct {
	X, Y, Width, Height float64
	Words, Query        string
}

// chart draws a timeline; nil where there is nothing to see.
func (s *Site) chart(a asked, bars []client.Bar, interval string) *Chart {
	if len(bars) < 2 {
		return nil
	}
	bars = bars[max(0, len(bars)-mostBars):]
	c := &Chart{Width: chartWidth, Height: chartHeight, First: label(bars[0].Start, interval), Last: label(bars[len(bars)-1].Start, interval)}
	for _, b := range bars {
		c.Most = max(c.Most, b.Count)
	}
	if c.Most == 0 {
		return nil
	}
	step := float64(chartWidth) / float64(len(bars))
	for i, b := range bars {
		if b.Count == 0 {
			continue
		}
		height := max(2, float64(chartHeight)*float64(b.Count)/float64(c.Most))
		bar := ChartBar{
			X: tenths(float64(i) * step), Y: tenths(chartHeight - height), Width: tenths(max(1, step*0.85)), Height: tenths(height),
			Words: fmt.Sprintf("%s: %d", label(b.Start, interval), b.Count),
		}
		if a.parsed != nil && !a.long(longForBars) {
			bar.Query, _ = s.narrowDate(a, during(b.Start, interval))
		}
		c.Bars = append(c.Bars, bar)
	}
	return c
}

// tenths leaves out digits that nobody sees.
func tenths(f float64) float64 { return math.Round(f*10) / 10 }

// label names an interval by its beginning.
func label(t time.Time, interval string) string {
	switch interval {
	case "hour":
		return t.Format("2 Jan 2006, 15:04")
	case "week":
		return "week from " + t.Format("2 Jan 2006")
	case "month":
		return t.Format("Jan 2006")
	case "year":
		return t.Format("2006")
	}
	return t.Format("2 Jan 2006")
}
