package search

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	blevequery "github.com/blevesearch/bleve/v2/search/query"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/facet"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/news"
)

// facetSize is how many values of a facet are returned.
const facetSize = 10

// facetFields maps the names of [client.Facets] to fields.
var facetFields = map[string]string{
	"person": store.FacetPerson, "org": store.FacetOrg, "place": store.FacetPlace, "event": store.FacetEvent,
	"source": store.FacetSource, "country": store.FacetCountry, "lang": store.FacetLanguage,
	"topic": store.FacetTopic, "agency": store.FacetAgency, "tag": store.FacetTag,
}

// counter returns what counts facets over one search, nil for none.
func (e *Engine) counter(names []string) *facet.Counter {
	var fields []string
	for _, name := range names {
		if field, ok := facetFields[name]; ok {
			fields = append(fields, field)
		}
	}
	if len(fields) == 0 {
		return nil
	}
	return e.columns.Counter(fields...)
}

// counted returns a query that finds the same and is counted.
func counted(c *facet.Counter, q blevequery.Query) blevequery.Query {
	if c == nil {
		return q
	}
	return c.Over(q)
}

// counts returns what was counted, with the names that the index has met.
// Every article found counts, also those that others stand for.
func (e *Engine) counts(c *facet.Counter, names []string) map[string][]client.FacetCount {
	if c == nil {
		return nil
	}
	out := make(map[string][]client.FacetCount)
	for _, name := range names {
		out[name] = e.mostOf(c, name, "", facetSize)
	}
	return out
}

// mostOf returns the most frequent values of a facet but one.
func (e *Engine) mostOf(c *facet.Counter, name, but string, size int) []client.FacetCount {
	out := []client.FacetCount{}
	for _, v := range c.Top(facetFields[name], size+1) {
		if v.Term != but && len(out) < size {
			out = append(out, e.facet(name, v.Term, v.Count))
		}
	}
	return out
}

// facet returns one value of a facet with its name.
func (e *Engine) facet(name, id string, n uint64) client.FacetCount {
	count := client.FacetCount{ID: id, Count: n}
	switch name {
	case "source":
		count.Name = e.nameOf(store.SourceKey(id))
	case "topic":
		count.Name = e.nameOf(store.TopicKey(id))
	case "person", "org", "place", "event":
		count.Name = e.nameOf(id)
	}
	return count
}

// facetsOf counts the facets of articles that are at hand.
func (e *Engine) facetsOf(all []found, names []string, size int) map[string][]client.FacetCount {
	if len(names) == 0 {
		return nil
	}
	out := make(map[string][]client.FacetCount)
	for _, name := range names {
		counts := make(map[string]uint64)
		for i := range all {
			for _, id := range facetValues(all[i].article, name) {
				counts[id]++
			}
		}
		out[name] = e.top(name, counts, size)
	}
	return out
}

// top returns the most frequent values, of equal ones the first by id.
func (e *Engine) top(name string, counts map[string]uint64, size int) []client.FacetCount {
	ids := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), strings.Compare(a, b))
	})
	out := []client.FacetCount{}
	for _, id := range ids[:min(size, len(ids))] {
		out = append(out, e.facet(name, id, counts[id]))
	}
	return out
}

// facetValues returns the values of a facet that an article counts for, each
// once, as the index keeps them.
func facetValues(a *news.Article, name string) []string {
	n := a.Annotations
	if n == nil {
		n = &news.Annotations{Language: news.Language{Code: news.LanguageUndetermined}}
	}
	var out []string
	switch name {
	case "source":
		out = append(out, a.Source.ID)
	case "country":
		out = append(out, a.Source.Country)
	case "lang":
		out = append(out, n.Language.Code)
	case "agency":
		if n.Dateline != nil {
			out = append(out, strings.TrimSpace(n.Dateline.Agency))
		}
	case "tag":
		for _, tag := range a.Feed.Tags {
			out = append(out, strings.TrimSpace(tag))
		}
	case "topic":
		for _, t := range n.Topics {
			out = append(out, t.ID)
		}
	default:
		for i := range n.Entities {
			if e := &n.Entities[i]; facetTypes[name] == e.Type {
				out = append(out, e.ID)
			}
		}
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(id string) bool { return id == "" })
}

// facetTypes maps the facets of entities to their types.
var facetTypes = map[string]news.EntityType{
	"person": news.TypePerson, "org": news.TypeOrganisation, "place": news.TypePlace, "event": news.TypeEvent,
}
