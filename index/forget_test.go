package index_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/keep"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// TestForget takes an article down and tries to get it back: by a rebuild, by
// the stream, from an older backup.
func TestForget(t *testing.T) {
	w := newWorld(t)
	s := w.start(nil)
	for n := range 5 {
		w.publish(article(t, n, 1, "Syria truce holds", fmt.Sprintf("Day %d of the ceasefire.", n)))
	}
	w.publish(article(t, 3, 2, "Syria truce broken", "Shelling was heard."))
	w.total("truce", 5)
	w.total("shelling", 1)
	w.acknowledged()
	backup := filepath.Join(t.TempDir(), "backup")
	if err := w.ask(keep.TaskBackup, keep.BackupArgs{Dir: backup}, new(store.Backup)); err != nil {
		t.Fatal(err)
	}
	id := article(t, 3, 1, "", "").ID
	erased, err := w.bus.Forget(t.Context(), bus.Taken{IDs: []string{id}, Reason: "court order"}, func(bus.StreamName) {})
	if err != nil || erased[bus.Enriched] != 2 {
		t.Fatalf("erased %v, %v", erased, err)
	}
	gone := func(s *service) {
		t.Helper()
		w.total("shelling", 0)
		w.total("truce", 4)
		for _, path := range []string{"/v1/articles/" + id, "/v1/articles/" + id + "?revision=1", "/v1/articles/" + id + "/revisions"} {
			r := httptest.NewRecorder()
			s.Handler().ServeHTTP(r, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
			if r.Code != http.StatusGone || r.Header().Get("Content-Type") != "application/problem+json; charset=utf-8" {
				t.Errorf("%s: %d %s", path, r.Code, r.Body)
			}
		}
		if stats, err := w.asks.Stats(t.Context()); err != nil || stats.Documents != 4 {
			t.Errorf("the index has %d documents, %v; want 4", stats.Documents, err)
		}
	}
	gone(s)

	// A program of an earlier version publishes it once more.
	js, late := w.bus.JetStream(), article(t, 3, 3, "Syria truce again", "More shelling.")
	data, err := news.Encode(late)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.Publish(t.Context(), w.bus.Names().Enriched("en", "thames"), data); err != nil {
		t.Fatal(err)
	}
	w.publish(article(t, 9, 1, "Weather", "Fair."))
	w.total("weather", 1)
	w.total("shelling", 0)
	// It is no hole, and nothing mends it.
	if r := w.verify(true); r.Stream.HolesTotal != 0 || r.Checked.WrongTotal != 0 {
		t.Errorf("verified: %+v", r.Stream)
	}
	if err := w.ask(keep.TaskRebuild, struct{}{}, new(keep.Rebuilt)); err != nil {
		t.Fatal(err)
	}
	w.total("shelling", 0)
	s.stop()

	// The backup still has it, and nobody who restores it.
	w.dir = filepath.Join(t.TempDir(), "restored")
	if _, err := store.Restore(t.Context(), backup, w.dir, func(store.Copied) {}); err != nil {
		t.Fatal(err)
	}
	s = w.start(nil)
	if r, err := w.asks.Search(t.Context(), client.SearchRequest{Query: "shelling", Size: 1}); err != nil || r.Total != 0 {
		t.Errorf("ready with what was taken down: %+v, %v", r, err)
	}
	w.total("weather", 1)
	w.total("shelling", 0)
	w.total("truce", 4)
	s.stop()
}
