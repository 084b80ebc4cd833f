package index

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dateline-news/dateline/index/internal/control"
	"github.com/dateline-news/dateline/index/internal/keep"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/telemetry"
)

const (
	// maintainEvery is how often it is looked whether a month is over, a slice
	// is torn or a rebuild failed.
	maintainEvery = time.Minute
	// countEvery is how often the documents of each slice are noted.
	countEvery = 5 * time.Minute
)

// maintain retires months, makes torn slices anew, and does rebuilds that are
// due or asked for, until ctx ends. What fails is tried again; what serves
// stays as it is.
func (s *Service) maintain(ctx context.Context, idx *store.Store, k *keep.Keeper) error {
	ticker := time.NewTicker(maintainEvery)
	defer ticker.Stop()
	due := true
	for {
		err := s.retire(idx)
		if err == nil {
			err = s.repair(ctx, idx, k)
		}
		if _, waits := idx.Rebuilding(); err == nil && (due || waits) {
			err = idx.Rebuild(ctx, true)
		}
		due = false
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, store.ErrBroken):
			return err
		case err != nil:
			s.log.Warn("upkeep of the index not finished, trying again", telemetry.KeyErr, err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-idx.Suspicion():
		case done := <-s.rebuilds:
			err := idx.Rebuild(ctx, false)
			done <- err
			if errors.Is(err, store.ErrBroken) {
				return err
			}
		case <-ticker.C:
		}
	}
}

// retire gives up the months that are older than the retention.
func (s *Service) retire(idx *store.Store) error {
	gone, err := idx.Expire()
	for _, r := range gone {
		s.metrics.retired.Add(float64(r.Documents))
		s.log.Info("month retired: all of it is older than the retention", "slice", r.Month, "documents", r.Documents, "retention", s.cfg.Retention.String())
	}
	return err
}

// repair sets aside the slices that were found torn and makes anew those that
// are set aside.
func (s *Service) repair(ctx context.Context, idx *store.Store, k *keep.Keeper) error {
	if err := idx.CheckSuspects(); err != nil {
		return err
	}
	for _, gap := range idx.Gaps() {
		if _, err := k.Repair(ctx, gap, func(keep.Progress) {}); err != nil {
			return fmt.Errorf("making slice %s anew: %w", gap.Month, err)
		}
	}
	return nil
}

// serveCommands does what commands ask for, see package control.
func (s *Service) serveCommands(ctx context.Context, idx *store.Store, k *keep.Keeper) error {
	err := control.Serve(ctx, idx.Dir(), k.Tasks(func(ctx context.Context) error { return s.askRebuild(ctx, idx) }))
	if err != nil {
		// The index serves on without it.
		s.log.Warn("commands such as indexd verify do not reach this process", telemetry.KeyErr, err)
	}
	return nil
}

// askRebuild has maintain make the index anew, or waits for the rebuild that
// runs. It goes on when the caller has gone.
func (s *Service) askRebuild(ctx context.Context, idx *store.Store) error {
	if _, runs := idx.Rebuilding(); runs {
		return waitRebuild(ctx, idx)
	}
	done := make(chan error, 1)
	select {
	case s.rebuilds <- done:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func waitRebuild(ctx context.Context, idx *store.Store) error {
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-ticker.C:
			if _, runs := idx.Rebuilding(); !runs {
				return nil
			}
		}
	}
}

// gapError says in readyz that searches do not reach everything.
func gapError(gaps []store.Gap) error {
	if len(gaps) == 0 {
		return nil
	}
	return fmt.Errorf("slice %s was torn and is being made anew, searches are partial until then (%s)", gaps[0].Month, gaps[0].Reason)
}
