// Package rhythm decides when a feed is polled next, and says why in words.
//
// It is a pure function of what is remembered about a feed and what the last
// poll observed: it reads no clock and draws no random numbers.
package rhythm

import (
	"fmt"
	"math"
	"time"
)

// Bounds of every wait, whatever a feed or the operator asks for.
const (
	// maxFloor caps what a feed may ask for by TTL, max-age and the like.
	maxFloor = 24 * time.Hour
	// maxRetryAfter caps what a server may ask for by Retry-After.
	maxRetryAfter = 7 * 24 * time.Hour
	// maxBackoff is where back-off ends for feeds that may come back any day.
	maxBackoff = 24 * time.Hour
	// probe is how often a feed that is gone or long dead is tried.
	probe = 30 * 24 * time.Hour
	// deadAfter is how many failures in a row make a feed long dead, about a
	// month of daily tries.
	deadAfter = 40
)

// How the interval follows the feed: shorter when much is new, so that two
// fetches overlap, longer when nothing is.
const (
	much       = 1.0 / 3
	afterMuch  = 0.6
	afterSome  = 0.9
	afterNone  = 1.25
	jitterPart = 0.1
)

// Class is a kind of failure. Its weight says how fast waits grow.
type Class string

// The kinds of failure.
const (
	DNS        Class = "dns"
	Refused    Class = "refused"
	TLS        Class = "tls"
	Timeout    Class = "timeout"
	Connection Class = "connection"
	ClientErr  Class = "4xx"
	ServerErr  Class = "5xx"
	Gone       Class = "gone"
	RateLimit  Class = "rate_limit"
	TooLarge   Class = "too_large"
	NotAFeed   Class = "not_a_feed"
	BotWall    Class = "bot_wall"
	Blocked    Class = "blocked_address"
)

// weight is the power of two by which a wait grows with each failure: soft
// failures, which mostly pass by themselves, grow slowest.
func (c Class) weight() float64 {
	switch c {
	case DNS, Timeout, Connection, ServerErr, RateLimit:
		return 0.5
	case Refused, ClientErr, NotAFeed, BotWall:
		return 0.75
	default:
		return 1
	}
}

// unheard reports a failure of which the site noticed nothing, as when the
// network of this machine is away: trying again soon bothers nobody.
func (c Class) unheard() bool { return c == DNS || c == Refused || c == Connection }

// Limits are the operator's bounds of the interval between two polls.
type Limits struct {
	Min, Max time.Duration
}

// Memory is what is kept about a feed between polls.
type Memory struct {
	// Interval is the learned interval; 0: nothing learned yet.
	Interval time.Duration `json:"interval,omitempty"`
	// Failures counts the failures in a row.
	Failures int `json:"failures,omitempty"`
}

// Floor is a least wait that the feed or its server asks for.
type Floor struct {
	Wait time.Duration
	// Why names the origin: ttl, max-age, Expires, sy:updatePeriod.
	Why string
}

// Observation is what a poll saw.
type Observation struct {
	// Failure is empty after a good fetch.
	Failure Class
	// RetryAfter is what the server asked for, 0 if nothing.
	RetryAfter time.Duration
	// Items is how many items the document had, New how many of them were
	// not known; both 0 when it was not modified.
	Items, New int
	// First is set on the first good fetch, when everything is new.
	First  bool
	Floors []Floor
}

// Decision is when to poll next and why.
type Decision struct {
	Wait   time.Duration
	Reason string
	Memory Memory
}

// Next returns how long to wait. The jitter is a random number in [0, 1): it
// spreads the wait by a tenth to either side, so that feeds drift apart.
func Next(m Memory, o Observation, limits Limits, jitter float64) Decision {
	if m.Interval == 0 {
		m.Interval = start(limits)
	}
	if o.Failure != "" {
		return backoff(m, o, limits, jitter)
	}
	m.Failures = 0
	m.Interval = learn(m.Interval, o, limits)
	d := Decision{Wait: m.Interval, Reason: "learned " + words(m.Interval), Memory: m}
	for _, f := range o.Floors {
		if wait := min(f.Wait, maxFloor); wait > d.Wait {
			d.Wait = wait
			d.Reason = fmt.Sprintf("learned %s, floor %s from %s", words(m.Interval), words(wait), f.Why)
		}
	}
	if wait := min(o.RetryAfter, maxRetryAfter); wait > d.Wait {
		d.Wait, d.Reason = wait, "the server asked for "+words(wait)+" by Retry-After"
	}
	d.Wait = spread(d.Wait, jitter)
	return d
}

// start is the first interval: the geometric middle of the limits, a quarter
// of an hour for the defaults of 2 minutes and 2 hours.
func start(limits Limits) time.Duration {
	return clamp(time.Duration(math.Sqrt(float64(limits.Min)*float64(limits.Max))), limits)
}

func learn(interval time.Duration, o Observation, limits Limits) time.Duration {
	factor := afterNone
	switch {
	case o.First:
		factor = 1
	case o.Items > 0 && float64(o.New)/float64(o.Items) >= much:
		factor = afterMuch
	case o.New > 0:
		factor = afterSome
	}
	return clamp(time.Duration(float64(interval)*factor), limits)
}

func clamp(d time.Duration, limits Limits) time.Duration {
	return max(limits.Min, min(d, limits.Max))
}

func backoff(m Memory, o Observation, limits Limits, jitter float64) Decision {
	m.Failures++
	d := Decision{Memory: m}
	switch {
	case o.Failure == Gone:
		d.Wait, d.Reason = probe, "the server says that the feed is gone; a probe once a month"
	case m.Failures >= deadAfter:
		d.Wait, d.Reason = probe, fmt.Sprintf("%d failures in a row (%s); a probe once a month", m.Failures, o.Failure)
	default:
		growth := math.Pow(2, min(float64(m.Failures)*o.Failure.weight(), 30))
		wait := float64(m.Interval) * growth
		if o.Failure.unheard() {
			wait = float64(limits.Min) * growth
		}
		ceiling := float64(max(maxBackoff, limits.Max))
		d.Wait = time.Duration(min(wait, ceiling))
		d.Reason = fmt.Sprintf("back-off %s after %s (%s)", words(d.Wait), failures(m.Failures), o.Failure)
	}
	if wait := min(o.RetryAfter, maxRetryAfter); wait > d.Wait {
		d.Wait, d.Reason = wait, fmt.Sprintf("the server asked for %s by Retry-After (%s)", words(wait), o.Failure)
	}
	d.Wait = spread(d.Wait, jitter)
	return d
}

func failures(n int) string {
	if n == 1 {
		return "1 failure"
	}
	return fmt.Sprintf("%d failures in a row", n)
}

// spread moves d by up to a tenth either way.
func spread(d time.Duration, jitter float64) time.Duration {
	return time.Duration(float64(d) * (1 + jitterPart*(2*jitter-1)))
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
