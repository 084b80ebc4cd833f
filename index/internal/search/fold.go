package search

import (
	"context"

	"github.com/blevesearch/bleve/v2"
	blevequery "github.com/blevesearch/bleve/v2/search/query"

	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/store"
)

// Articles that share a key are folded: the first of them in the order of the
// answer stands for all. The key is the hash of the text; where articles come
// to have the id of a story, keyOf and foldField are what changes.
const foldField = store.FieldTextHash

// keyOf returns the key of a hit; one without a key is never folded.
func keyOf(f *found) string { return f.hash }

// leader is the article that stands for those of one key.
type leader struct {
	document string
	// others counts the rest of the answer with the key, copies are its
	// documents in order, as many as the folder is asked for.
	others uint64
	copies []string
}

// folder decides which hits stand for others. It keeps nothing between
// requests: whether a hit is the first of its key in the answer is a question
// to the index of its own, so that it is the same on every page.
type folder struct {
	engine *Engine
	asked  *question
	sort   query.Sort
	off    bool
	// copies is how many of those that are folded are to be named.
	copies int
	// leaders are by key.
	leaders map[string]leader
}

// keep reports whether a hit stands in the answer, and tells it how many
// others it stands for.
func (f *folder) keep(ctx context.Context, hit *found) (bool, error) {
	if f.off {
		return true, nil
	}
	key := keyOf(hit)
	if key == "" {
		return true, nil
	}
	first, known := f.leaders[key]
	if !known {
		n, err := f.engine.store.Frequency(foldField, key)
		if err != nil {
			return false, err
		}
		if n <= 1 {
			return true, nil
		}
		if first, err = f.lead(ctx, key, hit); err != nil {
			return false, err
		}
		f.leaders[key] = first
	}
	hit.more, hit.copies = first.others, first.copies
	return first.document == hit.document, nil
}

// lead asks the index for the first hit of a key. A time limit that runs out
// here leaves the hit as it is: better twice than not at all.
func (f *folder) lead(ctx context.Context, key string, hit *found) (leader, error) {
	r := bleve.NewSearchRequestOptions(
		bleve.NewConjunctionQuery([]blevequery.Query{f.asked.compiled, exactly(foldField, key)}...), 1+f.copies, 0, false)
	r.SortByCustom(order(f.sort, f.asked.now, f.engine.halfLife))
	result, err := f.engine.store.Search(bounded(ctx), r, f.asked.from, f.asked.to)
	if err != nil && ctx.Err() == nil {
		return leader{}, err
	}
	if err != nil || len(result.Hits) == 0 {
		return leader{document: hit.document}, nil
	}
	first := leader{document: result.Hits[0].ID, others: result.Total - 1}
	for _, copied := range result.Hits[1:] {
		first.copies = append(first.copies, copied.ID)
	}
	return first, nil
}

// group finds the leaders of a whole answer.
func (f *folder) group(all []found) {
	if f.off {
		return
	}
	for i := range all {
		key := keyOf(&all[i])
		if key == "" {
			continue
		}
		first, known := f.leaders[key]
		if !known {
			first.document = all[i].document
		} else {
			first.others++
			if len(first.copies) < f.copies {
				first.copies = append(first.copies, all[i].document)
			}
		}
		f.leaders[key] = first
	}
}

// leads is keep for an answer that was grouped.
func (f *folder) leads(hit *found) bool {
	first, known := f.leaders[keyOf(hit)]
	if f.off || !known {
		return true
	}
	hit.more, hit.copies = first.others, first.copies
	return first.document == hit.document
}
