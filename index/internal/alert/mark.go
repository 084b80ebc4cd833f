package alert

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"

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

// marksAtOnce is how many marks are read, or made singly, at once.
const marksAtOnce = 16

// holder says who has the mark of an answer.
type holder int

const (
	// nobody has it yet.
	nobody holder = iota
	// us: it was made in this try.
	us
	// before: to the same message, in an earlier try.
	before
	// another message has it.
	another
)

// take marks the answers and returns, in their order, those that are to be
// published: those that no other message has the mark of, but for those that
// were published in an earlier try. No id may be there twice.
func (m *marks) take(ctx context.Context, answers []answer) ([]answer, error) {
	holders := make([]holder, len(answers))
	err := each(ctx, len(answers), func(ctx context.Context, i int) (err error) {
		holders[i], err = m.read(ctx, answers[i])
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := m.create(ctx, answers, holders); err != nil {
		return nil, err
	}
	told, err := m.told(ctx, answers, holders)
	if err != nil {
		return nil, err
	}
	out := answers[:0:0]
	for i, a := range answers {
		if holders[i] == us || holders[i] == before && !told[a.id] {
			out = append(out, a)
		}
	}
	return out, nil
}

// each calls a function for every number below n, some at once.
func each(ctx context.Context, n int, do func(context.Context, int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(marksAtOnce)
	for i := range n {
		group.Go(func() error { return do(ctx, i) })
	}
	return group.Wait()
}

// read finds out who has a mark.
func (m *marks) read(ctx context.Context, a answer) (holder, error) {
	entry, err := m.kv.Get(ctx, a.id)
	switch {
	case errors.Is(err, jetstream.ErrKeyNotFound):
		return nobody, nil
	case err != nil:
		return nobody, fmt.Errorf("reading the mark of the alert %s: %w", a.id, err)
	case string(entry.Value()) != a.owner():
		return another, nil
	}
	return before, nil
}

// owner is what the mark of an answer says.
func (a *answer) owner() string { return strconv.FormatUint(a.seq, 10) }

// create makes the marks that nobody has: together where none of them came to
// be meanwhile, else one by one.
func (m *marks) create(ctx context.Context, answers []answer, holders []holder) error {
	var free []int
	for i, h := range holders {
		if h == nobody {
			free = append(free, i)
		}
	}
	for some := range slices.Chunk(free, bus.MaxKeys) {
		if len(some) >= bus.AtomicMin {
			keys := make([]bus.Key, len(some))
			for n, i := range some {
				keys[n] = bus.Key{Name: answers[i].id, Value: answers[i].owner()}
			}
			created, err := m.bus.CreateKeys(ctx, bus.Alerted, keys, Remembered)
			if err != nil {
				return fmt.Errorf("marking %d alerts: %w", len(some), err)
			}
			if created {
				for _, i := range some {
					holders[i] = us
				}
				continue
			}
		}
		err := each(ctx, len(some), func(ctx context.Context, n int) (err error) {
			holders[some[n]], err = m.createOne(ctx, answers[some[n]])
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// createOne makes a mark, or finds out who has made it meanwhile.
func (m *marks) createOne(ctx context.Context, a answer) (holder, error) {
	for {
		_, err := m.kv.Create(ctx, a.id, []byte(a.owner()), jetstream.KeyTTL(Remembered))
		if err == nil {
			return us, nil
		}
		if !raced(err) {
			return nobody, fmt.Errorf("marking the alert %s: %w", a.id, err)
		}
		// It is nobody's again where its time ended in between.
		if h, err := m.read(ctx, a); err != nil || h != nobody {
			return h, err
		}
	}
}

// told returns the ids of the answers marked in an earlier try that the events
// stream has. They were published after the article was stored.
func (m *marks) told(ctx context.Context, answers []answer, holders []holder) (map[string]bool, error) {
	since, found := make(map[string]time.Time), make(map[string]bool)
	for i, a := range answers {
		if holders[i] != before {
			continue
		}
		found[a.id] = false
		if at, ok := since[a.query.Name]; !ok || a.stored.Before(at) {
			since[a.query.Name] = a.stored
		}
	}
	for name, from := range since {
		subject := m.bus.Names().Event(news.Event{Kind: news.EventAlert, Alert: name})
		err := m.bus.ScanHeadersSince(ctx, bus.Events, subject, from, func(s bus.Scanned) bool {
			if _, wanted := found[s.Header.Get(nats.MsgIdHdr)]; wanted {
				found[s.Header.Get(nats.MsgIdHdr)] = true
			}
			return true
		})
		if err != nil {
			return nil, fmt.Errorf("looking for alerts of %s that were told: %w", name, err)
		}
	}
	return found, nil
}

// replayLock is the key that the process holds that reads the past.
const replayLock = "_replay"

// lockFor is how long a process that has vanished keeps others from what it
// had locked.
const lockFor = 5 * time.Minute

// lock takes a lock, or holds it longer, and reports whether this process has
// it.
func (m *marks) lock(ctx context.Context, key, owner string) (bool, error) {
	entry, err := m.kv.Get(ctx, key)
	switch {
	case err == nil && string(entry.Value()) != owner:
		return false, nil
	case err == nil:
		// The time of a key counts from its creation.
		if err := m.kv.Delete(ctx, key, jetstream.LastRevision(entry.Revision())); err != nil && !raced(err) {
			return false, fmt.Errorf("holding the lock %s: %w", key, err)
		}
	case !errors.Is(err, jetstream.ErrKeyNotFound):
		return false, fmt.Errorf("reading the lock %s: %w", key, err)
	}
	// A stop at this moment must not leave a lock of which nobody knows: what is
	// taken is given back.
	_, err = m.kv.Create(context.WithoutCancel(ctx), key, []byte(owner), jetstream.KeyTTL(lockFor))
	if raced(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("taking the lock %s: %w", key, err)
	}
	return true, nil
}

// unlock lets another process have a lock.
func (m *marks) unlock(ctx context.Context, key, owner string) error {
	entry, err := m.kv.Get(ctx, key)
	if err != nil || !strings.EqualFold(string(entry.Value()), owner) {
		return nil //nolint:nilerr // it ends by itself
	}
	if err := m.kv.Delete(ctx, key, jetstream.LastRevision(entry.Revision())); err != nil && !raced(err) {
		return fmt.Errorf("giving the lock %s back: %w", key, err)
	}
	return nil
}
