package alert

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/bus"
)

// ErrNotFound is returned for a name that no query is stored under.
var ErrNotFound = errors.New("no query is stored under this name")

// Store keeps the standing queries of an installation.
type Store struct {
	bus *bus.Bus
	kv  jetstream.KeyValue
}

// OpenStore returns the store, which it makes if there is none.
func OpenStore(ctx context.Context, b *bus.Bus) (*Store, error) {
	kv, err := b.Bucket(ctx, bus.Queries)
	if err != nil {
		return nil, err
	}
	return &Store{bus: b, kv: kv}, nil
}

// FindStore returns the store if there is one, else
// [jetstream.ErrBucketNotFound].
func FindStore(ctx context.Context, b *bus.Bus) (*Store, error) {
	kv, err := b.JetStream().KeyValue(ctx, b.Names().Bucket(bus.Queries))
	if err != nil {
		return nil, fmt.Errorf("looking for the bucket of standing queries: %w", err)
	}
	return &Store{bus: b, kv: kv}, nil
}

// Put stores a query in place of the one of its name, if there is one, and
// returns it as stored. A changed query goes on where the old one was: it is
// told of nothing that the old one was told of. One that is new, or now asks
// for an earlier date, is told of the past from that date on.
func (s *Store) Put(ctx context.Context, q Query) (Query, error) {
	if err := q.Validate(); err != nil {
		return Query{}, err
	}
	for {
		old, revision, err := s.get(ctx, q.Name)
		switch {
		case err == nil:
			q.Created, q.Replayed, q.Behind = old.Created, old.Replayed, old.Behind
			switch {
			case q.Webhook == nil:
				q.Behind = nil
			case q.Behind != nil && q.Behind.Reason != "":
				// It is tried at once.
				q.Behind = &Behind{From: q.Behind.From, Since: q.Behind.Since}
			}
			if !q.From.Equal(old.From) {
				q.Replayed = time.Time{}
			}
		case revision > 0 || errors.Is(err, ErrNotFound):
			// What can no longer be understood is replaced.
			if q.Created, err = s.serverTime(ctx); err != nil {
				return Query{}, err
			}
			q.Replayed, q.Behind = time.Time{}, nil
		default:
			return Query{}, err
		}
		data, err := q.encode()
		if err != nil {
			return Query{}, err
		}
		if revision == 0 {
			_, err = s.kv.Create(ctx, q.Name, data)
		} else {
			_, err = s.kv.Update(ctx, q.Name, data, revision)
		}
		if err == nil {
			return q, nil
		}
		if !raced(err) {
			return Query{}, fmt.Errorf("storing the query of %q: %w", q.Name, err)
		}
	}
}

// Get returns the query of a name, or ErrNotFound.
func (s *Store) Get(ctx context.Context, name string) (Query, error) {
	q, _, err := s.get(ctx, name)
	return q, err
}

// get returns a revision beside the error for what is stored but cannot be
// understood.
func (s *Store) get(ctx context.Context, name string) (Query, uint64, error) {
	entry, err := s.kv.Get(ctx, name)
	if errors.Is(err, jetstream.ErrKeyNotFound) || errors.Is(err, jetstream.ErrInvalidKey) {
		return Query{}, 0, fmt.Errorf("reading the query of %q: %w", name, ErrNotFound)
	}
	if err != nil {
		return Query{}, 0, fmt.Errorf("reading the query of %q: %w", name, err)
	}
	q, err := unmarshal(name, entry.Value())
	return q, entry.Revision(), err
}

// All returns every query that can be understood, sorted by name, and an error
// for each that cannot.
func (s *Store) All(ctx context.Context) ([]Query, []error, error) {
	var out []Query
	var broken []error
	watch, err := s.kv.WatchAll(ctx, jetstream.IgnoreDeletes())
	if err != nil {
		return nil, nil, fmt.Errorf("reading the standing queries: %w", err)
	}
	defer func() { _ = watch.Stop() }()
	for {
		select {
		case entry, ok := <-watch.Updates():
			if !ok {
				return nil, nil, fmt.Errorf("reading the standing queries: %w", context.Cause(ctx))
			}
			if entry == nil {
				slices.SortFunc(out, func(a, b Query) int { return strings.Compare(a.Name, b.Name) })
				return out, broken, nil
			}
			if q, err := decode(entry.Key(), entry.Value()); err != nil {
				broken = append(broken, err)
			} else {
				out = append(out, q)
			}
		case <-ctx.Done():
			return nil, nil, fmt.Errorf("reading the standing queries: %w", context.Cause(ctx))
		}
	}
}

// Remove deletes the query of a name, or returns ErrNotFound.
func (s *Store) Remove(ctx context.Context, name string) error {
	_, revision, err := s.get(ctx, name)
	if revision == 0 && err != nil {
		return err
	}
	if err := s.kv.Delete(ctx, name, jetstream.LastRevision(revision)); err != nil {
		return fmt.Errorf("removing the query of %q: %w", name, err)
	}
	return nil
}

// replayed notes that a query was told of the past. One that has been changed
// meanwhile is left as it is.
func (s *Store) replayed(ctx context.Context, q Query, at time.Time) error {
	err := s.change(ctx, q.Name, func(now *Query) bool {
		if !now.Created.Equal(q.Created) || !now.From.Equal(q.From) {
			return false
		}
		now.Replayed = at.UTC()
		return true
	})
	return ignoreNotFound(err)
}

// change stores what a function makes of the query of a name; the function
// reports whether there is anything to store, and is called again where
// another process stored the query meanwhile.
func (s *Store) change(ctx context.Context, name string, alter func(*Query) bool) error {
	for {
		q, revision, err := s.get(ctx, name)
		if err != nil {
			return err
		}
		if !alter(&q) {
			return nil
		}
		data, err := q.encode()
		if err != nil {
			return err
		}
		if _, err = s.kv.Update(ctx, name, data, revision); err == nil {
			return nil
		}
		if !raced(err) {
			return fmt.Errorf("storing the query of %q: %w", name, err)
		}
	}
}

// serverTime returns the time as the server has it, by which messages of the
// stream are dated.
func (s *Store) serverTime(ctx context.Context) (time.Time, error) {
	stream, err := s.bus.JetStream().Stream(ctx, s.bus.Names().Stream(bus.Enriched))
	if err != nil {
		return time.Time{}, fmt.Errorf("asking the server for its time: %w", err)
	}
	return stream.CachedInfo().TimeStamp.UTC(), nil
}

// made returns when the bucket was made.
func (s *Store) made(ctx context.Context) (time.Time, error) {
	stream, err := s.bus.JetStream().Stream(ctx, "KV_"+s.bus.Names().Bucket(bus.Queries))
	if err != nil {
		return time.Time{}, fmt.Errorf("looking up the bucket of standing queries: %w", err)
	}
	return stream.CachedInfo().Created, nil
}

// raced reports whether the server refused a write because another came
// first.
func raced(err error) bool {
	if errors.Is(err, jetstream.ErrKeyExists) {
		return true
	}
	api, ok := errors.AsType[*jetstream.APIError](err)
	return ok && (api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence || api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant)
}
