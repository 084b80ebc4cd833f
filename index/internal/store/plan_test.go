package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dateline-news/dateline/shared/news"
)

// kept is a document in the model of TestPlanOrder.
type kept struct {
	Message string
	Seq     uint64
	Until   time.Time
}

// folder is a model of the slices of one article.
type folder map[place]kept

// offer does to the model what generation.apply does to slices.
func (f folder) offer(t *rapid.T, come []revision) {
	var have []stored
	for p, k := range f {
		for _, r := range universe {
			if r.seq == k.Seq {
				have = append(have, stored{place: p, revision: r, until: k.Until})
			}
		}
	}
	c := plan(have, come)
	for _, p := range c.deletes {
		if _, ok := f[p]; !ok {
			t.Fatalf("deletes %v, which is not there", p)
		}
		delete(f, p)
	}
	for _, w := range c.writes {
		f[w.place] = kept{string(w.message), w.seq, w.until}
	}
	if again := plan(f.stored(), come); len(again.writes) > 0 || len(again.deletes) > 0 {
		t.Fatalf("the same messages again change %v", again)
	}
}

func (f folder) stored() []stored {
	var have []stored
	for p, k := range f {
		have = append(have, stored{place: p, revision: universe[k.Seq-1], until: k.Until})
	}
	return have
}

// universe is every message of one article: four revisions, three versions of
// the enricher, published once or twice, with two tales of first_seen.
var universe = func() []revision {
	seen := time.Date(2016, 12, 31, 23, 0, 0, 0, time.UTC)
	var all []revision
	for n := 1; n <= 4; n++ {
		for version := 1; version <= 3; version++ {
			for copies := range 2 {
				a := &news.Article{
					ID: "a", Revision: n, FirstSeen: seen.Add(time.Duration(version/3) * 2 * time.Hour), Fetched: seen.Add(time.Duration(n) * time.Hour),
					Annotations: &news.Annotations{Enricher: news.Enricher{Name: "e", Version: fmt.Sprintf("%04d-0", version)}},
				}
				all = append(all, revision{article: a, message: fmt.Appendf(nil, "%d.%d.%d", n, version, copies), seq: uint64(len(all) + 1)})
			}
		}
	}
	return all
}()

// TestPlanOrder checks on random sets of messages that any order, repetition
// and cut into batches ends in the same documents, and that the documents are
// what the rules say.
func TestPlanOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := rapid.SliceOfNDistinct(rapid.IntRange(0, len(universe)-1), 1, len(universe), rapid.ID).Draw(t, "messages")
		var folders []folder
		for range 2 {
			f := make(folder)
			order := append(rapid.Permutation(set).Draw(t, "order"), rapid.SliceOfN(rapid.SampledFrom(set), 0, 8).Draw(t, "repeated")...)
			for len(order) > 0 {
				n := rapid.IntRange(1, len(order)).Draw(t, "batch")
				var batch []revision
				for _, i := range order[:n] {
					batch = append(batch, universe[i])
				}
				f.offer(t, batch)
				order = order[n:]
			}
			folders = append(folders, f)
		}
		if diff := cmp.Diff(folders[0], folders[1], cmp.AllowUnexported(place{})); diff != "" {
			t.Fatalf("two orders differ:\n%s", diff)
		}
		checkRules(t, folders[0], set)
	})
}

// checkRules compares the documents with the rules, worked out in another way.
func checkRules(t *rapid.T, f folder, set []int) {
	highest, versions := 0, make(map[int]string)
	for _, i := range set {
		a := universe[i].article
		highest = max(highest, a.Revision)
		versions[a.Revision] = max(versions[a.Revision], a.Annotations.Enricher.Version)
	}
	if len(f) != len(versions) {
		t.Fatalf("%d documents of %d revisions", len(f), len(versions))
	}
	months := make(map[string]bool)
	for p, k := range f {
		a := universe[k.Seq-1].article
		months[p.month] = true
		if want := versions[a.Revision]; a.Annotations.Enricher.Version != want {
			t.Fatalf("revision %d is of enricher %s, want %s", a.Revision, a.Annotations.Enricher.Version, want)
		}
		if newest := a.Revision == highest; newest != (p.docID == "a") || newest != k.Until.IsZero() {
			t.Fatalf("revision %d of %d is document %s, valid to %s", a.Revision, highest, p.docID, k.Until)
		}
	}
	if len(months) != 1 {
		t.Fatalf("documents of one article in %d slices", len(months))
	}
}
