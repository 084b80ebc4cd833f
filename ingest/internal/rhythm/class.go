package rhythm

import (
	"fmt"
	"math"
	"time"
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
	// Settings is a feed that cannot be asked as its settings say.
	Settings Class = "settings"
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
func (c Class) unheard() bool { return c == DNS || c == Refused || c == Connection || c == Settings }

// Bounds of back-off.
const (
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

// backoff decides after a failure.
func backoff(m Memory, o Observation, limits Limits, jitter float64) Decision {
	m.Failures++
	if m.Interval == 0 {
		m.Interval = start(limits)
	}
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
		d.Wait = max(time.Duration(min(wait, ceiling)), limits.Min)
		d.Reason = fmt.Sprintf("back-off %s after %s (%s)", words(d.Wait), failures(m.Failures), o.Failure)
	}
	if wait := min(o.RetryAfter, maxRetryAfter); wait > d.Wait {
		d.Wait, d.Reason = wait, fmt.Sprintf("the server asked for %s by Retry-After (%s)", words(wait), o.Failure)
		d.Wait = spread(d.Wait, d.Wait, 0, jitter)
		return d
	}
	d.Wait = spread(d.Wait, limits.Min, 0, jitter)
	return d
}

func failures(n int) string {
	if n == 1 {
		return "1 failure"
	}
	return fmt.Sprintf("%d failures in a row", n)
}
