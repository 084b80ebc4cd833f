package bus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/clock"
	"github.com/dateline-news/dateline/shared/news"
)

const (
	// forgetFilters is up to how many subjects are looked through one by one;
	// beyond, the whole stream is.
	forgetFilters = 20
	// forgetPasses bounds how often it is looked for what came meanwhile.
	forgetPasses = 10
)

// Taken is what to take down.
type Taken struct {
	// IDs are the articles.
	IDs []string
	// Sources are the outlets of all of them, which saves a reading of all that
	// is annotated; empty where they are not known.
	Sources []string
	// Reason is written into each tombstone.
	Reason string
}

// Erased counts what was removed of each stream.
type Erased map[StreamName]int

// Total is how many messages were removed.
func (e Erased) Total() int {
	n := 0
	for _, one := range e {
		n += one
	}
	return n
}

// Forget takes articles down for good. It writes their tombstones first, which
// keep every service from publishing and indexing them, and then overwrites
// with random bytes and removes what ARTICLES, ENRICHED, MENTIONS, EVENTS and
// QUARANTINE hold of them, again and again until nothing more comes: a process
// that had an article in hand may publish it for a few seconds. It may be cut
// short anywhere and called again. Copies of the index delete what they have
// when they see the tombstone. Tell is called with the stream at hand.
func (b *Bus) Forget(ctx context.Context, t Taken, tell func(StreamName)) (Erased, error) {
	kv, err := b.Bucket(ctx, Forgotten)
	if err != nil {
		return nil, err
	}
	var settled time.Time
	for _, id := range t.IDs {
		stone := Tombstone{Time: time.Now().UTC(), Reason: t.Reason}
		if len(t.IDs) == 1 && len(t.Sources) == 1 {
			stone.Source = t.Sources[0]
		}
		fresh, err := b.bury(ctx, kv, id, stone)
		if err != nil {
			return nil, err
		}
		if fresh {
			settled = time.Now().Add(settleFor)
		}
	}
	return b.eraseAll(ctx, settled, func() *eraser {
		return b.eraserOf(t, tell)
	})
}

func (b *Bus) eraserOf(t Taken, tell func(StreamName)) *eraser {
	wanted := make(map[string]bool, len(t.IDs))
	for _, id := range t.IDs {
		wanted[id] = true
	}
	e := b.eraser(func(id string) bool { return wanted[id] }, tell)
	e.ids, e.sources, e.told = t.IDs, slices.Clone(t.Sources), len(t.Sources) > 0
	return e
}

// Reforget removes what the streams hold of all articles that were ever taken
// down, as after an older copy of the streams was restored. It reads all of
// every stream.
func (b *Bus) Reforget(ctx context.Context, tell func(StreamName)) (Erased, error) {
	if err := b.tombstones.look(ctx); err != nil {
		return nil, err
	}
	if b.tombstones.Len() == 0 {
		return Erased{}, nil
	}
	return b.eraseAll(ctx, time.Time{}, func() *eraser { return b.eraser(b.tombstones.Has, tell) })
}

// Remains counts what the streams hold of articles, and changes nothing.
func (b *Bus) Remains(ctx context.Context, t Taken) (Erased, error) {
	e := b.eraserOf(t, func(StreamName) {})
	if err := e.find(ctx); err != nil {
		return nil, err
	}
	left := make(Erased)
	for s, seqs := range e.found {
		left[s] = len(seqs)
	}
	return left, nil
}

// eraseAll removes until nothing is found after everybody knows the tombstones.
func (b *Bus) eraseAll(ctx context.Context, settled time.Time, begin func() *eraser) (Erased, error) {
	total := make(Erased)
	for range forgetPasses {
		last := !time.Now().Before(settled)
		e := begin()
		if err := e.find(ctx); err != nil {
			return total, err
		}
		n, err := e.remove(ctx, total)
		if err != nil {
			return total, err
		}
		if n == 0 && last {
			return total, nil
		}
		if err := clock.Sleep(ctx, max(time.Until(settled), 100*time.Millisecond)); err != nil {
			return total, err
		}
	}
	return total, errors.New("more of it comes as fast as it is removed: a program of an earlier version runs; upgrade it and do it again")
}

// eraser finds and removes the messages of articles.
type eraser struct {
	b     *Bus
	match func(id string) bool
	tell  func(StreamName)
	// ids are the articles; empty where only match knows them.
	ids []string
	// sources and entities are what their subjects are made of; told says that
	// the caller knows all sources.
	sources  []string
	told     bool
	entities map[string]bool
	// known are the articles of which an annotated form was found, that tells
	// all of its subjects.
	known map[string]bool
	found map[StreamName][]uint64
}

func (b *Bus) eraser(match func(string) bool, tell func(StreamName)) *eraser {
	return &eraser{b: b, match: match, tell: tell, entities: make(map[string]bool), known: make(map[string]bool), found: make(map[StreamName][]uint64)}
}

// scan notes the messages on a subject that are of the articles.
func (e *eraser) scan(ctx context.Context, s StreamName, subject string, headers bool, of func(Scanned) string, visit func(id string, m Scanned)) error {
	e.tell(s)
	size := scanBatch
	if !headers {
		size = quarantineBatch
	}
	cfg := jetstream.ConsumerConfig{FilterSubject: subject, DeliverPolicy: jetstream.DeliverAllPolicy, HeadersOnly: headers}
	err := e.b.scanStream(ctx, e.b.names.Stream(s), cfg, size, func(m Scanned) bool {
		if id := of(m); id != "" && e.match(id) {
			e.found[s] = append(e.found[s], m.Seq)
			if visit != nil {
				visit(id, m)
			}
		}
		return true
	})
	if err != nil {
		return fmt.Errorf("reading %s of %s: %w", subject, e.b.names.Stream(s), err)
	}
	return nil
}

