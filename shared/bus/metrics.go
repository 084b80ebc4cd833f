package bus

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

type metrics struct {
	redeliveries *prometheus.CounterVec
	quarantined  *prometheus.CounterVec
	blocked      *prometheus.GaugeVec
}

func newMetrics(reg prometheus.Registerer) *metrics {
	f := promauto.With(reg)
	return &metrics{
		redeliveries: f.NewCounterVec(prometheus.CounterOpts{
			Name: "dateline_bus_redeliveries_total",
			Help: "Messages that were delivered more than once, by stage.",
		}, []string{"stage"}),
		quarantined: f.NewCounterVec(prometheus.CounterOpts{
			Name: "dateline_bus_quarantined_total",
			Help: "Messages put into quarantine, by stage and reason.",
		}, []string{"stage", "reason"}),
		blocked: f.NewGaugeVec(prometheus.GaugeOpts{
			Name: "dateline_bus_blocked",
			Help: "1 while a stage holds its messages because of its surroundings.",
		}, []string{"stage"}),
	}
}
