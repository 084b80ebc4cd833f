package alert

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// Remembered is how long it is remembered that a query was told of a text: as
// long as the stream keeps articles by default, and a day.
const Remembered = 31 * 24 * time.Hour

// marks remembers which query was told of which text.
type marks struct {
	bus *bus.Bus
	kv  jetstream.KeyValue
}

// alertID identifies one alert: the query, when it was stored first, and the
// wording.
func alertID(q Query, hash string) string {
	return q.Name + "." + strconv.FormatInt(q.Created.Unix(), 36) + "." + hash
}

// take reports whether the alert is to be published for a message of the
// stream of annotated articles: it is when no other message has taken it, and
// when this one has but the event is not there.
func (m *marks) take(ctx context.Context, q Query, id string, seq uint64, stored time.Time) (bool, error) {
	owner := strconv.FormatUint(seq, 10)
	for {
		_, err := m.kv.Create(ctx, id, []byte(owner), jetstream.KeyTTL(Remembered))
		if err == nil {
			return true, nil
		}
		if !raced(err) {
			return false, fmt.Errorf("marking the alert %s: %w", id, err)
		}
		entry, err := m.kv.Get(ctx, id)
		switch {
		case errors.Is(err, jetstream.ErrKeyNotFound):
			// Its time ended in between.
			continue
		case err != nil:
			return false, fmt.Errorf("reading the mark of the alert %s: %w", id, err)
		case string(entry.Value()) != owner:
			return false, nil
		}
		told, err := m.told(ctx, q, id, stored)
		return !told && err == nil, err
	}
}

// told reports whether the events stream has the alert. It was published
// after the article was stored.
func (m *marks) told(ctx context.Context, q Query, id string, since time.Time) (found bool, err error) {
	subject := m.bus.Names().Event(news.Event{Kind: news.EventAlert, Alert: q.Name})
	err = m.bus.ScanHeadersSince(ctx, bus.Events, subject, since, func(s bus.Scanned) bool {
		found = s.Header.Get(nats.MsgIdHdr) == id
		return !found
	})
	return found, err
}

// replayLock is the key that the process holds that reads the past.
const replayLock = "_replay"

// lockFor is how long a process that has vanished keeps others from reading
// the past.
const lockFor = 5 * time.Minute

// lock reports whether this process may read the past now.
func (m *marks) lock(ctx context.Context, owner string) (bool, error) {
	entry, err := m.kv.Get(ctx, replayLock)
	switch {
	case err == nil && string(entry.Value()) != owner:
		return false, nil
	case err == nil:
		// The time of a key counts from its creation.
		if err := m.kv.Delete(ctx, replayLock, jetstream.LastRevision(entry.Revision())); err != nil && !raced(err) {
			return false, fmt.Errorf("holding the lock of replays: %w", err)
		}
	case !errors.Is(err, jetstream.ErrKeyNotFound):
		return false, fmt.Errorf("reading the lock of replays: %w", err)
	}
	_, err = m.kv.Create(ctx, replayLock, []byte(owner), jetstream.KeyTTL(lockFor))
	if raced(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("taking the lock of replays: %w", err)
	}
	return true, nil
}

// unlock lets another process read the past.
func (m *marks) unlock(ctx context.Context, owner string) error {
	entry, err := m.kv.Get(ctx, replayLock)
	if err != nil || !strings.EqualFold(string(entry.Value()), owner) {
		return nil //nolint:nilerr // it ends by itself
	}
	if err := m.kv.Delete(ctx, replayLock, jetstream.LastRevision(entry.Revision())); err != nil && !raced(err) {
		return fmt.Errorf("giving the lock of replays back: %w", err)
	}
	return nil
}
