package alert

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
	"github.com/dateline-news/dateline/shared/telemetry"
)

const (
	// replayEvery is how often it is looked for queries that were not yet
	// told of the past.
	replayEvery = 2 * time.Second
	// settled is how long after a query was stored every process knows it.
	// What came in between is read again with the past, in case a process
	// matched it without the query.
	settled = 10 * time.Second
	// lockEvery is how often the lock of a replay is renewed.
	lockEvery = lockFor / 5
)

// replays tells new queries of the past until ctx ends.
func (s *session) replays(ctx context.Context) error {
	for s.wait(ctx, replayEvery) {
		if err := s.replay(ctx); err != nil && ctx.Err() == nil {
			s.o.Log.Warn("telling new queries of the past interrupted, trying again", telemetry.KeyErr, err)
		}
	}
	return ctxError(ctx)
}

// replay tells the queries of the past that have not been told of it, in one
// reading of the stream.
func (s *session) replay(ctx context.Context) (err error) {
	set := s.set.Load().pending(s.o.Now())
	if set.Len() == 0 {
		return nil
	}
	ours, err := s.marks.lock(ctx, replayLock, s.owner)
	if err != nil || !ours {
		return err
	}
	defer func() { err = errors.Join(err, s.marks.unlock(context.WithoutCancel(ctx), replayLock, s.owner)) }()
	if err := s.past(ctx, set); err != nil {
		return err
	}
	for q := range set.Queries {
		if err := s.store.replayed(ctx, q, s.o.Now()); err != nil {
			return err
		}
	}
	return nil
}

// errPast ends the reading of the past.
var errPast = errors.New("the past has been read")

// past tells the queries of a set of what was stored from the date on that
// each asks for until it was known everywhere.
func (s *session) past(ctx context.Context, set *Set) error {
	from, to := set.past()
	renew := time.Now().Add(lockEvery)
	var answers []answer
	err := s.o.Bus.ReadRange(ctx, bus.Enriched, bus.Range{Since: from}, func(m bus.Scanned) error {
		if m.Time.After(to) {
			return errPast
		}
		if time.Now().After(renew) {
			if ours, err := s.marks.lock(ctx, replayLock, s.owner); err != nil || !ours {
				return fmt.Errorf("another process reads the past: %w", err)
			}
			renew = time.Now().Add(lockEvery)
		}
		a, err := news.Decode(m.Data)
		if err != nil {
			// Whoever reads the stream for good puts it into quarantine.
			return nil
		}
		for _, name := range set.Match(a) {
			q, _ := set.Get(name)
			if begin, end := q.past(); m.Time.Before(begin) || m.Time.After(end) {
				continue
			}
			answers = append(answers, newAnswer(q, a, m.Seq, m.Time))
		}
		if len(answers) < batchCount {
			return nil
		}
		err = s.tell(ctx, answers)
		answers = answers[:0]
		return err
	})
	if err != nil && !errors.Is(err, errPast) {
		return err
	}
	return s.tell(ctx, answers)
}

// past returns the time of what the query is to be told of.
func (q *Query) past() (from, to time.Time) {
	from, to = q.Created, q.Created.Add(settled)
	if !q.From.IsZero() && q.From.Before(from) {
		from = q.From
	}
	return from, to
}

// pending returns the queries that were not yet told of the past and that
// every process knows.
func (s *Set) pending(now time.Time) *Set {
	out := &Set{languages: s.languages, now: s.now, byName: make(map[string]int32)}
	for _, e := range s.entries {
		if e == nil || !e.stored.Replayed.IsZero() || now.Before(e.stored.Created.Add(settled)) {
			continue
		}
		out.byName[e.stored.Name] = int32(len(out.entries)) //nolint:gosec // as many as are in the set
		out.entries = append(out.entries, e)
	}
	return out
}

// past returns the time of what any query of the set is to be told of.
func (s *Set) past() (from, to time.Time) {
	for q := range s.Queries {
		begin, end := q.past()
		if from.IsZero() || begin.Before(from) {
			from = begin
		}
		if end.After(to) {
			to = end
		}
	}
	return from, to
}

// Queries yields every query of the set.
func (s *Set) Queries(yield func(Query) bool) {
	for _, e := range s.entries {
		if e != nil && !yield(e.stored) {
			return
		}
	}
}
