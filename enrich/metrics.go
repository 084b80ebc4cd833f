package enrich

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// metrics are those of one service. Their labels come from closed sets.
type metrics struct {
	messages *prometheus.CounterVec
	duration prometheus.Histogram
	lost     prometheus.Counter
}

// The outcomes of a message.
const (
	outcomeEnriched = "enriched"
	outcomeFailed   = "failed"
)

func newMetrics(reg prometheus.Registerer) *metrics {
	f := promauto.With(reg)
	m := &metrics{
		messages: f.NewCounterVec(prometheus.CounterOpts{
			Name: "dateline_enrich_messages_total",
			Help: "Articles taken from the stream, by outcome; repetitions count.",
		}, []string{"outcome"}),
		duration: f.NewHistogram(prometheus.HistogramOpts{
			Name:    "dateline_enrich_duration_seconds",
			Help:    "Time to annotate an article, without publishing it.",
			Buckets: []float64{.0002, .0005, .001, .002, .005, .01, .02, .05, .1, .5},
		}),
		lost: f.NewCounter(prometheus.CounterOpts{
			Name: "dateline_enrich_pointers_lost_total",
			Help: "Articles whose pointers could not be published on the mentions stream.",
		}),
	}
	for _, o := range []string{outcomeEnriched, outcomeFailed} {
		m.messages.WithLabelValues(o)
	}
	return m
}
