package compare

import (
	"context"
	"math"

	"github.com/dateline-news/dateline/shared/news"
)

// Options says how to compare.
type Options struct {
	// Top is how many of the most frequent changes of each kind are summed up.
	Top int
	// Each is told every article that differs; nil: nobody.
	Each func(old, now *news.Article, changes []Change) error
}

// Run compares what old holds with what a file of new annotations holds of the
// same articles. Of several annotations of one revision that of the highest
// version counts.
func Run(ctx context.Context, old Source, now *File, o Options) (Summary, error) {
	j := join{articles: map[key]*match{}}
	if err := now.Index(ctx, j.addNew); err != nil {
		return Summary{}, err
	}
	if err := old.Index(ctx, j.addOld); err != nil {
		return Summary{}, err
	}
	t := newTally()
	_, stream := old.(Stream)
	t.summary.OnlyOld = j.onlyOld
	if stream {
		t.summary.OnlyOld = -1
	}
	first := int64(math.MaxInt64)
	for _, m := range j.articles {
		if m.old < 0 {
			t.summary.OnlyNew++
		} else {
			first = min(first, m.old)
		}
	}
	if first == math.MaxInt64 {
		return t.result(o.Top), nil
	}
	err := old.Read(ctx, first, func(e Entry, data []byte) error {
		k, _ := keyOf(e.ID)
		m := j.articles[k]
		if m == nil || m.old != e.Position {
			return nil
		}
		newData, err := now.at(m.new, m.size)
		if err != nil {
			return err
		}
		return t.compare(data, newData, o.Each)
	})
	return t.result(o.Top), err
}

// compare compares two forms of an article and counts.
func (t *tally) compare(oldData, newData []byte, each func(old, now *news.Article, changes []Change) error) error {
	old, err := news.Decode(oldData)
	if err == nil {
		var now *news.Article
		now, err = news.Decode(newData)
		if err == nil && old.Annotations != nil && now.Annotations != nil && old.Title == now.Title && old.Summary == now.Summary && old.Text == now.Text {
			changes := Articles(old, now)
			t.add(old, now, changes)
			if len(changes) > 0 && each != nil {
				return each(old, now, changes)
			}
			return nil
		}
	}
	t.summary.Unreadable++
	return nil
}

// join ties the entries of the sides together, by article and revision.
type join struct {
	articles map[key]*match
	// enrichers are those met; a match names one by its place.
	enrichers []news.Enricher
	onlyOld   int
}

// key is the id of an article.
type key [26]byte

func keyOf(id string) (k key, ok bool) { return k, copy(k[:], id) == len(k) && len(id) == len(k) }

// match is an article of the new side, with where both sides have it.
type match struct {
	new, old     int64 // old is negative where there is none
	size         int32
	revision     int32
	newBy, oldBy int32
}

func (j *join) addNew(e Entry) error {
	k, ok := keyOf(e.ID)
	if !ok {
		return nil
	}
	m := j.articles[k]
	if m == nil {
		m = &match{}
		j.articles[k] = m
	} else if r := int(m.revision); r > e.Revision || r == e.Revision && j.enrichers[m.newBy].Compare(e.Enricher) > 0 {
		return nil
	}
	*m = match{new: e.Position, old: -1, size: int32(e.Size), revision: int32(e.Revision), newBy: j.place(e.Enricher)} //nolint:gosec // a line is below 1 MB
	return nil
}

func (j *join) addOld(e Entry) error {
	k, _ := keyOf(e.ID)
	m := j.articles[k]
	switch {
	case m == nil || int(m.revision) != e.Revision:
		j.onlyOld++
	case m.old < 0 || j.enrichers[m.oldBy].Compare(e.Enricher) <= 0:
		m.old, m.oldBy = e.Position, j.place(e.Enricher)
	}
	return nil
}

// place returns the place of an enricher.
func (j *join) place(by news.Enricher) int32 {
	for i, e := range j.enrichers {
		if e == by {
			return int32(i) //nolint:gosec // few
		}
	}
	j.enrichers = append(j.enrichers, by)
	return int32(len(j.enrichers) - 1) //nolint:gosec // few
}
