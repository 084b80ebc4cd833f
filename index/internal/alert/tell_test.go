package alert_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/index/internal/alert"
	"github.com/dateline-news/dateline/index/internal/document"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// order returns the articles of the alerts of a query as they are stored.
func (d *desk) order(name string) []string {
	d.t.Helper()
	var out []string
	err := d.bus.ScanAll(d.t.Context(), bus.Events, d.bus.Names().Event(news.Event{Kind: news.EventAlert, Alert: name}), func(m bus.Scanned) bool {
		var e news.Event
		if err := json.Unmarshal(m.Data, &e); err != nil {
			d.t.Fatal(err)
		}
		out = append(out, e.Article)
		return true
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

// TestBurst has more articles waiting than go into one batch, with reprints
// among them.
func TestBurst(t *testing.T) {
	d := newDesk(t)
	d.put(alert.Query{Name: "flood", Query: "flood"})
	d.put(alert.Query{Name: "village", Query: "village"})
	d.put(alert.Query{Name: "drought", Query: "drought"})
	var ids []string
	var texts []string
	for i := range 600 {
		text := fmt.Sprintf("%s That is story %d.", wire, i)
		if i%7 == 3 {
			// The same wording as an article in this batch or in one before.
			text = texts[rand.IntN(len(texts))]
			d.publish(d.article(text))
			continue
		}
		a := d.article(text)
		d.publish(a)
		ids, texts = append(ids, a.ID), append(texts, text)
	}
	d.run()
	d.settled()
	for _, name := range []string{"flood", "village"} {
		if got := d.order(name); !slices.Equal(got, ids) {
			t.Errorf("%s: %d alerts, want %d, or they are in another order", name, len(got), len(ids))
		}
	}
	if got := d.order("drought"); len(got) != 0 {
		t.Errorf("%d alerts of what nothing answers", len(got))
	}
}

// TestCrashInABatch has every state in which a process may leave an alert.
func TestCrashInABatch(t *testing.T) {
	d := newDesk(t)
	q := d.put(alert.Query{Name: "flood", Query: "flood"})
	kv, err := d.bus.Bucket(t.Context(), bus.Alerted)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	for i := range 60 {
		a := d.article(fmt.Sprintf("%s That is story %d.", wire, i))
		seq := d.publish(a)
		id := alert.ID(q, document.TextHash(a))
		want[a.ID] = i%4 != 2
		switch i % 4 {
		case 0: // marked
			_, err = kv.Create(t.Context(), id, fmt.Append(nil, seq))
		case 1: // marked and told, not acknowledged
			_, err = kv.Create(t.Context(), id, fmt.Append(nil, seq))
			if err == nil {
				err = d.bus.PublishEventOnce(t.Context(), news.Event{Kind: news.EventAlert, Alert: "flood", Article: a.ID, Time: time.Now()}, id)
			}
		case 2: // told of another article of this wording
			_, err = kv.Create(t.Context(), id, fmt.Append(nil, seq+100_000))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	d.run()
	d.settled()
	got := d.order("flood")
	counts := map[string]int{}
	for _, id := range got {
		counts[id]++
	}
	for id, told := range want {
		if told && counts[id] != 1 || !told && counts[id] != 0 {
			t.Errorf("article %s is told %d times, wanted: %v", id, counts[id], told)
		}
	}
}

// TestKilled cuts processes off from the server at any moment, as a kill does,
// while others follow.
func TestKilled(t *testing.T) {
	d := newDesk(t)
	d.put(alert.Query{Name: "flood", Query: "flood"})
	d.put(alert.Query{Name: "all", Query: "-drought"})
	var ids []string
	for round := range 4 {
		for range 100 {
			a := d.article(fmt.Sprintf("%s That is story %d.", wire, d.articles))
			d.publish(a)
			ids = append(ids, a.ID)
		}
		d.killed(time.Duration(20+rand.IntN(60*(round+1))) * time.Millisecond)
		// What it held comes again at once, as does all the rest.
		err := d.bus.JetStream().DeleteConsumer(t.Context(), d.bus.Names().Stream(bus.Enriched), bus.DurableAlerts)
		if err != nil && !errors.Is(err, jetstream.ErrConsumerNotFound) {
			t.Fatal(err)
		}
	}
	d.run()
	d.settled()
	for _, name := range []string{"flood", "all"} {
		got := d.order(name)
		slices.Sort(got)
		want := slices.Sorted(slices.Values(ids))
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d alerts of %d articles, want each of %d told once", name, len(got), len(slices.Compact(slices.Clone(got))), len(want))
		}
	}
}

// killed runs a service whose connection ends after a time.
func (d *desk) killed(after time.Duration) {
	d.t.Helper()
	b, err := bus.Connect(bus.Config{URL: d.bus.Conn().ConnectedUrl(), Prefix: "news", Replicas: 1}, bus.Options{Name: "victim", Log: d.log()})
	if err != nil {
		d.t.Fatal(err)
	}
	ended := make(chan struct{})
	ctx, cancel := context.WithCancel(d.t.Context())
	go func() {
		defer close(ended)
		// It ends because its connection does.
		_ = alert.New(alert.Options{Bus: b, Languages: d.languages, Log: d.log(), Workers: 2}).Run(ctx)
	}()
	time.Sleep(after)
	b.Conn().Close()
	cancel()
	<-ended
	b.Close()
}
