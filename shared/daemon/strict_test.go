package daemon_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/dateline-news/dateline/shared/daemon"
)

// TestStrict asks the addresses for operators, found and not found.
func TestStrict(t *testing.T) {
	h := daemon.Strict(daemon.Handler(&daemon.Health{}, prometheus.NewRegistry()))
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/none"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		got := w.Header()
		if !strings.HasPrefix(got.Get("Content-Security-Policy"), "default-src 'none'") || got.Get("X-Content-Type-Options") != "nosniff" || got.Get("X-Frame-Options") != "DENY" || got.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: %v", path, got)
		}
	}
}

func TestLoopback(t *testing.T) {
	for addr, want := range map[string]bool{
		"127.0.0.1:80": true, "127.9.9.9:80": true, "[::1]:80": true, "[::ffff:127.0.0.1]:80": true, "localhost:80": true,
		"0.0.0.0:80": false, ":80": false, "[::]:80": false, "192.0.2.1:80": false, "localhost.example:80": false, "127.0.0.1": false, "": false,
	} {
		if got := daemon.Loopback(addr); got != want {
			t.Errorf("Loopback(%q) = %v", addr, got)
		}
	}
}
