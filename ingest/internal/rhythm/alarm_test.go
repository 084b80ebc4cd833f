package rhythm_test

import (
	"math"
	"testing"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/rhythm"
)

// bell is a change of an alarm.
type bell struct {
	at   time.Time
	what string
}

// listen polls a feed every hour for a year and returns when it is silent and
// when its volume leaves its band.
func listen(items []time.Time) []bell {
	var l rhythm.Learned
	var bells []bell
	silent, side, next := false, 0, 0
	for now := yearBegins; now.Before(yearEnds); now = now.Add(time.Hour) {
		var came []time.Time
		for ; next < len(items) && !items[next].After(now); next++ {
			came = append(came, items[next])
		}
		switch {
		case !l.Known():
			l = rhythm.Begin(now, came)
		case len(came) > 0:
			l = l.Learn(now, came, 0)
		}
		_, quiet := l.Quiet(now)
		if quiet != silent {
			bells = append(bells, bell{now, map[bool]string{true: "silent", false: "not silent"}[quiet]})
		}
		silent = quiet
		if b, ok := l.Volume(now); ok {
			if s := b.Side(side); s != side {
				bells = append(bells, bell{now, map[int]string{-1: "few", 0: "usual", 1: "many"}[s]})
				side = s
			}
		}
	}
	return bells
}

func TestAlarmsOfAYear(t *testing.T) {
	june := time.Date(2016, 6, 15, 0, 0, 0, 0, time.UTC)
	newsroom := func(change func(time.Time) float64) []time.Time {
		return by(11, func(t time.Time) float64 { return 3 * office(t) * change(t) })
	}
	from := func(factor float64) func(time.Time) float64 {
		return func(t time.Time) float64 {
			if t.Before(june) {
				return 1
			}
			return factor
		}
	}
	for _, c := range []struct {
		name  string
		items []time.Time
		// want are the first bell and by when it is to ring; empty for none.
		want   string
		within time.Duration
	}{
		{"newsroom", newsroom(from(1)), "", 0},
		{"an item an hour", by(12, func(time.Time) float64 { return 1 }), "", 0},
		{"an item in two days", by(13, func(time.Time) float64 { return 1.0 / 48 }), "", 0},
		{"weekdays only", by(14, func(t time.Time) float64 {
			if d := t.Weekday(); d == time.Saturday || d == time.Sunday {
				return 0
			}
			return 2 * office(t)
		}), "", 0},
		{"nightly", every(24*time.Hour, 3*time.Hour, 30), "", 0},
		{"weekly", every(7*24*time.Hour, 81*time.Hour, 1), "", 0},
		{"a batch on Mondays", every(7*24*time.Hour, 33*time.Hour, 25), "", 0},
		{"dies", newsroom(from(0)), "silent", 60 * time.Hour},
		{"a third", newsroom(from(0.3)), "few", 10 * 24 * time.Hour},
		{"three times", newsroom(from(3)), "many", 10 * 24 * time.Hour},
		{"weekly, dies", every(7*24*time.Hour, 81*time.Hour, 1)[:28], "silent", 70 * 24 * time.Hour},
	} {
		bells := listen(c.items)
		for i, b := range bells {
			t.Logf("%s: %s %s", c.name, b.at.Format(time.DateTime), b.what)
			if i > 6 {
				break
			}
		}
		switch {
		case c.want == "" && len(bells) > 0:
			t.Errorf("%s: %d bells", c.name, len(bells))
		case c.want != "" && (len(bells) == 0 || bells[0].what != c.want || math.Abs(bells[0].at.Sub(june).Hours()) > c.within.Hours()):
			t.Errorf("%s: want %s within %s of June 15", c.name, c.want, c.within)
		}
	}
}
