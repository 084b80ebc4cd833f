package news_test

import (
	"testing"

	"github.com/dateline-news/dateline/shared/news"
)

func TestNewer(t *testing.T) {
	article := func(revision int, enricher string, version string) *news.Article {
		return &news.Article{Revision: revision, Annotations: &news.Annotations{Enricher: news.Enricher{Name: enricher, Version: version}}}
	}
	// From the oldest to the newest.
	order := []*news.Article{
		nil,
		{Revision: 1},
		article(1, "a", "unreadable"),
		article(1, "a", "0000-ff"),
		article(1, "a", "0001-0a"),
		article(1, "a", "0001-0b"),
		article(1, "b", "0001-0b"),
		article(1, "a", "0002-00"),
		article(1, "a", "10000-00"),
		{Revision: 2},
		article(2, "a", "0001-0a"),
		article(10, "a", "0001-0a"),
	}
	for i, a := range order {
		for j, b := range order {
			if a == nil {
				continue
			}
			if got, want := news.Newer(a, b), i > j; got != want {
				t.Errorf("Newer of %d and %d in order is %v", i, j, got)
			}
		}
	}
}
