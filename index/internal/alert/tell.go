package alert

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/dateline-news/dateline/index/internal/document"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

const (
	// batchCount and batchBytes bound the articles in hand together. A batch
	// is what has come while the one before was told of: nothing waits.
	batchCount = 256
	batchBytes = 16 << 20
)

// answer is an article that answers a query.
type answer struct {
	query   Query
	article *news.Article
	// seq is the message's on the stream, stored when it came there.
	seq    uint64
	stored time.Time
	hash   string
	// id is that of the alert.
	id string
}

func newAnswer(q Query, a *news.Article, seq uint64, stored time.Time) answer {
	hash := cmp.Or(document.TextHash(a), a.ID)
	return answer{query: q, article: a, seq: seq, stored: stored, hash: hash, id: alertID(q, hash)}
}

// handle tells of a batch of articles.
func (s *session) handle(ctx context.Context, ds []bus.Delivery) error {
	set := s.set.Load()
	names := make([][]string, len(ds))
	var group errgroup.Group
	group.SetLimit(max(1, s.o.Workers))
	for i := range ds {
		group.Go(func() (err error) {
			// The articles are then tried alone, and this one is found.
			defer func() {
				if r := recover(); r != nil {
					err = bus.Permanent("panic", fmt.Errorf("matching article %s: panic: %v", ds[i].Article.ID, r))
				}
			}()
			names[i] = set.Match(ds[i].Article)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	var answers []answer
	for i, d := range ds {
		for _, name := range names[i] {
			q, _ := set.Get(name)
			if d.Time.Before(q.Created) {
				s.metrics.alerts.WithLabelValues("before").Inc()
				continue
			}
			answers = append(answers, newAnswer(q, d.Article, d.Seq, d.Time))
		}
	}
	if err := s.tell(ctx, answers); err != nil {
		return s.mend(ctx, err)
	}
	s.metrics.articles.Add(float64(len(ds)))
	return nil
}

// tell publishes alerts, in the order of the answers for each query, but for
// what the query was told of before. Nothing is published before its mark is
// on the server's disk. After an error some may be published; telling of the
// same answers again publishes the others.
func (s *session) tell(ctx context.Context, answers []answer) error {
	seen := make(map[string]bool, len(answers))
	first := answers[:0:0]
	for _, a := range answers {
		if !seen[a.id] {
			seen[a.id] = true
			first = append(first, a)
		}
	}
	mine, err := s.marks.take(ctx, first)
	if err != nil {
		return err
	}
	events := make([]bus.OnceEvent, 0, len(mine))
	for _, a := range mine {
		events = append(events, bus.OnceEvent{ID: a.id, Event: news.Event{
			Kind: news.EventAlert, Time: s.o.Now().UTC(), Alert: a.query.Name, TextHash: a.hash,
			Feed: a.article.Feed.ID, Source: a.article.Source.ID, Article: a.article.ID, Revision: a.article.Revision, URL: a.article.URL, Title: a.article.Title,
		}})
	}
	if err := s.o.Bus.PublishEventsOnce(ctx, events); err != nil {
		return fmt.Errorf("telling of %d alerts: %w", len(events), err)
	}
	s.metrics.alerts.WithLabelValues("told").Add(float64(len(answers) - len(events)))
	s.metrics.alerts.WithLabelValues("published").Add(float64(len(events)))
	return nil
}
