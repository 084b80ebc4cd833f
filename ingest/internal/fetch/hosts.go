package fetch

import (
	"net/url"
	"strings"
	"sync"
	"time"
)

// hosts lets one request at a time go to a host, some time apart.
type hosts struct {
	spacing time.Duration
	// mu guards slots.
	mu    sync.Mutex
	slots map[string]*slot
}

// slot is the state of one host: busy until the request ends, then closed
// until free. queued is when the last of those who were told to wait comes
// back.
type slot struct {
	busy         bool
	free, queued time.Time
}

// turn is how long a caller waits for the one before it: about the time that
// an answer takes.
const turn = time.Second

// sweepAt is the number of hosts from which on idle ones are forgotten.
const sweepAt = 4096

// Acquire takes the host of an address for one request. If it is taken or
// was asked a moment ago, ok is false and wait says when to come back, each
// caller after the one before, so that many feeds of one host do not all ask
// again and again. Else release must be called when the request has ended.
func (c *Client) Acquire(address string, now time.Time) (release func(), wait time.Duration, ok bool) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return func() {}, 0, true
	}
	h, key := &c.hosts, strings.ToLower(u.Hostname())
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.slots[key]
	if s == nil {
		if len(h.slots) >= sweepAt {
			h.sweep(now)
		}
		s = &slot{}
		h.slots[key] = s
	}
	if s.busy || s.free.After(now) {
		next := now
		if s.free.After(next) {
			next = s.free
		}
		if s.queued.After(next) {
			next = s.queued
		}
		s.queued = next.Add(max(turn, h.spacing))
		return nil, s.queued.Sub(now), false
	}
	s.busy = true
	started := time.Now()
	return sync.OnceFunc(func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		s.busy, s.free = false, now.Add(time.Since(started)+h.spacing)
	}), 0, true
}

// sweep forgets hosts that are free. The caller holds mu.
func (h *hosts) sweep(now time.Time) {
	for key, s := range h.slots {
		if !s.busy && !s.free.After(now) {
			delete(h.slots, key)
		}
	}
}
