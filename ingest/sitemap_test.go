package ingest_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
)

// An index of sitemaps says nothing of what is new in them.
func TestSitemapIndex(t *testing.T) {
	w := newWorld(t)
	var stories atomic.Int32
	stories.Store(1)
	w.outlets.serve("maps.example", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("ETag", `"v1"`)
		if r.Header.Get("If-None-Match") != "" {
			rw.WriteHeader(http.StatusNotModified)
			return
		}
		if r.URL.Path == "/feed.xml" {
			_, _ = fmt.Fprint(rw, "<sitemapindex><sitemap><loc>/news.xml</loc></sitemap></sitemapindex>")
			return
		}
		_, _ = fmt.Fprint(rw, "<urlset>")
		for i := range stories.Load() {
			_, _ = fmt.Fprintf(rw, "<url><loc>/%d</loc><news:news><news:title>Story %d</news:title></news:news></url>", i, i)
		}
		_, _ = fmt.Fprint(rw, "</urlset>")
	})
	w.add("maps.example")
	w.start(nil)
	for n := int32(1); n <= 3; n++ {
		stories.Store(n)
		if n > 1 {
			w.again("maps.example")
		}
		w.until(fmt.Sprintf("%d stories", n), func() error {
			if got := len(w.articles("maps_example")); got != int(n) {
				return fmt.Errorf("%d articles", got)
			}
			return nil
		})
	}
}
