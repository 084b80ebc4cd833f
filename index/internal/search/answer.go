package search

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/blevesearch/bleve/v2"
	blevesearch "github.com/blevesearch/bleve/v2/search"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/document"
	"github.com/dateline-news/dateline/index/internal/facet"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/news"
)

// stretch is the part of an answer that is wanted.
type stretch struct {
	sort     query.Sort
	at       cursor
	size     int
	facets   []string
	unfolded bool
	// copies is how many of the articles that one stands for are to be named.
	copies int
	// decode reads the articles of hits; nil: whole.
	decode func(*blevesearch.DocumentMatch) (*news.Article, error)
}

// found is one article of an answer.
type found struct {
	article *news.Article
	// document is the id in the index, <id> or <id>.<revision>.
	document string
	score    float64
	// hash is that of the text.
	hash string
	// key is the value that the answer is sorted by.
	key string
	// more counts the other articles of the answer that it stands for.
	more uint64
	// copies are the documents of these in order, as many as were wanted.
	copies []string
	// behind is the cursor that goes on after it.
	behind cursor
}

// answer is a part of an answer.
type answer struct {
	found []found
	// all is the whole answer where it had to be read.
	all     []found
	total   uint64
	facets  map[string][]client.FacetCount
	partial bool
	notes   []string
	// next is where the next part begins; more tells whether there is one.
	next cursor
	more bool
}

// answer reads a stretch of the answer to a question.
func (e *Engine) answer(ctx context.Context, asked *question, s stretch) (*answer, error) {
	if s.size > maxWindow || s.at.From >= maxWindow {
		return nil, ErrWindow
	}
	if s.decode == nil {
		s.decode = store.DecodeHit
	}
	if asked.query.Verify() {
		return e.verified(ctx, asked, s)
	}
	out := &answer{next: s.at}
	f := &folder{engine: e, asked: asked, sort: s.sort, off: s.unfolded, copies: s.copies, leaders: make(map[string]leader)}
	size := s.size
	if !s.unfolded && size > 0 {
		size += foldedAhead
	}
	for rounds := 0; ; rounds++ {
		counter := e.counter(s.facets)
		result, err := e.look(ctx, asked, s.sort, out.next, min(size, maxWindow-out.next.From), counter)
		partial, notes, err := e.wholeness(err, lacking(result))
		if err != nil {
			return nil, err
		}
		out.partial = out.partial || partial
		out.notes = appendNew(out.notes, notes...)
		if rounds == 0 {
			out.total = result.Total
			out.facets = e.counts(counter, s.facets)
			s.facets = nil
		}
		taken, err := out.take(ctx, result, s, f)
		if err != nil {
			return nil, err
		}
		out.more = s.size > 0 && (taken < len(result.Hits) || len(result.Hits) == size) && out.next.From < maxWindow
		if !out.more || len(out.found) >= s.size || rounds == maxRounds || ctx.Err() != nil {
			return out, nil
		}
	}
}

const (
	// foldedAhead is how many hits more than wanted are read at once, since
	// some will be folded.
	foldedAhead = 5
	// maxRounds bounds how often more is read for one page where very many
	// hits are folded; the page is then shorter than asked for.
	maxRounds = 8
)

// take adds hits until there are enough, and returns how many were used up.
func (a *answer) take(ctx context.Context, result *bleve.SearchResult, s stretch, f *folder) (int, error) {
	for i, hit := range result.Hits {
		if len(a.found) == s.size {
			return i, nil
		}
		article, err := s.decode(hit)
		if err != nil {
			return i, err
		}
		hash, _ := hit.Fields[store.FieldTextHash].(string)
		one := found{article: article, document: hit.ID, score: hit.Score, key: hit.Sort[0], hash: hash}
		keep, err := f.keep(ctx, &one)
		if err != nil {
			return i, err
		}
		a.next.pass(s.sort, one.key)
		if keep {
			one.behind = a.next
			a.found = append(a.found, one)
		}
	}
	return len(result.Hits), nil
}

