package index

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

type metrics struct {
	batchDocuments prometheus.Histogram
	commitDuration prometheus.Histogram
	endToEndLag    prometheus.Histogram
	publicationLag prometheus.Histogram
	searchDuration *prometheus.HistogramVec
	articles       *prometheus.CounterVec
	documents      prometheus.Gauge
	slices         prometheus.Gauge
	torn           prometheus.Gauge
	rebuild        prometheus.Gauge
	retired        prometheus.Counter
	forgotten      prometheus.Counter
	reopened       prometheus.Counter
	pending        prometheus.Gauge
}

// The outcomes of an article.
const (
	outcomeIndexed = "indexed"
	outcomeFailed  = "failed"
	// outcomeRetired is that of an article whose month is retired.
	outcomeRetired = "retired"
)

func newMetrics(reg prometheus.Registerer) *metrics {
	f := promauto.With(reg)
	return &metrics{
		batchDocuments: f.NewHistogram(prometheus.HistogramOpts{
			Name:    "dateline_index_batch_documents",
			Help:    "Articles in a batch.",
			Buckets: []float64{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000},
		}),
		commitDuration: f.NewHistogram(prometheus.HistogramOpts{
			Name:    "dateline_index_commit_duration_seconds",
			Help:    "Time to bring a batch to disk so that it can be found.",
			Buckets: []float64{.01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30},
		}),
		endToEndLag: f.NewHistogram(prometheus.HistogramOpts{
			Name:    "dateline_index_end_to_end_lag_seconds",
			Help:    "Time from fetching a revision of an article from its feed to finding it.",
			Buckets: []float64{.05, .1, .15, .2, .3, .4, .5, .7, 1, 1.5, 2, 3, 5, 10, 20, 30, 60, 120, 300, 1800, 3600, 21600, 86400},
		}),
		publicationLag: f.NewHistogram(prometheus.HistogramOpts{
			Name:    "dateline_index_publication_lag_seconds",
			Help:    "Time from the date that its publisher gave a new article to finding it.",
			Buckets: []float64{1, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 21600, 86400},
		}),
		searchDuration: f.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "dateline_index_search_duration_seconds",
			Help:    "Time to answer a request, waiting included, by what was asked for (search, article, revisions, timeline, entity, quotes, explain, export) and outcome.",
			Buckets: []float64{.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5},
		}, []string{"request", "outcome"}),
		articles: f.NewCounterVec(prometheus.CounterOpts{
			Name: "dateline_index_articles_total",
			Help: "Articles taken from the stream, by outcome; repetitions count.",
		}, []string{"outcome"}),
		documents: f.NewGauge(prometheus.GaugeOpts{
			Name: "dateline_index_documents",
			Help: "Documents in the index, older revisions included.",
		}),
		slices: f.NewGauge(prometheus.GaugeOpts{
			Name: "dateline_index_slices",
			Help: "Months in the index.",
		}),
		torn: f.NewGauge(prometheus.GaugeOpts{
			Name: "dateline_index_torn_slices",
			Help: "Months that could not be read and are not made anew yet; searches are partial.",
		}),
		rebuild: f.NewGauge(prometheus.GaugeOpts{
			Name: "dateline_index_rebuild_pending_documents",
			Help: "Documents that a rebuild has still to copy.",
		}),
		forgotten: f.NewCounter(prometheus.CounterOpts{
			Name: "dateline_index_forgotten_documents_total",
			Help: "Documents deleted because their article was taken down.",
		}),
		retired: f.NewCounter(prometheus.CounterOpts{
			Name: "dateline_index_retired_documents_total",
			Help: "Documents given up because they were older than the retention.",
		}),
		reopened: f.NewCounter(prometheus.CounterOpts{
			Name: "dateline_index_reopened_total",
			Help: "Times that the index was opened again after a fault, such as a full disk.",
		}),
		pending: f.NewGauge(prometheus.GaugeOpts{
			Name: "dateline_index_pending_messages",
			Help: "Messages on the stream that are not in the index yet.",
		}),
	}
}
