package rhythm_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/rhythm"
)

// paper is a feed of the simulation: a document of the newest items.
type paper struct {
	name string
	size int
	// items are the times of publication, in order.
	items []time.Time
	// undated documents carry no dates.
	undated bool
	// most is the bound of polls a day, as a mean over the year.
	most float64
}

var (
	yearBegins = time.Date(2016, 1, 4, 0, 0, 0, 0, time.UTC)
	yearEnds   = yearBegins.AddDate(1, 0, 0)
)

// by publishes at a rate an hour that depends on the time.
func by(seed uint64, rate func(time.Time) float64) []time.Time {
	random := rand.New(rand.NewPCG(seed, 1))
	var out []time.Time
	for t := yearBegins.AddDate(0, 0, -3); t.Before(yearEnds); t = t.Add(time.Minute) {
		for p := rate(t) / 60; random.Float64() < p; p-- {
			out = append(out, t.Add(time.Duration(random.IntN(60))*time.Second))
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

func every(d time.Duration, at time.Duration, n int) []time.Time {
	var out []time.Time
	for t := yearBegins.AddDate(0, 0, -28).Add(at); t.Before(yearEnds); t = t.Add(d) {
		for i := range n {
			out = append(out, t.Add(time.Duration(i)*time.Second))
		}
	}
	return out
}

// office is the share of the rate at a time of day and of the week.
func office(t time.Time) float64 {
	r := 0.15 + 1.7*math.Max(0, math.Sin((t.Sub(t.Truncate(24*time.Hour)).Hours()-5)/16*math.Pi))
	if d := t.Weekday(); d == time.Saturday || d == time.Sunday {
		r *= 0.4
	}
	return r
}

func papers() []paper {
	newsroom := func(perHour float64) func(time.Time) float64 {
		return func(t time.Time) float64 { return perHour * office(t) }
	}
	// A live blog has three hours a week of an item a minute, and next to
	// nothing else; the first minutes of each are slower.
	live := func(t time.Time) float64 {
		if t.Weekday() != time.Wednesday || t.Hour() < 18 || t.Hour() > 20 {
			return 0.3
		}
		return math.Min(60, 6+2*t.Sub(t.Truncate(24*time.Hour).Add(18*time.Hour)).Minutes())
	}
	bursts := func(t time.Time) float64 {
		if t.YearDay()%9 == 4 && t.Hour() == t.YearDay()%24 {
			return 25
		}
		return 0.8 * office(t)
	}
	dead := []time.Time{}
	for i := range 20 {
		dead = append(dead, yearBegins.AddDate(-2, 0, i))
	}
	return []paper{
		{"steady, 1 an hour", 30, by(1, func(time.Time) float64 { return 1 }), false, 45},
		{"steady, 12 an hour", 50, by(2, func(time.Time) float64 { return 12 }), false, 150},
		{"newsroom, 4 an hour by day", 30, by(3, newsroom(4)), false, 90},
		{"newsroom without dates", 30, by(3, newsroom(4)), true, 90},
		{"agency, 60 an hour", 100, by(4, func(t time.Time) float64 { return 60 * office(t) }), false, 400},
		{"small document, 20 an hour", 10, by(5, func(time.Time) float64 { return 20 }), false, 250},
		{"bursty", 30, by(6, bursts), false, 60},
		{"nightly, 30 at once", 30, every(24*time.Hour, 3*time.Hour, 30), false, 40},
		{"live blog, an item a minute", 40, by(7, live), false, 110},
		{"weekly", 20, every(7*24*time.Hour, 81*time.Hour, 1), false, 18},
		{"dead", 20, dead, false, 15},
	}
}

// account is what came of a year of polling.
type account struct {
	polls, missed int
	delay         time.Duration
}

// visit is what a rule gets to see of a poll.
type visit struct {
	now, looked time.Time
	first       bool
	dates       []time.Time // of the document, zero where undated
	fresh       []time.Time // of the items that are new
	stay        time.Duration
}

// year goes through a year with a rule that says when to poll next.
func (p *paper) year(next func(v visit) time.Duration) account {
	var a account
	var delays time.Duration
	had, fetched := 0, 0
	looked := time.Time{}
	for now := yearBegins.Add(17 * time.Minute); now.Before(yearEnds); {
		upto, _ := slices.BinarySearchFunc(p.items, now.Add(time.Nanosecond), time.Time.Compare)
		from := max(0, upto-p.size)
		v := visit{now: now, looked: looked, first: looked.IsZero(), dates: p.items[from:upto]}
		if v.first {
			had = upto
		}
		v.fresh = p.items[max(from, had):upto]
		a.missed += max(0, from-had)
		for _, t := range v.fresh {
			delays += now.Sub(t)
			fetched++
		}
		if gone := min(from, had); gone > 0 && !v.first && len(v.fresh) > 0 {
			v.stay = rhythm.Stay(v.dates, p.items[gone-1], looked, now)
		}
		had = upto
		if p.undated {
			v.dates, v.fresh = make([]time.Time, len(v.dates)), make([]time.Time, len(v.fresh))
		}
		a.polls++
		looked, now = now, now.Add(next(v)).Truncate(time.Second).Add(time.Second)
	}
	if fetched > 0 {
		a.delay = delays / time.Duration(fetched)
	}
	return a
}

// own is the rule of this package.
func own(limits rhythm.Limits) func(visit) time.Duration {
	var m rhythm.Memory
	var l rhythm.Learned
	random := rand.New(rand.NewPCG(3, 3))
	return func(v visit) time.Duration {
		var came []time.Time
		if v.first {
			l = rhythm.Begin(v.now, v.dates)
		} else {
			for _, t := range v.fresh {
				came = append(came, rhythm.Came(t, v.looked, v.now))
			}
			if len(came) > 0 {
				l = l.Learn(v.now, came, v.stay)
			}
		}
		d := rhythm.Next(m, l, rhythm.Observation{Looked: v.looked, Items: len(v.dates), Came: came}, limits, v.now, random.Float64())
		m = d.Memory
		return d.Wait
	}
}

// fixed polls at one interval.
func fixed(d time.Duration) func(visit) time.Duration {
	return func(visit) time.Duration { return d }
}

// entryFrequency is a rule of another reader: a week divided by the items of
// a week, which are estimated from the mean gap of the last seven days, from
// 5 minutes to 24 hours; it looks once an hour which feeds are due.
func entryFrequency(tick time.Duration) func(visit) time.Duration {
	var met []time.Time
	return func(v visit) time.Duration {
		for _, t := range v.fresh {
			if t.IsZero() {
				t = v.now
			}
			met = append(met, t)
		}
		if v.first {
			for _, t := range v.dates {
				if t.IsZero() {
					t = v.now
				}
				met = append(met, t)
			}
		}
		for len(met) > 0 && v.now.Sub(met[0]) > 7*24*time.Hour {
			met = met[1:]
		}
		wait := 24 * time.Hour
		if n := len(met); n > 1 {
			if gap := met[n-1].Sub(met[0]) / time.Duration(n-1); gap < wait {
				wait = max(gap, 5*time.Minute)
			}
		}
		return wait.Truncate(tick) + tick*time.Duration(min(1, wait%tick))
	}
}

// TestYear polls a year of feeds. Of a feed whose document lasts for the least
// interval no item may be missed, and the polls stay within the bound of each.
func TestYear(t *testing.T) {
	rules := []struct {
		name string
		rule func() func(visit) time.Duration
	}{
		{"learned", func() func(visit) time.Duration { return own(limits) }},
		{"15 min", func() func(visit) time.Duration { return fixed(15 * time.Minute) }},
		{"60 min", func() func(visit) time.Duration { return fixed(time.Hour) }},
		{"by frequency, 5 min to 24 h", func() func(visit) time.Duration { return entryFrequency(time.Minute) }},
		{"the same, hourly", func() func(visit) time.Duration { return entryFrequency(time.Hour) }},
	}
	var table strings.Builder
	for _, p := range papers() {
		fmt.Fprintf(&table, "%s (%d items, %d a document)\n", p.name, len(p.items), p.size)
		for i, r := range rules {
			a := p.year(r.rule())
			perDay := float64(a.polls) / yearEnds.Sub(yearBegins).Hours() * 24
			fmt.Fprintf(&table, "  %-28s %6.1f polls a day, %6d missed, seen after %s\n", r.name, perDay, a.missed, a.delay.Round(time.Minute))
			if i > 0 {
				continue
			}
			if a.missed > 0 {
				t.Errorf("%s: %d items missed", p.name, a.missed)
			}
			if perDay > p.most {
				t.Errorf("%s: %.1f polls a day, want at most %.0f", p.name, perDay, p.most)
			}
		}
	}
	t.Log("\n" + table.String())
}
