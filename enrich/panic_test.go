package enrich_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

// TestPanicIsOfItsArticle has the pipeline panic on one article of two.
func TestPanicIsOfItsArticle(t *testing.T) {
	b := connect(t, natstest.Run(t))
	s, err := enrich.New(enrich.Config{Workers: 1}, enrich.Deps{Bus: b})
	if err != nil {
		t.Fatal(err)
	}
	poison := article(t, 1)
	enrich.SetAnnotate(s, func(a *news.Article) *news.Annotations {
		if a.ID == poison.ID {
			panic("unexpected")
		}
		return &news.Annotations{Enricher: news.Enricher{Name: "test", Version: "0001-00"}, Language: news.Language{Code: "en"}}
	})
	for _, a := range []*news.Article{poison, article(t, 2)} {
		if _, _, err := b.PublishArticle(t.Context(), a, 0); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	deadline := time.Now().Add(patience)
	for {
		entries, err := b.QuarantineEntries(t.Context(), enrich.Stage)
		if err != nil {
			t.Fatal(err)
		}
		if len(entries) == 1 && entries[0].Reason == "panic" && strings.Contains(entries[0].Error, poison.ID) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("quarantine holds %v", entries)
		}
		time.Sleep(10 * time.Millisecond)
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Run: %v", err)
	}
}
