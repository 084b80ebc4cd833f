package bus

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/dateline-news/dateline/shared/clock"
	"github.com/dateline-news/dateline/shared/telemetry"
)

const (
	// watchEvery is how often the backlog of a durable is looked at while it is
	// consumed: two or three requests each time.
	watchEvery = 15 * time.Second
	// watchRetry is how soon it is looked for again when it was not seen.
	watchRetry = 2 * time.Second
	// watchTimeout bounds one look.
	watchTimeout = 5 * time.Second
	// watchStale is from when on what was seen last is not told any more.
	watchStale = 4 * watchEvery
)

// watched are the durables that a process consumes, as they were seen last,
// for /metrics: a scrape asks nobody. What was not seen for a minute, because
// NATS is away, is left out instead of being told as if it were so still.
type watched struct {
	messages, age, entries *prometheus.Desc
	// now is the clock, another one in tests.
	now func() time.Time

	// mu guards seen.
	mu   sync.Mutex
	seen map[durable]sight
}

type durable struct {
	stream StreamName
	name   string
}

// sight is a durable at one moment.
type sight struct {
	Backlog
	stage string
	// entries is what the stage has in quarantine.
	entries uint64
	at      time.Time
}

func newWatched() *watched {
	return &watched{
		messages: prometheus.NewDesc("dateline_bus_backlog_messages",
			"Messages that a durable has not acknowledged yet; all processes that consume it tell the same.", []string{"stream", "durable"}, nil),
		age: prometheus.NewDesc("dateline_bus_backlog_age_seconds",
			"Time since the oldest message was stored that a durable has not acknowledged; 0 when there is none.", []string{"stream", "durable"}, nil),
		entries: prometheus.NewDesc("dateline_bus_quarantine_entries",
			"Messages of a stage that lie in quarantine.", []string{"stage"}, nil),
		now:  time.Now,
		seen: make(map[durable]sight),
	}
}

var _ prometheus.Collector = (*watched)(nil)

// Describe is that of a prometheus.Collector.
func (w *watched) Describe(out chan<- *prometheus.Desc) {
	out <- w.messages
	out <- w.age
	out <- w.entries
}

// Collect is that of a prometheus.Collector.
func (w *watched) Collect(out chan<- prometheus.Metric) {
	w.mu.Lock()
	seen := maps.Clone(w.seen)
	w.mu.Unlock()
	now, told := w.now(), make(map[string]bool)
	for d, s := range seen {
		since := now.Sub(s.at)
		if since > watchStale {
			continue
		}
		age := 0.0
		if !s.Oldest.IsZero() {
			// It grows between two looks, too.
			age = (s.Age() + since).Seconds()
		}
		out <- prometheus.MustNewConstMetric(w.messages, prometheus.GaugeValue, float64(s.Waiting()), string(d.stream), d.name)
		out <- prometheus.MustNewConstMetric(w.age, prometheus.GaugeValue, age, string(d.stream), d.name)
		if !told[s.stage] {
			told[s.stage] = true
			out <- prometheus.MustNewConstMetric(w.entries, prometheus.GaugeValue, float64(s.entries), s.stage)
		}
	}
}

func (w *watched) note(c Consumer, g Backlog, entries uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen[durable{c.Stream, c.Durable}] = sight{g, c.Stage, entries, w.now()}
}

// forget takes a durable back that is not consumed any more.
func (w *watched) forget(c Consumer) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.seen, durable{c.Stream, c.Durable})
}

// watch looks at a durable until ctx ends. It never holds a message up: it
// waits for nobody but the server, and for that on its own.
func (b *Bus) watch(ctx context.Context, c Consumer) {
	defer b.metrics.watched.forget(c)
	for {
		next := watchEvery
		if !b.look(ctx, c) {
			next = watchRetry
		}
		if clock.Sleep(ctx, next) != nil {
			return
		}
	}
}

// look notes the backlog of a durable and the quarantine of its stage, and
// reports whether it could. What cannot be seen is not told; why not shows
// elsewhere.
func (b *Bus) look(ctx context.Context, c Consumer) bool {
	if !b.nc.IsConnected() {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, watchTimeout)
	defer cancel()
	g, err := b.Backlog(ctx, c.Stream, c.Durable)
	if err == nil {
		var entries uint64
		if entries, err = b.quarantined(ctx, c.Stage); err == nil {
			b.metrics.watched.note(c, g, entries)
		}
	}
	if err != nil && ctx.Err() == nil {
		b.log.Debug("backlog not seen", telemetry.KeyConsumer, c.Durable, telemetry.KeyErr, err)
	}
	return err == nil
}

// quarantined counts the entries of a stage.
func (b *Bus) quarantined(ctx context.Context, stage string) (uint64, error) {
	stream, err := b.stream(ctx, Quarantine)
	if err != nil {
		return 0, err
	}
	subject := b.names.Quarantine(stage)
	info, err := stream.Info(ctx, jetstream.WithSubjectFilter(subject))
	if err != nil {
		return 0, err
	}
	return info.State.Subjects[subject], nil
}
