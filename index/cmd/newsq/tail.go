package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// maxRemembered bounds the articles that tail remembers to tell repetitions.
const maxRemembered = 20_000

// tail prints new articles as they come, those that answer the query. It
// begins with what is published after its start and ends when interrupted.
func (a *app) tail(ctx context.Context, args []string) error {
	f := newFlags("tail")
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
	stream := a.bus.Names().Stream(bus.Enriched)
	consumer, err := a.bus.JetStream().OrderedConsumer(ctx, stream, jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverNewPolicy})
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return fmt.Errorf("NATS at %s has no stream %s: start the daemons, or set DATELINE_NATS_PREFIX", a.address, stream)
	}
	if err != nil {
		return fmt.Errorf("following %s: %w", stream, err)
	}
	m := query.NewMatcher(q, languages, query.MatcherOptions{Resolved: a.resolve(ctx, q)})
	return a.follow(ctx, consumer, m, f.output == "json")
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

func (a *app) follow(ctx context.Context, consumer jetstream.Consumer, m *query.Matcher, asJSON bool) error {
	messages, err := consumer.Messages()
	if err != nil {
		return fmt.Errorf("following the stream: %w", err)
	}
	defer messages.Stop()
	defer context.AfterFunc(ctx, messages.Stop)()
	seen := make(map[string]*news.Article)
	for {
		msg, err := messages.Next()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("following the stream: %w", err)
		}
		article, err := news.Decode(msg.Data())
		if err != nil {
			fmt.Fprintf(a.stderr, "newsq: a message on %s is passed over: %s\n", safe(msg.Subject()), oneLine(err.Error()))
			continue
		}
		if !news.Newer(article, seen[article.ID]) {
			continue
		}
		if len(seen) >= maxRemembered {
			clear(seen)
		}
		seen[article.ID] = forgetText(article)
		if !m.Match(article) {
			continue
		}
		if err := a.arrived(article, msg.Data(), asJSON); err != nil {
			return err
		}
	}
}

// forgetText keeps what tells a repetition.
func forgetText(n *news.Article) *news.Article {
	slim := &news.Article{ID: n.ID, Revision: n.Revision}
	if n.Annotations != nil {
		slim.Annotations = &news.Annotations{Enricher: n.Annotations.Enricher}
	}
	return slim
}

func (a *app) arrived(n *news.Article, message []byte, asJSON bool) error {
	if asJSON {
		return a.printJSON(rawJSON(message))
	}
	h := client.Hit{
		ID: n.ID, Revision: n.Revision, Title: client.Marked{Text: n.Title}, Source: n.Source.ID, SourceName: n.Source.Name,
		Country: n.Source.Country, URL: n.URL, Published: n.Published,
	}
	if x := n.Annotations; x != nil {
		h.Language = x.Language.Code
		if x.Dateline != nil {
			h.Agency = x.Dateline.Agency
		}
		for _, e := range x.Entities {
			if e.Relation == nil && len(h.Entities) < 6 {
				h.Entities = append(h.Entities, client.HitEntity{ID: e.ID, Name: e.Name})
			}
		}
	}
	p := &page{}
	a.hit(p, &h)
	return a.print(p)
}

// rawJSON is JSON that is printed as it came.
type rawJSON []byte

// MarshalJSON implements json.Marshaler.
func (r rawJSON) MarshalJSON() ([]byte, error) { return r, nil }
