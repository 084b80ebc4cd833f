//go:build linux

package stack

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/shared/news"
)

// BenchmarkDurability brings articles of 2 KB through all of standalone, from
// publishing to the index, with streams that are synced before each
// acknowledgement, as they are, and with NATS's default of every two minutes.
func BenchmarkDurability(b *testing.B) {
	for _, lazy := range []bool{false, true} {
		b.Run(fmt.Sprintf("sync=%s", map[bool]string{false: "always", true: "default"}[lazy]), func(b *testing.B) {
			s := begin(b, Options{lazy: lazy})
			until(b, "every item of the newsroom", func() error { return s.exactlyOnce(b) })
			before := s.documents(b)
			text := strings.Repeat("Vladimir Putin told reporters in Ankara that the ceasefire holds in most of the country. ", 2000/89)
			n, began := 0, time.Now()
			for b.Loop() {
				var articles []*news.Article
				for range 10 {
					articles = append(articles, benchArticle(b, n, text))
					n++
				}
				if _, err := s.bus.PublishNew(b.Context(), articles, 0); err != nil {
					b.Fatal(err)
				}
			}
			until(b, "every article in the index", func() error {
				if got := s.documents(b) - before; got < n {
					return fmt.Errorf("%d of %d", got, n)
				}
				return nil
			})
			b.ReportMetric(float64(n)/time.Since(began).Seconds(), "articles-searchable/s")
		})
	}
}

func benchArticle(b *testing.B, n int, text string) *news.Article {
	link := "https://www.harbour.example/bench/" + strconv.Itoa(n)
	id, err := news.IDFromURL(link)
	if err != nil {
		b.Fatal(err)
	}
	now := time.Now().UTC()
	return &news.Article{
		ID: id, URL: link, Source: news.SourceOf(link), Feed: news.Feed{ID: news.FeedID("https://www.harbour.example/bench")},
		Title: fmt.Sprintf("Story %d", n), Text: text, TextFrom: news.TextFromContent, Published: now, FirstSeen: now, Fetched: now,
	}
}

// documents counts what the index holds.
func (s *Stack) documents(tb testing.TB) int {
	tb.Helper()
	status, body := s.get(tb, "/metrics")
	if status != http.StatusOK {
		tb.Fatal(status)
	}
	for line := range strings.Lines(body) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), " "); ok && strings.HasPrefix(name, "dateline_index_articles_total") && strings.Contains(name, "indexed") {
			n, err := strconv.ParseFloat(value, 64)
			if err != nil {
				tb.Fatal(err)
			}
			return int(n)
		}
	}
	tb.Fatal(errors.New("the index counts nothing"))
	return 0
}
