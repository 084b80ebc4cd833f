// Package ingest polls feeds and publishes their items as articles: the
// library behind ingestd.
//
// Any number of services share the work. A poll begins with a due message
// that one of them gets, and ends in this order: articles, state, next timer,
// acknowledgement. After a crash at any point the poll is repeated; an
// article is published once by the record on its subject, and no item is
// lost. A feed that is down, slow, huge or broken costs its own poll alone.
//
// Where a feed has summaries only, the text is that of the article's page, if
// its site allows. The package decides nothing about what is worth publishing.
package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/page"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/ingest/internal/sitemap"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/netguard"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// Stage names this service in quarantine, metrics and logs.
const Stage = "ingest"

// Deps are what the service is given. Bus is required.
type Deps struct {
	Bus        *bus.Bus
	Log        *slog.Logger
	Registerer prometheus.Registerer
	// Health is told why the service is not ready; nil: nobody.
	Health *daemon.Health
	// Allow opens networks that are not public, see [netguard].
	Allow netguard.CIDRs
	// Hosts are added to those of the configuration.
	Hosts map[string]string
	// Guard says why nothing more should be published, such as a disk that is
	// nearly full, or nil; polling pauses meanwhile. Optional.
	Guard func() error
}

// Service polls feeds. Run may be called again after it has returned.
type Service struct {
	config   Config
	bus      *bus.Bus
	feeds    *bus.FeedLog
	registry *registry.Registry
	client   *fetch.Client
	// maps are the sitemaps of indexes.
	maps *sitemap.Cache
	// pages is nil where no article pages are fetched.
	pages *page.Fetcher
	// push is nil where hubs are not subscribed to.
	push    *push
	log     *slog.Logger
	metrics *metrics
	guard   func() error
	// alone is held for reading by every poll, and for writing by one of a
	// feed that may be what ends the process.
	alone sync.RWMutex
	// paused and blocked are the reasons why nothing is polled; nil: none.
	paused, blocked atomic.Pointer[error]
	// headroomEvery is how often the readers of the streams are looked at.
	headroomEvery time.Duration
	// censusEvery is how often the feeds are counted at most.
	censusEvery time.Duration
	// jitter draws a random number in [0, 1) that spreads the polls.
	jitter func() float64
}

// New wires a service and starts nothing.
func New(cfg Config, deps Deps) (*Service, error) {
	if deps.Bus == nil {
		return nil, errors.New("making the ingest service: it needs a bus")
	}
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	log := deps.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	s := &Service{
		config: cfg, bus: deps.Bus, feeds: deps.Bus.Feeds(), registry: registry.New(deps.Bus.Feeds()),
		log: log.With(telemetry.KeyComponent, Stage), metrics: newMetrics(deps.Registerer), guard: deps.Guard,
		headroomEvery: headroomEvery, censusEvery: censusEvery, jitter: rand.Float64,
	}
	if s.guard == nil {
		s.guard = func() error { return nil }
	}
	options := cfg.fetch()
	options.Dialer = dialer(cfg, deps)
	s.client = fetch.New(options)
	s.maps, s.pages = sitemap.NewCache(0), newPages(cfg, s.client)
	s.push = newPush(cfg)
	if deps.Health != nil {
		deps.Health.Add("polling", s.ready)
	}
	return s, nil
}

func dialer(cfg Config, deps Deps) *netguard.Dialer {
	hosts := maps.Clone(map[string]string(cfg.Hosts))
	if hosts == nil {
		hosts = map[string]string{}
	}
	maps.Copy(hosts, deps.Hosts)
	return &netguard.Dialer{Guard: netguard.New(deps.Allow), Hosts: hosts}
}

// ready reports why nothing is polled.
func (s *Service) ready() error {
	for _, reason := range []*error{s.paused.Load(), s.blocked.Load()} {
		if reason != nil && *reason != nil {
			return *reason
		}
	}
	return nil
}

// Run polls what is due until ctx ends, then gives back what it has not
// finished and returns nil.
func (s *Service) Run(ctx context.Context) error {
	defer s.client.Close()
	if err := s.bus.AwaitStreams(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("starting to poll: %w", err)
	}
	listener, err := s.push.listen()
	if err != nil {
		return fmt.Errorf("starting to poll: %w", err)
	}
	s.log.Info("polling", "workers", s.config.Workers)
	s.checkHeadroom(ctx)
	group, ctx := errgroup.WithContext(ctx)
	if listener != nil {
		group.Go(func() error { return s.servePushes(ctx, listener) })
		group.Go(func() error { return every(ctx, s.push.every, func() { s.askHubs(ctx) }) })
	}
	group.Go(func() error { return s.reconcileLoop(ctx) })
	group.Go(func() error { return every(ctx, s.headroomEvery, func() { s.checkHeadroom(ctx) }) })
	group.Go(func() error { return s.takeCensus(ctx) })
	group.Go(func() error { return s.listen(ctx) })
	group.Go(func() error {
		return s.bus.Consume(ctx, bus.Consumer{
			Stage: Stage, Durable: bus.DurablePoll, Stream: bus.Feeds, FilterSubjects: []string{s.bus.Names().FeedDue("*")},
			Raw: true, Workers: s.config.Workers, Prefetch: 1,
			OnBlocked: func(err error) { s.blocked.Store(&err) },
		}, s.handle)
	})
	if err := group.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("polling: %w", err)
	}
	return nil
}

// headroomEvery is the default of the field of this name: two requests a
// stream each time.
const headroomEvery = 10 * time.Second

// checkHeadroom pauses polling while the guard says so, or a reader is so far
// behind that what it has not read would soon be dropped.
func (s *Service) checkHeadroom(ctx context.Context) {
	err := s.guard()
	if err == nil {
		if err = s.bus.CheckHeadroom(ctx); ctx.Err() != nil {
			return
		}
		if err != nil && !errors.Is(err, bus.ErrHeadroom) {
			// Not known is no reason to stop; NATS being away shows elsewhere.
			s.log.Debug("headroom not known", telemetry.KeyErr, err)
			return
		}
	}
	var before error
	if p := s.paused.Load(); p != nil {
		before = *p
	}
	s.paused.Store(&err)
	switch {
	case err != nil && before == nil:
		s.metrics.paused.Set(1)
		s.log.Warn("polling paused", telemetry.KeyReason, err)
	case err == nil && before != nil:
		s.metrics.paused.Set(0)
		s.log.Info("polling goes on")
	}
}

// every calls f at once and then at each tick until ctx ends.
func every(ctx context.Context, interval time.Duration, f func()) error {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for ctx.Err() == nil {
		f()
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
	return nil
}

// spread returns a random part of d.
func spread(d time.Duration) time.Duration {
	return time.Duration(rand.Float64() * float64(d)) //nolint:gosec // spreads load, hides nothing
}
