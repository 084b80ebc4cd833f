package bus_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// BenchmarkDurability publishes new articles of 2 KB on a server that syncs
// every write before it says so, as Dateline's do, and on one that syncs every
// two minutes, as is NATS's default.
func BenchmarkDurability(b *testing.B) {
	for _, always := range []bool{true, false} {
		name := "default"
		if always {
			name = "always"
		}
		for _, batch := range []int{1, 10, 50, 200} {
			b.Run(fmt.Sprintf("sync=%s/batch=%d", name, batch), func(b *testing.B) { benchmarkPublish(b, always, batch) })
		}
	}
}

func benchmarkPublish(b *testing.B, always bool, size int) {
	s, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: b.TempDir(), SyncAlways: always, NoLog: true, NoSigs: true, JetStreamMaxStore: 64 << 30,
	})
	if err != nil {
		b.Fatal(err)
	}
	s.Start()
	defer func() {
		s.Shutdown()
		s.WaitForShutdown()
	}()
	if !s.ReadyForConnections(time.Minute) {
		b.Fatal("the server did not get ready")
	}
	c, err := bus.Connect(bus.Config{URL: s.ClientURL()}, bus.Options{Name: "benchmark"})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	if err := c.AwaitStreams(b.Context()); err != nil {
		b.Fatal(err)
	}
	text := strings.Repeat("The ceasefire holds in most of the country. ", 2000/44)
	var took []time.Duration
	n := 0
	for b.Loop() {
		articles := make([]*news.Article, size)
		for i := range articles {
			articles[i] = article(n)
			articles[i].Text = text
			n++
		}
		began := time.Now()
		outcomes, err := c.PublishNew(b.Context(), articles, 0)
		if err != nil || len(outcomes) != size || slices.Contains(outcomes, bus.Unchanged) {
			b.Fatal(outcomes, err)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "articles/s")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-p50")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
}
