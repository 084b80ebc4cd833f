package search_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/search"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/news"
)

// writer makes articles whose words are distributed as in a language: few are
// common and most are rare.
type writer struct {
	rng  *rand.Rand
	zipf *rand.Zipf
}

func newWriter() *writer {
	rng := rand.New(rand.NewPCG(1, 2))
	return &writer{rng: rng, zipf: rand.NewZipf(rng, 1.15, 8, 60_000)}
}

func (w *writer) word() string {
	const consonants, vowels = "bcdfghklmnprstvz", "aeiou"
	var b strings.Builder
	for n := w.zipf.Uint64() + 7; n > 0; n /= 80 {
		b.WriteByte(consonants[n%16])
		b.WriteByte(vowels[n/16%5])
	}
	return b.String()
}

func (w *writer) text(words int) string {
	var b strings.Builder
	for i := range words {
		if i > 0 && i%18 == 0 {
			b.WriteString(". ")
		} else if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.word())
	}
	return b.String() + "."
}

// article makes the n-th article: 400 words, 8 entities, one a minute.
func (w *writer) article(n int) *news.Article {
	at := time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * time.Minute)
	link := fmt.Sprintf("https://outlet%d.example/%d", w.rng.IntN(300), n)
	id, err := news.IDFromURL(link)
	if err != nil {
		panic(err)
	}
	a := &news.Article{
		Schema: news.SchemaVersion, ID: id, Revision: 1, URL: link,
		Source: news.Source{ID: fmt.Sprintf("outlet%d", w.rng.IntN(300)), Domain: "outlet.example", Country: "GB"},
		Title:  w.text(9), Text: w.text(400), Published: at, FirstSeen: at, Fetched: at,
		Annotations: &news.Annotations{Enricher: news.Enricher{Name: "bench", Version: "0001-00"}, Language: news.Language{Code: "en", Confidence: 1}},
	}
	types := []news.EntityType{news.TypePerson, news.TypeOrganisation, news.TypePlace}
	for i := range 8 {
		k := w.zipf.Uint64()
		a.Annotations.Entities = append(a.Annotations.Entities, news.Entity{
			ID: fmt.Sprintf("Q%d", k), Type: types[k%3], Name: fmt.Sprintf("Name %d", k), Salience: 1 / float64(i+1), Confidence: 1,
			Mentions: []news.Mention{{Span: news.Span{Field: news.FieldTitle, Start: 0, End: 4}}},
		})
	}
	return a
}

func (w *writer) records(from, n int) (records []store.Record, bytes int) {
	for i := range n {
		a := w.article(from + i)
		message, err := news.Encode(a)
		if err != nil {
			panic(err)
		}
		records = append(records, store.Record{Article: a, Message: message, Seq: uint64(from + i + 1)})
		bytes += len(message)
	}
	return records, bytes
}

func openBench(b *testing.B) (*store.Store, *search.Engine) {
	b.Helper()
	all, err := chains()
	if err != nil {
		b.Fatal(err)
	}
	s, err := store.Open(store.Options{Dir: b.TempDir(), Languages: all})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	return s, search.New(search.Options{Store: s, Languages: all, HalfLife: 30 * 24 * time.Hour})
}

// BenchmarkApply measures indexing by batch, durable, one batch at a time.
func BenchmarkApply(b *testing.B) {
	for _, size := range []int{1, 50, 500} {
		b.Run(fmt.Sprintf("batch=%d", size), func(b *testing.B) {
			s, _ := openBench(b)
			w := newWriter()
			done, bytes := 0, 0
			for b.Loop() {
				b.StopTimer()
				records, n := w.records(done, size)
				b.StartTimer()
				if err := s.Apply(b.Context(), records); err != nil {
					b.Fatal(err)
				}
				done += size
				bytes += n
			}
			b.ReportMetric(float64(done)/b.Elapsed().Seconds(), "articles/s")
			b.ReportMetric(float64(bytes)/b.Elapsed().Seconds()/1e6, "MB/s")
		})
	}
}

// BenchmarkSearch measures queries over 10,000 articles in one slice, hits
// and snippets included.
func BenchmarkSearch(b *testing.B) {
	s, engine := openBench(b)
	w := newWriter()
	for from := 0; from < 10_000; from += 1000 {
		records, _ := w.records(from, 1000)
		if err := s.Apply(b.Context(), records); err != nil {
			b.Fatal(err)
		}
	}
	common := newWriter()
	words := make(map[string]string)
	for _, kind := range []string{"A", "B", "C"} {
		words[kind] = common.word() + common.word()[:0]
	}
	rare := strings.Fields(w.article(77).Text)
	for _, c := range []struct {
		name, query string
		facets      []string
	}{
		{"word", words["A"], nil},
		{"words", words["A"] + " " + words["B"] + " " + words["C"], nil},
		{"either", words["A"] + " OR " + words["B"] + " OR " + words["C"], nil},
		{"phrase", `"` + rare[3] + " " + rare[4] + `"`, nil},
		{"prefix", "bab*", nil},
		{"entity", "entity:Q5", nil},
		{"name", `entity:"Name 5"`, nil},
		{"week", words["A"] + " after:2016-01-02 before:2016-01-03 sort:newest", nil},
		{"newest", "sort:newest", nil},
		{"facets", words["A"], client.Facets()},
	} {
		q, err := query.Parse(c.query, query.DefaultLimits())
		if err != nil {
			b.Fatal(err)
		}
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			total := uint64(0)
			for b.Loop() {
				r, err := engine.Search(b.Context(), q, search.Page{Size: 10, Facets: c.facets})
				if err != nil {
					b.Fatal(err)
				}
				total = r.Total
			}
			b.ReportMetric(float64(total), "hits")
		})
	}
}
