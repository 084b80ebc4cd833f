package coding_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/index/internal/coding"
)

func TestWrite(t *testing.T) {
	long, short := strings.Repeat("truce ", 1000), "truce"
	for _, c := range []struct {
		method, accepts, body string
		compressed            bool
	}{
		{http.MethodGet, "gzip", long, true}, {http.MethodGet, "br, gzip;q=0.5", long, true}, {http.MethodGet, "*", long, true}, {http.MethodGet, "gzip;q=0", long, false},
		{http.MethodGet, "", long, false}, {http.MethodGet, "identity", long, false}, {http.MethodGet, "gzip", short, false},
		{http.MethodHead, "gzip", long, true}, {http.MethodHead, "", long, false},
	} {
		r := httptest.NewRequest(c.method, "/", nil)
		r.Header.Set("Accept-Encoding", c.accepts)
		w := httptest.NewRecorder()
		coding.Write(w, r, http.StatusAccepted, []byte(c.body))
		h := w.Header()
		if got := h.Get("Content-Encoding") == "gzip"; got != c.compressed || w.Code != http.StatusAccepted || h.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s %q: compressed %t, status %d, headers %v", c.method, c.accepts, got, w.Code, h)
		}
		if !c.compressed && h.Get("Content-Length") != strconv.Itoa(len(c.body)) {
			t.Errorf("%s %q: length %s", c.method, c.accepts, h.Get("Content-Length"))
		}
		var body io.Reader = w.Body
		if c.method == http.MethodHead {
			c.body = ""
		} else if c.compressed {
			z, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			body = z
		}
		if got, err := io.ReadAll(body); err != nil || string(got) != c.body {
			t.Errorf("%s %q: %d bytes, want %d, %v", c.method, c.accepts, len(got), len(c.body), err)
		}
	}
}
