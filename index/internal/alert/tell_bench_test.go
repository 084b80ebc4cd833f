package alert_test

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/dateline-news/dateline/index/internal/alert"
	"github.com/dateline-news/dateline/shared/natstest"
)

// BenchmarkTell measures alerts a second from the stream of articles to that
// of events, on a server that syncs every write: 2 of 20 queries answer each
// of 2,000 articles.
func BenchmarkTell(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		file := filepath.Join(b.TempDir(), "nats.conf")
		if err := os.WriteFile(file, fmt.Appendf(nil, "port: -1\njetstream { store_dir: %q, sync_interval: always }\n", b.TempDir()), 0o600); err != nil {
			b.Fatal(err)
		}
		d := newDeskAt(b, natstest.RunConfig(b, file).ClientURL())
		for i := range 20 {
			d.put(alert.Query{Name: fmt.Sprintf("q%d", i), Query: fmt.Sprintf("village group%d", i/2)})
		}
		for i := range 2000 {
			d.publish(d.article(fmt.Sprintf("%s That is story %d of group%d.", wire, i, i%10)))
		}
		b.StartTimer()
		began := time.Now()
		stop := d.run(func(o *alert.Options, _ *alert.Service) {
			if o != nil {
				o.Log = slog.New(slog.DiscardHandler)
			}
		})
		d.settled()
		b.ReportMetric(4000/time.Since(began).Seconds(), "alerts/s")
		stop()
		if got := len(d.alerts()); got != 4000 {
			b.Fatalf("%d alerts, want 4000", got)
		}
	}
}
