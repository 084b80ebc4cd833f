package bus

import (
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

// What was not seen for a while is not told, and what is told grows older.
func TestWatchedGrowsStale(t *testing.T) {
	at := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	w := newWatched()
	w.now = func() time.Time { return at }
	reg := prometheus.NewPedanticRegistry()
	reg.MustRegister(w)
	g := Backlog{Pending: 2, InHand: 1, Oldest: at.Add(-time.Minute), At: at}
	w.note(Consumer{Stage: "index", Durable: "index-a", Stream: Enriched}, g, 5)
	w.note(Consumer{Stage: "index", Durable: "retry-index-a", Stream: Quarantine}, Backlog{At: at}, 5)
	count := func() int {
		n, err := testutil.GatherAndCount(reg)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := count(); n != 5 {
		t.Errorf("%d metrics; want two of each durable and one of the stage", n)
	}
	at = at.Add(30 * time.Second)
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() != "dateline_bus_backlog_age_seconds" {
			continue
		}
		if got := f.GetMetric()[0].GetGauge().GetValue(); got != 90 {
			t.Errorf("the age half a minute after it was seen: got %v, want 90", got)
		}
	}
	at = at.Add(watchStale)
	if n := count(); n != 0 {
		t.Errorf("%d metrics of what was not seen for long", n)
	}
}

func TestSlowest(t *testing.T) {
	at := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	back := func(hours ...int) (times []time.Time) {
		for _, h := range hours {
			times = append(times, at.Add(-time.Duration(h)*time.Hour))
		}
		return times
	}
	for _, c := range []struct {
		name  string
		times []time.Time
		want  time.Duration
	}{
		{"nothing", nil, 0},
		{"one", back(0), 0},
		{"half a day", back(0, 6, 12), 0},
		{"a slow night", back(0, 2, 4, 14, 16, 24), time.Hour},
	} {
		if got := slowest(c.times, 10); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}
