package stack

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/dateline-news/dateline/shared/daemon"
)

// TestAdminIsNear asks the addresses for operators from here and elsewhere.
func TestAdminIsNear(t *testing.T) {
	h := mux(&daemon.Health{}, prometheus.NewRegistry(), http.NotFoundHandler())
	for path, elsewhere := range map[string]int{"/healthz": http.StatusOK, "/readyz": http.StatusForbidden, "/metrics": http.StatusForbidden} {
		for from, want := range map[string]int{"127.0.0.1:9": http.StatusOK, "[::1]:9": http.StatusOK, "192.0.2.1:9": elsewhere, "[2001:db8::1]:9": elsewhere} {
			w := httptest.NewRecorder()
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.RemoteAddr = from
			h.ServeHTTP(w, r)
			if w.Code != want {
				t.Errorf("%s from %s: %d, want %d", path, from, w.Code, want)
			}
		}
	}
}
