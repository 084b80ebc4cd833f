package search

import (
	"slices"

	"github.com/blevesearch/bleve/v2"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/store"
)

// facetSize is how many values of a facet are returned.
const facetSize = 10

// facetFields maps the names of [client.Facets] to fields.
var facetFields = map[string]string{
	"person": store.FacetPerson, "org": store.FacetOrg, "place": store.FacetPlace,
	"source": store.FacetSource, "lang": store.FacetLanguage, "country": store.FacetCountry,
}

func addFacets(r *bleve.SearchRequest, names []string) {
	for _, name := range names {
		if field, ok := facetFields[name]; ok {
			r.AddFacet(name, bleve.NewFacetRequest(field, facetSize))
		}
	}
}

// facets returns the counts with the names that the index has met.
func (e *Engine) facets(result *bleve.SearchResult, names []string) map[string][]client.FacetCount {
	if len(names) == 0 {
		return nil
	}
	out := make(map[string][]client.FacetCount)
	for _, name := range names {
		out[name] = []client.FacetCount{}
		f, ok := result.Facets[name]
		if !ok || f.Terms == nil {
			continue
		}
		for _, t := range f.Terms.Terms() {
			count := client.FacetCount{ID: t.Term, Count: uint64(t.Count)}
			switch {
			case name == "source":
				count.Name = e.nameOf(store.SourceKey(t.Term))
			case slices.Contains([]string{"person", "org", "place"}, name):
				count.Name = e.nameOf(t.Term)
			}
			out[name] = append(out[name], count)
		}
	}
	return out
}