// look asks the index for hits behind a cursor, in order, with their messages.
func (e *Engine) look(ctx context.Context, asked *question, sort query.Sort, at cursor, size int, counter *facet.Counter) (*bleve.SearchResult, error) {
	r := bleve.NewSearchRequestOptions(counted(counter, asked.compiled), size, at.From, false)
	r.Fields = []string{store.FieldMessage, store.FieldTextHash}
	r.SortByCustom(order(sort, at.Now, e.halfLife))
	if len(at.After) > 0 {
		r.SetSearchAfter([]string{string(at.After)})
	}
	return e.store.Search(bounded(ctx), r, asked.from, asked.to)
}

// lacking says what a result that is not whole lacks; empty where there is
// nothing to show.
func lacking(result *bleve.SearchResult) string {
	if result == nil || result.Status == nil || result.Status.Successful == 0 && len(result.Hits) == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d months of the index did not answer in time", result.Status.Failed, result.Status.Total)
}

// maxVerified is how many articles are read for a query that the index alone
// cannot decide.
const maxVerified = 2000

// verified reads the candidates that the index finds for such a query, in the
// order of the answer, and keeps those that answer it.
func (e *Engine) verified(ctx context.Context, asked *question, s stretch) (*answer, error) {
	out := &answer{next: s.at}
	all, err := e.verify(ctx, asked, s.sort, s.at.Now, out)
	if err != nil {
		return nil, err
	}
	out.all, out.total = all, uint64(len(all))
	out.facets = e.facetsOf(all, s.facets, facetSize)
	f := &folder{off: s.unfolded, copies: s.copies, leaders: make(map[string]leader)}
	f.group(all)
	begin := s.at.From
	if len(s.at.After) > 0 {
		begin, _ = slices.BinarySearchFunc(all, string(s.at.After), func(f found, after string) int {
			if past(s.sort, f.key, after) {
				return 1
			}
			return -1
		})
	}
	for i := min(begin, len(all)); i < len(all); i++ {
		if len(out.found) == s.size {
			out.more = s.size > 0
			break
		}
		out.next.pass(s.sort, all[i].key)
		if f.leads(&all[i]) {
			all[i].behind = out.next
			out.found = append(out.found, all[i])
		}
	}
	return out, nil
}

// verify returns the articles that answer, and notes in the answer whether
// there may be others.
func (e *Engine) verify(ctx context.Context, asked *question, sort query.Sort, now time.Time, out *answer) ([]found, error) {
	r := bleve.NewSearchRequestOptions(asked.compiled, maxVerified, 0, false)
	r.SortByCustom(order(sort, now, e.halfLife))
	result, err := e.store.Search(bounded(ctx), r, asked.from, asked.to)
	if out.partial, out.notes, err = e.wholeness(err, lacking(result)); err != nil {
		return nil, err
	}
	matcher := e.matcher(asked)
	var all []found
	read := 0
	for _, hit := range result.Hits {
		if ctx.Err() != nil {
			break
		}
		read++
		entry, err := e.store.Document(hit.ID)
		if err != nil {
			return nil, err
		}
		if entry != nil && matcher.Match(entry.Article) {
			all = append(all, found{
				article: entry.Article, document: hit.ID, score: hit.Score, key: hit.Sort[0], hash: document.TextHash(entry.Article),
			})
		}
	}
	if uint64(read) < result.Total {
		out.partial = true
		out.notes = append(out.notes, fmt.Sprintf(
			"%d of %d candidates were read for what the index alone cannot decide; narrow the query by dates or names to have them all", read, result.Total))
	}
	if read == 0 && ctx.Err() != nil {
		return nil, errors.Join(store.ErrPartial, ctx.Err())
	}
	return all, nil
}

// matcher decides a question in memory.
func (e *Engine) matcher(asked *question) *query.Matcher {
	resolved := make(map[string][]string)
	for t, ids := range asked.names {
		resolved[t.String()] = ids
	}
	return query.NewMatcher(asked.query, e.languages, query.MatcherOptions{Now: asked.clock, Resolved: resolved})
}

// appendNew adds notes that are not there yet.
func appendNew(notes []string, more ...string) []string {
	for _, n := range more {
		if !slices.Contains(notes, n) {
			notes = append(notes, n)
		}
	}
	return notes
}
