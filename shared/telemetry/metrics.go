package telemetry

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// NewRegistry returns a registry with what every process shows: the Go
// runtime, the process, and dateline_build_info, which is always 1 and says in
// its labels what is running.
func NewRegistry() *prometheus.Registry {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	b := ReadBuild()
	promauto.With(reg).NewGauge(prometheus.GaugeOpts{
		Name:        "dateline_build_info",
		Help:        "The running build; always 1.",
		ConstLabels: prometheus.Labels{"version": b.Version, "revision": b.Revision, "go": b.Go},
	}).Set(1)
	return reg
}

// Wrap returns a registerer that adds the label service to all metrics, for a
// process that runs several services on one registry.
func Wrap(reg prometheus.Registerer, service string) prometheus.Registerer {
	return prometheus.WrapRegistererWith(prometheus.Labels{"service": service}, reg)
}
