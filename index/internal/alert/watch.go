package alert

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/telemetry"
)

// lookEvery is how often it is made sure that the bucket of queries is still
// the one that is watched: a watch does not tell that it was deleted.
const lookEvery = 5 * time.Second

// watchAgain is how long to wait before the bucket of queries is watched
// again after an error.
const watchAgain = 2 * time.Second

// watch keeps the set what the bucket of queries holds, and closes loaded when
// it first is.
func (s *session) watch(ctx context.Context, loaded chan<- struct{}) error {
	for {
		err := s.follow(ctx, func() {
			if loaded != nil {
				close(loaded)
				loaded = nil
			}
		})
		if ctx.Err() != nil {
			return nil
		}
		s.o.Log.Warn("watching the standing queries interrupted, trying again", telemetry.KeyErr, err)
		if !s.wait(ctx, watchAgain) {
			return ctxError(ctx)
		}
		if _, err := OpenStore(ctx, s.o.Bus); err != nil && ctx.Err() == nil {
			s.o.Log.Warn("the bucket of standing queries cannot be opened", telemetry.KeyErr, err)
		}
	}
}

// follow loads all queries, calls loaded and takes changes over until the
// watch ends.
func (s *session) follow(ctx context.Context, loaded func()) error {
	watch, err := s.store.kv.WatchAll(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = watch.Stop() }()
	made, err := s.store.made(ctx)
	if err != nil {
		return err
	}
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	c := &changes{session: s, base: &Set{languages: s.o.Languages, now: s.o.Now, byName: map[string]int32{}}, entries: make(map[string]*entry), broken: make(map[string]bool)}
	if old := s.set.Load(); old != nil {
		// What has not changed since the watch before stays compiled.
		c.base = old
		for name := range old.byName {
			c.entries[name] = nil
		}
	}
	for ready := false; ; {
		select {
		case <-ctx.Done():
			return nil
		case <-s.o.Bus.Closed():
			return nil
		case <-look.C:
			if now, err := s.store.made(ctx); errors.Is(err, jetstream.ErrStreamNotFound) || err == nil && !now.Equal(made) {
				return errors.New("the bucket of standing queries was made anew")
			}
		case entry, ok := <-watch.Updates():
			if !ok {
				return errors.New("the watch has ended")
			}
			if entry != nil {
				c.add(entry)
			}
			ready = ready || entry == nil
			// Many changes cost as much as one.
			if !ready || len(watch.Updates()) > 0 && len(c.entries) < changesAtOnce {
				continue
			}
			c.apply()
			loaded()
		}
	}
}

// changesAtOnce is how many changes are waited for at most while more come.
const changesAtOnce = 1000

// changes are those of the bucket that are not yet in the set.
type changes struct {
	*session
	base    *Set
	entries map[string]*entry
	broken  map[string]bool
}

func (c *changes) add(change jetstream.KeyValueEntry) {
	name := change.Key()
	c.entries[name] = nil
	delete(c.broken, name)
	if change.Operation() != jetstream.KeyValuePut {
		return
	}
	q, err := decode(name, change.Value())
	if err == nil {
		c.entries[name], err = c.base.compile(q)
	}
	if err != nil {
		// Its predecessor is not what is wanted any more.
		c.broken[name] = true
		c.o.Log.Error("a standing query is left out", "alert", name, telemetry.KeyErr, err)
	}
}

func (c *changes) apply() {
	c.base = c.base.change(c.entries)
	clear(c.entries)
	c.set.Store(c.base)
	c.metrics.queries.Set(float64(c.base.Len()))
	c.metrics.broken.Set(float64(len(c.broken)))
}
