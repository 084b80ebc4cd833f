package ingest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/telemetry"
)

const (
	// reconcileEvery is how long a lost timer can stay unnoticed.
	reconcileEvery = 10 * time.Minute
	// furthest is the latest time that any rhythm gives: a monthly probe and
	// its jitter. A timer beyond it was set by a clock that was wrong.
	furthest = 35 * 24 * time.Hour
	// clockOff is by how much a clock must be ahead to be told from others.
	clockOff = time.Hour
	// perTimer spreads the polls of lost timers, so that they do not all
	// come at once.
	perTimer = 20 * time.Millisecond
)

func (s *Service) reconcileLoop(ctx context.Context) error {
	return every(ctx, reconcileEvery, func() {
		n, err := s.reconcile(ctx, time.Now())
		switch {
		case ctx.Err() != nil:
		case err != nil:
			s.log.Warn("timers not checked, trying again later", telemetry.KeyErr, err)
		case n > 0:
			s.log.Warn("lost timers set again", telemetry.KeyCount, n)
		}
	})
}

// reconcile makes sure that every feed is going to be polled, and returns how
// many timers it set. Firing a timer removes it, so a feed is fine with a
// timer, or with a due message that is not acknowledged. They are read in the
// order timer, due, acknowledgements: what moves on meanwhile moves on in
// that order, and a feed that looks lost although it is not has a timer by
// then, which is not overwritten.
//
// Only what is not fine is kept, so that 100,000 feeds cost little memory.
func (s *Service) reconcile(ctx context.Context, now time.Time) (int, error) {
	// lost are the feeds that seem to be, and whether they have a timer: one
	// that lies too far is to be replaced.
	lost, total := map[string]bool{}, 0
	err := s.feeds.EachSettings(ctx, func(r bus.FeedRecord) { lost[r.Feed], total = false, total+1 })
	if err != nil {
		return 0, fmt.Errorf("reading all feeds: %w", err)
	}
	var late []string
	err = s.feeds.EachTimer(ctx, func(t bus.FeedRecord) {
		if _, ok := lost[t.Feed]; !ok {
			return
		}
		switch wait := t.At.Sub(now); {
		case wait > furthest:
			lost[t.Feed] = true
		case wait > s.config.Poll.Max+clockOff:
			late = append(late, t.Feed)
		default:
			delete(lost, t.Feed)
		}
	})
	if err != nil {
		return 0, fmt.Errorf("reading all timers: %w", err)
	}
	for _, id := range late {
		if ahead, err := s.setAhead(ctx, id, now); err != nil {
			return 0, err
		} else if ahead {
			lost[id] = true
		} else {
			delete(lost, id)
		}
	}
	if len(lost) == 0 {
		return 0, nil
	}
	due := map[string]uint64{}
	err = s.feeds.EachDue(ctx, func(d bus.FeedRecord) {
		if _, ok := lost[d.Feed]; ok {
			due[d.Feed] = d.Seq
		}
	})
	if err != nil {
		return 0, fmt.Errorf("reading what is due: %w", err)
	}
	floor, err := s.feeds.AckFloor(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for id, far := range lost {
		if due[id] > floor {
			continue
		}
		err := s.rearm(ctx, id, far, now.Add(spread(time.Duration(total)*perTimer)))
		if errors.Is(err, bus.ErrConflict) {
			continue
		}
		if err != nil {
			return n, fmt.Errorf("setting a lost timer again: %w", err)
		}
		s.metrics.rearmed.Inc()
		n++
	}
	return n, nil
}

// setAhead reports a timer that was set by a clock which was ahead: its poll
// took place later than now.
func (s *Service) setAhead(ctx context.Context, id string, now time.Time) (bool, error) {
	timer, err := s.feeds.Timer(ctx, id)
	if errors.Is(err, bus.ErrNotFound) {
		return false, nil // it has fired since
	}
	if err != nil {
		return false, fmt.Errorf("reading a timer that lies far ahead: %w", err)
	}
	return poll.DecodeWake(timer.Data).Polled.Sub(now) > clockOff, nil
}

// rearm sets the timer of a feed, in place of one if it has one, with what the
// last due message carried.
func (s *Service) rearm(ctx context.Context, id string, replace bool, at time.Time) error {
	due, err := s.feeds.Due(ctx, id)
	if err != nil && !errors.Is(err, bus.ErrNotFound) {
		return err
	}
	if replace {
		return s.feeds.Arm(ctx, id, at, due.Data)
	}
	return s.feeds.ArmIfNone(ctx, id, at, due.Data)
}