// find looks through all streams.
func (e *eraser) find(ctx context.Context) error {
	for _, step := range []func(context.Context) error{e.articles, e.enriched, e.mentions, e.events, e.quarantine} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (e *eraser) articles(ctx context.Context) error {
	n := e.b.names
	subjects := []string{n.Article("*", "*")}
	if len(e.ids) > 0 && len(e.ids) <= forgetFilters {
		subjects = subjects[:0]
		for _, id := range e.ids {
			subjects = append(subjects, n.Article("*", id))
		}
	}
	published := make(map[string]bool)
	for _, subject := range subjects {
		err := e.scan(ctx, Articles, subject, true, func(m Scanned) string {
			return m.Subject[strings.LastIndexByte(m.Subject, '.')+1:]
		}, func(id string, m Scanned) {
			published[id] = true
			if parts := strings.Split(m.Subject, "."); len(parts) > 1 && !slices.Contains(e.sources, parts[len(parts)-2]) {
				e.sources = append(e.sources, parts[len(parts)-2])
			}
		})
		if err != nil {
			return err
		}
	}
	if !e.told && (len(published) < len(e.ids) || len(e.ids) == 0) {
		// The outlets of the others are anybody's guess.
		e.sources = nil
	}
	return nil
}

func (e *eraser) enriched(ctx context.Context) error {
	n := e.b.names
	subjects := []string{n.EnrichedAll()}
	if len(e.sources) > 0 && len(e.sources) <= forgetFilters {
		subjects = subjects[:0]
		for _, source := range e.sources {
			subjects = append(subjects, n.Enriched("*", source))
		}
	}
	for _, subject := range subjects {
		if err := e.scan(ctx, Enriched, subject, true, articleHeader, nil); err != nil {
			return err
		}
	}
	stream, err := e.b.stream(ctx, Enriched)
	if err != nil {
		return err
	}
	for _, seq := range e.found[Enriched] {
		m, err := stream.GetMsg(ctx, seq)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			continue
		}
		if err != nil {
			return fmt.Errorf("reading sequence %d of %s: %w", seq, n.Stream(Enriched), err)
		}
		a, err := news.Decode(m.Data)
		if err != nil || a.Annotations == nil {
			continue
		}
		e.known[a.ID] = true
		for _, p := range pointers(a) {
			e.entities[n.Mention(p.Type, p.Entity)] = true
		}
	}
	return nil
}

func articleHeader(m Scanned) string { return m.Header.Get(HeaderArticle) }

func (e *eraser) mentions(ctx context.Context) error {
	subjects := []string{e.b.names.Mention("*", "*")}
	if len(e.ids) > 0 && len(e.known) == len(e.ids) && len(e.entities) <= forgetFilters {
		subjects = slices.Sorted(maps.Keys(e.entities))
	}
	for _, subject := range subjects {
		err := e.scan(ctx, Mentions, subject, false, func(m Scanned) string {
			var p news.MentionPointer
			if json.Unmarshal(m.Data, &p) != nil {
				return ""
			}
			return p.Article
		}, nil)
		if err != nil {
			return err
		}
	}
	return nil
}

func (e *eraser) events(ctx context.Context) error {
	return e.scan(ctx, Events, e.b.names.subject("event", ">"), false, func(m Scanned) string {
		var event news.Event
		if json.Unmarshal(m.Data, &event) != nil {
			return ""
		}
		// What tells only that it was taken down stays.
		if event.Article != "" && event.Kind == news.EventDropped && event.URL == "" {
			return ""
		}
		if event.Article == "" {
			event.Article, _ = news.IDFromURL(event.URL)
		}
		return event.Article
	}, nil)
}

func (e *eraser) quarantine(ctx context.Context) error {
	n := e.b.names
	for _, subject := range []string{n.Quarantine("*"), n.Retry("*")} {
		err := e.scan(ctx, Quarantine, subject, false, func(m Scanned) string {
			if id := articleHeader(m); id != "" {
				return id
			}
			var q struct {
				Subject string `json:"subject"`
			}
			from := m.Header.Get(HeaderRetry)
			if from == "" {
				from = string(m.Data)
			}
			// What is no article may have come on the subject of one.
			if json.Unmarshal([]byte(from), &q) != nil || !strings.HasPrefix(q.Subject, n.subject("article", "")) {
				return ""
			}
			return q.Subject[strings.LastIndexByte(q.Subject, '.')+1:]
		}, nil)
		if err != nil {
			return err
		}
	}
	return nil
}

// remove overwrites and removes what was found; ENRICHED and ARTICLES last,
// which tell where the rest is.
func (e *eraser) remove(ctx context.Context, total Erased) (n int, err error) {
	for _, s := range []StreamName{Quarantine, Mentions, Events, Enriched, Articles} {
		if len(e.found[s]) == 0 {
			continue
		}
		e.tell(s)
		stream, err := e.b.stream(ctx, s)
		if err != nil {
			return n, err
		}
		for _, seq := range e.found[s] {
			if err := stream.SecureDeleteMsg(ctx, seq); err != nil {
				if gone(ctx, stream, seq) {
					continue
				}
				return n, fmt.Errorf("removing sequence %d of %s: %w", seq, e.b.names.Stream(s), err)
			}
			n++
			total[s]++
		}
	}
	return n, nil
}
