package alert

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

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
		s.o.Log.Warn("watching the standing queries interrupted, trying again", "err", err)
		if !s.wait(ctx, watchAgain) {
			return ctxError(ctx)
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
		c.o.Log.Error("a standing query is left out", "alert", name, "err", err)
	}
}

func (c *changes) apply() {
	c.base = c.base.change(c.entries)
	clear(c.entries)
	c.set.Store(c.base)
	c.metrics.queries.Set(float64(c.base.Len()))
	c.metrics.broken.Set(float64(len(c.broken)))
}
