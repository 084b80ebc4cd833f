package ingest

import (
	"context"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/poll"
)

// SetHeadroomEvery makes a service look at the readers more often.
func SetHeadroomEvery(s *Service, d time.Duration) { s.headroomEvery = d }

// Store is what a poll does at its end.
func Store(ctx context.Context, s *Service, id string, seq uint64, next time.Time) error {
	return s.store(ctx, id, seq, &poll.End{StateChanged: true, Wake: poll.Wake{Next: next}})
}

// Reconcile sets lost timers again and returns how many.
func Reconcile(ctx context.Context, s *Service, now time.Time) (int, error) {
	return s.reconcile(ctx, now)
}
