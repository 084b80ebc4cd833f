package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/dateline-news/dateline/deployments/internal/newsroom"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// sound is a world in which everything is as it has to be: three items, the
// second of them revised and told of, and one piece of garbage.
func sound() *world {
	w := &world{}
	for n := range 3 {
		it := newsroom.Item{ID: fmt.Sprintf("item%d", n), URL: fmt.Sprintf("https://outlet.example/%d", n), Signal: n == 1}
		for v := range 1 + n%2 {
			title := fmt.Sprintf("Item %d version %d", n, v)
			it.Versions = append(it.Versions, newsroom.Version{Title: title, Hash: news.ContentHash(title, "")})
		}
		w.items = append(w.items, it)
	}
	for _, it := range w.items {
		for v, version := range it.Versions {
			m := message{id: it.ID, revision: v + 1, hash: version.Hash, seq: uint64(len(w.articles) + 1), entities: -1}
			w.articles = append(w.articles, m)
			m.entities = 2
			w.enriched = append(w.enriched, m)
			if v == len(it.Versions)-1 {
				w.index = append(w.index, m)
			}
			if it.Signal {
				w.alerts = append(w.alerts, told{it.ID, v + 1, version.Hash})
			}
		}
	}
	w.total = uint64(len(w.index))
	w.poison = []poisoned{{subject: "news.article.poison.x", stages: []string{"enrich"}}}
	w.quarantine = []bus.QuarantineEntry{{Stage: "enrich", Reason: "malformed", Error: "no JSON", Subject: "news.article.poison.x", Header: nats.Header{}}}
	return w
}

// TestCheckFinds changes a sound world in every way that must not pass.
func TestCheckFinds(t *testing.T) {
	if findings := check(sound()); len(findings) > 0 {
		t.Fatalf("a sound world: %v", findings)
	}
	last := func(l []message) message { return l[len(l)-1] }
	for _, c := range []struct {
		name   string
		tamper func(*world)
		want   []string
	}{
		{"an item that never reached the stream", func(w *world) { w.articles = w.articles[1:] }, []string{"lost"}},
		{"a version that never reached the stream", func(w *world) { w.articles = slices.Delete(w.articles, 2, 3) }, []string{"lost"}},
		{"a revision twice", func(w *world) { w.articles = append(w.articles, last(w.articles)) }, []string{"doubled"}},
		{"a text again as another revision", func(w *world) {
			again := w.articles[0]
			again.revision = 2
			w.articles = append(w.articles, again)
		}, []string{"doubled"}},
		{"a revision left out", func(w *world) { w.articles[2].revision = 3 }, []string{"wrong"}},
		{"versions in the wrong order", func(w *world) {
			w.articles[1].hash, w.articles[2].hash = w.articles[2].hash, w.articles[1].hash
		}, []string{"wrong", "wrong"}},
		{"a revision not annotated", func(w *world) { w.enriched = slices.Delete(w.enriched, 1, 2) }, []string{"lost"}},
		{"annotations missing", func(w *world) { w.enriched[0].entities = -1 }, []string{"wrong"}},
		{"an item not in the index", func(w *world) { w.index, w.total = w.index[1:], 2 }, []string{"lost"}},
		{"an item in the index twice", func(w *world) { w.index = append(w.index, w.index[0]) }, []string{"doubled"}},
		{"an item that the index counts twice", func(w *world) { w.total++ }, []string{"wrong"}},
		{"an old revision in the index", func(w *world) { w.index[1].revision, w.index[1].hash = 1, w.items[1].Versions[0].Hash }, []string{"wrong"}},
		{"another text in the index", func(w *world) { w.index[1].hash = w.items[1].Versions[0].Hash }, []string{"wrong"}},
		{"no entities in the index", func(w *world) { w.index[0].entities = 0 }, []string{"wrong"}},
		{"an article that nobody served", func(w *world) {
			stray := message{id: "stray", revision: 1, entities: 1}
			w.articles, w.enriched, w.index, w.total = append(w.articles, stray), append(w.enriched, stray), append(w.index, stray), 3
		}, []string{"stray", "stray", "stray"}},
		{"an alert twice", func(w *world) { w.alerts = append(w.alerts, w.alerts[0]) }, []string{"doubled"}},
		{"an alert missing", func(w *world) { w.alerts = w.alerts[1:] }, []string{"lost"}},
		{"an alert for nothing", func(w *world) { w.alerts = append(w.alerts, told{"item0", 1, "x"}) }, []string{"stray"}},
		{"an article in quarantine", func(w *world) {
			w.quarantine = append(w.quarantine, bus.QuarantineEntry{Stage: "enrich", Reason: "panic", Error: "x", Subject: "news.article.a.item0"})
		}, []string{"quarantine"}},
		{"garbage without a reason", func(w *world) { w.quarantine[0].Reason = "" }, []string{"quarantine"}},
		{"garbage not in quarantine", func(w *world) { w.quarantine = nil }, []string{"quarantine"}},
		{"garbage in quarantine twice", func(w *world) { w.quarantine = append(w.quarantine, w.quarantine[0]) }, []string{"quarantine"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := sound()
			c.tamper(w)
			var got []string
			for _, f := range check(w) {
				got = append(got, f.kind)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("found %v, want %v: %v", got, c.want, check(w))
			}
		})
	}
}

// TestKinds chooses from what there is.
func TestKinds(t *testing.T) {
	all, err := chooseKinds(settings{}, io.Discard)
	if err != nil || len(all) < 10 {
		t.Fatalf("%d kinds, %v", len(all), err)
	}
	some, err := chooseKinds(settings{kinds: "kill,cut"}, io.Discard)
	if err != nil || names(some) != "kill,cut" {
		t.Errorf("chose %s, %v", names(some), err)
	}
	most, err := chooseKinds(settings{kinds: "-kill,-cut"}, io.Discard)
	if err != nil || len(most) != len(all)-2 || strings.Contains(names(most), "kill,") {
		t.Errorf("chose %s, %v", names(most), err)
	}
	if _, err := chooseKinds(settings{kinds: "kill,-flood"}, io.Discard); err == nil {
		t.Error("there is no flood to leave out")
	}
	if _, err := chooseKinds(settings{kinds: "kill,flood"}, io.Discard); err == nil {
		t.Error("there is no flood")
	}
}
