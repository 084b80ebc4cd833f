package rhythm_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/dateline-news/dateline/ingest/internal/rhythm"
)

var limits = rhythm.Limits{Min: 2 * time.Minute, Max: 2 * time.Hour}

// middle is the jitter that moves nothing.
const middle = 0.5

func TestNext(t *testing.T) {
	hour := rhythm.Memory{Interval: time.Hour}
	for _, c := range []struct {
		name   string
		memory rhythm.Memory
		in     rhythm.Observation
		wait   time.Duration
		reason string
	}{
		{"first sight", rhythm.Memory{}, rhythm.Observation{Items: 20, New: 20, First: true}, 929516 * time.Millisecond, "learned 15 min"},
		{"nothing new", hour, rhythm.Observation{Items: 20}, 75 * time.Minute, "learned 75 min"},
		{"not modified", hour, rhythm.Observation{}, 75 * time.Minute, "learned 75 min"},
		{"some new", hour, rhythm.Observation{Items: 20, New: 2}, 54 * time.Minute, "learned 54 min"},
		{"much new", hour, rhythm.Observation{Items: 20, New: 15}, 36 * time.Minute, "learned 36 min"},
		{"longest", rhythm.Memory{Interval: 2 * time.Hour}, rhythm.Observation{}, 2 * time.Hour, "learned 2 h"},
		{"floor", hour, rhythm.Observation{Items: 2, New: 2, Floors: []rhythm.Floor{{Wait: 3 * time.Hour, Why: "max-age"}, {Wait: time.Minute, Why: "ttl"}}}, 3 * time.Hour, "floor 3 h from max-age"},
		{"absurd floor", hour, rhythm.Observation{Floors: []rhythm.Floor{{Wait: 9999 * time.Hour, Why: "ttl"}}}, 24 * time.Hour, "floor 24 h from ttl"},
		{"recovery", rhythm.Memory{Interval: time.Hour, Failures: 9}, rhythm.Observation{Items: 9, New: 1}, 54 * time.Minute, "learned"},
		{"soft failure", hour, rhythm.Observation{Failure: rhythm.Timeout}, 5091168 * time.Millisecond, "back-off 85 min after 1 failure (timeout)"},
		{"network away", hour, rhythm.Observation{Failure: rhythm.DNS}, 169706 * time.Millisecond, "back-off 3 min after 1 failure (dns)"},
		{"hard failure", hour, rhythm.Observation{Failure: rhythm.TLS}, 2 * time.Hour, "back-off 2 h after 1 failure (tls)"},
		{"many failures", rhythm.Memory{Interval: time.Hour, Failures: 20}, rhythm.Observation{Failure: rhythm.ServerErr}, 24 * time.Hour, "21 failures in a row"},
		{"long dead", rhythm.Memory{Interval: time.Hour, Failures: 39}, rhythm.Observation{Failure: rhythm.DNS}, 30 * 24 * time.Hour, "once a month"},
		{"gone", hour, rhythm.Observation{Failure: rhythm.Gone}, 30 * 24 * time.Hour, "once a month"},
		{"retry after", hour, rhythm.Observation{Failure: rhythm.RateLimit, RetryAfter: 5 * time.Hour}, 5 * time.Hour, "asked for 5 h by Retry-After"},
		{"absurd retry after", hour, rhythm.Observation{Failure: rhythm.RateLimit, RetryAfter: 9999 * time.Hour}, 7 * 24 * time.Hour, "7 days"},
		{"short retry after", hour, rhythm.Observation{Failure: rhythm.ServerErr, RetryAfter: time.Second}, 5091168 * time.Millisecond, "back-off"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := rhythm.Next(c.memory, c.in, limits, middle)
			if d := got.Wait - c.wait; d < -time.Second || d > time.Second {
				t.Errorf("wait %s, want %s", got.Wait, c.wait)
			}
			if !strings.Contains(got.Reason, c.reason) {
				t.Errorf("reason %q, want %q in it", got.Reason, c.reason)
			}
			if failed := c.in.Failure != ""; failed != (got.Memory.Failures > 0) {
				t.Errorf("%d failures remembered", got.Memory.Failures)
			}
		})
	}
}

// TestNextBounds holds for any history: a wait is never shorter than the
// jittered least interval and never longer than a jittered month, and one good
// fetch ends every back-off.
func TestNextBounds(t *testing.T) {
	classes := []rhythm.Class{"", "", "", rhythm.DNS, rhythm.TLS, rhythm.Gone, rhythm.ServerErr, rhythm.RateLimit}
	rapid.Check(t, func(t *rapid.T) {
		var m rhythm.Memory
		for range rapid.IntRange(1, 60).Draw(t, "polls") {
			items := rapid.IntRange(0, 50).Draw(t, "items")
			o := rhythm.Observation{
				Failure:    rapid.SampledFrom(classes).Draw(t, "failure"),
				RetryAfter: time.Duration(rapid.Int64Range(-5, 1<<45).Draw(t, "retry after")),
				Items:      items, New: rapid.IntRange(0, items).Draw(t, "new"),
				Floors: []rhythm.Floor{{Wait: time.Duration(rapid.Int64().Draw(t, "floor")), Why: "ttl"}},
			}
			d := rhythm.Next(m, o, limits, rapid.Float64Range(0, 0.999).Draw(t, "jitter"))
			if d.Wait < limits.Min*9/10 || d.Wait > 33*24*time.Hour {
				t.Fatalf("wait %s after %+v", d.Wait, o)
			}
			if o.Failure == "" && (d.Memory.Failures != 0 || d.Memory.Interval > limits.Max) {
				t.Fatalf("not recovered: %+v", d.Memory)
			}
			if d.Reason == "" {
				t.Fatal("no reason")
			}
			m = d.Memory
		}
	})
}
