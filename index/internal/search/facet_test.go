package search_test

import (
	"testing"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/search"
	"github.com/dateline-news/dateline/shared/news"
)

// TestEveryFacet counts all facets of all stories, and of a wire whose feeds
// have tags.
func TestEveryFacet(t *testing.T) {
	engine, _ := openStories(t)
	every, err := query.Parse("", query.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	stories, err := engine.Search(t.Context(), every, search.Page{Facets: client.Facets()})
	if err != nil {
		t.Fatal(err)
	}
	wire := load(t, "wire").search(t, "", search.Page{Facets: client.Facets()})
	for _, name := range client.Facets() {
		if len(stories.Facets[name])+len(wire.Facets[name]) == 0 {
			t.Errorf("the facet %s has no value anywhere", name)
		}
	}
	want := map[string]map[string]uint64{"topic": {}, "event": {}}
	for _, a := range readStories(t) {
		for _, topic := range a.Annotations.Topics {
			want["topic"][topic.ID]++
		}
		for _, e := range a.Annotations.Entities {
			if e.Type == news.TypeEvent {
				want["event"][e.ID]++
			}
		}
	}
	for name, counts := range want {
		for _, f := range stories.Facets[name] {
			if counts[f.ID] != f.Count || f.Name == "" {
				t.Errorf("%s %+v, want %d and a name", name, f, counts[f.ID])
			}
		}
		if got := len(stories.Facets[name]); got != min(len(counts), 10) {
			t.Errorf("%d values of %s, there are %d", got, name, len(counts))
		}
	}
}
