package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/ingest"
)

// TestPipeline runs everything with nkeys and with passwords over mutual TLS,
// each service as its own user.
func TestPipeline(t *testing.T) {
	for name, args := range map[string][]string{
		"nkey":             {"-users", "nkey"},
		"password and TLS": {"-users", "password", "-tls", "localhost,127.0.0.1", "-prefix", "wire-2", "-replicas", "one"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, args...)
			hosts, ids := newsroom(t)
			if _, err := ingest.AddFeeds(t.Context(), w.bus(t, "ingestd"), opml(someFeeds)); err != nil {
				t.Fatal(err)
			}
			_, stop := w.start(t, hosts)
			w.untilIndexed(t, len(ids))
			stop()
			for _, line := range w.wire.refused() {
				t.Errorf("not permitted: %s", line)
			}
		})
	}
}

// untilIndexed waits until the index answers, as the user reader, with every
// article.
func (w *world) untilIndexed(t *testing.T, articles int) {
	t.Helper()
	c := client.On(w.bus(t, "reader"))
	until(t, "every article in the index", func() error {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		r, err := c.Search(ctx, client.SearchRequest{Query: "sort:newest", Unfolded: true})
		if err != nil {
			return err
		}
		if r.Total < uint64(articles) { //nolint:gosec // never negative
			return fmt.Errorf("%d of %d articles", r.Total, articles)
		}
		return nil
	})
}

func opml(feeds []string) *strings.Reader {
	var b strings.Builder
	b.WriteString(`<opml version="2.0"><body>`)
	for _, f := range feeds {
		fmt.Fprintf(&b, "<outline type=\"rss\" xmlUrl=%q/>", f)
	}
	b.WriteString(`</body></opml>`)
	return strings.NewReader(b.String())
}
