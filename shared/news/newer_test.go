package news_test

import (
	"testing"

	"github.com/dateline-news/dateline/shared/news"
)

func TestNewer(t *testing.T) {
	article := func(revision int, enricher string, version int) *news.Article {
		return &news.Article{Revision: revision, Annotations: &news.Annotations{Enricher: news.Enricher{Name: enricher, Version: version}}}
	}
	// From the oldest to the newest.
	order := []*news.Article{
		nil,
		{Revision: 1},
		article(1, "a", 0),
		article(1, "a", 1),
		article(1, "b", 1),
		article(1, "a", 2),
		{Revision: 2},
		article(2, "a", 1),
		article(10, "a", 1),
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
