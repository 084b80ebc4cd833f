package bus_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
)

func TestHosts(t *testing.T) {
	b := connect(t)
	ctx := t.Context()
	h := b.Hosts()
	if _, _, err := h.Get(ctx, "feeds.example"); !errors.Is(err, bus.ErrNotFound) {
		t.Fatalf("before the first write: %v", err)
	}
	// Names of hosts are whatever an address holds.
	for _, host := range []string{"feeds.example", "FEEDS.example:8080", "[2001:db8::1]", "bücher.example", ".", "a..b.", "", "*", ">", strings.Repeat("a", 300)} {
		if err := h.Put(ctx, host, []byte("1 "+host), time.Hour, 0); err != nil {
			t.Errorf("%q: %v", host, err)
		}
		data, revision, err := h.Get(ctx, host)
		if err != nil || string(data) != "1 "+host {
			t.Errorf("%q: %q %v", host, data, err)
		}
		if err := h.Put(ctx, host, nil, time.Hour, 0); !errors.Is(err, bus.ErrConflict) {
			t.Errorf("%q: created twice: %v", host, err)
		}
		if err := h.Put(ctx, host, nil, time.Hour, revision+1000); !errors.Is(err, bus.ErrConflict) {
			t.Errorf("%q: wrong revision: %v", host, err)
		}
		if err := h.Put(ctx, host, []byte("2 "+host), time.Hour, revision); err != nil {
			t.Errorf("%q: %v", host, err)
		}
		if data, _, err = h.Get(ctx, host); err != nil || string(data) != "2 "+host {
			t.Errorf("%q: %q %v", host, data, err)
		}
	}
}

func TestHostsEnd(t *testing.T) {
	b := connect(t)
	h := b.Hosts()
	if err := h.Put(t.Context(), "feeds.example", []byte("x"), time.Second, 0); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(time.Minute)
	for {
		_, _, err := h.Get(t.Context(), "feeds.example")
		if errors.Is(err, bus.ErrNotFound) {
			break
		}
		if err != nil || time.Now().After(deadline) {
			t.Fatalf("still there: %v", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	// What has ended is new again.
	if err := h.Put(t.Context(), "feeds.example", []byte("y"), time.Hour, 0); err != nil {
		t.Fatal(err)
	}
}

// requests returns how many messages clients have sent to the server.
func requests(t *testing.T, s *server.Server) int64 {
	t.Helper()
	v, err := s.Varz(nil)
	if err != nil {
		t.Fatal(err)
	}
	return v.InMsgs
}

// TestHostsIsCheap is for the record that is read before every poll.
func TestHostsIsCheap(t *testing.T) {
	s := natstest.Run(t)
	cfg := bus.Config{URL: s.ClientURL(), Prefix: "news", Replicas: 1}
	b, other := open(t, cfg), open(t, cfg)
	h := b.Hosts()
	const reads = 100
	count := func() int64 {
		before := requests(t, s)
		for range reads {
			if _, _, err := h.Get(t.Context(), "feeds.example"); err != nil && !errors.Is(err, bus.ErrNotFound) {
				t.Fatal(err)
			}
		}
		return requests(t, s) - before
	}
	if n := count(); n > reads/10 {
		t.Errorf("%d requests for %d reads without a bucket", n, reads)
	}
	// The first write of another worker is seen after a while.
	if err := other.Hosts().Put(t.Context(), "feeds.example", []byte("x"), time.Hour, 0); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if _, _, err := h.Get(t.Context(), "feeds.example"); err == nil {
			break
		} else if time.Now().After(deadline) {
			t.Fatalf("not seen: %v", err)
		}
	}
	if n := count(); n > reads*11/10 {
		t.Errorf("%d requests for %d reads", n, reads)
	}
	// What the server has lost is made again.
	if err := b.JetStream().DeleteKeyValue(t.Context(), b.Names().Bucket(bus.Hosts)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.Get(t.Context(), "feeds.example"); !errors.Is(err, bus.ErrNotFound) {
		t.Errorf("without the bucket: %v", err)
	}
	if err := h.Put(t.Context(), "feeds.example", []byte("y"), time.Hour, 0); err != nil {
		t.Fatal(err)
	}
	if data, _, err := h.Get(t.Context(), "feeds.example"); err != nil || string(data) != "y" {
		t.Errorf("after the second first write: %q %v", data, err)
	}
}
