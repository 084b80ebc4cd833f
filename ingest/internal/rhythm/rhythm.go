// Package rhythm decides when a feed is polled next, and says why in words.
//
// It learns when a feed publishes, by hour and weekday, and asks again when
// the items that are expected to have come by then have waited long enough,
// always early enough that two fetches overlap. What the feed and its server
// ask for holds as a floor. Failures are waited out by their class, never
// given up.
//
// Everything in it is a pure function of what is remembered about a feed and
// what a poll observed: it reads no clock and draws no random numbers.
package rhythm

import (
	"fmt"
	"math"
	"time"
)

const (
	// patience is how long, in item-hours, the items that are expected may
	// wait to be fetched, all together. The interval grows with the root of
	// the time between items: 42 minutes at an item an hour, 13 at ten.
	patience = 0.25
	// overlap is the share of the document that may be new at the next poll.
	overlap = 1.0 / 3
	// stayPart is the part of the shortest stay of an item in the document
	// that an interval may last.
	stayPart = 0.5
	// recent is the time over which an unusual hour is felt.
	recent = time.Hour
	// jitterPart spreads the waits, so that feeds drift apart.
	jitterPart = 0.1
)

// Limits are the operator's bounds of the interval between two polls.
type Limits struct {
	Min, Max time.Duration
	// Firm makes Max hold even where the feed asks for a longer wait.
	Firm bool
}

// Memory is what is kept about a feed between polls, whatever they bring.
type Memory struct {
	// Interval is the interval that was learned last; 0: none yet.
	Interval time.Duration `json:"interval,omitempty"`
	// Failures counts the failures in a row.
	Failures int `json:"failures,omitempty"`
	// Recent are the items that came lately, each fading within the hour,
	// as of the last good poll.
	Recent float64 `json:"recent,omitempty"`
}

// Observation is what a poll saw.
type Observation struct {
	// Failure is empty after a good fetch.
	Failure Class
	// RetryAfter is what the server asked for, 0 if nothing.
	RetryAfter time.Duration
	// Looked is when the feed was last fetched well before now; zero: never.
	Looked time.Time
	// Items is how many items the document has.
	Items int
	// Came is when each of the items came that were not known, see [Came].
	Came []time.Time
	// Floors are the waits that the feed or its server asks for, Skip the
	// hours in which it does not want to be asked.
	Floors []Floor
	Skip   Skip
}

// Decision is when to poll next and why.
type Decision struct {
	Wait   time.Duration
	Reason string
	Memory Memory
}

// Next returns how long to wait from now. l is what was learned, this poll
// included. The jitter is a random number in [0, 1): it spreads the wait by a
// tenth to either side within what bounds it.
func Next(m Memory, l Learned, o Observation, limits Limits, now time.Time, jitter float64) Decision {
	if o.Failure != "" {
		return backoff(m, o, limits, jitter)
	}
	m.Failures = 0
	m.Recent *= fade(o.Looked, now)
	for _, t := range o.Came {
		m.Recent += fade(t, now)
	}
	l.advance(now)
	w := l.profile()
	usual := w.lately(now)
	if o.Looked.IsZero() {
		// The first document may not reach back an hour.
		m.Recent = max(m.Recent, usual)
	}
	wait, rate := l.interval(w, (m.Recent-usual)/recent.Hours(), o, limits, now)
	m.Interval = wait
	d := Decision{Wait: wait, Memory: m, Reason: "learned " + words(wait)}
	if l.Known() {
		d.Reason += " at " + perTime(rate)
	}
	least, most := limits.Min, limits.Max
	floor := highest(o.Floors, maxFloor)
	if limits.Firm {
		floor.Wait = min(floor.Wait, limits.Max)
	}
	if floor.Wait > 0 {
		d.Reason += fmt.Sprintf(", floor %s from %s", words(floor.Wait), floor.Why)
		least = max(least, floor.Wait)
		if floor.Wait > d.Wait {
			d.Wait = floor.Wait
			if !limits.Firm {
				most = 0
			}
		}
	}
	if asked := min(o.RetryAfter, maxRetryAfter); asked > d.Wait {
		d.Wait, d.Reason, least, most = asked, "the server asked for "+words(asked)+" by Retry-After", asked, 0
	}
	d.Wait = spread(d.Wait, least, most, jitter)
	if at, why := o.Skip.after(now.Add(d.Wait)); why != "" && !limits.Firm {
		d.Wait = at.Sub(now) + time.Duration(jitter*float64(limits.Min))
		d.Reason += ", " + why
	}
	return d
}

// fade is the weight that an item which came at t has at now.
func fade(t, now time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return math.Exp(-max(0, now.Sub(t).Hours()) / recent.Hours())
}

// lately is what [Memory].Recent would be in a usual hour.
func (w *week) lately(now time.Time) float64 {
	const step = 5 * time.Minute
	sum, weight, fades := 0.0, 1.0, math.Exp(-step.Hours()/recent.Hours())
	for age := time.Duration(0); age < 4*recent; age += step {
		sum += w.at(now.Add(-age)) * weight * step.Hours()
		weight *= fades
	}
	return sum
}

// interval returns the interval by what was learned, and the items an hour
// that are expected now. excess is by how many items an hour the last hour
// was above the usual, or below.
func (l *Learned) interval(w *week, excess float64, o Observation, limits Limits, now time.Time) (time.Duration, float64) {
	if !l.Known() {
		excess = 0
	}
	rate := func(t time.Time) float64 {
		r := w.at(t)
		return max(r+excess*math.Exp(-t.Sub(now).Hours()/recent.Hours()), r/2)
	}
	longest := limits.Max
	if l.Stay > 0 {
		longest = min(longest, time.Duration(stayPart*float64(l.Stay)))
	}
	if !l.Known() || o.Looked.IsZero() {
		longest = min(longest, start(limits))
	}
	longest = max(longest, limits.Min)
	share := overlap * float64(max(o.Items, 1))
	step := max(time.Minute, longest/1000)
	came, waited, wait := 0.0, 0.0, time.Duration(0)
	for wait < longest && came < share && waited < patience {
		more := rate(now.Add(wait)) * step.Hours()
		waited += (came + more/2) * step.Hours()
		came += more
		wait += step
	}
	return max(min(wait, longest), limits.Min), rate(now)
}

// start is the first interval: the geometric middle of the limits, a quarter
// of an hour for the defaults of 2 minutes and 2 hours.
func start(limits Limits) time.Duration {
	return max(limits.Min, min(time.Duration(math.Sqrt(float64(limits.Min)*float64(limits.Max))), limits.Max))
}

// spread moves d by up to a tenth either way, within least and most; most is
// 0 for none.
func spread(d, least, most time.Duration, jitter float64) time.Duration {
	width := time.Duration(2 * jitterPart * float64(d))
	from := d - width/2
	if most > 0 {
		from = min(from, most-width)
	}
	from = max(from, least)
	d = from + time.Duration(jitter*float64(width))
	if most > 0 {
		d = min(d, most)
	}
	return max(d, least)
}

// words prints a duration as people say it: "90 s", "11 min", "3.5 h".
func words(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f min", d.Minutes())
	case d < 48*time.Hour:
		return fmt.Sprintf("%.3g h", d.Hours())
	}
	return fmt.Sprintf("%.3g days", d.Hours()/24)
}

// perTime prints items an hour as people say it.
func perTime(rate float64) string {
	switch {
	case rate >= 0.95:
		return fmt.Sprintf("%.2g items an hour", rate)
	case rate*24 >= 0.95:
		return fmt.Sprintf("%.2g items a day", rate*24)
	}
	return "less than an item a day"
}
