package rhythm

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// Host is what is known of a host whose feeds say that it is asked too often:
// the record under its name in the bucket of hosts. The zero value is a host
// of which nothing is known.
type Host struct {
	// Until is when the host may be asked again; zero while it may.
	Until time.Time `json:"until,omitzero"`
	// Feeds are the feeds that said so, each with the time up to which.
	Feeds map[string]time.Time `json:"feeds"`
	// Why says it in words.
	Why string `json:"why,omitempty"`
}

// Figures of hosts.
const (
	// several is how many feeds of a host must ask for silence before it
	// counts for all: one busy path is no reason to stop asking the others.
	several = 3
	// unsaid is taken for a 429 without Retry-After.
	unsaid = 5 * time.Minute
	// maxHostWait bounds how long one host is not asked.
	maxHostWait = 24 * time.Hour
	// maxHostFeeds bounds the record.
	maxHostFeeds = 32
)

// AsksHost reports a failure that may be about the whole host: too many
// requests, or an overload that names its end.
func AsksHost(class Class, retryAfter time.Duration) bool {
	return class == RateLimit || class == ServerErr && retryAfter > 0
}

// Add returns the record after a feed of the host was told to wait, and how
// long the record is to be kept.
func (h Host) Add(feed string, class Class, retryAfter time.Duration, now time.Time) (Host, time.Duration) {
	if retryAfter <= 0 {
		retryAfter = unsaid
	}
	feeds := maps.Clone(h.Feeds)
	maps.DeleteFunc(feeds, func(_ string, until time.Time) bool { return !until.After(now) })
	if feeds == nil {
		feeds = map[string]time.Time{}
	}
	if len(feeds) < maxHostFeeds || !feeds[feed].IsZero() {
		feeds[feed] = now.Add(min(retryAfter, maxHostWait)).Truncate(time.Second).UTC()
	}
	until := slices.SortedFunc(maps.Values(feeds), time.Time.Compare)
	next := Host{Feeds: feeds}
	if len(feeds) >= several {
		next.Until = until[len(until)-1]
		next.Why = fmt.Sprintf("%d feeds of this host were told to wait (%s)", len(feeds), class)
	}
	return next, max(until[len(until)-1].Sub(now), time.Second)
}

// Wait returns how long the host must not be asked, 0 if it may be. It is no
// longer than a day, however far ahead the clock was of whoever wrote Until.
func (h Host) Wait(now time.Time) time.Duration {
	return min(max(0, h.Until.Sub(now)), maxHostWait)
}
