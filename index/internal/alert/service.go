package alert

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/netguard"
	"github.com/dateline-news/dateline/shared/news"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// stage names the service in quarantine and metrics, webhookStage the posts
// to webhooks.
const (
	stage        = "alert"
	webhookStage = "webhook"
)

// Options is what a Service is made with.
type Options struct {
	Bus       *bus.Bus
	Languages *language.Set
	Log       *slog.Logger
	// Registerer may be nil.
	Registerer prometheus.Registerer
	// Dialer connects to webhooks; nil: to the public internet alone.
	Dialer *netguard.Dialer
	// Workers is how many articles of a batch are matched at once; 0: one.
	Workers int
	// OnBlocked is told the reason when articles are held because of the
	// surroundings, and nil when matching goes on. Optional.
	OnBlocked func(error)
	// Now is the clock; nil: the system's.
	Now func() time.Time
}

// Service matches what is published on ENRICHED. Any number of them may run.
// Run may be called again after it has returned.
type Service struct {
	o       Options
	metrics *metrics
	poster  *poster
	// owner tells this process from others.
	owner string
	set   atomic.Pointer[Set]
}

// New wires the service and starts nothing.
func New(o Options) *Service {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Dialer == nil {
		o.Dialer = &netguard.Dialer{}
	}
	return &Service{o: o, metrics: newMetrics(o.Registerer), poster: newPoster(o.Dialer, o.Now), owner: rand.Text()}
}

// session is one run of a service.
type session struct {
	*Service
	store *Store
	marks *marks
	hosts *hosts
}

// Run tells of articles until ctx ends, finishes those in hand and returns
// nil. It returns an error when the connection has ended for good.
func (s *Service) Run(ctx context.Context) error {
	if err := s.o.Bus.AwaitStreams(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	run, err := s.open(ctx)
	if err != nil || run == nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	loaded := make(chan struct{})
	group.Go(func() error { return run.watch(ctx, loaded) })
	// An article must not pass before its queries are there.
	select {
	case <-loaded:
	case <-ctx.Done():
		return group.Wait()
	}
	group.Go(func() error {
		return s.o.Bus.ConsumeBatches(ctx, bus.Consumer{
			Stage: stage, Durable: bus.DurableAlerts, Stream: bus.Enriched, OnBlocked: s.o.OnBlocked,
		}, bus.BatchLimits{Count: batchCount, Bytes: batchBytes}, run.handle)
	})
	group.Go(func() error {
		return s.o.Bus.Consume(ctx, bus.Consumer{
			Stage: webhookStage, Durable: bus.DurableWebhooks, Stream: bus.Events, Raw: true, Workers: webhookWorkers, Prefetch: 1,
			FilterSubjects: []string{s.o.Bus.Names().EventsOf(news.EventAlert)},
		}, run.post)
	})
	group.Go(func() error { return run.catchUp(ctx) })
	group.Go(func() error { return run.replays(ctx) })
	return group.Wait()
}

// openEvery is how often it is tried to open the buckets.
const openEvery = 2 * time.Second

// open opens the buckets, trying until it succeeds or ctx ends, when it
// returns nil.
func (s *Service) open(ctx context.Context) (*session, error) {
	for blocked := false; ; blocked = true {
		store, err := OpenStore(ctx, s.o.Bus)
		var kv jetstream.KeyValue
		if err == nil {
			kv, err = s.o.Bus.Bucket(ctx, bus.Alerted)
		}
		switch {
		case err == nil:
			if blocked {
				s.block(nil)
			}
			return &session{Service: s, store: store, marks: &marks{bus: s.o.Bus, kv: kv}, hosts: &hosts{running: make(map[string]int)}}, nil
		case ctx.Err() != nil:
			return nil, nil
		}
		if !blocked {
			s.block(err)
		}
		if !s.wait(ctx, openEvery) {
			return nil, ctxError(ctx)
		}
	}
}

func (s *Service) block(err error) {
	if err != nil {
		s.o.Log.Warn("alerts are waiting", telemetry.KeyErr, err)
	}
	if s.o.OnBlocked != nil {
		s.o.OnBlocked(err)
	}
}

// wait waits for a time and reports whether to go on.
func (s *Service) wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-s.o.Bus.Closed():
		return false
	case <-ctx.Done():
		return false
	}
}

// ctxError is nil for a stop that was asked for.
func ctxError(ctx context.Context) error {
	if ctx.Err() != nil {
		return nil
	}
	return errors.New("waiting for the buckets of alerts: the connection to NATS has ended")
}

// mend makes the bucket of marks again where an error says that it is gone, as
// where the server lost its data; the article is then tried again.
func (s *session) mend(ctx context.Context, err error) error {
	if errors.Is(err, jetstream.ErrNoStreamResponse) || errors.Is(err, nats.ErrNoResponders) || errors.Is(err, jetstream.ErrStreamNotFound) {
		if _, lost := s.o.Bus.Bucket(ctx, bus.Alerted); lost != nil {
			return errors.Join(err, lost)
		}
	}
	return err
}
