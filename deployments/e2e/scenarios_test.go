package e2e

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/deployments/standalone/sample"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

// scenarios run against every deployment, each in a world of its own.
var scenarios = []struct {
	name string
	run  func(*testing.T, *world)
}{
	{"every item once through restarts", everyItemOnce},
	{"an edit becomes a revision", editBecomesRevision},
	{"one article in two feeds is one article", sharedArticle},
	{"revisions in any order across a month", revisionsAcrossMonths},
	{"a lost timer is armed again", lostTimer},
	{"poison goes to quarantine", poison},
	{"NATS goes away and comes back", natsAway},
	{"bad feeds disturb nobody", badFeeds},
	{"what is taken down stays away", takeDown},
}

// everyItemOnce restarts each service in between, cleanly and hard, while news
// is published and edited.
func everyItemOnce(t *testing.T, w *world) {
	w.untilExactlyOnce(t)
	for i, name := range []string{"ingest", "enrich", "index"} {
		w.newsroom.Publish(3)
		edit(t, w, fmt.Sprintf("The figure was corrected %d times.", i+1))
		if i%2 == 0 {
			w.kill(t, name)
		} else {
			w.stop(t, name)
		}
		w.start(t, w, name)
		w.poll(t)
		w.untilExactlyOnce(t)
	}
}

// edit adds a sentence to the title of some article of the newsroom and returns its id.
func edit(t *testing.T, w *world, sentence string) string {
	t.Helper()
	for _, item := range w.items() {
		if item.Language != "en" || item.Story == "" {
			continue
		}
		_, err := w.newsroom.Edit(item.ID, func(text *sample.Text) {
			// The title is in every feed, also in those without text.
			text.Title += " " + sentence
		})
		if err != nil {
			t.Fatal(err)
		}
		return item.ID
	}
	t.Fatal("the newsroom has no English story")
	return ""
}

