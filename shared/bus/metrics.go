package bus

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

type metrics struct {
	redeliveries *prometheus.CounterVec
	quarantined  *prometheus.CounterVec
	blocked      *prometheus.GaugeVec
	watched      *watched
}

func newMetrics(reg prometheus.Registerer) *metrics {
	f := promauto.With(reg)
	w := newWatched()
	if reg != nil {
		reg.MustRegister(w)
	}
	return &metrics{
		watched: w,
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

// registerConnection tells whether the server is connected, at each scrape.
func registerConnection(reg prometheus.Registerer, connected func() bool) {
	promauto.With(reg).NewGaugeFunc(prometheus.GaugeOpts{
		Name: "dateline_bus_connected",
		Help: "1 while the NATS server is connected.",
	}, func() float64 {
		if connected() {
			return 1
		}
		return 0
	})
}
