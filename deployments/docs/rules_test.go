package docs

import (
	"bytes"
	"io"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"gopkg.in/yaml.v3"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/index"
	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/env"
)

// rule is one alarm of Prometheus.
type rule struct {
	Alert       string            `yaml:"alert"`
	Expr        string            `yaml:"expr"`
	For         string            `yaml:"for"`
	Labels      map[string]string `yaml:"labels"`
	Annotations map[string]string `yaml:"annotations"`
}

var metricName = regexp.MustCompile(`\bdateline_[a-z0-9_]+`)

// known describes every metric of the three services. What a collector only
// collects once something was seen counts, too.
func known(t *testing.T) map[string]bool {
	t.Helper()
	recorder := &recorder{names: map[string]bool{}}
	var busConfig bus.Config
	var ingestConfig ingest.Config
	var enrichConfig enrich.Config
	var indexConfig index.Config
	for _, spec := range []any{&busConfig, &ingestConfig, &enrichConfig, &indexConfig} {
		if err := env.Defaults(spec); err != nil {
			t.Fatal(err)
		}
	}
	// Nobody listens there, and nobody is asked.
	busConfig.URL = "nats://127.0.0.1:1"
	indexConfig.Dir = t.TempDir()
	b, err := bus.Connect(busConfig, bus.Options{Registerer: recorder})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	log, health := slog.New(slog.DiscardHandler), &daemon.Health{}
	if _, err := ingest.New(ingestConfig, ingest.Deps{Bus: b, Log: log, Registerer: recorder, Health: health}); err != nil {
		t.Fatal(err)
	}
	if _, err := enrich.New(enrichConfig, enrich.Deps{Bus: b, Log: log, Registerer: recorder, Health: health}); err != nil {
		t.Fatal(err)
	}
	if _, err := index.New(indexConfig, index.Deps{Bus: b, Log: log, Registerer: recorder, Health: health}); err != nil {
		t.Fatal(err)
	}
	return recorder.names
}

// recorder takes the names of what is registered.
type recorder struct{ names map[string]bool }

var fqName = regexp.MustCompile(`fqName: "([^"]+)"`)

func (r *recorder) Register(c prometheus.Collector) error {
	descriptions := make(chan *prometheus.Desc, 64)
	c.Describe(descriptions)
	close(descriptions)
	for d := range descriptions {
		if m := fqName.FindStringSubmatch(d.String()); m != nil {
			r.names[m[1]] = true
		}
	}
	return nil
}

func (r *recorder) MustRegister(all ...prometheus.Collector) {
	for _, c := range all {
		_ = r.Register(c)
	}
}

func (r *recorder) Unregister(prometheus.Collector) bool { return false }

// metricOf is the name of a metric without what histograms add.
func metricOf(name string, names map[string]bool) string {
	for _, suffix := range []string{"_bucket", "_sum", "_count"} {
		if base, ok := strings.CutSuffix(name, suffix); ok && names[base] {
			return base
		}
	}
	return name
}

// TestRules reads the alarms: every metric that they name is one of ours, and
// each says what is wrong and what to do.
func TestRules(t *testing.T) {
	data, err := os.ReadFile("../prometheus/rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Groups []struct {
			Name  string `yaml:"name"`
			Rules []rule `yaml:"rules"`
		} `yaml:"groups"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil {
		t.Fatal(err)
	}
	if err := decoder.Decode(new(any)); err != io.EOF { //nolint:errorlint // as the decoder says it
		t.Errorf("more than one document: %v", err)
	}
	names := known(t)
	var alerts []string
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			alerts = append(alerts, r.Alert)
			if r.Annotations["summary"] == "" || r.Annotations["remedy"] == "" || r.Labels["severity"] == "" {
				t.Errorf("%s lacks a summary, a remedy or a severity", r.Alert)
			}
			metrics := metricName.FindAllString(r.Expr, -1)
			if len(metrics) == 0 || strings.Count(r.Expr, "(") != strings.Count(r.Expr, ")") {
				t.Errorf("%s: %s is no expression", r.Alert, r.Expr)
			}
			for _, m := range metrics {
				if !names[metricOf(m, names)] {
					t.Errorf("%s: there is no metric %s", r.Alert, m)
				}
			}
		}
	}
	slices.Sort(alerts)
	if len(alerts) < 10 || len(slices.Compact(slices.Clone(alerts))) != len(alerts) {
		t.Errorf("alarms: %s", alerts)
	}
}

// TestMetricsOfDocs looks for metrics in the documentation that do not exist.
func TestMetricsOfDocs(t *testing.T) {
	names := known(t)
	for _, file := range []string{"operations.md", "benchmarks.md", "security.md", "../../README.md", "../../index/README.md", "../../ingest/README.md", "../../enrich/README.md"} {
		data, err := os.ReadFile(file)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range metricName.FindAllString(string(data), -1) {
			if m = strings.TrimRight(m, "_"); !names[metricOf(m, names)] {
				t.Errorf("%s names %s, which is no metric", file, m)
			}
		}
	}
}
