package facet_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/blevesearch/bleve/v2"
	blevedoc "github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	blevequery "github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"
	gocmp "github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/index/internal/facet"
)

// world is some indexes with documents of random values.
type world struct {
	indexes []bleve.Index
	// documents has the values of each document by field.
	documents map[string]map[string][]string
	rng       *rand.Rand
}

func newWorld(t *testing.T, seed uint64) *world {
	t.Helper()
	w := &world{documents: make(map[string]map[string][]string), rng: rand.New(rand.NewPCG(seed, 9))}
	for range 3 {
		m := bleve.NewIndexMapping()
		m.DefaultMapping = bleve.NewDocumentDisabledMapping()
		i, err := bleve.NewUsing(t.TempDir()+"/index", m, scorch.Name, scorch.Name, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := i.Close(); err != nil {
				t.Error(err)
			}
		})
		w.indexes = append(w.indexes, i)
	}
	return w
}

// write writes documents anew or for the first time, in one batch an index.
func (w *world) write(t *testing.T, n int) {
	t.Helper()
	for at, i := range w.indexes {
		batch := i.NewBatch()
		for range n {
			id := fmt.Sprintf("%d-%d", at, w.rng.IntN(400))
			d := blevedoc.NewDocument(id)
			values := make(map[string][]string)
			for _, field := range []string{"person", "place", "half"} {
				for k := range w.rng.IntN(6) {
					v := fmt.Sprintf("%s%d", field, w.rng.IntN(1+w.rng.IntN(60)))
					if field == "half" {
						if v = []string{"yes", "no"}[w.rng.IntN(2)]; k > 0 {
							break
						}
					}
					if !slices.Contains(values[field], v) {
						values[field] = append(values[field], v)
						d.AddField(blevedoc.NewTextFieldCustom(field, nil, []byte(v), index.IndexField|index.SkipFreqNorm, nil))
					}
				}
			}
			if err := batch.IndexAdvanced(d); err != nil {
				t.Fatal(err)
			}
			w.documents[id] = values
		}
		if err := i.Batch(batch); err != nil {
			t.Fatal(err)
		}
	}
}

// want counts the values of a field over documents that keep says.
func (w *world) want(field string, k int, keep func(map[string][]string) bool) []facet.Value {
	counts := make(map[string]uint64)
	for _, d := range w.documents {
		if keep(d) {
			for _, v := range d[field] {
				counts[v]++
			}
		}
	}
	var out []facet.Value
	for term, n := range counts {
		out = append(out, facet.Value{Term: term, Count: n})
	}
	slices.SortFunc(out, func(a, b facet.Value) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Term, b.Term))
	})
	return out[:min(k, len(out))]
}

func (w *world) run(ctx context.Context, c *facet.Counter, q blevequery.Query) error {
	r := bleve.NewSearchRequestOptions(c.Over(q), 3, 0, false)
	result, err := bleve.NewIndexAlias(w.indexes...).SearchInContext(ctx, r)
	if err == nil && result.Status.Failed > 0 {
		for _, e := range result.Status.Errors {
			return e
		}
	}
	return err
}

func TestCounts(t *testing.T) {
	for _, limit := range []int64{1 << 20, 1 << 10, 0} {
		w := newWorld(t, uint64(limit))
		cache := facet.NewCache(limit)
		for round := range 8 {
			w.write(t, 20+w.rng.IntN(80))
			for _, tc := range []struct {
				query blevequery.Query
				keep  func(map[string][]string) bool
			}{
				{bleve.NewMatchAllQuery(), func(map[string][]string) bool { return true }},
				{term("half", "yes"), func(d map[string][]string) bool { return slices.Contains(d["half"], "yes") }},
				{term("person", "person0"), func(d map[string][]string) bool { return slices.Contains(d["person"], "person0") }},
				{term("person", "nobody"), func(map[string][]string) bool { return false }},
			} {
				c := cache.Counter("person", "place", "missing")
				if err := w.run(t.Context(), c, tc.query); err != nil {
					t.Fatal(err)
				}
				for _, field := range []string{"person", "place", "missing", "not asked"} {
					want := w.want(field, 5, tc.keep)
					if diff := gocmp.Diff(want, c.Top(field, 5)); diff != "" {
						t.Fatalf("limit %d, round %d: %s (-want +got):\n%s", limit, round, field, diff)
					}
				}
				if got, want := len(c.Top("person", 1000)), len(w.want("person", 1000, tc.keep)); got != want {
					t.Errorf("%d persons, want %d", got, want)
				}
			}
		}
		if limit > 1<<10 && cache.Bytes() == 0 || cache.Bytes() > max(limit, 64<<10) {
			t.Errorf("limit %d: %d bytes are kept", limit, cache.Bytes())
		}
	}
}

