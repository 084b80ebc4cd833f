package ingest_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/dateline-news/dateline/ingest"
)

// What is wrong with feeds, and how long nothing came, are metrics.
func TestCensus(t *testing.T) {
	w := newWorld(t)
	w.starting = func(s *ingest.Service) { ingest.SetCensusEvery(s, 10*time.Millisecond) }
	w.outlets.text("good.example", rss("good.example", 3, ""))
	w.outlets.text("page.example", "<!doctype html><html><body>no feed</body></html>")
	w.add("good.example", "page.example")
	_, registry, _ := w.start(nil)
	value := func(name, trouble string) float64 {
		families, err := registry.Gather()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range families {
			for _, m := range f.GetMetric() {
				if f.GetName() == "dateline_ingest_"+name && (trouble == "" || m.GetLabel()[0].GetValue() == trouble) {
					return m.GetGauge().GetValue()
				}
			}
		}
		return -1
	}
	w.until("the census", func() error {
		feeds, html, silent, seconds := value("feeds", ""), value("feeds_in_trouble", "html"), value("feeds_in_trouble", "silent"), value("silence_seconds", "")
		if feeds != 2 || html != 1 || silent != 0 || !(seconds >= 0 && seconds < 300) {
			return fmt.Errorf("%v feeds, %v pages, %v silent, no article for %v s", feeds, html, silent, seconds)
		}
		return nil
	})
	if times := value("silence_times", ""); !math.IsNaN(times) {
		t.Errorf("three articles make nothing usual: %v", times)
	}
}
