package search_test

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/dateline-news/dateline/index/client"
	newsroom "github.com/dateline-news/dateline/index/internal/collection"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/search"
	"github.com/dateline-news/dateline/index/internal/store"
)

var (
	latencyDocuments = flag.Int("latency-documents", 2000, "articles that BenchmarkLatency asks among")
	latencyQueries   = flag.Int("latency-queries", 100, "queries of each kind that BenchmarkLatency asks in each phase")
)

// latencyKinds are the kinds of queries, with several of each.
var latencyKinds = []struct {
	name    string
	queries []string
	page    search.Page
}{
	{"word", []string{"moon", "ceasefire", "volcano", "erdbeben", "elección", "перемирие"}, search.Page{Size: 10}},
	{"three words", []string{"peace agreement signed", "world cup final", "nuclear deal sanctions"}, search.Page{Size: 10}},
	{"phrase", []string{`"security council"`, `"world cup"`, `"prime minister"`}, search.Page{Size: 10}},
	{"boolean", []string{"(ceasefire OR truce) syria -football", "(moon OR mars) landing -apollo"}, search.Page{Size: 10}},
	{"person", []string{"person:Putin", "person:Merkel", "person:Obama"}, search.Page{Size: 10}},
	{"place within", []string{"place:Syria/", "place:Germany/"}, search.Page{Size: 10}},
	{"prefix", []string{"constit*", "negotiat*", "volcan*"}, search.Page{Size: 10}},
	{"slip", []string{"ceasefyre~", "vulcano~"}, search.Page{Size: 10}},
	{"7 days, newest", []string{"government after:2016-01-05 before:2016-01-12 sort:newest", "after:2016-01-05 before:2016-01-12 sort:newest"}, search.Page{Size: 10}},
	{"all time, newest", []string{"government sort:newest", "sort:newest"}, search.Page{Size: 10}},
	{"said and quote", []string{"said:Obama quote:hero", "said:Armstrong quote:step"}, search.Page{Size: 10}},
	{"one sentence", []string{"moon NEAR/1 spacecraft after:2016-01-03 before:2016-01-05", "russia NEAR/1 turkey after:2016-01-03 before:2016-01-05"}, search.Page{Size: 10}},
	{"all facets", []string{"government", "place:Russia"}, search.Page{Size: 10, Facets: client.Facets()}},
	{"timeline", []string{"government", "person:Putin"}, search.Page{Size: -1}},
}

// BenchmarkLatency measures how long queries take by kind, with all that a
// caller is answered, one after another with 2 ms between: at rest, while 50
// articles a second come, and while articles come as fast as they are taken.
//
//	go test ./index/internal/search -run '^$' -bench Latency -benchtime 1x -latency-documents 50000 -latency-queries 300
func BenchmarkLatency(b *testing.B) {
	s, engine := openBench(b)
	source := newsroom.New(b, newsroom.Options{})
	n := 0
	records := func(count int) []store.Record {
		out := make([]store.Record, count)
		for i := range out {
			a, message := source.Message(n)
			n++
			out[i] = store.Record{Article: a, Message: message, Seq: uint64(n)}
		}
		return out
	}
	for n < *latencyDocuments {
		if err := s.Apply(b.Context(), records(min(1000, *latencyDocuments-n))); err != nil {
			b.Fatal(err)
		}
	}
	for _, phase := range []struct {
		name  string
		batch int
		pause time.Duration
	}{{"at rest", 0, 0}, {"50 a second", 12, 240 * time.Millisecond}, {"flat out", 500, 0}} {
		b.Run(phase.name, func(b *testing.B) {
			ctx, cancel := context.WithCancel(b.Context())
			var indexing sync.WaitGroup
			if phase.batch > 0 {
				indexing.Go(func() {
					for ctx.Err() == nil {
						if err := s.Apply(ctx, records(phase.batch)); err != nil && ctx.Err() == nil {
							b.Error(err)
						}
						time.Sleep(phase.pause)
					}
				})
			}
			for _, kind := range latencyKinds {
				b.Run(kind.name, func(b *testing.B) {
					for b.Loop() {
						measureLatency(b, engine, kind.queries, kind.page)
					}
				})
			}
			cancel()
			indexing.Wait()
		})
	}
}

func measureLatency(b *testing.B, engine *search.Engine, texts []string, p search.Page) {
	took := make([]time.Duration, *latencyQueries)
	cpu := cpuTime()
	hits := 0
	for i := range took {
		text := texts[i%len(texts)]
		q, err := query.Parse(text, query.DefaultLimits())
		if err != nil {
			b.Fatal(fmt.Errorf("%s: %w", text, err))
		}
		began := time.Now()
		if p.Size < 0 {
			_, err = engine.Timeline(b.Context(), q, "")
		} else {
			var r *client.SearchResponse
			if r, err = engine.Search(b.Context(), q, p); err == nil {
				hits += int(r.Total)
			}
		}
		took[i] = time.Since(began)
		if err != nil {
			b.Fatal(fmt.Errorf("%s: %w", text, err))
		}
		time.Sleep(2 * time.Millisecond)
	}
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(ms(took[len(took)/2]), "p50-ms")
	b.ReportMetric(ms(took[(len(took)*99+99)/100-1]), "p99-ms")
	b.ReportMetric(ms(cpuTime()-cpu)/float64(len(took)), "cpu-ms")
	b.ReportMetric(float64(hits)/float64(len(took)), "hits")
	b.ReportMetric(0, "ns/op")
}

// cpuTime is how much processor time the process has used.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
