package alert

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// Behind says from where on a webhook has still to be told. Its alerts are
// left on the events stream, where they hold up no other webhook's, and are
// posted in their order by one of the processes, which tries again and again
// until it has caught up or the stream has dropped them.
type Behind struct {
	// From is the first sequence of the events stream that is left.
	From uint64 `json:"from"`
	// Closing is set when all before From has been posted: alerts that come
	// now are posted at once again.
	Closing bool `json:"closing,omitempty"`
}

const (
	// catchUpEvery is how often it is looked for webhooks to be tried again.
	catchUpEvery = time.Second
	// catchUpAtOnce is how many webhooks are tried again at once, each for at
	// most [postTimeout] when it is dead.
	catchUpAtOnce = 16
	// eventsRead is how many alerts of a webhook are read at once.
	eventsRead = 256
	// closingFor is how long a change of a query takes at most to be read from
	// every server of a cluster.
	closingFor = time.Second
	// othersFor is how long a webhook is left to another process.
	othersFor = 15 * time.Second
)

// left reports whether an alert of a query whose webhook is behind is left on
// the stream. The set may not know yet that the webhook has caught up, so the
// store is asked.
func (s *session) left(ctx context.Context, q Query, seq uint64) (bool, error) {
	if q.Behind == nil {
		return false, nil
	}
	now, err := s.store.Get(ctx, q.Name)
	if errors.Is(err, ErrNotFound) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return now.Behind != nil && !now.Behind.Closing && seq >= now.Behind.From, nil
}

// fallBehind notes that the alerts of a query from a sequence on are left.
func (s *Store) fallBehind(ctx context.Context, name string, seq uint64) error {
	return s.change(ctx, name, func(q *Query) bool {
		switch b := q.Behind; {
		case q.Webhook == nil:
			return false
		case b == nil:
			q.Behind = &Behind{From: seq}
		case b.From <= seq && !b.Closing:
			return false
		default:
			q.Behind = &Behind{From: min(b.From, seq)}
		}
		return true
	})
}

// trials remembers when webhooks that are behind are tried again.
type trials struct {
	mu sync.Mutex
	// next is guarded by mu.
	next map[string]*trial
}

type trial struct {
	at       time.Time
	failures int
	url      string
	running  bool
}

// begin reports whether a query's webhook is to be tried now.
func (t *trials) begin(q Query, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	next := t.next[q.Name]
	if next == nil {
		next = &trial{}
		t.next[q.Name] = next
	}
	if next.url != q.Webhook.URL {
		// What the old address did says nothing of the new one.
		next.url, next.at, next.failures = q.Webhook.URL, time.Time{}, 0
	}
	if next.running || now.Before(next.at) {
		return false
	}
	next.running = true
	return true
}

// end notes how a trial ended: with nil when the webhook has caught up.
func (t *trials) end(q Query, first time.Duration, now time.Time, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	next := t.next[q.Name]
	switch {
	case err == nil:
		delete(t.next, q.Name)
		return
	case errors.Is(err, errOthers):
		next.at = now.Add(othersFor)
	default:
		next.failures++
		next.at = now.Add(delayAfter(first, next.failures))
	}
	next.running = false
}

// errOthers is returned where another process sees to a webhook.
var errOthers = errors.New("another process sees to it")

// catchUp tries webhooks that are behind until ctx ends.
func (s *session) catchUp(ctx context.Context) error {
	t := &trials{next: make(map[string]*trial)}
	var group errgroup.Group
	group.SetLimit(catchUpAtOnce)
	for s.wait(ctx, min(catchUpEvery, s.poster.first)) {
		behind := 0
		for q := range s.set.Load().Queries {
			if q.Behind == nil || q.Webhook == nil {
				continue
			}
			behind++
			if ctx.Err() != nil || !t.begin(q, time.Now()) {
				continue
			}
			if !group.TryGo(func() error {
				err := s.catchUpOne(ctx, q)
				if err != nil && !errors.Is(err, errOthers) && ctx.Err() == nil {
					s.o.Log.Warn("a webhook is behind; its alerts wait on the stream of events and are tried again; look at its address with newsq alert show", "alert", q.Name, telemetry.KeyErr, err)
				}
				t.end(q, s.poster.first, time.Now(), err)
				return nil
			}) {
				t.end(q, 0, time.Now(), errOthers)
			}
		}
		s.metrics.behind.Set(float64(behind))
	}
	_ = group.Wait() // they return nil
	return ctxError(ctx)
}

