package ingest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/telemetry"
)

const (
	// reconcileEvery is how long a lost timer can stay unnoticed.
	reconcileEvery = 10 * time.Minute
	// furthest is the latest time that any rhythm gives: a monthly probe and
	// its jitter. A timer beyond it was set by a clock that was wrong.
	furthest = 35 * 24 * time.Hour
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
func (s *Service) reconcile(ctx context.Context, now time.Time) (int, error) {
	settings, err := s.feeds.AllSettings(ctx)
	if err != nil {
		return 0, fmt.Errorf("reading all feeds: %w", err)
	}
	timers, err := s.feeds.AllTimers(ctx)
	if err != nil {
		return 0, fmt.Errorf("reading all timers: %w", err)
	}
	due, err := s.feeds.AllDue(ctx)
	if err != nil {
		return 0, fmt.Errorf("reading what is due: %w", err)
	}
	floor, err := s.feeds.AckFloor(ctx)
	if err != nil {
		return 0, err
	}
	// A timer that lies too far is one, but is to be replaced.
	hasTimer, fine, last := map[string]bool{}, map[string]bool{}, map[string][]byte{}
	for _, t := range timers {
		hasTimer[t.Feed], fine[t.Feed] = true, !t.At.After(now.Add(furthest))
	}
	for _, d := range due {
		fine[d.Feed] = fine[d.Feed] || d.Seq > floor
		last[d.Feed] = d.Data
	}
	n := 0
	for _, f := range settings {
		if fine[f.Feed] {
			continue
		}
		at := now.Add(spread(time.Duration(len(settings)) * perTimer))
		if hasTimer[f.Feed] {
			err = s.feeds.Arm(ctx, f.Feed, at, last[f.Feed])
		} else {
			err = s.feeds.ArmIfNone(ctx, f.Feed, at, last[f.Feed])
		}
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
