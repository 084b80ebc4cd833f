package main

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/bus"
)

// TestForms has users acknowledge a message, and read more of a bucket than the
// server sends without hearing that it has come, in both forms of subjects that
// servers have for that.
func TestForms(t *testing.T) {
	for _, c := range []struct {
		name string
		v2   bool
		// at is where the stream stands in $JS.ACK.<stream>… and in
		// $JS.ACK.<domain>.<account>.<stream>…
		at int
	}{{"v1", false, 2}, {"v2", true, 4}} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorldOf(t, func(o *server.Options) {
				o.FeatureFlags = map[string]bool{server.FeatureFlagJsAckFormatV2: c.v2}
			})
			w.acknowledge(t, c.at)
			w.overflow(t)
			for _, line := range w.wire.refused() {
				t.Errorf("not permitted: %s", line)
			}
		})
	}
}

// acknowledge has the user subscriber acknowledge a message; at is where the
// stream stands in the subject of the acknowledgement.
func (w *world) acknowledge(t *testing.T, at int) {
	t.Helper()
	stream := w.names.Stream(bus.Enriched)
	if _, err := w.bus(t, "admin").JetStream().Publish(t.Context(), w.names.Enriched("en", "x"), nil); err != nil {
		t.Fatal(err)
	}
	cons, err := w.bus(t, "subscriber").JetStream().CreateConsumer(t.Context(), stream, jetstream.ConsumerConfig{
		Durable: subscriberDurable, AckPolicy: jetstream.AckExplicitPolicy,
	})
	if err != nil {
		t.Fatal(err)
	}
	m, err := cons.Next(jetstream.FetchMaxWait(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if tokens := strings.Split(m.Reply(), "."); tokens[at] != stream {
		t.Errorf("the acknowledgement goes to %s, which is not the form", m.Reply())
	}
	if err := m.DoubleAck(t.Context()); err != nil {
		t.Errorf("acknowledging on %s: %v", m.Reply(), err)
	}
}

// overflow fills each bucket that somebody watches, and watches it as each who
// may.
func (w *world) overflow(t *testing.T) {
	t.Helper()
	admin, filled := w.bus(t, "admin"), map[string]bool{}
	for _, u := range (layout{names: w.names}).users() {
		for _, g := range u.publish {
			bucket, ok := strings.CutPrefix(g[0], "$JS.API.CONSUMER.CREATE.KV_")
			if !ok {
				continue
			}
			bucket, _, _ = strings.Cut(bucket, ".")
			if slices.ContainsFunc(u.publish, func(g grant) bool { return strings.HasPrefix(g[0], "$JS.API.CONSUMER.MSG.NEXT.KV_"+bucket+".") }) {
				continue // this one is read by asking for more each time
			}
			if !filled[bucket] {
				filled[bucket] = true
				fill(t, admin.JetStream(), bucket)
			}
			watchAll(t, w.bus(t, u.name).JetStream(), u.name, bucket)
		}
	}
	if len(filled) == 0 {
		t.Error("nobody watches a bucket")
	}
}

// largeKeys of largeValue bytes are more than the server sends ahead: 2 MB.
const (
	largeKeys  = 100
	largeValue = 64 << 10
)

func fill(t *testing.T, js jetstream.JetStream, bucket string) {
	t.Helper()
	value := make([]byte, largeValue)
	for i := range largeKeys {
		if _, err := js.Publish(t.Context(), "$KV."+bucket+".large"+strings.Repeat("x", i), value); err != nil {
			t.Fatal(err)
		}
	}
}

func watchAll(t *testing.T, js jetstream.JetStream, user, bucket string) {
	t.Helper()
	kv, err := js.KeyValue(t.Context(), bucket)
	if err != nil {
		t.Fatalf("%s opening %s: %v", user, bucket, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	watch, err := kv.WatchAll(ctx)
	if err != nil {
		t.Fatalf("%s watching %s: %v", user, bucket, err)
	}
	defer func() { _ = watch.Stop() }()
	stall := time.After(time.Minute)
	for n := 0; ; n++ {
		select {
		case e, ok := <-watch.Updates():
			if !ok || e == nil && n < largeKeys {
				t.Fatalf("%s got %d keys of %s", user, n, bucket)
			}
			if e == nil {
				return
			}
		case <-stall:
			t.Fatalf("%s stands still after %d keys of %s", user, n, bucket)
		}
	}
}
