package search

import (
	"context"
	"fmt"
	"time"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/store"
)

// maxBars is how many bars a timeline has at most: a year by the hour.
const maxBars = 9000

// ErrBars is returned for a timeline of more bars than one may have.
var ErrBars = fmt.Errorf("the timeline has more than %d bars; choose a longer interval or narrow the query by dates", maxBars)

// notInTime explains an answer that counts only a part.
const notInTime = "the time ran out before all of the index was counted"

// Timeline counts the articles that answer a query by their date of
// publication. The interval is one of [client.Intervals], or empty for the
// shortest that gives at most some tens of bars.
func (e *Engine) Timeline(ctx context.Context, q *query.Query, interval string) (*client.TimelineResponse, error) {
	began := time.Now()
	asked, err := e.ask(ctx, q, e.now().UTC(), false)
	if err != nil {
		return nil, err
	}
	response := &client.TimelineResponse{Query: q.String(), Names: asked.shown}
	c := &clock{hours: make(map[int64]uint64)}
	if q.Verify() {
		got, err := e.verified(ctx, asked, stretch{sort: query.SortNewest, at: cursor{Now: asked.now}})
		if err != nil {
			return nil, err
		}
		for i := range got.all {
			c.add(got.all[i].article.Published.UTC())
		}
		response.Partial, response.Notes = got.partial, append(asked.notes, got.notes...)
	} else {
		err := e.store.Walk(bounded(ctx), asked.compiled, []string{store.FieldOrder}, asked.from, asked.to, c)
		partial, notes, err := e.wholeness(err, notInTime)
		if err != nil {
			return nil, err
		}
		response.Partial, response.Notes = partial, append(asked.notes, notes...)
	}
	if response.Interval, response.Bars, err = c.bars(interval); err != nil {
		return nil, err
	}
	response.Total = c.total
	response.Took = millis(began)
	return response, nil
}

// clock counts documents by the hour of publication.
type clock struct {
	hours       map[int64]uint64
	total       uint64
	first, last time.Time
}

var _ store.Visitor = (*clock)(nil)

// Value implements [store.Visitor].
func (c *clock) Value(field string, term []byte) {
	if field != store.FieldOrder {
		return
	}
	if at, ok := store.OrderTime(term); ok {
		c.add(at.UTC())
	}
}

// Document implements [store.Visitor].
func (c *clock) Document() {}

func (c *clock) add(at time.Time) {
	if c.total == 0 || at.Before(c.first) {
		c.first = at
	}
	if c.total == 0 || at.After(c.last) {
		c.last = at
	}
	c.total++
	c.hours[hourOf(at)]++
}

// hourOf counts hours from 1970, downwards before.
func hourOf(at time.Time) int64 {
	seconds := at.Unix()
	hour := seconds / 3600
	if seconds%3600 < 0 {
		hour--
	}
	return hour
}

// bars returns the interval that was chosen and the counts by it, without
// holes from the first to the last.
func (c *clock) bars(interval string) (string, []client.Bar, error) {
	if interval == "" {
		interval = usual(c.last.Sub(c.first))
	}
	bars := []client.Bar{}
	if c.total == 0 {
		return interval, bars, nil
	}
	last := beginningOf(c.last, interval)
	number := make(map[int64]int)
	for at := beginningOf(c.first, interval); !at.After(last); at = following(at, interval) {
		if len(bars) == maxBars {
			return interval, nil, ErrBars
		}
		number[at.Unix()] = len(bars)
		bars = append(bars, client.Bar{Start: at})
	}
	for hour, n := range c.hours {
		at := time.Unix(hour*3600, 0).UTC()
		bars[number[beginningOf(at, interval).Unix()]].Count += n
	}
	return interval, bars, nil
}

// usual returns the interval for a span that nobody chose one for.
func usual(span time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case span <= 2*day:
		return "hour"
	case span <= 62*day:
		return "day"
	case span <= 400*day:
		return "week"
	case span <= 5*365*day:
		return "month"
	}
	return "year"
}

// beginningOf returns when the interval that holds at began.
func beginningOf(at time.Time, interval string) time.Time {
	year, month, day := at.Date()
	switch interval {
	case "hour":
		return at.Truncate(time.Hour)
	case "week":
		// Days since Monday.
		day -= (int(at.Weekday()) + 6) % 7
	case "month":
		day = 1
	case "year":
		month, day = time.January, 1
	}
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// following returns the beginning of the next interval.
func following(at time.Time, interval string) time.Time {
	switch interval {
	case "hour":
		return at.Add(time.Hour)
	case "week":
		return at.AddDate(0, 0, 7)
	case "month":
		return at.AddDate(0, 1, 0)
	case "year":
		return at.AddDate(1, 0, 0)
	}
	return at.AddDate(0, 0, 1)
}
