package store

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/dateline-news/dateline/shared/news"
)

// Record is one message to be indexed.
type Record struct {
	Article *news.Article
	// Message is the article as it came, kept whole.
	Message []byte
	// Seq is the message's sequence on its stream.
	Seq uint64
}

// revision is one revision of an article, from a message or from a document.
type revision struct {
	article *news.Article
	message []byte
	seq     uint64
}

// better orders the messages of one revision, the best last: by version of
// the enricher, then its name, then the position on the stream. The order is
// total, so that the choice depends on no order of arrival.
func better(a, b *revision) int {
	return cmp.Or(
		a.article.Enricher().Compare(b.article.Enricher()),
		cmp.Compare(a.seq, b.seq),
		bytes.Compare(a.message, b.message),
	)
}

// place is where a document lies.
type place struct {
	month string
	docID string
}

// stored is a document as found in a slice.
type stored struct {
	place
	revision
	until time.Time
}

// write is a document to be written.
type write struct {
	place
	*revision
	until time.Time
}

// change is what must happen to the documents of one article.
type change struct {
	// home is the slice that the article belongs in.
	home    string
	writes  []write
	deletes []place
	// positions are those of the article's records in the batch.
	positions []int
}

// plan works out the documents of one article from what is stored and what
// has come, and what must change for them to be there.
func plan(have []stored, come []revision) change {
	best := make(map[int]*revision)
	offer := func(r *revision) {
		n := r.article.Revision
		if old, ok := best[n]; !ok || better(old, r) < 0 {
			best[n] = r
		}
	}
	for i := range have {
		offer(&have[i].revision)
	}
	for i := range come {
		offer(&come[i])
	}
	numbers := slices.Sorted(maps.Keys(best))
	home := ""
	for _, r := range best {
		if m := monthOf(r.article); home == "" || m < home {
			home = m
		}
	}
	c := change{home: home}
	wanted := make(map[place]write)
	for i, n := range numbers {
		w := write{place: place{month: home}, revision: best[n]}
		if i == len(numbers)-1 {
			w.docID = best[n].article.ID
		} else {
			w.docID = documentID(best[n].article.ID, n)
			w.until = representable(best[numbers[i+1]].article.Fetched)
		}
		wanted[w.place] = w
	}
	for _, s := range have {
		w, ok := wanted[s.place]
		switch {
		case !ok:
			c.deletes = append(c.deletes, s.place)
		case w.seq == s.seq && w.until.Equal(s.until) && bytes.Equal(w.message, s.message):
			delete(wanted, s.place)
		}
	}
	for _, w := range wanted {
		c.writes = append(c.writes, w)
	}
	slices.SortFunc(c.writes, func(a, b write) int { return cmp.Compare(a.docID, b.docID) })
	return c
}

// documentID is the id of a superseded revision's document.
func documentID(article string, revision int) string {
	return article + "." + strconv.Itoa(revision)
}

// monthOf returns the slice that a message asks for, a function of the
// message alone.
func monthOf(a *news.Article) string {
	return representable(a.FirstSeen).Format("2006-01")
}

func decode(message []byte, seq uint64) (revision, error) {
	a, err := news.Decode(message)
	if err != nil {
		return revision{}, fmt.Errorf("decoding the stored message: %w", err)
	}
	return revision{article: a, message: message, seq: seq}, nil
}
