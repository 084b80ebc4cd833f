package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/follow"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/search"
)

// stopWithin is how long a tail that is interrupted may take to end.
const stopWithin = 500 * time.Millisecond

// tail prints new articles as they come, those that answer the query. It
// begins with what is published after its start and ends when interrupted.
func (a *app) tail(ctx context.Context, args []string) error {
	f := newFlags("tail", formatText, formatJSON)
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	text := strings.Join(rest, " ")
	q, err := query.Parse(text, query.DefaultLimits())
	if err != nil {
		return a.pointAt(text, err)
	}
	if q.Sort != query.SortDefault {
		return &usageError{"tail shows articles as they come; sort: has no meaning here"}
	}
	languages, err := language.New()
	if err != nil {
		return err
	}
	if err := a.connect(); err != nil {
		return err
	}
	names := a.resolve(ctx, q)
	m, shown := query.NewMatcher(q, languages, query.MatcherOptions{Resolved: names}), search.NewPresenter(q, languages, names)
	err = leaving(ctx, func() error {
		return follow.Articles(ctx, a.bus, 0, func(i follow.Item) error {
			if !m.Match(i.Article) {
				return nil
			}
			if f.output == formatJSON {
				return a.printJSON(rawJSON(i.Message))
			}
			p, hit := &page{}, shown.Hit(i.Article)
			a.hit(p, &hit)
			return a.print(p)
		}, func(subject string, err error) {
			fmt.Fprintf(a.stderr, "newsq: a message on %s is passed over: %s\n", safe(subject), oneLine(err.Error()))
		})
	})
	if errors.Is(err, follow.ErrNoStream) {
		return fmt.Errorf("NATS at %s answers, but %w", a.address, err)
	}
	return err
}

// leaving runs what ends with ctx, and leaves it behind where it does not: what
// is being printed is printed to its end, but the library may be waiting for a
// server that does not answer.
func leaving(ctx context.Context, follow func() error) error {
	done := make(chan error, 1)
	go func() { done <- follow() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-done:
		return err
	case <-time.After(stopWithin):
		return context.Cause(ctx)
	}
}

// resolve asks the index what the names of the query stand for. Without an
// index a name means what each article calls by it.
func (a *app) resolve(ctx context.Context, q *query.Query) map[string][]string {
	names := false
	for t := range q.Terms {
		names = names || t.Field.IsName()
	}
	if !names {
		return nil
	}
	response, err := a.client().Search(ctx, client.SearchRequest{Query: q.String(), Size: 1})
	if err != nil {
		fmt.Fprintf(a.stderr, "newsq: names are taken from the articles alone, since the index cannot be asked: %s\n", safe(a.explain(err).Error()))
		return nil
	}
	out := make(map[string][]string)
	for _, n := range response.Names {
		fmt.Fprintf(a.stderr, "newsq: %s\n", safe(resolved(n)))
		for _, e := range n.Entities {
			out[n.Term] = append(out[n.Term], e.ID)
		}
	}
	return out
}

// rawJSON is JSON that is printed as it came.
type rawJSON []byte

// MarshalJSON implements json.Marshaler.
func (r rawJSON) MarshalJSON() ([]byte, error) { return r, nil }
