package bus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"

	"github.com/dateline-news/dateline/shared/news"
)

// eventsAtOnce is how many events are published singly at once.
const eventsAtOnce = 16

// OnceEvent is an event with the id under which it is published once, see
// [Bus.PublishEventOnce].
type OnceEvent struct {
	Event news.Event
	ID    string
}

// PublishEventsOnce publishes events as [Bus.PublishEventOnce] does. Those of
// one subject are stored in their order. Ten or more go as atomic batches, one
// write to disk a batch, where the stream takes such. After an error some may
// be published.
func (b *Bus) PublishEventsOnce(ctx context.Context, events []OnceEvent) error {
	told := make([]OnceEvent, 0, len(events))
	for _, e := range events {
		ok, err := b.tombstones.silent(ctx, &e.Event)
		if err != nil {
			return err
		}
		if ok {
			told = append(told, e)
		}
	}
	for events = told; len(events) > 0; {
		n := min(len(events), atomicMax)
		if err := b.publishEvents(ctx, events[:n]); err != nil {
			return err
		}
		events = events[n:]
	}
	return nil
}

func (b *Bus) publishEvents(ctx context.Context, events []OnceEvent) error {
	if len(events) >= AtomicMin {
		msgs := make([]*nats.Msg, len(events))
		for i, e := range events {
			var err error
			if msgs[i], err = b.eventMsg(e.Event, e.ID); err != nil {
				return err
			}
		}
		if err := b.commit(ctx, msgs); !errors.Is(err, errBatchRefused) {
			return err
		}
	}
	subjects := make(map[string][]OnceEvent)
	for _, e := range events {
		subject := b.names.Event(e.Event)
		subjects[subject] = append(subjects[subject], e)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(eventsAtOnce)
	for _, list := range subjects {
		group.Go(func() error {
			for _, e := range list {
				if err := b.PublishEventOnce(ctx, e.Event, e.ID); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// eventMsg makes the message of an event.
func (b *Bus) eventMsg(e news.Event, id string) (*nats.Msg, error) {
	e.Schema = news.SchemaVersion
	data, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("encoding an event: %w", err)
	}
	m := nats.NewMsg(b.names.Event(e))
	m.Data = data
	m.Header.Set(HeaderType, contentJSON)
	if e.Article != "" {
		m.Header.Set(HeaderArticle, e.Article)
	}
	if id != "" {
		m.Header.Set(nats.MsgIdHdr, id)
	}
	return m, nil
}

// Key is a key of a bucket with its value.
type Key struct {
	Name  string
	Value string
}

// CreateKeys creates all the keys of a bucket or none, with one write to disk,
// and reports which. It creates none where one of them is there, and where the
// bucket takes no atomic batches. At most [MaxKeys] go at once.
func (b *Bus) CreateKeys(ctx context.Context, bucket BucketName, keys []Key, ttl time.Duration) (bool, error) {
	msgs := make([]*nats.Msg, len(keys))
	for i, k := range keys {
		m := nats.NewMsg("$KV." + b.names.Bucket(bucket) + "." + k.Name)
		m.Data = []byte(k.Value)
		m.Header.Set(jetstream.ExpectedLastSubjSeqHeader, "0")
		m.Header.Set(jetstream.MsgTTLHeader, ttl.String())
		msgs[i] = m
	}
	err := b.commit(ctx, msgs)
	if errors.Is(err, errBatchRefused) {
		return false, nil
	}
	return err == nil, err
}

// MaxKeys is how many keys are created at once at most.
const MaxKeys = atomicMax
