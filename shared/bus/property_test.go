package bus_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// offer is an article as a worker comes to publish it.
type offer struct{ story, edition int }

var editions = []string{"one", "two", "three", "four"}

// made returns the article of an offer of one round; first seen later, the
// later it is offered.
func (o offer) made(round, n int) *news.Article {
	a := article(round*1000 + o.story)
	a.Text = "The edition " + editions[o.edition] + " of this story."
	a.Fetched = a.Fetched.Add(time.Duration(n) * time.Minute)
	a.FirstSeen = a.Fetched
	return a
}

// TestConcurrentPublishers lets several workers publish the same stories in
// random editions at once, one by one and in batches: each story has the
// revisions 1 to n on the stream, each once, two in a row of different content
// and all of one first sight, and the outcomes tell of each exactly once.
func TestConcurrentPublishers(t *testing.T) {
	b := connect(t)
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		if round++; round > 25 {
			return // each round is traffic with a server
		}
		one := rapid.Custom(func(t *rapid.T) offer {
			return offer{rapid.IntRange(0, bus.AtomicMin+2).Draw(t, "story"), rapid.IntRange(0, len(editions)-1).Draw(t, "edition")}
		})
		apart := func(o offer) int { return o.story }
		workers := rapid.SliceOfN(rapid.OneOf(
			rapid.SliceOfN(one, 1, 8), rapid.SliceOfNDistinct(one, bus.AtomicMin, bus.AtomicMin+2, apart),
		), 2, 5).Draw(rt, "workers")
		var mu sync.Mutex
		told := make(map[bus.Outcome]int)
		var failed []error
		var wg sync.WaitGroup
		for _, offers := range workers {
			wg.Go(func() {
				outcomes, err := publishAll(t, b, round, offers)
				mu.Lock()
				defer mu.Unlock()
				for _, o := range outcomes {
					told[o]++
				}
				if err != nil {
					failed = append(failed, err)
				}
			})
		}
		wg.Wait()
		if len(failed) > 0 {
			rt.Fatalf("publishing: %v", failed)
		}
		first, later := history(rt, t, b, round, workers)
		if told[bus.Published] != first || told[bus.Revised] != later {
			rt.Fatalf("%d published and %d revised on the stream, the workers were told %v", first, later, told)
		}
	})
}

// publishAll publishes the offers: many stories at once in a batch, else one
// by one.
func publishAll(t *testing.T, b *bus.Bus, round int, offers []offer) ([]bus.Outcome, error) {
	var list []*news.Article
	met := make(map[int]bool)
	for n, o := range offers {
		list = append(list, o.made(round, n))
		met[o.story] = true
	}
	if len(met) == len(offers) {
		return b.PublishNew(t.Context(), list, 0)
	}
	var outcomes []bus.Outcome
	for _, a := range list {
		outcome, _, err := b.PublishArticle(t.Context(), a, 0)
		if err != nil {
			return outcomes, err
		}
		outcomes = append(outcomes, outcome)
	}
	return outcomes, nil
}

// history checks the stream and counts first and later revisions.
func history(rt *rapid.T, t *testing.T, b *bus.Bus, round int, workers [][]offer) (first, later int) {
	last := make(map[string]*news.Article)
	ours := make(map[string]bool)
	for _, offers := range workers {
		for _, o := range offers {
			ours[o.made(round, 0).ID] = true
		}
	}
	var wrong []string
	err := b.ScanAll(t.Context(), bus.Articles, b.Names().Article("*", "*"), func(m bus.Scanned) bool {
		a, err := news.Decode(m.Data)
		if err != nil {
			wrong = append(wrong, err.Error())
			return false
		}
		if !ours[a.ID] {
			return true
		}
		before := last[a.ID]
		last[a.ID] = a
		switch {
		case before == nil && a.Revision == 1:
			first++
		case before != nil && a.Revision == before.Revision+1 && a.ContentHash != before.ContentHash && a.FirstSeen.Equal(before.FirstSeen):
			later++
		default:
			wrong = append(wrong, fmt.Sprintf("%s revision %d (%s) at %d", a.ID, a.Revision, a.Text, m.Seq))
		}
		return true
	})
	if err != nil || len(wrong) > 0 || len(last) != len(ours) {
		rt.Fatalf("%d of %d stories; %v; %s", len(last), len(ours), err, strings.Join(wrong, "; "))
	}
	return first, later
}
