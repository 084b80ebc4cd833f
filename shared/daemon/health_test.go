package daemon_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/dateline-news/dateline/shared/daemon"
)

func fetch(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	body, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, string(body)
}

func TestHandler(t *testing.T) {
	var health daemon.Health
	reg := prometheus.NewRegistry()
	promauto.With(reg).NewGauge(prometheus.GaugeOpts{Name: "dateline_test", Help: "h"}).Set(3)
	h := daemon.Handler(&health, reg)

	want := func(path string, code int, body string) {
		t.Helper()
		if gotCode, got := fetch(t, h, path); gotCode != code || got != body {
			t.Errorf("%s = %d %q, want %d %q", path, gotCode, got, code, body)
		}
	}
	want("/healthz", 200, "ok\n")
	want("/readyz", 200, "ok\n")
	health.Add("nats", func() error { return errors.New("no server at nats://127.0.0.1:4222: connection refused") })
	health.Add("disk", func() error { return errors.New("full") })
	health.Add("index", func() error { return nil })
	want("/healthz", 200, "ok\n")
	want("/readyz", 503, "disk: full\nnats: no server at nats://127.0.0.1:4222: connection refused\n")
	health.Remove("nats")
	health.Add("disk", func() error { return nil })
	health.Remove("unknown")
	want("/readyz", 200, "ok\n")
	if code, body := fetch(t, h, "/metrics"); code != 200 || !strings.Contains(body, "dateline_test 3") {
		t.Errorf("/metrics = %d %q", code, body)
	}
	if code, _ := fetch(t, h, "/debug/pprof/"); code != 404 {
		t.Errorf("/debug/pprof/ = %d without being asked for, want 404", code)
	}
}

func TestHealthConcurrently(t *testing.T) {
	var health daemon.Health
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				// A check may use the Health that calls it.
				health.Add("a", func() error { health.Remove("b"); return nil })
				_ = health.Ready()
				health.Remove("a")
			}
		})
	}
	wg.Wait()
}
