package bus_test

import (
	"context"
	"testing"
	"time"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
)

// TestSubscriberDefaults consumes with what a program outside Dateline has to
// say and no more: an address and a name.
func TestSubscriberDefaults(t *testing.T) {
	b := open(t, bus.Config{URL: natstest.Run(t).ClientURL()})
	if got := b.Names().EnrichedAll(); got != "news.enriched.>" {
		t.Errorf("without a prefix the subjects are %q", got)
	}
	subject := b.Names().Enriched("en", "harbour")
	for _, data := range []string{"{", "the end"} {
		if _, err := b.JetStream().Publish(t.Context(), subject, []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	stopped := make(chan error, 1)
	go func() {
		stopped <- b.Consume(ctx, bus.Consumer{Durable: "desk", Stream: bus.Enriched}, func(context.Context, bus.Delivery) error {
			t.Error("a message that is no article reached the handler")
			return nil
		})
	}()
	for ctx.Err() == nil {
		entries, err := b.QuarantineEntries(ctx, "desk")
		if err == nil && len(entries) == 2 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if ctx.Err() != nil {
		t.Error("the broken messages are not in quarantine under the name of the durable")
	}
	cancel()
	if err := <-stopped; err != nil {
		t.Errorf("Consume: %v", err)
	}
}
