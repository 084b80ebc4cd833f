package bus_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
)

// TestAlertedForgets fills the bucket of marks: a new one takes the place of
// the oldest, and no two writers make the same one.
func TestAlertedForgets(t *testing.T) {
	b, err := bus.Connect(bus.Config{URL: natstest.Run(t).ClientURL(), Prefix: "news", Replicas: 1}, bus.Options{Name: "test", StoreBytes: 10 << 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if err := b.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	kv, err := b.Bucket(t.Context(), bus.Alerted)
	if err != nil {
		t.Fatal(err)
	}
	name := func(i int) string { return fmt.Sprintf("flood.t0.%016d", i) }
	const marks = 2000
	for i := range marks {
		if _, err := kv.Create(t.Context(), name(i), []byte("12345"), jetstream.KeyTTL(time.Hour)); err != nil {
			t.Fatalf("mark %d: %v", i, err)
		}
	}
	if _, err := kv.Create(t.Context(), name(marks-1), []byte("2"), jetstream.KeyTTL(time.Hour)); !errors.Is(err, jetstream.ErrKeyExists) {
		t.Errorf("the newest was made twice: %v", err)
	}
	if _, err := kv.Get(t.Context(), name(0)); !errors.Is(err, jetstream.ErrKeyNotFound) {
		t.Errorf("the oldest is still there: %v", err)
	}
	if _, err := b.Bucket(t.Context(), bus.Alerted); err != nil {
		t.Errorf("opened again: %v", err)
	}
	if _, err := b.Bucket(t.Context(), "other"); err == nil {
		t.Error("a bucket of another name was made")
	}
}
