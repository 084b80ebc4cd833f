package bus_test

import (
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"

	"github.com/dateline-news/dateline/shared/bus"
)

// TestFormats reads quarantine and tombstones as each release has stored them.
// What it stores of articles is tested in package news, of feeds in ingest.
func TestFormats(t *testing.T) {
	b := connect(t)
	ctx := t.Context()
	read := func(name string) []byte {
		t.Helper()
		data, err := os.ReadFile("testdata/formats/0.1/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

	ack, err := b.JetStream().Publish(ctx, b.Names().Quarantine("enrich"), read("quarantine.json"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.Quarantined(ctx, ack.Sequence)
	want := bus.Quarantined{ID: ack.Sequence, QuarantineEntry: bus.QuarantineEntry{
		Stage: "enrich", Reason: "panic", Error: "annotating article x: panic: index out of range", Deliveries: 3, Retries: 2,
		Stream: "NEWS_ARTICLES", Sequence: 7, Subject: "news.article.harbour.abcdefghijklmnopqrstuvwxyz",
		Header: nats.Header{bus.HeaderArticle: {"abcdefghijklmnopqrstuvwxyz"}}, Stored: at.Add(-time.Minute),
		Data: []byte(`{"schema":1}`), Truncated: true, Time: at,
	}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("quarantine (-want +got): %v\n%s", err, diff)
	}

	kv, err := b.Bucket(ctx, bus.Forgotten)
	if err != nil {
		t.Fatal(err)
	}
	const id, key = "abcdefghijklmnopqrstuvwxyz", "71c480df93d6ae2f1efad1447c66c9525e316218cf51fc8d9ed832f2daf18b73"
	if _, err := kv.Create(ctx, key, read("tombstone.json")); err != nil {
		t.Fatal(err)
	}
	tombstone, err := b.Tombstone(ctx, id)
	if diff := cmp.Diff(bus.Tombstone{Key: key, Time: at, Reason: "order of a court", Source: "harbour"}, tombstone); err != nil || diff != "" {
		t.Errorf("tombstone (-want +got): %v\n%s", err, diff)
	}
}
