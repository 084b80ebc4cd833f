package websub

import (
	"slices"
	"time"
)

const (
	// Grace is how long after a poll a delivery may bring an item that the
	// poll found first.
	Grace = 10 * time.Minute
	// maxMissing bounds the items that are waited for.
	maxMissing = 16
	// firstDistrust is how long a hub that missed an item is left alone; it
	// doubles each time up to mostDistrust.
	firstDistrust = 7 * 24 * time.Hour
	mostDistrust  = 16 * 7 * 24 * time.Hour
	// forgiven is how long a hub must have been live so that its past counts
	// no more.
	forgiven = 60 * 24 * time.Hour
	// skew is by how much the clocks of two workers may differ.
	skew = time.Minute
	// settled is how long a subscription is kept though the feed names another
	// hub, so that one that names them by turns is not subscribed to at every
	// poll.
	settled = 24 * time.Hour
)

// Poll is what a poll saw.
type Poll struct {
	// Hub and Topic are what the document names, Named reports that there
	// was a document.
	Named      bool
	Hub, Topic string
	// At is when the feed was asked, Before when it was asked well the last
	// time before.
	At, Before time.Time
	// Open is from when on deliveries were taken: what came before it may
	// have found nobody.
	Open time.Time
	// Found are the items that this poll published first.
	Found []Item
}

// Item is an item that a poll found.
type Item struct {
	ID string
	// Published counts if it is before the poll: an item without a date has
	// that of the poll, or none.
	Published time.Time
}

// Missed returns how many items a delivery should have brought by now.
func (s *Subscription) Missed(now time.Time, grace time.Duration) int {
	if s.State != Live {
		return 0
	}
	n := 0
	for _, m := range s.Missing {
		if now.Sub(m.Found) >= grace {
			n++
		}
	}
	return n
}

// Distrust ends the subscription at a hub that missed items.
func (s *Subscription) Distrust(words string, now time.Time) {
	if now.Sub(s.Since) >= forgiven {
		s.Distrusts = 0
	}
	s.Distrusts++
	s.State, s.Waits, s.Missing, s.Ends = Distrusted, false, nil, now
	s.Words = clip(words)
	s.Until = now.Add(min(firstDistrust<<min(s.Distrusts-1, 8), mostDistrust))
	s.Leave, s.Next, s.Failures = leaveTries, now, 0
}

// Polled takes note of a poll. keys are for a hub that was not known. It
// reports whether anything has changed.
func (s *Subscription) Polled(p Poll, keys Keys, now time.Time) bool {
	changed := false
	if p.Named {
		changed = s.named(p, keys, now)
	}
	// A delivery that came while the feed was polled may have lost the race,
	// and one that asked for a poll has had it.
	told := !s.Pushed.IsZero() && !s.Pushed.Before(p.At.Add(-skew)) || !s.Ping.IsZero() && s.Ping.After(p.Before)
	if !s.Trusted(p.At) || s.Since.After(p.At) || told {
		return changed
	}
	for _, it := range p.Found {
		came := it.Published
		if came.IsZero() || !came.Before(p.At) {
			came = p.Before
		}
		known := slices.ContainsFunc(s.Missing, func(m Missing) bool { return m.ID == it.ID })
		if came.After(s.Since) && came.After(p.Open) && !known && len(s.Missing) < maxMissing {
			s.Missing, changed = append(s.Missing, Missing{it.ID, p.At}), true
		}
	}
	return changed
}

// named takes note of the hub that a document names.
func (s *Subscription) named(p Poll, keys Keys, now time.Time) bool {
	switch {
	case p.Hub == "":
		if !s.Known() || s.Unnamed {
			return false
		}
		s.Unnamed, s.Missing = true, nil
	case !s.Known(), (p.Hub != s.Hub || p.Topic != s.Topic) && now.Sub(s.Created) >= settled:
		*s = New(p.Hub, p.Topic, keys, now)
	case s.Unnamed && p.Hub == s.Hub && p.Topic == s.Topic:
		s.Unnamed = false
	default:
		return false
	}
	return true
}

// Delivered takes note of a delivery that brought articles.
func (s *Subscription) Delivered(ids []string, now time.Time) {
	s.Pushed = now
	s.Missing = slices.DeleteFunc(s.Missing, func(m Missing) bool { return slices.Contains(ids, m.ID) })
}

// Pinged takes note of a delivery that a poll has to follow.
func (s *Subscription) Pinged(now time.Time) { s.Pushed, s.Ping = now, now }
