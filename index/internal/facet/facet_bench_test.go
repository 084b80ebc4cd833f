package facet_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	blevedoc "github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/dateline-news/dateline/index/internal/collection"
	"github.com/dateline-news/dateline/index/internal/facet"
	"github.com/dateline-news/dateline/shared/news"
)

const benchDocuments = 300_000

// facetFields are those of the documents of BenchmarkFacets.
var facetFields = []string{"facet_person", "facet_org", "facet_place", "facet_event", "facet_source", "facet_lang"}

// BenchmarkFacets counts six fields over all, a third and a hundredth of
// 300,000 documents with the entities of articles, with and without bleve's own
// facets, in interleaved rounds. It reports medians in milliseconds of the
// clock and of the processor, the query without facets for comparison:
//
//	go test ./index/internal/facet -run '^$' -bench Facets -benchtime 7x -timeout 60m
func BenchmarkFacets(b *testing.B) {
	m := bleve.NewIndexMapping()
	m.DefaultMapping = bleve.NewDocumentDisabledMapping()
	i, err := bleve.NewUsing(b.TempDir()+"/index", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := i.Close(); err != nil {
			b.Error(err)
		}
	}()
	values := fillFacets(b, i)
	cache := facet.NewCache(256 << 20)
	clock, cpu := make(map[string][]float64), make(map[string][]float64)
	measure := func(name string, search func()) {
		began, used := time.Now(), processor(b)
		search()
		clock[name] = append(clock[name], float64(time.Since(began).Microseconds())/1000)
		cpu[name] = append(cpu[name], float64((processor(b)-used).Microseconds())/1000)
	}
	run := func(r *bleve.SearchRequest) *bleve.SearchResult {
		result, err := i.SearchInContext(b.Context(), r)
		if err != nil {
			b.Fatal(err)
		}
		return result
	}
	shares := []string{"1", "3", "100"}
	measure("cold", func() {
		run(bleve.NewSearchRequest(cache.Counter(facetFields...).Over(term("share", "1"))))
	})
	for b.Loop() {
		for _, share := range shares {
			measure("none/"+share, func() { run(bleve.NewSearchRequest(term("share", share))) })
			measure("bleve/"+share, func() {
				r := bleve.NewSearchRequest(term("share", share))
				for _, f := range facetFields {
					r.AddFacet(f, bleve.NewFacetRequest(f, 10))
				}
				run(r)
			})
			measure("ours/"+share, func() {
				c := cache.Counter(facetFields...)
				run(bleve.NewSearchRequest(c.Over(term("share", share))))
				for _, f := range facetFields {
					c.Top(f, 10)
				}
			})
		}
	}
	b.ReportMetric(0, "ns/op")
	for name := range clock {
		b.ReportMetric(middle(clock[name]), name+"-ms")
		b.ReportMetric(middle(cpu[name]), name+"-cpu-ms")
	}
	b.ReportMetric(float64(cache.Bytes())/(1<<20), "cache-MiB")
	b.ReportMetric(float64(values)/benchDocuments, "values/doc")
}

// fillFacets writes the documents: the entities of articles of the collection,
// some of which no other has.
func fillFacets(b *testing.B, i bleve.Index) (values int) {
	c := collection.New(b, collection.Options{})
	var models []*news.Article
	for n := range 2000 {
		models = append(models, c.Article(n))
	}
	field := map[news.EntityType]string{
		news.TypePerson: "facet_person", news.TypeOrganisation: "facet_org", news.TypePlace: "facet_place", news.TypeEvent: "facet_event",
	}
	rng := rand.New(rand.NewPCG(1, 1))
	const batch = 10_000
	for from := 0; from < benchDocuments; from += batch {
		documents := i.NewBatch()
		for n := from; n < from+batch; n++ {
			d := blevedoc.NewDocument(fmt.Sprint("d", n))
			add := func(name, value string) {
				values++
				d.AddField(blevedoc.NewTextFieldCustom(name, nil, []byte(value), index.IndexField|index.SkipFreqNorm|index.DocValues, nil))
			}
			model := models[rng.IntN(len(models))]
			for _, e := range model.Annotations.Entities {
				if name, ok := field[e.Type]; ok && e.Salience != 0.1 {
					add(name, e.ID)
				}
			}
			for k := range 8 {
				add(facetFields[k%4], fmt.Sprintf("Q9%d", int(200_000*math.Pow(rng.Float64(), 4))))
			}
			add("facet_source", model.Source.ID)
			add("facet_lang", model.Source.Language)
			for _, share := range []int{1, 3, 100} {
				if n%share == 0 {
					d.AddField(blevedoc.NewTextFieldCustom("share", nil, fmt.Append(nil, share), index.IndexField, nil))
				}
			}
			if err := documents.IndexAdvanced(d); err != nil {
				b.Fatal(err)
			}
		}
		if err := i.Batch(documents); err != nil {
			b.Fatal(err)
		}
	}
	return values
}

func processor(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func middle(all []float64) float64 {
	return slices.Sorted(slices.Values(all))[len(all)/2]
}
