// Package throttle bounds how many requests one client may make: each has a
// bucket of tokens that fills at a steady rate, and a request takes one.
//
// A client is an address, in IPv6 the 64 bits that a network is given. Clients
// on the same machine are not bounded: they are the operator's own, or a proxy
// that stands for everybody and has bounds itself. What is remembered of
// clients is bounded, too; beyond it those whose buckets are full are forgotten
// and then, of what is left, any.
package throttle

import (
	"math"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"
)

// maxClients bounds what is remembered to some 10 MB.
const maxClients = 100_000

// Options is what a bound is made with.
type Options struct {
	// Rate is how many requests a client may make a second, Burst how many at
	// once after a pause.
	Rate  float64
	Burst int
	// Refuse answers a request that was one too many. The header Retry-After
	// is set.
	Refuse http.HandlerFunc
	// Now is the clock; nil: time.Now.
	Now func() time.Time
}

// Bound lets a handler answer no more requests of a client than the options
// say.
func Bound(h http.Handler, o Options) http.Handler {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &bound{handler: h, Options: o, buckets: make(map[netip.Prefix]bucket)}
}

type bound struct {
	Options
	handler http.Handler

	// mu guards buckets.
	mu      sync.Mutex
	buckets map[netip.Prefix]bucket
}

// bucket is how many tokens a client had at a time.
type bucket struct {
	tokens float64
	at     time.Time
}

// ServeHTTP implements http.Handler.
func (b *bound) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	client, ok := clientOf(r.RemoteAddr)
	if ok {
		if wait := b.take(client, b.Now()); wait > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
			b.Refuse(w, r)
			return
		}
	}
	b.handler.ServeHTTP(w, r)
}

// clientOf returns who asks, and whether that is somebody to bound.
func clientOf(remote string) (netip.Prefix, bool) {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return netip.Prefix{}, false
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Prefix{}, false
	}
	addr = addr.Unmap().WithZone("")
	bits := addr.BitLen()
	if addr.Is6() {
		bits = 64
	}
	client, err := addr.Prefix(bits)
	return client, err == nil && !addr.IsLoopback()
}

// take takes a token and returns 0, or how long it is until there is one.
func (b *bound) take(client netip.Prefix, now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	old, known := b.buckets[client]
	if !known {
		if len(b.buckets) >= maxClients {
			b.forget(now)
		}
		old = bucket{float64(b.Burst), now}
	}
	tokens := b.filled(old, now)
	if tokens < 1 {
		b.buckets[client] = bucket{tokens, now}
		return time.Duration((1 - tokens) / b.Rate * float64(time.Second))
	}
	b.buckets[client] = bucket{tokens - 1, now}
	return 0
}

// filled is how many tokens a bucket has now.
func (b *bound) filled(old bucket, now time.Time) float64 {
	return min(float64(b.Burst), old.tokens+max(0, now.Sub(old.at).Seconds())*b.Rate)
}

// forget makes room for half of the clients.
func (b *bound) forget(now time.Time) {
	for client, old := range b.buckets {
		if b.filled(old, now) >= float64(b.Burst) {
			delete(b.buckets, client)
		}
	}
	for client := range b.buckets {
		if len(b.buckets) <= maxClients/2 {
			return
		}
		delete(b.buckets, client)
	}
}
