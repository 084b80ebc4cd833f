package alert

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
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
	// Since is when it fell behind; zero where an earlier version noted it.
	Since time.Time `json:"since,omitzero"`
	// Reason says in words why the last post failed; empty: none has, there
	// are more alerts than it takes at once, or it was stored anew since.
	Reason string `json:"reason,omitempty"`
	// Refused is set when it answered that the alert itself, or whoever posts
	// it, is wrong: that is for a person to mend.
	Refused bool `json:"refused,omitempty"`
}

// String says for people how the webhook stands.
func (b Behind) String() string {
	switch {
	case b.Reason == "":
		return "catching up"
	case b.Refused:
		return "refused: " + b.Reason
	default:
		return "behind: " + b.Reason
	}
}

// failed is the same with why the last post failed, if that is what went wrong.
func (b Behind) failed(cause error) *Behind {
	if e, ok := errors.AsType[*postError](cause); ok && !errors.Is(e, context.Canceled) {
		reason := e.Error()
		b.Reason, b.Refused = strings.ToValidUTF8(reason[:min(len(reason), maxReason)], ""), final(e)
	}
	return &b
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
	// refusedInRow is after how many alerts in a row that a webhook refuses
	// the fault is taken to be its own, and not that of the alerts.
	refusedInRow = 16
	// maxReason bounds the bytes of what is kept of an error.
	maxReason = 256
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

// fallBehind notes that the alerts of a query from a sequence on are left, and
// why.
func (s *Store) fallBehind(ctx context.Context, name string, seq uint64, now time.Time, cause error) error {
	return s.change(ctx, name, func(q *Query) bool {
		switch b := q.Behind; {
		case q.Webhook == nil:
			return false
		case b == nil:
			q.Behind = Behind{From: seq, Since: now.UTC()}.failed(cause)
		case b.From <= seq && !b.Closing:
			return false
		default:
			q.Behind = Behind{From: min(b.From, seq), Since: b.Since, Reason: b.Reason, Refused: b.Refused}.failed(cause)
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
	webhook  Webhook
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
	if next.webhook != *q.Webhook || next.failures > 0 && q.Behind.Reason == "" {
		// What the old address did says nothing of the new one, nor of one
		// that was stored anew.
		next.webhook, next.at, next.failures = *q.Webhook, time.Time{}, 0
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
					level := slog.LevelWarn
					if final(err) {
						level = slog.LevelError
					}
					s.o.Log.Log(ctx, level, "a webhook is behind; its alerts wait on the stream of events and are tried again; look at its address with newsq alert show", "alert", q.Name, telemetry.KeyErr, err)
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
	if err := s.lookForLost(ctx, now); err != nil {
		return err
	}
	from, err := s.postFrom(ctx, key, now, now.Behind.From)
	if err != nil {
		return errors.Join(err, s.store.moveOn(context.WithoutCancel(ctx), q.Name, now.Behind.From, from, err))
	}
	// From here on alerts are posted as they come. Until then some were left.
	closing := false
	err = s.store.change(ctx, q.Name, func(q *Query) bool {
		closing = q.Behind != nil && q.Behind.From == now.Behind.From
		if closing {
			q.Behind = &Behind{From: from, Closing: true, Since: q.Behind.Since}
		}
		return closing
	})
	switch {
	case err != nil:
		return ignoreNotFound(err)
	case !closing || !s.wait(ctx, closingFor):
		// An older alert could not be posted meanwhile and is next, or the
		// service stops.
		return nil
	}
	if from, err = s.postFrom(ctx, key, now, from); err != nil {
		return errors.Join(err, s.store.fallBehind(context.WithoutCancel(ctx), q.Name, from, s.o.Now(), err))
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

// lookForLost tells when the stream has dropped what a webhook was left.
func (s *session) lookForLost(ctx context.Context, q Query) error {
	stream, err := s.o.Bus.JetStream().Stream(ctx, s.o.Bus.Names().Stream(bus.Events))
	if err != nil {
		return fmt.Errorf("looking up the stream of events: %w", err)
	}
	if first := stream.CachedInfo().State.FirstSeq; !q.Behind.Closing && first > q.Behind.From {
		s.metrics.webhooks.WithLabelValues("lost").Inc()
		s.o.Log.Error("alerts have left the stream of events before their webhook took them; newsq tail and newsq search still find the articles", "alert", q.Name, "from_seq", q.Behind.From, "first_seq", first)
	}
	return nil
}

// moveOn notes how far a webhook has come that is still behind, and why.
func (s *Store) moveOn(ctx context.Context, name string, from, to uint64, cause error) error {
	return ignoreNotFound(s.change(ctx, name, func(q *Query) bool {
		if q.Behind == nil || q.Behind.From != from {
			return false
		}
		before := *q.Behind
		q.Behind = Behind{From: max(from, to), Since: before.Since, Reason: before.Reason, Refused: before.Refused}.failed(cause)
		return *q.Behind != before
	}))
}

// postFrom posts the alerts of a query from a sequence on, in their order,
// until there are no more, and returns the sequence that is next. After an
// error that is the sequence of the alert that could not be posted.
//
// An alert that is refused for good goes to quarantine when it is refused again
// after a later one was accepted: then the fault lies with the alert. While all
// are refused it lies with the webhook, and all wait until somebody has mended
// it.
func (s *session) postFrom(ctx context.Context, lock string, q Query, from uint64) (uint64, error) {
	subject := s.o.Bus.Names().Event(news.Event{Kind: news.EventAlert, Alert: q.Name})
	renew := time.Now().Add(lockEvery)
	var refused refusals
	for at := from; ; {
		var events []bus.Scanned
		err := s.o.Bus.ScanFrom(ctx, bus.Events, subject, at, func(e bus.Scanned) bool {
			events = append(events, e)
			return len(events) < eventsRead
		})
		if err != nil || len(events) == 0 {
			return refused.first(from), errors.Join(err, refused.err())
		}
		for _, e := range events {
			if time.Now().After(renew) {
				if ours, err := s.marks.lock(ctx, lock, s.owner); err != nil || !ours {
					return from, fmt.Errorf("renewing the lock of a webhook: %w", errors.Join(errOthers, err))
				}
				renew = time.Now().Add(lockEvery)
			}
			at = e.Seq + 1
			err := s.poster.post(ctx, q.Webhook, deliveryID(e.Header), e.Data)
			switch {
			case err == nil:
				s.metrics.webhooks.WithLabelValues("delivered").Inc()
				for i, r := range refused {
					if err := s.postRefused(ctx, q, r.event); err != nil {
						return refused[i:].first(at), err
					}
				}
				from, refused = at, nil
			case ctx.Err() != nil:
				return from, err
			case final(err):
				s.metrics.webhooks.WithLabelValues("refused").Inc()
				if refused = append(refused, refusal{e, err}); len(refused) == refusedInRow {
					return refused.first(at), err
				}
			default:
				s.metrics.webhooks.WithLabelValues("put_off").Inc()
				return refused.first(e.Seq), err
			}
		}
	}
}

// refusals are alerts that a webhook refused, one after the other.
type refusals []refusal

type refusal struct {
	event bus.Scanned
	err   error
}

// first is the sequence of the first, or another where there is none.
func (r refusals) first(seq uint64) uint64 {
	if len(r) == 0 {
		return seq
	}
	return r[0].event.Seq
}

func (r refusals) err() error {
	if len(r) == 0 {
		return nil
	}
	return r[0].err
}

// postRefused posts an alert once more that was refused, now that the webhook
// accepts others: it may have been mended in between. Refused again, the alert
// goes to quarantine.
func (s *session) postRefused(ctx context.Context, q Query, e bus.Scanned) error {
	err := s.poster.post(ctx, q.Webhook, deliveryID(e.Header), e.Data)
	switch {
	case err == nil:
		s.metrics.webhooks.WithLabelValues("delivered").Inc()
	case ctx.Err() == nil && final(err):
		return s.o.Bus.QuarantineScanned(context.WithoutCancel(ctx), webhookStage, bus.Events, e, "refused", err)
	}
	return err
}
