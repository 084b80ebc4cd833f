package enrich

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/news"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// Stage names the service in quarantine, metrics and logs.
const Stage = "enrich"

// The reasons for which an article goes to quarantine.
const (
	reasonPanic   = "panic"
	reasonEncode  = "encode"
	reasonSubject = "subject"
)

// Deps is what the program gives to the service. Bus is required.
type Deps struct {
	Bus        *bus.Bus
	Log        *slog.Logger
	Registerer prometheus.Registerer
	// Health is told why the service is not ready; nil: nobody.
	Health *daemon.Health
	// Guard is asked before each article; while it returns an error, nothing
	// is published. Optional: for a process that holds the streams itself.
	Guard func() error
}

// Service annotates what is published on the articles stream and publishes it
// on the enriched stream, then its pointers on the mentions stream. Any number
// of processes share the work. Run may be called again after it has returned.
type Service struct {
	config   Config
	bus      *bus.Bus
	log      *slog.Logger
	metrics  *metrics
	annotate func(*news.Article) *news.Annotations
	guard    func() error

	// mu guards blocked, the reason why the stage holds its messages.
	mu      sync.Mutex
	blocked error
}

// New wires the service and starts nothing.
func New(cfg Config, deps Deps) (*Service, error) {
	if deps.Bus == nil {
		return nil, errors.New("making the enrich service: it needs a bus")
	}
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	annotator, err := NewAnnotator(cfg)
	if err != nil {
		return nil, err
	}
	log := deps.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	s := &Service{
		config: cfg, bus: deps.Bus, log: log.With(telemetry.KeyComponent, Stage),
		metrics: newMetrics(deps.Registerer), annotate: annotator.Annotate, guard: deps.Guard,
	}
	if s.guard == nil {
		s.guard = func() error { return nil }
	}
	if deps.Health != nil {
		deps.Health.Add(Stage, s.ready)
	}
	return s, nil
}

// ready reports why nothing is annotated.
func (s *Service) ready() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.blocked
}

// Run annotates what the stream holds and what comes until ctx ends, then
// finishes the articles in hand and returns nil.
func (s *Service) Run(ctx context.Context) error {
	if err := s.bus.AwaitStreams(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("starting to enrich: %w", err)
	}
	s.log.Info("enriching", "workers", s.config.Workers)
	return s.bus.Consume(ctx, bus.Consumer{
		Stage: Stage, Durable: bus.DurableEnrich, Stream: bus.Articles, Workers: s.config.Workers,
		OnBlocked: func(err error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.blocked = err
		},
	}, s.handle)
}

// misplaced reports an article on a subject that is another's: its record would
// never be found by its source and id.
func (s *Service) misplaced(d bus.Delivery) error {
	names := s.bus.Names()
	own := names.Article(d.Article.Source.ID, d.Article.ID)
	if d.Subject == own || !strings.HasPrefix(d.Subject, names.Prefix+".article.") {
		return nil // its own, or one that is tried again
	}
	return fmt.Errorf("the article came on %s: by its source.id and id it belongs on %s", d.Subject, own)
}

// handle publishes the annotated article before its pointers, and both before
// the acknowledgement that follows from a nil error. Pointers are best effort:
// an article that has none is still found.
func (s *Service) handle(ctx context.Context, d bus.Delivery) error {
	if err := s.guard(); err != nil {
		return bus.Environment(err)
	}
	start := time.Now()
	a := d.Article
	if err := s.misplaced(d); err != nil {
		s.metrics.messages.WithLabelValues(outcomeFailed).Inc()
		return bus.Permanent(reasonSubject, err)
	}
	notes, err := s.annotated(a)
	if err != nil {
		s.metrics.messages.WithLabelValues(outcomeFailed).Inc()
		return bus.Permanent(reasonPanic, err)
	}
	a.Annotations = notes
	s.metrics.duration.Observe(time.Since(start).Seconds())
	if _, err := s.bus.PublishEnriched(ctx, a); err != nil {
		s.metrics.messages.WithLabelValues(outcomeFailed).Inc()
		if errors.Is(err, news.ErrMalformed) || errors.Is(err, news.ErrTooLarge) {
			return bus.Permanent(reasonEncode, err)
		}
		return err
	}
	s.metrics.messages.WithLabelValues(outcomeEnriched).Inc()
	if err := s.bus.PublishMentions(ctx, a); err != nil {
		s.metrics.lost.Inc()
		s.log.Warn("pointers not published", telemetry.KeyArticleID, a.ID, telemetry.KeyErr, err)
	}
	s.log.Debug("article enriched", telemetry.KeyArticleID, a.ID, telemetry.KeyRevision, a.Revision,
		telemetry.KeyCount, len(notes.Entities), telemetry.KeyElapsed, time.Since(start))
	return nil
}

// annotated runs the pipeline and makes a panic an error of the article.
func (s *Service) annotated(a *news.Article) (notes *news.Annotations, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("annotating article %s: panic: %v", a.ID, r)
		}
	}()
	return s.annotate(a), nil
}