func term(field, value string) blevequery.Query {
	q := bleve.NewTermQuery(value)
	q.SetField(field)
	return q
}

// TestConcurrently counts while documents come: each count is that of some
// moment, and at the end all agree.
func TestConcurrently(t *testing.T) {
	w := newWorld(t, 5)
	w.write(t, 50)
	cache := facet.NewCache(32 << 10)
	var searches sync.WaitGroup
	stop := make(chan struct{})
	errs := make(chan error, 4)
	for range 4 {
		searches.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				c := cache.Counter("person", "half")
				if err := w.run(t.Context(), c, bleve.NewMatchAllQuery()); err != nil {
					errs <- err
					return
				}
				c.Top("person", 3)
			}
		})
	}
	for range 20 {
		w.write(t, 30)
	}
	close(stop)
	searches.Wait()
	select {
	case err := <-errs:
		t.Fatal(err)
	default:
	}
	c := cache.Counter("person")
	if err := w.run(t.Context(), c, bleve.NewMatchAllQuery()); err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(w.want("person", 9, func(map[string][]string) bool { return true }), c.Top("person", 9)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestMergedAway checks that columns go with their segments.
func TestMergedAway(t *testing.T) {
	w := newWorld(t, 8)
	cache := facet.NewCache(1 << 30)
	var highest int64
	for range 60 {
		w.write(t, 100)
		if err := w.run(t.Context(), cache.Counter("person", "place"), bleve.NewMatchAllQuery()); err != nil {
			t.Fatal(err)
		}
		runtime.GC()
		highest = max(highest, cache.Bytes())
	}
	// 60 rounds wrote 300 documents each; a column a segment would be 18,000
	// documents' worth.
	if all := int64(60 * 300 * 2 * 14); highest > all/2 {
		t.Errorf("%d bytes were kept, of %d that were made", highest, all)
	}
}

func TestRestart(t *testing.T) {
	w := newWorld(t, 6)
	w.write(t, 40)
	c := facet.NewCache(1 << 20).Counter("person")
	q := c.Over(bleve.NewMatchAllQuery())
	var tops [2][]facet.Value
	for i := range tops {
		if again, ok := q.(interface{ Restart() }); !ok {
			t.Fatal("the query cannot be restarted")
		} else {
			again.Restart()
		}
		if _, err := bleve.NewIndexAlias(w.indexes...).Search(bleve.NewSearchRequest(q)); err != nil {
			t.Fatal(err)
		}
		tops[i] = c.Top("person", 10)
	}
	if diff := gocmp.Diff(tops[0], tops[1]); diff != "" || len(tops[0]) == 0 {
		t.Errorf("the second run (-first +second):\n%s", diff)
	}
}

func TestCancelled(t *testing.T) {
	w := newWorld(t, 7)
	w.write(t, 40)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	cache := facet.NewCache(1 << 20)
	if err := w.run(ctx, cache.Counter("person"), bleve.NewMatchAllQuery()); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled search: %v", err)
	}
	if err := w.run(t.Context(), cache.Counter("person"), bleve.NewMatchAllQuery()); err != nil {
		t.Errorf("the search after it: %v", err)
	}
}
