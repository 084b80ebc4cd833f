package enrich_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

// TestForeign: what another program publishes on the articles stream is
// annotated like any article, or goes to quarantine with the reason.
func TestForeign(t *testing.T) {
	b := connect(t, natstest.Run(t))
	s, err := enrich.New(enrich.Config{Workers: 1}, enrich.Deps{Bus: b})
	if err != nil {
		t.Fatal(err)
	}
	enrich.SetAnnotate(s, func(*news.Article) *news.Annotations {
		return &news.Annotations{Enricher: news.Enricher{Name: "test", Version: "0001-00"}, Language: news.Language{Code: "en"}}
	})
	whole := map[string]any{
		"schema": 1, "id": strings.Repeat("a", news.IDLen), "revision": 1, "source": map[string]any{"id": "wire"}, "feed": map[string]any{"id": "ours"},
		"url": "https://wire.example/1", "title": "Ferry talks resume", "text": "They do.", "text_from": "content",
		"published": "2026-03-10T12:00:00Z", "first_seen": "2026-03-10T12:01:00Z", "fetched": "2026-03-10T12:01:00Z",
	}
	want := map[string]int{}
	for i, c := range []struct {
		field  string // that is changed, "" for none
		value  any    // nil: left out
		reason string // "": annotated
	}{
		{"", nil, ""}, {"more", "of our own", ""}, {"feed", nil, ""}, {"fetched", nil, ""},
		{"schema", nil, "malformed"}, {"schema", 7, "schema"}, {"id", "1", "malformed"}, {"revision", 0, "malformed"}, {"source", map[string]any{"id": "a.b"}, "malformed"},
		{"published", nil, "malformed"}, {"published", "yesterday", "malformed"}, {"first_seen", nil, "malformed"}, {"title", 7, "malformed"}, {"text", []string{"x"}, "malformed"},
		{"id", strings.Repeat("b", news.IDLen), "subject"}, {"source", map[string]any{"id": "other"}, "subject"},
	} {
		body := maps.Clone(whole)
		id := fmt.Sprintf("%s%c", strings.Repeat("a", news.IDLen-1), 'a'+i)
		body["id"] = id
		if body[c.field] = c.value; c.value == nil {
			delete(body, c.field)
		}
		data, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.JetStream().Publish(t.Context(), "news.article.wire."+id, data); err != nil {
			t.Fatal(err)
		}
		want[c.reason]++
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		got := map[string]int{}
		entries, err := b.QuarantineEntries(t.Context(), enrich.Stage)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			got[e.Reason]++
		}
		if err := b.ScanAll(t.Context(), bus.Enriched, b.Names().EnrichedAll(), func(bus.Scanned) bool { got[""]++; return true }); err != nil {
			t.Fatal(err)
		}
		diff := cmp.Diff(want, got)
		if diff == "" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("reasons (-want +got):\n%s", diff)
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Run: %v", err)
	}
}