// catchUpOne posts what a webhook has missed.
func (s *session) catchUpOne(ctx context.Context, q Query) (err error) {
	key := "_webhook-" + q.Name
	ours, err := s.marks.lock(ctx, key, s.owner)
	if err != nil {
		return err
	}
	if !ours {
		return errOthers
	}
	defer func() { err = errors.Join(err, s.marks.unlock(context.WithoutCancel(ctx), key, s.owner)) }()
	now, err := s.store.Get(ctx, q.Name)
	if err != nil || now.Behind == nil || now.Webhook == nil {
		return ignoreNotFound(err)
	}
	from, err := s.postFrom(ctx, key, now, now.Behind.From)
	if err != nil {
		return errors.Join(err, s.store.moveOn(context.WithoutCancel(ctx), q.Name, now.Behind.From, from))
	}
	// From here on alerts are posted as they come. Until then some were left.
	closing := false
	err = s.store.change(ctx, q.Name, func(q *Query) bool {
		closing = q.Behind != nil && q.Behind.From == now.Behind.From
		if closing {
			q.Behind = &Behind{From: from, Closing: true}
		}
		return closing
	})
	switch {
	case err != nil:
		return ignoreNotFound(err)
	case !closing || !s.wait(ctx, closingFor):
		// An older alert could not be posted meanwhile, or the service stops.
		return errOthers
	}
	if from, err = s.postFrom(ctx, key, now, from); err != nil {
		return errors.Join(err, s.store.fallBehind(context.WithoutCancel(ctx), q.Name, from))
	}
	return ignoreNotFound(s.store.change(ctx, q.Name, func(q *Query) bool {
		caughtUp := q.Behind != nil && q.Behind.Closing
		if caughtUp {
			q.Behind = nil
		}
		return caughtUp
	}))
}

func ignoreNotFound(err error) error {
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// moveOn notes how far a webhook has come that is still behind.
func (s *Store) moveOn(ctx context.Context, name string, from, to uint64) error {
	return ignoreNotFound(s.change(ctx, name, func(q *Query) bool {
		if q.Behind == nil || q.Behind.From != from || to <= from {
			return false
		}
		q.Behind = &Behind{From: to}
		return true
	}))
}

// postFrom posts the alerts of a query from a sequence on, in their order,
// until there are no more, and returns the sequence that is next. After an
// error that is the sequence of the alert that could not be posted.
func (s *session) postFrom(ctx context.Context, lock string, q Query, from uint64) (uint64, error) {
	subject := s.o.Bus.Names().Event(news.Event{Kind: news.EventAlert, Alert: q.Name})
	renew := time.Now().Add(lockEvery)
	for {
		var events []bus.Scanned
		err := s.o.Bus.ScanFrom(ctx, bus.Events, subject, from, func(e bus.Scanned) bool {
			events = append(events, e)
			return len(events) < eventsRead
		})
		if err != nil || len(events) == 0 {
			return from, err
		}
		for _, e := range events {
			if time.Now().After(renew) {
				if ours, err := s.marks.lock(ctx, lock, s.owner); err != nil || !ours {
					return from, fmt.Errorf("renewing the lock of a webhook: %w", errors.Join(errOthers, err))
				}
				renew = time.Now().Add(lockEvery)
			}
			err := s.poster.post(ctx, q.Webhook, deliveryID(e.Header), e.Data)
			switch {
			case err == nil:
				s.metrics.webhooks.WithLabelValues("delivered").Inc()
			case ctx.Err() != nil:
				return from, err
			case final(err):
				// It would be refused for ever; it stays on the stream.
				s.metrics.webhooks.WithLabelValues("refused").Inc()
				s.o.Log.Error("a webhook refused an alert for good; it stays on the stream of events", "alert", q.Name, telemetry.KeyStreamSeq, e.Seq, telemetry.KeyErr, err)
			default:
				s.metrics.webhooks.WithLabelValues("put_off").Inc()
				return from, err
			}
			from = e.Seq + 1
		}
	}
}
