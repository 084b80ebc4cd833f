package alert

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

type metrics struct {
	queries  prometheus.Gauge
	broken   prometheus.Gauge
	articles prometheus.Counter
	alerts   *prometheus.CounterVec
	webhooks *prometheus.CounterVec
	behind   prometheus.Gauge
}

func newMetrics(r prometheus.Registerer) *metrics {
	f := promauto.With(r)
	return &metrics{
		queries:  f.NewGauge(prometheus.GaugeOpts{Name: "dateline_index_alert_queries", Help: "Standing queries that articles are matched against."}),
		broken:   f.NewGauge(prometheus.GaugeOpts{Name: "dateline_index_alert_queries_broken", Help: "Stored queries that cannot be understood."}),
		articles: f.NewCounter(prometheus.CounterOpts{Name: "dateline_index_alert_articles_total", Help: "Articles matched against the standing queries."}),
		alerts: f.NewCounterVec(prometheus.CounterOpts{
			Name: "dateline_index_alerts_total", Help: "Answers to standing queries by outcome: published, told (of the same text before), before (the query was stored).",
		}, []string{"outcome"}),
		webhooks: f.NewCounterVec(prometheus.CounterOpts{
			Name: "dateline_index_alert_webhooks_total", Help: "Alerts for webhooks by outcome: delivered, put_off (the post failed), refused (by the receiver, for good), left (on the stream, the webhook is behind), lost (found gone from the stream, once a trial).",
		}, []string{"outcome"}),
		behind: f.NewGauge(prometheus.GaugeOpts{Name: "dateline_index_alert_webhooks_behind", Help: "Webhooks that have not been told of all alerts; these wait on the stream of events."}),
	}
}
