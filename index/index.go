// Package index is the search service: it keeps the annotated articles of the
// stream in an index on disk and answers searches over NATS and HTTP.
//
// Any number of services keep full copies, each with a folder and a durable
// consumer of its own, and share the searches over NATS. A batch is
// acknowledged only when it is on disk and can be found; any order and
// repetition of messages gives the same index, so that being stopped at any
// moment loses and doubles nothing.
package index

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"github.com/dateline-news/dateline/index/internal/alert"
	"github.com/dateline-news/dateline/index/internal/api"
	"github.com/dateline-news/dateline/index/internal/keep"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/search"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/diskspace"
	"github.com/dateline-news/dateline/shared/netguard"
	"github.com/dateline-news/dateline/shared/pulse"
	"github.com/dateline-news/dateline/shared/telemetry"
)

const (
	// stage names the service in quarantine and metrics.
	stage = "index"
	// inactive is how long the durable of a copy that is gone is kept.
	inactive = 7 * 24 * time.Hour
	// watchEvery is how often lag and sizes are looked at.
	watchEvery = 2 * time.Second
	// recoverEvery is how long an index that broke off stays closed at least.
	recoverEvery = 2 * time.Second
)

// Deps is what the program gives to the service; all but Allow is required.
type Deps struct {
	// Bus may be nil for an index that is only read.
	Bus        *bus.Bus
	Log        *slog.Logger
	Registerer prometheus.Registerer
	Health     *daemon.Health
	// Allow opens networks that are not public to the webhooks of alerts, see
	// [netguard].
	Allow netguard.CIDRs
}

// Service indexes what is published on ENRICHED and answers searches. Run may
// be called again after it has returned.
type Service struct {
	cfg       Config
	bus       *bus.Bus
	log       *slog.Logger
	metrics   *metrics
	languages *language.Set
	api       *api.API
	handler   http.Handler
	// alerts is nil for an index that is only read.
	alerts *alert.Service
	// held is why alerts are held back, nil when they are not.
	held atomic.Pointer[error]
	// running is the context of Run, which streams of events end with; nil
	// while it does not run.
	running atomic.Pointer[context.Context]
	// rebuilds hands a rebuild to maintain, which answers when it is done.
	rebuilds chan chan error

	// mu guards what follows.
	mu sync.Mutex
	// state is why the service is not ready: starting, or why the stage holds
	// its messages; nil when all is well.
	state error
	// gaps tells of torn slices; nil until the index is open.
	gaps func() []store.Gap
	lag  api.Lag
	// behind is when the oldest article that is not indexed was stored, as
	// far as is known.
	behind time.Time
}

// New wires the service and starts nothing.
func New(cfg Config, deps Deps) (*Service, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	languages, err := language.New()
	if err != nil {
		return nil, err
	}
	s := &Service{
		cfg: cfg, bus: deps.Bus, languages: languages, log: deps.Log.With(telemetry.KeyComponent, stage),
		metrics: newMetrics(deps.Registerer), state: errors.New("the index is not open yet"), rebuilds: make(chan chan error),
	}
	s.api = api.New(api.Options{Limits: cfg.limits(), Duration: s.metrics.searchDuration, Lag: s.currentLag, Forgotten: s.forgotten})
	if s.handler, err = s.newHandler(); err != nil {
		return nil, err
	}
	deps.Health.Add(stage, s.ready)
	deps.Health.Describe(stage, s.describe)
	deps.Health.Describe("disk of the index", func() any { return pulse.MeasureDisk(cfg.Dir) })
	if cfg.ReadOnly {
		return s, nil
	}
	s.alerts = alert.New(alert.Options{
		Bus: deps.Bus, Languages: languages, Log: s.log, Registerer: deps.Registerer,
		Dialer: &netguard.Dialer{Guard: netguard.New(deps.Allow)}, OnBlocked: func(err error) { s.held.Store(&err) },
		// The other half is for the index.
		Workers: max(1, runtime.GOMAXPROCS(0)/2),
	})
	deps.Health.Add("alerts", func() error {
		if held := s.held.Load(); held != nil {
			return *held
		}
		return nil
	})
	return s, nil
}

func (s *Service) ready() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != nil || s.gaps == nil {
		return s.state
	}
	return gapError(s.gaps())
}

// describe tells those who look after the installation how the index is.
func (s *Service) describe() any {
	stats, err := s.api.Stats(context.Background())
	if err != nil {
		return nil
	}
	return stats
}

func (s *Service) setGaps(gaps func() []store.Gap) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gaps = gaps
}

func (s *Service) setState(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state = err
	s.lag.Blocked = ""
	if err != nil {
		s.lag.Blocked = err.Error()
	}
}

func (s *Service) currentLag() api.Lag {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lag
}

// Run opens the index, answers searches and indexes until ctx ends, finishes
// the batch in hand, closes the index and returns nil. After a fault, such as
// a disk that was full in the middle of a write, it opens the index again by
// itself. Alerts are told meanwhile. It returns an error when the folder cannot
// be opened.
func (s *Service) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	s.running.Store(&ctx)
	group.Go(func() error { return s.keepOpen(ctx) })
	if s.alerts != nil {
		group.Go(func() error { return s.alerts.Run(ctx) })
	}
	return group.Wait()
}

