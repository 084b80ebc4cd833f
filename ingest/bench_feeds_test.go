//go:build linux

package ingest_test

import (
	"flag"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/news"
)

var (
	benchFeeds  = flag.Int("feeds", 100_000, "feeds of BenchmarkFeeds")
	benchSync   = flag.String("sync", "always", "sync_interval of the NATS server in benchmarks: always, as deployed, or a time")
	benchSettle = flag.Duration("settle", time.Minute, "how long a daemon is idle before its memory is read")
)

// fewFeeds is the number of feeds of the second measurement of memory, the
// first being that without feeds.
const fewFeeds = 1000

// farAway is the time between two polls of a feed: nobody is polled but by
// order.
const farAway = 240 * time.Hour

// BenchmarkFeeds measures ingestd with very many feeds, each of a site of its
// own: registering them, polling all at once for the first time and when
// nothing is new, and doing nothing. Its parts build upon each other. It takes
// some ten minutes and 5 GB of disk; run it with -benchtime 1x -timeout 2h.
func BenchmarkFeeds(b *testing.B) {
	w := newBenchWorld(b, *benchSync, "DATELINE_INGEST_POLL_MIN="+farAway.String(), "DATELINE_INGEST_POLL_MAX="+farAway.String())
	n := *benchFeeds
	var p *process
	var none float64
	step := func(name string, f func()) {
		b.Run(name, func(b *testing.B) {
			w.b = b
			f()
			b.ReportMetric(0, "ns/op") // of no meaning here
		})
		w.b = b
	}
	step("none", func() {
		p = w.ingestd()
		none = w.idle(p)
	})
	step("thousand", func() {
		w.write("few.opml", benchOPML(0, fewFeeds))
		w.run("feeds", "import", filepath.Join(w.dir, "few.opml"))
		w.await("the first polls", func() bool { return w.sites.full.Load() >= fewFeeds })
		w.report((w.idle(p)-none)*1000/fewFeeds, "MB/1000-feeds")
		p.stop()
	})
	step("import", func() {
		w.write("many.opml", benchOPML(fewFeeds, n))
		seconds, peak := w.run("feeds", "import", filepath.Join(w.dir, "many.opml"))
		w.report(seconds, "s")
		w.report(peak, "peak-MB")
	})
	w.armAll(n)
	step("first-polls", func() {
		p = w.ingestd()
		w.polls(p, n)
	})
	w.finished(n)
	step("idle", func() { w.report((w.idle(p)-none)*1000/float64(n), "MB/1000-feeds") })
	p.stop()
	w.armAll(n)
	step("quiet-polls", func() {
		p = w.ingestd()
		w.polls(p, n)
	})
	w.finished(n)
	p.stop()
	step("restarted", func() {
		started := time.Now()
		p = w.ingestd()
		w.report(time.Since(started).Seconds(), "start-s")
		w.idle(p)
		_, peak := p.memory()
		w.report(peak, "peak-MB")
		before := p.cpu()
		time.Sleep(*benchSettle)
		w.report(100*(p.cpu()-before)/benchSettle.Seconds(), "%CPU")
		files, sockets := p.open()
		w.report(files, "files")
		w.report(sockets, "sockets")
	})
	step("reconcile", w.reconcile)
	for _, form := range []string{"text", "json"} {
		step("list-"+form, func() {
			seconds, peak := w.run("feeds", "list", "-o", form)
			w.report(seconds, "s")
			w.report(peak, "peak-MB")
		})
	}
	p.stop()
}

func (w *benchWorld) report(value float64, unit string) { w.b.ReportMetric(value, unit) }

// idle waits for a while and returns the memory of ingestd, in MB.
func (w *benchWorld) idle(p *process) float64 {
	w.b.Helper()
	time.Sleep(*benchSettle)
	now, _ := p.memory()
	w.report(now, "MB")
	server, _ := w.nats.memory()
	w.report(server, "NATS-MB")
	w.report(w.goroutines(), "goroutines")
	return now
}

// polls measures how fast feeds are polled that are all due.
func (w *benchWorld) polls(p *process, n int) {
	w.b.Helper()
	count := func() int64 { return w.sites.full.Load() + w.sites.quiet.Load() }
	p.forget()
	done, messages, own, server, started := count(), w.received(), p.cpu(), w.nats.cpu(), time.Now()
	most := 0.0
	w.await("polls", func() bool {
		if _, sockets := p.open(); sockets > most {
			most = sockets
		}
		return count()-done >= int64(n)
	})
	polls := float64(count() - done)
	w.report(polls/time.Since(started).Seconds(), "polls/s")
	w.report(1000*(p.cpu()-own)/polls, "CPU-ms/poll")
	w.report(1000*(w.nats.cpu()-server)/polls, "NATS-CPU-ms/poll")
	w.report(float64(w.received()-messages)/polls, "messages/poll")
	_, peak := p.memory()
	w.report(peak, "peak-MB")
	w.report(most, "sockets")
}

// armAll makes all feeds due.
func (w *benchWorld) armAll(n int) {
	w.b.Helper()
	var group errgroup.Group
	group.SetLimit(64)
	for i := range n {
		group.Go(func() error {
			return w.bus.Feeds().Arm(w.b.Context(), news.FeedID(benchAddress(i)), time.Now(), w.wake(i))
		})
	}
	if err := group.Wait(); err != nil {
		w.b.Fatal(err)
	}
}

// wake is what the timer of a feed carries now, validators before all.
func (w *benchWorld) wake(i int) []byte {
	timer, err := w.bus.Feeds().Timer(w.b.Context(), news.FeedID(benchAddress(i)))
	if err != nil {
		return nil
	}
	return timer.Data
}

// finished waits until n feeds have timers again.
func (w *benchWorld) finished(n int) {
	w.b.Helper()
	w.await("timers", func() bool {
		timers, err := w.bus.Feeds().AllTimers(w.b.Context())
		return err == nil && len(timers) == n
	})
}

// reconcile measures the search for lost timers, of which there are none.
func (w *benchWorld) reconcile() {
	w.b.Helper()
	var cfg ingest.Config
	if err := env.Defaults(&cfg); err != nil {
		w.b.Fatal(err)
	}
	cfg.Poll.Min, cfg.Poll.Max = farAway, farAway
	s, err := ingest.New(cfg, ingest.Deps{Bus: w.bus})
	if err != nil {
		w.b.Fatal(err)
	}
	const rounds = 3
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	server, started := w.nats.cpu(), time.Now()
	for range rounds {
		if lost, err := ingest.Reconcile(w.b.Context(), s, time.Now()); err != nil || lost != 0 {
			w.b.Fatalf("reconciling: %d lost, %v", lost, err)
		}
	}
	elapsed := time.Since(started).Seconds()
	runtime.ReadMemStats(&after)
	w.report(elapsed/rounds, "s")
	w.report((w.nats.cpu()-server)/rounds, "NATS-CPU-s")
	w.report(float64(after.TotalAlloc-before.TotalAlloc)/rounds/(1<<20), "alloc-MB")
}

func benchAddress(i int) string { return fmt.Sprintf("https://f%d.example.com/feed.xml", i) }

// benchOPML lists feeds.
func benchOPML(from, to int) string {
	var b strings.Builder
	b.WriteString(`<opml version="2.0"><body>`)
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "<outline type=\"rss\" text=\"Feed %d\" xmlUrl=%q/>\n", i, benchAddress(i))
	}
	b.WriteString(`</body></opml>`)
	return b.String()
}
