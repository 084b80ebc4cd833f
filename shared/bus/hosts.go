package bus

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// hostsMaxBytes bounds the bucket of hosts: some 30,000 hosts that ask to be
// left alone at once.
const hostsMaxBytes = 16 << 20

// hostsMarkers is how long a key that has ended is marked as such, which
// keys that end by themselves need.
const hostsMarkers = time.Minute

// HostLog keeps a record under the name of a host, until a time at which the
// server removes it: what feeds have learned about being asked too often,
// for all workers to read before they fetch.
type HostLog struct{ b *Bus }

// Hosts returns the records of hosts. The bucket is created by the first
// write.
func (b *Bus) Hosts() *HostLog { return &HostLog{b} }

// Get returns the record of a host and its revision, or ErrNotFound. It is one
// request, and none while there is no bucket, for which it looks again after
// [lookAgain].
func (h *HostLog) Get(ctx context.Context, host string) (data []byte, revision uint64, err error) {
	for range 2 {
		var kv jetstream.KeyValue
		if kv, err = h.b.hosts.open(ctx, h.b, time.Now()); err != nil {
			return nil, 0, err
		}
		var entry jetstream.KeyValueEntry
		entry, err = kv.Get(ctx, hostKey(host))
		if err == nil {
			return entry.Value(), entry.Revision(), nil
		}
		if errors.Is(err, jetstream.ErrKeyNotFound) {
			return nil, 0, ErrNotFound
		}
		h.b.hosts.forget(kv)
		if !errors.Is(err, nats.ErrNoResponders) {
			break
		}
		// The bucket is gone, as where the server lost its data.
	}
	return nil, 0, fmt.Errorf("reading host %s: %w", host, err)
}

// Put writes the record of a host for a time of at least a second, expecting
// its revision (0: none yet). ErrConflict tells that another worker was
// faster. The time of a key counts from its creation, so one that exists is
// deleted and created; a crash between the two forgets the host.
func (h *HostLog) Put(ctx context.Context, host string, data []byte, keep time.Duration, expect uint64) error {
	kv, err := h.bucket(ctx)
	if err != nil {
		return err
	}
	key := hostKey(host)
	if expect > 0 {
		err := kv.Delete(ctx, key, jetstream.LastRevision(expect))
		if wrongSequence(err) || errors.Is(err, jetstream.ErrKeyExists) {
			return fmt.Errorf("writing host %s: %w", host, ErrConflict)
		}
		if err != nil {
			return fmt.Errorf("writing host %s: %w", host, err)
		}
	}
	_, err = kv.Create(ctx, key, data, jetstream.KeyTTL(max(keep, time.Second).Round(time.Second)))
	if wrongSequence(err) || errors.Is(err, jetstream.ErrKeyExists) {
		return fmt.Errorf("writing host %s: %w", host, ErrConflict)
	}
	if err != nil {
		return fmt.Errorf("writing host %s: %w", host, err)
	}
	return nil
}

// bucket returns the bucket, which it creates if there is none.
func (h *HostLog) bucket(ctx context.Context) (jetstream.KeyValue, error) {
	name := h.b.names.Bucket(Hosts)
	kv, err := h.b.js.KeyValue(ctx, name)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		kv, err = h.b.js.CreateKeyValue(ctx, jetstream.KeyValueConfig{
			Bucket: name, Description: "hosts whose feeds ask to be left alone", Replicas: h.b.replicas,
			MaxBytes: hostsMaxBytes, LimitMarkerTTL: hostsMarkers,
		})
		if errors.Is(err, jetstream.ErrBucketExists) {
			kv, err = h.b.js.KeyValue(ctx, name)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("making the bucket of hosts: %w", err)
	}
	h.b.hosts.keep(kv)
	return kv, nil
}

// lookAgain is how long the bucket of hosts is thought absent, and so how late
// the first host ever that asks to be left alone is known to other workers.
const lookAgain = 2 * time.Second

// hostBucket remembers the bucket of hosts, which is read before every poll.
type hostBucket struct {
	// mu guards all below it.
	mu sync.Mutex
	kv jetstream.KeyValue // nil: not looked up or absent
	// absentUntil is when to look again for a bucket that was absent.
	absentUntil time.Time
}

// open returns the bucket, or ErrNotFound if there is none.
func (c *hostBucket) open(ctx context.Context, b *Bus, now time.Time) (jetstream.KeyValue, error) {
	c.mu.Lock()
	kv, absent := c.kv, now.Before(c.absentUntil)
	c.mu.Unlock()
	switch {
	case kv != nil:
		return kv, nil
	case absent:
		return nil, ErrNotFound
	}
	kv, err := b.js.KeyValue(ctx, b.names.Bucket(Hosts))
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.absentUntil = now.Add(lookAgain)
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("looking up the bucket of hosts: %w", err)
	}
	c.keep(kv)
	return kv, nil
}

// keep remembers a bucket that is there.
func (c *hostBucket) keep(kv jetstream.KeyValue) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kv, c.absentUntil = kv, time.Time{}
}

// forget makes the next caller look a bucket up again.
func (c *hostBucket) forget(kv jetstream.KeyValue) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kv == kv {
		c.kv = nil
	}
}

// hostKey is the key of a host: letters, digits and inner dots as they are,
// other bytes as = and two hexadecimal digits.
func hostKey(host string) string {
	host = strings.ToLower(host)
	var b strings.Builder
	for i := range len(host) {
		c := host[i]
		inner := i > 0 && i < len(host)-1 && host[i-1] != '.'
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' && inner {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "=%02X", c)
		}
	}
	if b.Len() == 0 {
		return "="
	}
	return b.String()
}
