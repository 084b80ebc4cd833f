package ingest

import (
	"context"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/shared/netguard"
)

// SetHeadroomEvery makes a service look at the readers more often.
func SetHeadroomEvery(s *Service, d time.Duration) { s.headroomEvery = d }

// SetCensusEvery makes a service count its feeds more often.
func SetCensusEvery(s *Service, d time.Duration) { s.censusEvery = d }

// SetJitter gives a service another source of random numbers. It is asked once
// a poll, between publishing and writing the state.
func SetJitter(s *Service, jitter func() float64) { s.jitter = jitter }

// SetDialer makes a service, before it runs, connect by another dialer.
func SetDialer(s *Service, d *netguard.Dialer) {
	options := s.config.fetch()
	options.Dialer = d
	s.client = fetch.New(options)
	s.pages = newPages(s.config, s.client)
}

// CloseClient drops the idle connections of a service that never ran.
func CloseClient(s *Service) { s.client.Close() }

// Poll polls a feed once as of now; wake is what its timer carried.
func Poll(ctx context.Context, s *Service, id string, wake poll.Wake, now time.Time) (*poll.End, error) {
	settings, err := s.registry.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.poll(ctx, settings, wake, false, now, func() {})
}

// Store is what a poll does at its end.
func Store(ctx context.Context, s *Service, id string, seq uint64, next time.Time) error {
	return s.store(ctx, id, seq, &poll.End{StateChanged: true, Wake: poll.Wake{Next: next}})
}

// Reconcile sets lost timers again and returns how many.
func Reconcile(ctx context.Context, s *Service, now time.Time) (int, error) {
	return s.reconcile(ctx, now)
}
