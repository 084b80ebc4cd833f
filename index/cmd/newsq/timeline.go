package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dateline-news/dateline/index/client"
)

// timeline prints how many articles answer a query over time.
func (a *app) timeline(ctx context.Context, args []string) error {
	f := newFlags("timeline", formatText, formatTable, formatJSON, formatCSV, formatMD)
	var when period
	request := client.TimelineRequest{}
	f.StringVar(&request.Interval, "by", "", "")
	when.flags(f)
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	if request.Interval != "" && !slices.Contains(client.Intervals(), request.Interval) {
		return &usageError{fmt.Sprintf("-by is %q, it must be one of %s", request.Interval, strings.Join(client.Intervals(), ", "))}
	}
	if request.Query, err = a.query(rest, &when); err != nil {
		return err
	}
	if err := a.connect(); err != nil {
		return err
	}
	r, err := a.client().Timeline(ctx, request)
	if err != nil {
		return a.explain(err)
	}
	if r.Total == 0 && f.output == formatText {
		p := &page{}
		a.preface(p, r.Names, r.Notes)
		p.line("%s", a.styled(dim, "0 articles"))
		if err := a.print(p); err != nil {
			return err
		}
		return errNothing
	}
	switch f.output {
	case formatJSON:
		if err = a.printJSON(r); err == nil && r.Total == 0 {
			return errNothing
		}
		return err
	case formatText:
		p := &page{}
		a.preface(p, r.Names, r.Notes)
		a.bars(p, r.Bars, r.Interval)
		p.line("%s", a.styled(dim, fmt.Sprintf("%s by %s, %.0f ms", count(r.Total, "article"), r.Interval, r.Took)))
		return a.print(p)
	}
	a.tell(r.Notes)
	g := &grid{columns: []string{"start", "articles"}}
	for _, b := range r.Bars {
		g.add(b.Start.UTC().Format(time.RFC3339), strconv.FormatUint(b.Count, 10))
	}
	if err = a.printGrid(g, f.output); err == nil && r.Total == 0 {
		return errNothing
	}
	return err
}

// eighths are bars of one to seven eighths of a character.
var eighths = []rune(" ▏▎▍▌▋▊▉")

// foldFrom is how many empty intervals on end are drawn as one line.
const foldFrom = 3

// bars draws a timeline, one line an interval; runs of empty ones take one
// line together.
func (a *app) bars(p *page, bars []client.Bar, interval string) {
	most := uint64(1)
	for _, b := range bars {
		most = max(most, b.Count)
	}
	digits := len(strconv.FormatUint(most, 10))
	labels := 0
	if len(bars) > 0 {
		labels = len(intervalLabel(bars[0].Start, interval))
	}
	room := a.terminal.width
	if room == 0 {
		room = usualWidth
	}
	room = max(10, room-labels-digits-4)
	for len(bars) > 0 {
		if n := empty(bars); n >= foldFrom {
			p.line("%s", a.styled(dim, fmt.Sprintf("%-*s  %*d  for %d %ss", labels, "…", digits, 0, n, interval)))
			bars = bars[n:]
			continue
		}
		b := bars[0]
		bars = bars[1:]
		parts := int(b.Count * uint64(room) * 8 / most) //nolint:gosec // at most eight times the width
		drawn := strings.Repeat("█", parts/8)
		if parts%8 > 0 {
			drawn += string(eighths[parts%8])
		}
		if parts == 0 && b.Count > 0 {
			drawn = string(eighths[1])
		}
		p.line("%s", strings.TrimRight(fmt.Sprintf("%-*s  %*d  %s", labels, intervalLabel(b.Start, interval), digits, b.Count, a.styled(cyan, drawn)), " "))
	}
}

// empty is how many intervals on end, from the first, have no articles.
func empty(bars []client.Bar) int {
	for i, b := range bars {
		if b.Count > 0 {
			return i
		}
	}
	return len(bars)
}

// intervalLabel names an interval by its beginning.
func intervalLabel(t time.Time, interval string) string {
	layout := map[string]string{"hour": "2006-01-02 15:04", "month": "2006-01", "year": "2006"}[interval]
	if layout == "" {
		layout = time.DateOnly
	}
	return t.UTC().Format(layout)
}