// editBecomesRevision edits an item twice while two enrichers race.
func editBecomesRevision(t *testing.T, w *world) {
	w.start(t, w, "enrich#2")
	w.untilExactlyOnce(t)
	id := edit(t, w, "A zeppelin was seen over Quito.")
	w.poll(t)
	w.untilExactlyOnce(t)
	if edit(t, w, "Nobody had ordered the zeppelin.") != id {
		t.Fatal("another item was edited")
	}
	w.poll(t)
	w.untilExactlyOnce(t)
	page, err := w.search(t.Context(), "zeppelin", "")
	if err != nil {
		t.Fatal(err)
	}
	if page.Total != 1 || page.Hits[0].ID != id || page.Hits[0].Revision != 3 {
		t.Errorf("the edited article: %d hits, %+v", page.Total, page.Hits)
	}
	record, _, err := w.bus.FindRecord(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if record.Revision != 3 || record.Reason != news.ReasonEdit || !record.FirstSeen.Before(record.Fetched) {
		t.Errorf("record: revision %d, reason %q, first seen %s, fetched %s", record.Revision, record.Reason, record.FirstSeen, record.Fetched)
	}
}

// sharedArticle finds the items that one outlet carries in two feeds.
func sharedArticle(t *testing.T, w *world) {
	feeds := map[string]map[string]bool{}
	for _, item := range w.items() {
		if feeds[item.ID] == nil {
			feeds[item.ID] = map[string]bool{}
		}
		feeds[item.ID][item.Feed] = true
	}
	w.untilExactlyOnce(t)
	w.poll(t)
	shared := 0
	for id, in := range feeds {
		if len(in) < 2 {
			continue
		}
		shared++
		record, _, err := w.bus.FindRecord(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if record.Revision != 1 {
			t.Errorf("article %s, carried by %d feeds, has revision %d", id, len(in), record.Revision)
		}
	}
	if shared == 0 {
		t.Fatal("no article is carried by two feeds")
	}
	w.untilExactlyOnce(t)
}

// revisionsAcrossMonths publishes annotated revisions of two articles, first
// seen last month, in opposite orders and one of them twice.
func revisionsAcrossMonths(t *testing.T, w *world) {
	first := time.Now().UTC().AddDate(0, -1, 0)
	revision := func(link string, n int) *news.Article {
		id, err := news.IDFromURL(link)
		if err != nil {
			t.Fatal(err)
		}
		a := &news.Article{
			ID: id, Revision: n, URL: link, Source: news.SourceOf(link), Title: fmt.Sprintf("Monthly almanac, edition %d", n),
			Text: "The xylographer presented a new edition.", TextFrom: news.TextFromContent,
			Published: first, FirstSeen: first, Fetched: first.Add(time.Duration(n) * 14 * 24 * time.Hour),
			Annotations: &news.Annotations{Enricher: news.Enricher{Name: "dateline", Version: "0001-00"}, Language: news.Language{Code: "en", Confidence: 1}},
		}
		a.ContentHash = news.ContentHash(a.Title, a.Text)
		return a
	}
	up, down := "https://almanac.example/up", "https://almanac.example/down"
	for _, a := range []*news.Article{
		revision(up, 1), revision(up, 2), revision(up, 3),
		revision(down, 3), revision(down, 1), revision(down, 2), revision(down, 1),
	} {
		if _, err := w.bus.PublishEnriched(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	until(t, "both articles at their newest revision", func() error {
		page, err := w.search(t.Context(), "xylographer", "")
		if err != nil {
			return err
		}
		if page.Total != 2 {
			return fmt.Errorf("%d hits, want 2", page.Total)
		}
		for _, h := range page.Hits {
			if h.Revision != 3 || !strings.HasSuffix(h.Title.Text, "edition 3") {
				return fmt.Errorf("%s has revision %d, title %q", h.ID, h.Revision, h.Title.Text)
			}
		}
		return nil
	})
}

// lostTimer removes the timer of a feed as if it had never been stored; the
// next ingestd finds that out when it starts.
func lostTimer(t *testing.T, w *world) {
	w.untilExactlyOnce(t)
	w.poll(t)
	w.stop(t, "ingest")
	settings, err := w.bus.Feeds().AllSettings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	feed := settings[0].Feed
	stream, err := w.bus.JetStream().Stream(t.Context(), w.bus.Names().Stream(bus.Feeds))
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Purge(t.Context(), jetstream.WithPurgeSubject(w.bus.Names().FeedTimer(feed))); err != nil {
		t.Fatal(err)
	}
	if _, err := w.bus.Feeds().Timer(t.Context(), feed); !errors.Is(err, bus.ErrNotFound) {
		t.Fatalf("the timer is still there: %v", err)
	}
	w.start(t, w, "ingest")
	until(t, "the timer armed again", func() error {
		_, err := w.bus.Feeds().Timer(t.Context(), feed)
		return err
	})
}

// poison publishes what no service can read beside what it can.
func poison(t *testing.T, w *world) {
	w.untilExactlyOnce(t)
	for subject, body := range map[string]string{
		"news.article.poison.broken":  `{"schema":1,"id":`,
		"news.article.poison.future":  `{"schema":1000}`,
		"news.enriched.en.poison":     `not even JSON`,
		"news.enriched.en.poison_too": `{"schema":1,"id":"nonsense"}`,
	} {
		if _, err := w.bus.JetStream().Publish(t.Context(), subject, []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	w.newsroom.Publish(2)
	w.poll(t)
	w.untilExactlyOnce(t)
	until(t, "what each stage could not read in quarantine, with its reason", func() error {
		entries, err := w.bus.QuarantineEntries(t.Context(), "*")
		if err != nil {
			return err
		}
		got := map[string]int{}
		for _, e := range entries {
			got[e.Stage+" "+e.Reason]++
		}
		if want := map[string]int{"enrich malformed": 1, "enrich schema": 1, "index malformed": 2, "alert malformed": 2}; fmt.Sprint(got) != fmt.Sprint(want) {
			return fmt.Errorf("%v, want %v", got, want)
		}
		return nil
	})
}

// natsAway stops the server under all services and starts it again.
func natsAway(t *testing.T, w *world) {
	w.untilExactlyOnce(t)
	port := w.nats.Addr().String()
	w.nats.Shutdown()
	w.nats.WaitForShutdown()
	w.newsroom.Publish(2)
	edit(t, w, "The line was dead for a while.")
	var p int
	if _, err := fmt.Sscanf(port[strings.LastIndex(port, ":")+1:], "%d", &p); err != nil {
		t.Fatal(err)
	}
	w.nats = natstest.RunIn(t, w.natsDir, p)
	until(t, "the bus ready again", w.bus.Ready)
	w.poll(t)
	w.untilExactlyOnce(t)
}
