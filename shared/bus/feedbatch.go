package bus

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// NewFeed is a feed to be registered.
type NewFeed struct {
	// Feed is the feed's id.
	Feed     string
	Settings []byte
	// First is when its timer fires.
	First time.Time
}

// AddAll registers feeds, each with its settings and a timer, and reports for
// each whether it was new; one that has settings is left as it is. Ten or more
// go as atomic batches, one write to disk a batch. An error comes with what
// became of the feeds before it.
func (f *FeedLog) AddAll(ctx context.Context, feeds []NewFeed) ([]bool, error) {
	isNew := make([]bool, 0, len(feeds))
	for len(feeds) > 0 {
		n := min(len(feeds), atomicMax)
		chunk := feeds[:n]
		feeds = feeds[n:]
		if n >= AtomicMin {
			err := f.b.commit(ctx, f.messages(chunk))
			if err == nil {
				for range chunk {
					isNew = append(isNew, true)
				}
				continue
			}
			if !errors.Is(err, errBatchRefused) {
				return isNew, err
			}
		}
		for _, feed := range chunk {
			added, err := f.add(ctx, feed)
			if err != nil {
				return isNew, err
			}
			isNew = append(isNew, added)
		}
	}
	return isNew, nil
}

// messages are the settings and timers of feeds that must have neither.
func (f *FeedLog) messages(feeds []NewFeed) []*nats.Msg {
	msgs := make([]*nats.Msg, 0, 2*len(feeds))
	for _, feed := range feeds {
		settings := nats.NewMsg(f.b.names.FeedSettings(feed.Feed))
		settings.Data = feed.Settings
		timer := nats.NewMsg(f.b.names.FeedTimer(feed.Feed))
		timer.Header.Set(jetstream.ScheduleHeader, "@at "+feed.First.UTC().Format(time.RFC3339))
		timer.Header.Set(jetstream.ScheduleTargetHeader, f.b.names.FeedDue(feed.Feed))
		msgs = append(msgs, settings, timer)
	}
	for _, m := range msgs {
		m.Header.Set(jetstream.ExpectedLastSubjSeqHeader, "0")
	}
	return msgs
}

// add registers one feed. A crash between the two writes is healed by the
// reconciler.
func (f *FeedLog) add(ctx context.Context, feed NewFeed) (bool, error) {
	_, err := f.PutSettings(ctx, feed.Feed, feed.Settings, 0)
	if errors.Is(err, ErrConflict) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := f.ArmIfNone(ctx, feed.Feed, feed.First, nil); err != nil && !errors.Is(err, ErrConflict) {
		return true, err
	}
	return true, nil
}
