package ingest

import (
	"math"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/dateline-news/dateline/ingest/internal/poll"
)

// metrics are those of one service. Their labels come from closed sets.
type metrics struct {
	fetches   *prometheus.CounterVec
	duration  prometheus.Histogram
	published prometheus.Counter
	items     *prometheus.CounterVec
	dropped   *prometheus.CounterVec
	gaps      prometheus.Counter
	troubles  *prometheus.CounterVec
	rearmed   prometheus.Counter
	waiting   prometheus.Counter
	paused    prometheus.Gauge
	bytes     prometheus.Counter
	oddities  prometheus.Counter
	pages     *prometheus.CounterVec
	pushes    *prometheus.CounterVec
	hubs      *prometheus.CounterVec
	subscribe *prometheus.GaugeVec
	feeds     prometheus.Gauge
	troubled  *prometheus.GaugeVec
	silence   silence
}

// silence is how long no article was published by any ingestd.
type silence struct {
	// last is when the last one was stored, in nanoseconds since 1970; 0:
	// not known. usual is the usual wait, in nanoseconds; 0: not known.
	last, usual atomic.Int64
}

// seconds is how long no article has come; not a number when that is not
// known. It needs no server, so that it grows while that is away, too.
func (s *silence) seconds() float64 {
	last := s.last.Load()
	if last == 0 {
		return math.NaN()
	}
	return max(0, time.Since(time.Unix(0, last)).Seconds())
}

// times is how many times as long as is usual.
func (s *silence) times() float64 {
	usual := s.usual.Load()
	if usual == 0 {
		return math.NaN()
	}
	return s.seconds() / time.Duration(usual).Seconds()
}

// What came of article pages.
const (
	pageWon    = "taken"  // its text is the article's
	pageLess   = "less"   // the feed had as much
	pageFailed = "failed" // it was not had
)

func newMetrics(reg prometheus.Registerer) *metrics {
	f := promauto.With(reg)
	counter := func(name, help string) prometheus.Counter {
		return f.NewCounter(prometheus.CounterOpts{Namespace: "dateline", Subsystem: "ingest", Name: name, Help: help})
	}
	vector := func(name, help, label string) *prometheus.CounterVec {
		return f.NewCounterVec(prometheus.CounterOpts{Namespace: "dateline", Subsystem: "ingest", Name: name, Help: help}, []string{label})
	}
	m := &metrics{
		fetches: vector("fetches_total", "Polls of feeds by outcome: not_modified, unchanged, changed, or the class of the failure.", "outcome"),
		duration: f.NewHistogram(prometheus.HistogramOpts{
			Namespace: "dateline", Subsystem: "ingest", Name: "fetch_duration_seconds", Help: "Time of a request for a feed, from DNS to the last byte.",
			Buckets: []float64{.01, .03, .1, .3, 1, 3, 10, 30},
		}),
		published: counter("articles_published_total", "Articles and revisions published."),
		items:     vector("items_total", "Items of changed feeds by what became of them.", "outcome"),
		dropped:   vector("items_dropped_total", "Items that were not published, by reason.", "reason"),
		gaps:      counter("gaps_total", "Fetches that shared no item with the one before."),
		troubles:  vector("feed_events_total", "What became of feeds: a trouble that began, recovered, moved.", "reason"),
		rearmed:   counter("timers_rearmed_total", "Lost poll timers that the reconciler set again."),
		waiting:   counter("host_waits_total", "Polls put off because their host was being asked."),
		paused:    f.NewGauge(prometheus.GaugeOpts{Namespace: "dateline", Subsystem: "ingest", Name: "paused", Help: "1 while polling pauses for readers that are far behind."}),
		bytes:     counter("fetch_bytes_total", "Bytes of bodies as sent."),
		oddities:  counter("odd_documents_total", "Documents that had to be repaired or were odd."),
		pages:     vector("pages_total", "Article pages by what came of them: taken, less (the feed had as much), failed.", "outcome"),
		pushes:    vector("pushes_total", "Deliveries of WebSub hubs by what came of them: changed, unchanged, poll (one follows), weak (signed by SHA-1: a poll follows), forged, unsigned, unknown (no such subscription), too_large, busy, failed (asked for again).", "outcome"),
		hubs:      vector("hub_requests_total", "Requests to WebSub hubs by outcome: accepted, refused; and theirs: confirmed, left, denied, unasked.", "outcome"),
		subscribe: f.NewGaugeVec(prometheus.GaugeOpts{Namespace: "dateline", Subsystem: "ingest", Name: "subscriptions", Help: "Feeds with a WebSub hub by state: asking, live, denied, distrusted, unnamed. All ingestd report the same."}, []string{"state"}),
	}
	m.feeds = f.NewGauge(prometheus.GaugeOpts{Namespace: "dateline", Subsystem: "ingest", Name: "feeds", Help: "Feeds that are registered. All ingestd report the same."})
	m.troubled = f.NewGaugeVec(prometheus.GaugeOpts{Namespace: "dateline", Subsystem: "ingest", Name: "feeds_in_trouble", Help: "Feeds by trouble, such as silent, gap or failing; ingestd feeds list -trouble names them. All ingestd report the same."}, []string{"trouble"})
	f.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "dateline", Subsystem: "ingest", Name: "silence_seconds", Help: "Time since any ingestd published an article."}, m.silence.seconds)
	f.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "dateline", Subsystem: "ingest", Name: "silence_times", Help: "That time as a multiple of the mean wait in the slowest hours of a week."}, m.silence.times)
	return m
}

// finished counts a poll.
func (m *metrics) finished(p *poll.Plan, end *poll.End, outcome string) {
	m.fetches.WithLabelValues(outcome).Inc()
	m.ended(p, end)
}

// ended counts what came of the items of a poll or a push.
func (m *metrics) ended(p *poll.Plan, end *poll.End) {
	m.published.Add(float64(end.Published + end.Revised))
	for label, n := range map[string]int{
		"published": end.Published, "revised": end.Revised, "unchanged": p.Unchanged, "held": end.Held, "dropped": len(p.Drops),
	} {
		m.items.WithLabelValues(label).Add(float64(n))
	}
	for _, d := range p.Drops {
		m.dropped.WithLabelValues(d.Reason).Inc()
	}
	if p.Gap {
		m.gaps.Inc()
	}
	for _, e := range end.Events {
		m.troubles.WithLabelValues(e.Reason).Inc()
	}
}
