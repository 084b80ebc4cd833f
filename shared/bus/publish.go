package bus

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/news"
)

// Limits of the pointers on the mentions stream.
const (
	// MentionSalience is the least salience of an entity that is announced.
	MentionSalience = 0.2
	// MaxPointers is the most entities of one article that are announced.
	MaxPointers = 8
)

// PublishEnriched publishes an annotated article and returns its sequence.
// The message id lets the server drop a repetition within its window; nothing
// of ours relies on that. An article that was taken down is not published, and
// its sequence is 0.
func (b *Bus) PublishEnriched(ctx context.Context, a *news.Article) (uint64, error) {
	if down, err := b.tombstones.takenDown(ctx, a.ID); err != nil || down {
		return 0, err
	}
	data, err := news.Encode(a)
	if err != nil {
		return 0, err
	}
	m := nats.NewMsg(b.names.Enriched(a.Annotations.Language.Code, a.Source.ID))
	m.Data = data
	setArticleHeaders(m, a)
	id := fmt.Sprintf("%s.%d.%s-%s", a.ID, a.Revision, news.Token(a.Annotations.Enricher.Name), news.Token(a.Annotations.Enricher.Version))
	ack, err := b.put(ctx, m, jetstream.WithMsgID(id))
	if err != nil {
		return 0, fmt.Errorf("publishing annotated article %s: %w", a.ID, err)
	}
	return ack.Sequence, nil
}

// PublishMentions publishes a pointer for each of the article's linked
// entities of at least [MentionSalience], at most [MaxPointers] of them.
// Pointers are best effort: what is lost here is still in the article.
func (b *Bus) PublishMentions(ctx context.Context, a *news.Article) error {
	if down, err := b.tombstones.takenDown(ctx, a.ID); err != nil || down {
		return err
	}
	for _, p := range pointers(a) {
		data, err := json.Marshal(p)
		if err != nil {
			return fmt.Errorf("encoding a mention of %s: %w", p.Entity, err)
		}
		id := fmt.Sprintf("%s.%d.%s", p.Article, p.Revision, p.Entity)
		m := nats.NewMsg(b.names.Mention(p.Type, p.Entity))
		m.Data = data
		if _, err := b.put(ctx, m, jetstream.WithMsgID(id)); err != nil {
			return fmt.Errorf("publishing a mention of %s: %w", p.Entity, err)
		}
	}
	return nil
}

// pointers returns the mentions worth announcing. Entities come sorted by
// falling salience.
func pointers(a *news.Article) []news.MentionPointer {
	var out []news.MentionPointer
	for _, e := range a.Annotations.Entities {
		if e.Salience < MentionSalience || len(out) == MaxPointers {
			break
		}
		if news.IsNil(e.ID) {
			continue
		}
		out = append(out, news.MentionPointer{
			Schema: news.SchemaVersion, Entity: e.ID, Type: e.Type, Name: e.Name, Salience: e.Salience,
			Article: a.ID, Revision: a.Revision, Title: a.Title, URL: a.URL,
			Source: a.Source.ID, Language: a.Annotations.Language.Code, Published: a.Published,
		})
	}
	return out
}

// PublishEvent publishes what happened. Of an article that was taken down only
// that it was dropped is told, and nothing of what it said.
func (b *Bus) PublishEvent(ctx context.Context, e news.Event) error {
	return b.PublishEventOnce(ctx, e, "")
}

// PublishEventOnce is PublishEvent for an event that another may publish at
// the same time: the server drops one whose id it has had within ten minutes.
func (b *Bus) PublishEventOnce(ctx context.Context, e news.Event, id string) error {
	if ok, err := b.tombstones.silent(ctx, &e); err != nil || !ok {
		return err
	}
	m, err := b.eventMsg(e, id)
	if err != nil {
		return err
	}
	if _, err := b.put(ctx, m); err != nil {
		return fmt.Errorf("publishing an event on %s: %w", m.Subject, err)
	}
	return nil
}
