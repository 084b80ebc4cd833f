package fetch

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// firstTurn is how long a request is thought to take at a host of which
	// nothing is known.
	firstTurn = time.Second
	// patience is how long the place of a caller is kept who does not come
	// back when told to.
	patience = 10 * time.Second
	// remembered is how long a host is remembered after a request at least.
	// It bounds the gap that a caller of Wait can ask for.
	remembered = time.Minute
	// sweepFrom is the number of hosts from which on idle ones are forgotten.
	sweepFrom = 4096
)

// hosts lets one request at a time go to a host, some time apart, in the
// order in which they were first asked for.
type hosts struct {
	spacing time.Duration
	// mu guards all below it.
	mu      sync.Mutex
	slots   map[string]*slot
	sweepAt int // the number of slots at which to sweep next
}

// slot is the state of one host.
type slot struct {
	busy  bool
	ended time.Time     // of the last request
	gap   time.Duration // to keep after it
	turn  time.Duration // that requests took, smoothed
	line  []*ticket     // of those who wait, the first first
}

// ticket is a place in the line of a host.
type ticket struct {
	// address is that of a caller who was told to come back at due.
	address string
	due     time.Time
	// wake tells a caller who waits in Wait to look again; nil for others.
	wake chan struct{}
}

// Acquire takes the host of an address for one request. If it is taken or
// was asked a moment ago, ok is false and wait says when to come back with the
// same address, each caller after the one before; those who come back go
// before those who come for the first time. Else release must be called when
// the request has ended.
func (c *Client) Acquire(address string, now time.Time) (release func(), wait time.Duration, ok bool) {
	key := hostKey(address)
	if key == "" {
		return func() {}, 0, true
	}
	h := &c.hosts
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.slot(key, now)
	s.expire(now, address)
	place := slices.IndexFunc(s.line, func(t *ticket) bool { return t.wake == nil && t.address == address })
	if place < 0 {
		place = len(s.line)
	}
	if at := s.look(place, now, h.spacing); at.IsZero() {
		return h.begin(s, place, now, h.spacing), 0, true
	}
	if place == len(s.line) {
		s.line = append(s.line, &ticket{address: address})
	}
	s.line[place].due = s.estimate(place, now, h.spacing)
	return nil, s.line[place].due.Sub(now), false
}

// Wait takes the host of an address for one request, waiting for its turn, or
// until ctx ends. At least gap passes between this request and those before
// and after it, a minute at most, and no less than between all others. release
// must be called when the request has ended.
func (c *Client) Wait(ctx context.Context, address string, gap time.Duration) (release func(), err error) {
	key := hostKey(address)
	if key == "" {
		return func() {}, nil
	}
	h := &c.hosts
	gap = min(max(gap, h.spacing), max(remembered, h.spacing))
	h.mu.Lock()
	defer h.mu.Unlock()
	s, own := h.slot(key, time.Now()), &ticket{wake: make(chan struct{}, 1)}
	s.line = append(s.line, own)
	for {
		now := time.Now()
		s.expire(now, "")
		place := slices.Index(s.line, own)
		at := s.look(place, now, gap)
		if at.IsZero() {
			return h.begin(s, place, now, gap), nil
		}
		own.due = s.estimate(place, now, gap)
		h.mu.Unlock()
		timer := time.NewTimer(at.Sub(now))
		select {
		case <-ctx.Done():
		case <-own.wake:
		case <-timer.C:
		}
		timer.Stop()
		h.mu.Lock()
		if ctx.Err() != nil {
			s.leave(slices.Index(s.line, own))
			return nil, context.Cause(ctx)
		}
	}
}

// begin takes the host for the caller at a place in the line. The caller
// holds mu.
func (h *hosts) begin(s *slot, place int, now time.Time, gap time.Duration) (release func()) {
	if place < len(s.line) {
		s.line = slices.Delete(s.line, place, place+1)
	}
	s.busy = true
	started := time.Now()
	return sync.OnceFunc(func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		took := time.Since(started)
		s.busy, s.ended, s.gap, s.turn = false, now.Add(took), gap, (3*s.turn+took)/4
		s.wake()
	})
}

// look returns the zero time if the caller at a place in the line may go now,
// else when to look again unless woken before.
func (s *slot) look(place int, now time.Time, gap time.Duration) time.Time {
	if s.busy {
		return now.Add(time.Hour) // whoever ends wakes the others
	}
	if free := s.free(gap); free.After(now) {
		return free
	}
	var at time.Time
	for _, before := range s.line[:place] {
		switch {
		case before.wake != nil:
			return now.Add(time.Hour)
		case before.due.Before(now.Add(s.turn + gap)): // it would be in its way
			at = before.due.Add(patience)
		}
	}
	return at
}

// free is when the host may be asked again.
func (s *slot) free(gap time.Duration) time.Time {
	if s.ended.IsZero() {
		return s.ended
	}
	return s.ended.Add(max(s.gap, gap))
}

// estimate is when the turn of a caller at a place in the line should come.
func (s *slot) estimate(place int, now time.Time, gap time.Duration) time.Time {
	step := s.turn + gap
	due := now.Add(step)
	if free := s.free(gap); !s.busy && free.After(now) {
		due = free
	}
	if place > 0 {
		if after := s.line[place-1].due.Add(step); after.After(due) {
			due = after
		}
	}
	return due
}

// expire takes those out of the line who were told to come back and did not,
// other than the caller.
func (s *slot) expire(now time.Time, caller string) {
	s.line = slices.DeleteFunc(s.line, func(t *ticket) bool {
		return t.wake == nil && t.address != caller && now.Sub(t.due) > patience
	})
}

// leave gives up a place in the line.
func (s *slot) leave(place int) {
	s.line = slices.Delete(s.line, place, place+1)
	s.wake()
}

// wake makes all who wait look again.
func (s *slot) wake() {
	for _, t := range s.line {
		select {
		case t.wake <- struct{}{}:
		default: // woken already, or not waiting here
		}
	}
}

// slot returns the state of a host. The caller holds mu.
func (h *hosts) slot(key string, now time.Time) *slot {
	s := h.slots[key]
	if s == nil {
		if len(h.slots) >= max(h.sweepAt, sweepFrom) {
			h.sweep(now)
		}
		s = &slot{turn: firstTurn}
		h.slots[key] = s
	}
	return s
}

// sweep forgets hosts that nobody has asked for a while. The caller holds mu.
func (h *hosts) sweep(now time.Time) {
	for key, s := range h.slots {
		s.expire(now, "")
		if !s.busy && len(s.line) == 0 && now.Sub(s.ended) > max(remembered, s.gap) {
			delete(h.slots, key)
		}
	}
	h.sweepAt = 2 * len(h.slots)
}

// hostKey is the name of the host of an address, "" if it has none.
func hostKey(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}
