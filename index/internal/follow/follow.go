// Package follow reads the stream of annotated articles as it grows, for
// those who watch it: newsq tail and the event stream over HTTP.
//
// Every article that is published while somebody follows is handed over once,
// in the order of the stream; a repetition of a revision that was handed over
// before, or one that a later revision has overtaken, is left out. Nothing is
// acknowledged and nothing stays on the server.
package follow

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// maxRemembered bounds the articles that are remembered to tell repetitions.
const maxRemembered = 20_000

// ErrNoStream is returned where there is no stream to follow.
var ErrNoStream = errors.New("there is no stream of annotated articles; start the daemons, or set DATELINE_NATS_PREFIX")

// Item is an annotated article as it came.
type Item struct {
	Article *news.Article
	Message []byte
	// Seq is its sequence on the stream.
	Seq uint64
}

// Articles hands over what is published behind a sequence of the stream, or
// from now on where that is 0, until ctx ends or visit returns an error. A
// message that cannot be read goes to broken, which may be nil.
func Articles(ctx context.Context, b *bus.Bus, after uint64, visit func(Item) error, broken func(subject string, err error)) error {
	name := b.Names().Stream(bus.Enriched)
	stream, err := b.JetStream().Stream(ctx, name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return ErrNoStream
	}
	if err != nil {
		return fmt.Errorf("following %s: %w", name, err)
	}
	if after > stream.CachedInfo().State.LastSeq {
		// The stream was made anew; the position means nothing in it.
		after = 0
	}
	config := jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverNewPolicy}
	if after > 0 {
		config.DeliverPolicy, config.OptStartSeq = jetstream.DeliverByStartSequencePolicy, after+1
	}
	consumer, err := stream.OrderedConsumer(ctx, config)
	if err != nil {
		return fmt.Errorf("following %s: %w", name, err)
	}
	messages, err := consumer.Messages()
	if err != nil {
		return fmt.Errorf("following %s: %w", name, err)
	}
	defer messages.Stop()
	defer context.AfterFunc(ctx, messages.Stop)()
	seen := memory{}
	for {
		// Stop alone would not end what the library begins anew at this moment.
		m, err := messages.Next(jetstream.NextContext(ctx))
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			return fmt.Errorf("following %s: %w", name, err)
		}
		meta, err := m.Metadata()
		if err != nil {
			return fmt.Errorf("following %s: %w", name, err)
		}
		article, err := news.Decode(m.Data())
		if err != nil {
			if broken != nil {
				broken(m.Subject(), err)
			}
			continue
		}
		if !seen.news(article) {
			continue
		}
		if err := visit(Item{Article: article, Message: m.Data(), Seq: meta.Sequence.Stream}); err != nil {
			return err
		}
	}
}

// memory tells repetitions.
type memory map[string]*news.Article

// news reports an article or a revision of it that was not there before.
func (m memory) news(a *news.Article) bool {
	if !news.Newer(a, m[a.ID]) {
		return false
	}
	if len(m) >= maxRemembered {
		clear(m)
	}
	slim := &news.Article{ID: a.ID, Revision: a.Revision}
	if a.Annotations != nil {
		slim.Annotations = &news.Annotations{Enricher: a.Annotations.Enricher}
	}
	m[a.ID] = slim
	return true
}
