package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// takeDown forgets an article that a feed goes on serving, edited, to services
// that run, that were away, and that start afresh.
func takeDown(t *testing.T, w *world) {
	w.untilExactlyOnce(t)
	ctx := t.Context()
	id := edit(t, w, "A zeppelin was seen over Quito.")
	w.poll(t)
	w.untilExactlyOnce(t)
	w.stop(t, "enrich")
	if _, err := w.bus.Forget(ctx, bus.Taken{IDs: []string{id}, Reason: "court order"}, func(bus.StreamName) {}); err != nil {
		t.Fatal(err)
	}
	w.start(t, w, "enrich")
	gone := func() {
		t.Helper()
		until(t, "the index without it", func() error {
			got, err := w.indexed(ctx)
			if err != nil {
				return err
			}
			if _, ok := got[id]; ok {
				return errors.New("it is there")
			}
			for _, item := range w.items() {
				if _, ok := got[item.ID]; !ok && item.ID != id {
					return fmt.Errorf("article %s is missing", item.ID)
				}
			}
			return nil
		})
		left, err := w.bus.Remains(ctx, bus.Taken{IDs: []string{id}})
		if err != nil || left.Total() != 0 {
			t.Errorf("the streams hold %v of it, %v", left, err)
		}
	}
	gone()
	// Its feed serves it still, and changed.
	if edit(t, w, "Nobody had ordered the zeppelin.") != id {
		t.Fatal("another item was edited")
	}
	w.newsroom.Publish(2)
	w.poll(t)
	gone()
	// A worker that knows nothing of the feeds sees it as new.
	w.stop(t, "ingest")
	js := w.bus.JetStream()
	feeds, err := js.Stream(ctx, w.bus.Names().Stream(bus.Feeds))
	if err != nil {
		t.Fatal(err)
	}
	settings, err := w.bus.Feeds().AllSettings(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range settings {
		m, err := feeds.GetLastMsgForSubject(ctx, w.bus.Names().FeedState(s.Feed))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			continue // never read well
		}
		if err == nil {
			err = feeds.DeleteMsg(ctx, m.Sequence)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	w.start(t, w, "ingest")
	w.poll(t)
	w.stop(t, "index")
	w.start(t, w, "index")
	gone()
	// What is told of it is that it was dropped, and nothing that it said.
	var told []news.Event
	for _, subject := range []string{w.bus.Names().EventsOf(news.EventDropped), w.bus.Names().EventsOf(news.EventRevised)} {
		if err := w.bus.ScanAll(ctx, bus.Events, subject, func(m bus.Scanned) bool {
			if m.Header.Get(bus.HeaderArticle) == id {
				told = append(told, event(t, m.Data))
			}
			return true
		}); err != nil {
			t.Fatal(err)
		}
	}
	if len(told) == 0 || slices.ContainsFunc(told, func(e news.Event) bool {
		return e.Kind != news.EventDropped || e.Reason != "forgotten" || e.Title+e.URL+e.Detail != ""
	}) {
		t.Errorf("events: %+v", told)
	}
}

func event(t *testing.T, data []byte) (e news.Event) {
	t.Helper()
	if err := json.Unmarshal(data, &e); err != nil {
		t.Fatal(err)
	}
	return e
}
