//go:build linux

package ingest_test

import (
	"flag"
	"path/filepath"
	"testing"
	"time"

	"github.com/dateline-news/dateline/shared/bus"
)

var (
	benchSoak      = flag.Duration("soak", 10*time.Minute, "how long BenchmarkSoak polls")
	benchSoakFeeds = flag.Int("soakfeeds", 2000, "feeds of BenchmarkSoak")
)

// BenchmarkSoak polls feeds for a while as fast as it may, each with a new
// item every two minutes and every hundredth answer an error, and compares
// what ingestd holds in the second tenth of the time and in the last. Run it
// with -benchtime 1x -timeout 1h.
func BenchmarkSoak(b *testing.B) {
	w := newBenchWorld(b, *benchSync,
		"DATELINE_INGEST_POLL_MIN=2s", "DATELINE_INGEST_POLL_MAX=10s", "DATELINE_INGEST_REVISION_MIN=0s")
	w.sites.changing, w.sites.failing = 2*time.Minute, 10
	w.write("feeds.opml", benchOPML(0, *benchSoakFeeds))
	for b.Loop() {
		p := w.ingestd()
		w.run("feeds", "import", filepath.Join(w.dir, "feeds.opml"))
		tenth := *benchSoak / 10
		time.Sleep(tenth)
		for _, when := range []string{"early", "late"} {
			if when == "late" {
				time.Sleep(*benchSoak - 3*tenth)
			}
			memory, goroutines, files := w.most(p, tenth)
			w.report(memory, when+"-MB")
			w.report(goroutines, when+"-goroutines")
			w.report(files, when+"-files")
		}
		polls := w.sites.full.Load() + w.sites.quiet.Load() + w.sites.failed.Load()
		w.report(float64(polls), "polls")
		w.report(float64(w.sites.failed.Load()), "failed")
		w.report(p.cpu()*1000/float64(polls), "CPU-ms/poll")
		stream, err := w.bus.JetStream().Stream(b.Context(), w.bus.Names().Stream(bus.Articles))
		if err != nil {
			b.Fatal(err)
		}
		w.report(float64(stream.CachedInfo().State.Msgs), "articles")
		p.stop()
	}
}

// most returns the most of a daemon's memory in MB, goroutines and files that
// was seen within some time.
func (w *benchWorld) most(p *process, d time.Duration) (memory, goroutines, files float64) {
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(time.Second) {
		m, _ := p.memory()
		f, _ := p.open()
		memory, goroutines, files = max(memory, m), max(goroutines, w.goroutines()), max(files, f)
	}
	return memory, goroutines, files
}
