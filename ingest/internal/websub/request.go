package websub

import (
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Action is what to ask of a hub.
type Action string

// The actions.
const (
	Nothing     Action = ""
	Subscribe   Action = "subscribe"
	Unsubscribe Action = "unsubscribe"
)

const (
	// lease is how long a subscription is asked for.
	lease = 10 * 24 * time.Hour
	// mostLease bounds what a hub may give: it is asked at least that often
	// whether it still knows.
	mostLease = 30 * 24 * time.Hour
	// renewPart is the part of a lease before its end at which it is renewed,
	// or renewBefore if that is longer and not more than half of the lease.
	renewPart   = 4
	renewBefore = 24 * time.Hour
	// claim is how long a request is left to the worker that began it.
	claim = 5 * time.Minute
	// confirmWait is how long a hub that accepted a request may take to come
	// back; it doubles with each request that came to nothing.
	confirmWait = time.Hour
	// firstRetry is the wait after the first failed request; it doubles up to
	// mostRetry.
	firstRetry = 5 * time.Minute
	mostRetry  = 24 * time.Hour
	// deniedWait is how long a hub that denied is left alone.
	deniedWait = 7 * 24 * time.Hour
	// leaveTries is how often a hub is asked to end a subscription. One that
	// goes on is told at its next delivery.
	leaveTries = 3
	maxWords   = 240
)

// Act returns what is to be asked of the hub now, for deliveries to a public
// address.
func (s *Subscription) Act(callback string, now time.Time) Action {
	again := !now.Before(s.Next)
	switch {
	case !s.Known():
		return Nothing
	case s.State == Distrusted && s.Leave > 0 && again:
		return Unsubscribe
	case s.Unnamed:
		return Nothing
	case s.State == Distrusted || s.State == Denied:
		if now.Before(s.Until) {
			return Nothing
		}
		return Subscribe
	case s.State == Live && s.Callback != callback && now.Sub(s.Asked) >= claim:
		return Subscribe
	case again:
		return Subscribe
	}
	return Nothing
}

// Begin takes note that the hub is about to be asked, which must be stored
// before it is, so that one worker alone asks. A hub that gets another try
// gets new keys.
func (s *Subscription) Begin(a Action, callback string, keys Keys, now time.Time) {
	if s.Waits {
		s.Failures++
		s.Words = "the hub accepted the request and never came back to confirm it: is " + callback + " reached from the internet?"
	}
	s.Asked, s.Next, s.Waits = now, now.Add(claim), false
	if a == Unsubscribe {
		s.Leave--
		return
	}
	if s.State == Distrusted || s.State == Denied {
		s.State, s.Token, s.Secret, s.Since, s.Ends, s.Failures, s.Leave = Asking, keys.Token, keys.Secret, time.Time{}, time.Time{}, 0, 0
	}
	s.Callback = callback
}

// Form is what the hub is asked with.
func (s *Subscription) Form(a Action, feed string) url.Values {
	form := url.Values{
		"hub.mode":     {string(a)},
		"hub.topic":    {s.Topic},
		"hub.callback": {strings.TrimSuffix(s.Callback, "/") + "/" + feed + "/" + s.Token},
	}
	if a == Subscribe {
		form.Set("hub.secret", s.Secret)
		form.Set("hub.lease_seconds", strconv.Itoa(int(lease.Seconds())))
	}
	return form
}

// Accepted takes note that the hub has accepted the request that was begun at
// a time. It may have come back already.
func (s *Subscription) Accepted(a Action, begun, now time.Time) {
	if s.overtaken(a, begun) {
		return
	}
	if a == Unsubscribe {
		s.Leave = 0
		return
	}
	s.Waits = true
	s.Next = now.Add(s.patient(min(confirmWait<<min(s.Failures, 8), mostRetry), now))
}

// Refused takes note that the request that was begun at a time has failed.
// retryAfter is what the hub asked for, 0 if nothing.
func (s *Subscription) Refused(a Action, begun time.Time, words string, retryAfter time.Duration, now time.Time) {
	if s.overtaken(a, begun) {
		return
	}
	s.Words = clip(words)
	s.Failures++
	wait := min(firstRetry<<min(s.Failures-1, 12), mostRetry)
	if a == Subscribe {
		wait = s.patient(wait, now)
	}
	s.Next = now.Add(max(wait, min(retryAfter, mostRetry)))
}

// overtaken reports that the end of a request says nothing any more: there was
// another one since, or the hub came back before it.
func (s *Subscription) overtaken(a Action, begun time.Time) bool {
	return !s.Asked.Equal(begun) || a == Subscribe && !s.Confirmed.Before(begun)
}

// patient shortens a wait so that several requests fit into what is left of
// the lease.
func (s *Subscription) patient(wait time.Duration, now time.Time) time.Duration {
	if left := s.Ends.Sub(now); s.State == Live && left > 0 {
		return max(min(wait, left/4), min(wait, firstRetry))
	}
	return wait
}

// Confirm answers a hub that asks whether a subscription is wanted; if so, its
// lease begins.
func (s *Subscription) Confirm(topic string, given time.Duration, now time.Time) bool {
	if s.State != Asking && s.State != Live || s.Asked.IsZero() || s.Unnamed || topic != s.Topic {
		return false
	}
	if given <= 0 {
		given = lease
	}
	given = min(given, mostLease)
	if !s.Trusted(now) {
		s.Since, s.Missing = now, nil
	}
	s.State, s.Waits, s.Failures, s.Words = Live, false, 0, ""
	s.Confirmed, s.Ends = now, now.Add(given)
	s.Next = s.Ends.Add(-max(given/renewPart, min(renewBefore, given/2)))
	if soonest := now.Add(firstRetry); s.Next.Before(soonest) {
		s.Next = soonest
	}
	return true
}

// Leaves answers a hub that asks whether a subscription is to end.
func (s *Subscription) Leaves(topic string) bool {
	return s.State == Distrusted && topic == s.Topic
}

// Deny takes note that the hub refuses a subscription. It reports whether it
// was one that we have.
func (s *Subscription) Deny(topic, reason string, now time.Time) bool {
	if s.State != Asking && s.State != Live || s.Asked.IsZero() || topic != s.Topic {
		return false
	}
	s.State, s.Waits, s.Missing, s.Ends = Denied, false, nil, now
	s.Words = "the hub denied the subscription"
	if reason != "" {
		s.Words = clip(s.Words + ": " + reason)
	}
	s.Until = now.Add(deniedWait)
	return true
}

func clip(words string) string {
	words = strings.ToValidUTF8(words, "?")
	if len(words) > maxWords {
		words = strings.ToValidUTF8(words[:maxWords], "") + "…"
	}
	return words
}
