package index

import (
	"context"
	"errors"
	"time"

	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// forgetEvery is how often it is looked whether something was taken down: in
// memory.
const forgetEvery = 500 * time.Millisecond

// forgotten reports an article that was taken down. An index that is only read
// knows of none.
func (s *Service) forgotten(id string) bool { return s.bus != nil && s.bus.Forgotten().Has(id) }

// forget deletes what was taken down up to now and returns the version of the
// set that it went by; 0 where it is to be done again. The error says that the
// index must be opened again.
func (s *Service) forget(ctx context.Context, idx *store.Store) (uint64, error) {
	version := s.bus.Forgotten().Version()
	if version == 0 {
		return 0, nil
	}
	began := time.Now()
	n, err := idx.Forget(ctx)
	switch {
	case errors.Is(err, store.ErrBroken):
		return 0, err
	case ctx.Err() != nil:
		return 0, nil
	case err != nil:
		s.log.Error("what was taken down is not deleted from the index yet, trying again", telemetry.KeyErr, err)
		return 0, nil
	case n > 0:
		s.metrics.forgotten.Add(float64(n))
		s.log.Info("deleted from the index what was taken down", "documents", n, telemetry.KeyElapsed, time.Since(began))
	}
	return version, nil
}

// forgetting deletes what is taken down from now on.
func (s *Service) forgetting(ctx context.Context, idx *store.Store, done uint64) (err error) {
	ticker := time.NewTicker(forgetEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		if s.bus.Forgotten().Version() == done {
			continue
		}
		if done, err = s.forget(ctx, idx); err != nil {
			return err
		}
	}
}
