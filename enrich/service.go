package enrich

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/news"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// stage names the service in quarantine and metrics.
const stage = "enrich"

// Deps is what the program gives to the service.
type Deps struct {
	Bus        *bus.Bus
	Log        *slog.Logger
	Registerer prometheus.Registerer
	Health     *daemon.Health
}

// Service annotates what is published on ARTICLES and publishes it on
// ENRICHED, then its mentions. Any number of processes share the work.
type Service struct {
	cfg       Config
	bus       *bus.Bus
	log       *slog.Logger
	metrics   *metrics
	annotator *Annotator

	// mu guards blocked, the reason why the stage holds its messages.
	mu      sync.Mutex
	blocked error
}

// New wires the service and starts nothing.
func New(cfg Config, deps Deps) (*Service, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	annotator, err := NewAnnotator()
	if err != nil {
		return nil, err
	}
	s := &Service{
		cfg: cfg, bus: deps.Bus, annotator: annotator,
		log: deps.Log.With(telemetry.KeyComponent, stage), metrics: newMetrics(deps.Registerer),
	}
	deps.Health.Add(stage, s.ready)
	return s, nil
}

func (s *Service) ready() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.blocked
}

// Run consumes until ctx ends, finishes the articles in hand and returns nil.
func (s *Service) Run(ctx context.Context) error {
	if err := s.bus.AwaitStreams(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	return s.bus.Consume(ctx, bus.Consumer{
		Stage: stage, Durable: bus.DurableEnrich, Stream: bus.Articles, Workers: s.cfg.Workers,
		OnBlocked: func(err error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.blocked = err
		},
	}, s.handle)
}

// handle publishes the annotated article before its pointers, and both before
// the acknowledgement that follows from a nil error. Pointers are best effort:
// an article that has none is still found.
func (s *Service) handle(ctx context.Context, d bus.Delivery) error {
	start := time.Now()
	a := d.Article
	a.Annotations = s.annotator.Annotate(a)
	s.metrics.duration.Observe(time.Since(start).Seconds())
	if _, err := s.bus.PublishEnriched(ctx, a); err != nil {
		s.metrics.messages.WithLabelValues(outcomeFailed).Inc()
		if errors.Is(err, news.ErrMalformed) || errors.Is(err, news.ErrTooLarge) {
			return bus.Permanent("encode", err)
		}
		return err
	}
	s.metrics.messages.WithLabelValues(outcomeEnriched).Inc()
	if err := s.bus.PublishMentions(ctx, a); err != nil {
		s.log.Warn("mentions not published", telemetry.KeyArticleID, a.ID, telemetry.KeyErr, err)
	}
	s.log.Debug("enriched", telemetry.KeyArticleID, a.ID, "entities", len(a.Annotations.Entities), telemetry.KeyElapsed, time.Since(start))
	return nil
}
