package enrich

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

type metrics struct {
	messages *prometheus.CounterVec
	duration prometheus.Histogram
}

// The outcomes of a message.
const (
	outcomeEnriched = "enriched"
	outcomeFailed   = "failed"
)

func newMetrics(reg prometheus.Registerer) *metrics {
	f := promauto.With(reg)
	return &metrics{
		messages: f.NewCounterVec(prometheus.CounterOpts{
			Name: "dateline_enrich_messages_total",
			Help: "Articles handled, by outcome.",
		}, []string{"outcome"}),
		duration: f.NewHistogram(prometheus.HistogramOpts{
			Name:    "dateline_enrich_duration_seconds",
			Help:    "Time to annotate an article, without publishing it.",
			Buckets: []float64{.0002, .0005, .001, .002, .005, .01, .02, .05, .1, .5},
		}),
	}
}
