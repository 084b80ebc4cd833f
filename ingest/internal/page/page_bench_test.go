package page_test

import (
	"os"
	"testing"

	"github.com/dateline-news/dateline/ingest/internal/page"
)

// BenchmarkExtract reads a page of the size of a short wire report, with both
// extractors.
func BenchmarkExtract(b *testing.B) {
	html, err := os.ReadFile("testdata/wire.html")
	if err != nil {
		b.Fatal(err)
	}
	e := page.NewExtractor(0, 0)
	b.SetBytes(int64(len(html)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Extract(b.Context(), html, page.Options{URL: "https://www.lowmouth.example/news/breakwater", Now: now}); err != nil {
			b.Fatal(err)
		}
	}
}
