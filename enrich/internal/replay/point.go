package replay

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/dateline-news/dateline/shared/bus"
)

// Point is a place on the articles stream: a sequence, or a time at which
// articles were stored; the zero Point is the end that is meant.
type Point struct {
	Seq  uint64
	Time time.Time
}

// pointForms says what [ParsePoint] takes.
const pointForms = "a duration before now (36h, 7d), a date (2026-11-02, 2026-11-02T15:04:05Z, in UTC) or a sequence number of the stream"

// ParsePoint reads a place: how long before now, such as 36h or 7d, a date or
// a time as in RFC 3339, or a sequence. An empty s is the zero Point.
func ParsePoint(s string, now time.Time) (Point, error) {
	if s == "" {
		return Point{}, nil
	}
	if seq, err := strconv.ParseUint(s, 10, 63); err == nil {
		if seq == 0 {
			return Point{}, fmt.Errorf("%q is no sequence: they begin with 1", s)
		}
		return Point{Seq: seq}, nil
	}
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04Z07:00", time.RFC3339, "2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if at, err := time.Parse(layout, s); err == nil {
			return Point{Time: at.UTC()}, nil
		}
	}
	d, err := time.ParseDuration(s)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		var n uint64
		n, err = strconv.ParseUint(days, 10, 16)
		d = time.Duration(n) * 24 * time.Hour //nolint:gosec // at most 65,535 days
	}
	if err != nil || d <= 0 {
		return Point{}, fmt.Errorf("%q is none of: %s", s, pointForms)
	}
	return Point{Time: now.Add(-d).UTC()}, nil
}

// span returns the range of the stream from one point to another, and whether
// a message is behind its end.
func span(from, to Point) (r bus.Range, behind func(bus.Scanned) bool) {
	r = bus.Range{From: from.Seq, Since: from.Time, To: to.Seq}
	return r, func(m bus.Scanned) bool { return !to.Time.IsZero() && m.Time.After(to.Time) }
}
