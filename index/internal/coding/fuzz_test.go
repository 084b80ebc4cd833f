package coding_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/index/internal/coding"
)

// FuzzWrite sends a body to a client that accepts anything: it arrives as it
// is, and compressed only where the client names gzip or everything.
func FuzzWrite(f *testing.F) {
	for _, s := range []string{"", "gzip", "gzip;q=0", "*;q=0, gzip", "br;q=1.0, *;q=0.1", "gzip;q=nan", "GZIP", "gzip ; q = 0.0", "identity;q=1, gzip;q=-1"} {
		f.Add(s, []byte("truce "))
	}
	f.Fuzz(func(t *testing.T, accepts string, part []byte) {
		body := bytes.Repeat(part, 1+2*coding.CompressFrom/max(1, len(part)))
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header["Accept-Encoding"] = []string{accepts}
		w := httptest.NewRecorder()
		coding.Write(w, r, http.StatusOK, body)
		var got []byte
		switch w.Header().Get("Content-Encoding") {
		case "gzip":
			if !strings.Contains(accepts, "gzip") && !strings.Contains(accepts, "*") {
				t.Fatalf("compressed for %q", accepts)
			}
			z, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			if got, err = io.ReadAll(z); err != nil {
				t.Fatal(err)
			}
		case "":
			got = w.Body.Bytes()
		default:
			t.Fatalf("coded as %q", w.Header().Get("Content-Encoding"))
		}
		if !bytes.Equal(got, body) {
			t.Fatalf("%d bytes arrive of %d", len(got), len(body))
		}
	})
}