// keepOpen runs the index, again and again where it breaks off.
func (s *Service) keepOpen(ctx context.Context) error {
	guard := diskspace.Guard{Dir: s.cfg.Dir, Reserve: store.MergeRoom(s.cfg.Dir)}
	for {
		err := s.run(ctx, &guard)
		if !errors.Is(err, store.ErrBroken) {
			return err
		}
		s.metrics.reopened.Inc()
		s.log.Error("the index broke off and is opened again; what was acknowledged is safe", telemetry.KeyErr, err)
		if !s.recover(ctx, &guard, err) {
			return nil
		}
	}
}

// recover waits until the index may be opened again: a moment, and for room on
// the disk. It reports false when ctx has ended.
func (s *Service) recover(ctx context.Context, guard *diskspace.Guard, cause error) bool {
	ticker := time.NewTicker(recoverEvery)
	defer ticker.Stop()
	for {
		s.setState(fmt.Errorf("the index is about to be opened again: %w", cause))
		select {
		case <-ctx.Done():
			return false
		case <-ticker.C:
		}
		low := guard.Check()
		if low == nil {
			return true
		}
		cause = low
	}
}

// run is keepOpen without the recovery.
func (s *Service) run(ctx context.Context, guard *diskspace.Guard) (err error) {
	idx, err := store.Open(store.Options{
		Dir: s.cfg.Dir, Languages: s.languages, Log: s.log, CheckSpace: guard.Check,
		ReadOnly: s.cfg.ReadOnly, Retention: time.Duration(s.cfg.Retention), Forgotten: s.forgotten,
	})
	if err != nil {
		return err
	}
	defer func() {
		s.api.Open(nil)
		s.setState(errors.New("the index is closed"))
		err = errors.Join(err, idx.Close())
	}()
	answer := func() {
		s.api.Open(&api.Index{Store: idx, Engine: search.New(search.Options{Store: idx, Languages: s.languages, HalfLife: s.cfg.Search.HalfLife, FacetBytes: s.cfg.Search.FacetBytes})})
	}
	if s.cfg.ReadOnly {
		answer()
		return s.read(ctx, idx)
	}
	if !s.bus.Conn().IsConnected() && !idx.Unfollowed() {
		// What is here is found while NATS is away.
		answer()
	}
	s.setState(errors.New("waiting for the streams"))
	if err := s.bus.AwaitStreams(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	// What was taken down while this copy did not run is never found again.
	version, err := s.forget(ctx, idx)
	if err != nil {
		return err
	}
	answer()
	group, ctx := errgroup.WithContext(ctx)
	serving := make(chan struct{})
	group.Go(func() error {
		return s.api.Serve(ctx, s.bus.Conn(), s.bus.Names(), func() { close(serving) })
	})
	select {
	case <-serving:
	case <-ctx.Done():
		return group.Wait()
	}
	s.setState(nil)
	s.setGaps(idx.Gaps)
	s.log.Info("index open", telemetry.KeyPath, idx.Dir(), "replica", s.replica(idx))

	keeper := keep.New(keep.Options{Store: idx, Bus: s.bus, Durable: s.durable(idx), Log: s.log})
	group.Go(func() error { return s.consume(ctx, idx, keeper) })
	group.Go(func() error { return s.watch(ctx, idx) })
	group.Go(func() error { return s.forgetting(ctx, idx, version) })
	group.Go(func() error { return s.maintain(ctx, idx, keeper) })
	group.Go(func() error { return s.serveCommands(ctx, idx, keeper) })
	return group.Wait()
}

// read answers from a folder that nobody writes to, over HTTP alone: what it
// holds is of some day in the past, and no answer for those who ask over NATS.
func (s *Service) read(ctx context.Context, idx *store.Store) error {
	s.setState(nil)
	s.setGaps(idx.Gaps)
	documents, slices := idx.Size()
	s.metrics.documents.Set(float64(documents))
	s.metrics.slices.Set(float64(slices))
	s.log.Info("index open for reading only: HTTP is answered, NATS is not", telemetry.KeyPath, idx.Dir(), "documents", documents)
	<-ctx.Done()
	return nil
}

func (s *Service) durable(idx *store.Store) string { return bus.DurableIndexPrefix + s.replica(idx) }

func (s *Service) replica(idx *store.Store) string {
	if s.cfg.Replica != "" {
		return s.cfg.Replica
	}
	return idx.ReplicaID()
}

// consume indexes the stream. A broken index ends it with an error.
func (s *Service) consume(ctx context.Context, idx *store.Store, k *keep.Keeper) error {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	var broken error
	followed := false
	handle := func(ctx context.Context, ds []bus.Delivery) error {
		if !followed {
			// Before anything is acknowledged, so that the position is known to
			// be this folder's.
			if err := s.follows(ctx, idx); err != nil {
				return bus.Environment(err)
			}
			followed = true
		}
		err := s.index(ctx, idx, ds)
		if errors.Is(err, store.ErrBroken) && broken == nil {
			broken = err
			fail(err)
		}
		return err
	}
	after, err := s.startAfter(ctx, k)
	if err != nil {
		return nil
	}
	c := bus.Consumer{
		Stage: stage, Durable: s.durable(idx), Stream: bus.Enriched, After: after,
		InactiveThreshold: inactive, OnBlocked: s.setState,
	}
	limits := bus.BatchLimits{Count: s.cfg.Batch.Count, Bytes: s.cfg.Batch.Bytes, Age: s.cfg.Batch.Age}
	err = s.bus.ConsumeBatches(ctx, c, limits, handle)
	if broken != nil {
		return broken
	}
	return err
}

// startAfter finds out where the reader of the stream begins, for as long as
// that takes. The error is that of ctx.
func (s *Service) startAfter(ctx context.Context, k *keep.Keeper) (uint64, error) {
	for {
		after, err := k.StartAfter(ctx)
		if err == nil {
			s.setState(nil)
			return after, nil
		}
		s.setState(fmt.Errorf("looking for the place on the stream: %w", err))
		select {
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		case <-time.After(watchEvery):
		}
	}
}

// follows notes in the folder which reader of the stream fills it.
func (s *Service) follows(ctx context.Context, idx *store.Store) error {
	c, err := s.bus.JetStream().Consumer(ctx, s.bus.Names().Stream(bus.Enriched), s.durable(idx))
	if err != nil {
		return fmt.Errorf("looking up the index consumer: %w", err)
	}
	return idx.Follow(c.CachedInfo().Created)
}

// index brings one batch into the index.
func (s *Service) index(ctx context.Context, idx *store.Store, ds []bus.Delivery) error {
	records := make([]store.Record, len(ds))
	for i, d := range ds {
		records[i] = store.Record{Article: d.Article, Message: d.Data, Seq: d.Seq}
	}
	began, refused := time.Now(), idx.Refused()
	err := idx.Apply(ctx, records)
	partial, ok := errors.AsType[*store.BatchError](err)
	if err != nil && !ok {
		// The index as a whole refused: nothing is wrong with the articles.
		return bus.Environment(err)
	}
	s.metrics.commitDuration.Observe(time.Since(began).Seconds())
	s.metrics.batchDocuments.Observe(float64(len(ds)))
	failed := make(map[int]error)
	if ok {
		failed = partial.Failed
	}
	now := time.Now()
	for i, d := range ds {
		if failed[i] != nil {
			continue
		}
		s.metrics.endToEndLag.Observe(max(0, now.Sub(d.Article.Fetched).Seconds()))
		if d.Article.Revision == 1 {
			s.metrics.publicationLag.Observe(max(0, now.Sub(d.Article.Published).Seconds()))
		}
	}
	retired := min(idx.Refused()-refused, uint64(len(ds)-len(failed))) //nolint:gosec // failures are among them
	s.metrics.articles.WithLabelValues(outcomeRetired).Add(float64(retired))
	s.metrics.articles.WithLabelValues(outcomeIndexed).Add(float64(len(ds)-len(failed)) - float64(retired))
	s.metrics.articles.WithLabelValues(outcomeFailed).Add(float64(len(failed)))
	s.log.Debug("batch indexed", telemetry.KeyBatchSize, len(ds), telemetry.KeyElapsed, time.Since(began))
	s.mu.Lock()
	s.behind = ds[len(ds)-1].Time
	s.mu.Unlock()
	if len(failed) > 0 {
		return &bus.BatchError{Failed: failed}
	}
	return nil
}

// watch keeps lag and sizes known.
func (s *Service) watch(ctx context.Context, idx *store.Store) error {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	var counted time.Time
	for {
		documents, slices := idx.Size()
		s.metrics.documents.Set(float64(documents))
		s.metrics.slices.Set(float64(slices))
		s.metrics.torn.Set(float64(len(idx.Gaps())))
		if p, ok := idx.Rebuilding(); ok {
			s.metrics.rebuild.Set(float64(p.Total - min(p.Done, p.Total)))
		} else {
			s.metrics.rebuild.Set(0)
		}
		if time.Since(counted) > countEvery {
			counted = time.Now()
			if err := idx.Count(); err != nil {
				s.log.Debug("documents not counted", telemetry.KeyErr, err)
			}
		}
		if pending, err := s.pending(ctx, idx); err == nil {
			s.metrics.pending.Set(float64(pending))
			s.noteLag(pending)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// pending asks how many messages are not acknowledged yet.
func (s *Service) pending(ctx context.Context, idx *store.Store) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, watchEvery)
	defer cancel()
	c, err := s.bus.JetStream().Consumer(ctx, s.bus.Names().Stream(bus.Enriched), s.durable(idx))
	if err != nil {
		return 0, fmt.Errorf("looking up the index consumer: %w", err)
	}
	info := c.CachedInfo()
	return info.NumPending + uint64(max(0, info.NumAckPending)), nil
}

func (s *Service) noteLag(pending uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lag.Pending, s.lag.Seconds = pending, 0
	if pending > 0 && !s.behind.IsZero() {
		s.lag.Seconds = max(0, time.Since(s.behind).Seconds())
	}
}
