package search

import (
	"fmt"

	"github.com/dateline-news/dateline/index/client"
)

// maxRevisions bounds the revisions that are listed, the newest of them.
const maxRevisions = 1000

// Revisions lists what an article was at different times, oldest first; none
// for an article that the index does not have.
func (e *Engine) Revisions(id string) (*client.RevisionsResponse, error) {
	response := &client.RevisionsResponse{ID: id, Revisions: []client.Revision{}}
	newest, err := e.store.Document(id)
	if err != nil || newest == nil {
		return response, err
	}
	for n := max(1, newest.Article.Revision-maxRevisions+1); n <= newest.Article.Revision; n++ {
		entry := newest
		if n < newest.Article.Revision {
			if entry, err = e.store.Document(fmt.Sprintf("%s.%d", id, n)); err != nil {
				return nil, err
			}
		}
		// A revision that never came to the index is a gap.
		if entry == nil {
			continue
		}
		a := entry.Article
		response.Revisions = append(response.Revisions, client.Revision{
			Revision: a.Revision, Reason: string(a.Reason), Title: clean(a.Title), TextBytes: len(a.Text), ValidFrom: a.Fetched, ValidTo: entry.ValidTo,
		})
	}
	return response, nil
}
