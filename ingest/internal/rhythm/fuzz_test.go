package rhythm_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/dateline-news/dateline/ingest/internal/rhythm"
)

// FuzzLearned reads any stored rhythm and memory: what is read is written in
// the same bytes from then on, and whatever it says, the next poll is within
// bounds and what is remembered of it can be stored.
func FuzzLearned(f *testing.F) {
	l := rhythm.Begin(noon, evenly(40, time.Hour))
	stored, err := l.AppendBinary(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(stored, []byte(`{"interval":3600000000000,"failures":3,"recent":1.5}`), int64(0), uint16(5))
	f.Add(bytes.Repeat([]byte{0xff}, rhythm.LearnedBytes), []byte(`{"interval":-1,"failures":9223372036854775807,"recent":1e308}`), int64(1)<<40, uint16(0))
	f.Add(make([]byte, rhythm.LearnedBytes), []byte(`{"recent":-1e308}`), int64(-1)<<33, uint16(65535))
	f.Fuzz(func(t *testing.T, data, memory []byte, ahead int64, items uint16) {
		var l, again rhythm.Learned
		if l.UnmarshalBinary(data) != nil {
			return
		}
		once, err := l.AppendBinary(nil)
		if err != nil || len(once) != rhythm.LearnedBytes || again.UnmarshalBinary(once) != nil {
			t.Fatalf("stored as %d bytes, %v", len(once), err)
		}
		if twice, _ := again.AppendBinary(nil); !bytes.Equal(once, twice) {
			t.Fatalf("stored as %x, then as %x", once, twice)
		}
		var m rhythm.Memory
		if json.Unmarshal(memory, &m) != nil {
			return
		}
		now := noon.Add(time.Duration(ahead % int64(100*365*24*time.Hour)))
		for _, failure := range []rhythm.Class{"", rhythm.DNS, rhythm.Gone} {
			o := rhythm.Observation{Failure: failure, Looked: now.Add(-time.Hour), Items: int(items), Came: []time.Time{now}}
			d := rhythm.Next(m, l, o, limits, now, middle)
			if d.Wait < limits.Min || d.Wait > 33*24*time.Hour || failure == "" && d.Wait > limits.Max || d.Reason == "" {
				t.Fatalf("after %q: wait %s (%s)", failure, d.Wait, d.Reason)
			}
			if _, err := json.Marshal(d.Memory); err != nil {
				t.Fatalf("what is remembered cannot be stored: %v", err)
			}
		}
		l.Quiet(now)
		l.Volume(now)
	})
}

// FuzzHost reads any record of a host: the wait is bounded, and a feed that is
// told to wait is added to a record that stays small and can be stored.
func FuzzHost(f *testing.F) {
	f.Add([]byte(`{"until":"2016-12-30T13:00:00Z","feeds":{"a":"2016-12-30T13:00:00Z","b":"2016-12-30T14:00:00Z","c":"2016-12-29T14:00:00Z"},"why":"x"}`), "d", int64(time.Hour))
	f.Add([]byte(`{"feeds":null}`), "", int64(-1))
	f.Add([]byte(`{"until":"9999-12-31T23:59:59Z","feeds":{"a":"9999-12-31T23:59:59Z"}}`), "a", int64(1)<<62)
	f.Fuzz(func(t *testing.T, data []byte, feed string, after int64) {
		var h rhythm.Host
		if json.Unmarshal(data, &h) != nil {
			return
		}
		before := len(h.Feeds)
		if wait := h.Wait(noon); wait < 0 || wait > 24*time.Hour {
			t.Fatalf("waits %s", wait)
		}
		next, keep := h.Add(feed, rhythm.RateLimit, time.Duration(after), noon)
		if keep < time.Second || len(next.Feeds) == 0 || len(next.Feeds) > before+1 || before <= 32 && len(next.Feeds) > 32 || len(h.Feeds) != before {
			t.Fatalf("%d feeds become %d (%d in the old record), kept for %s", before, len(next.Feeds), len(h.Feeds), keep)
		}
		if _, err := json.Marshal(next); err != nil {
			t.Fatalf("the record cannot be stored: %v", err)
		}
	})
}

// TestBackoffGrows: with every failure of one kind the wait without jitter is
// at least as long as before, and a good fetch ends it.
func TestBackoffGrows(t *testing.T) {
	classes := []rhythm.Class{
		rhythm.DNS, rhythm.Refused, rhythm.TLS, rhythm.Timeout, rhythm.Connection, rhythm.ClientErr, rhythm.ServerErr,
		rhythm.RateLimit, rhythm.TooLarge, rhythm.NotAFeed, rhythm.BotWall, rhythm.Blocked, rhythm.Settings,
	}
	rapid.Check(t, func(t *rapid.T) {
		class := rapid.SampledFrom(classes).Draw(t, "class")
		jitter := rapid.Float64Range(0, 0.999).Draw(t, "jitter")
		shortest := time.Duration(rapid.Int64Range(int64(time.Minute), int64(time.Hour)).Draw(t, "min"))
		within := rhythm.Limits{Min: shortest, Max: shortest + time.Duration(rapid.Int64Range(0, int64(48*time.Hour)).Draw(t, "more"))}
		m := rhythm.Memory{Interval: time.Duration(rapid.Int64Range(0, int64(within.Max)).Draw(t, "interval"))}
		last := time.Duration(0)
		for n := 1; n <= 60; n++ {
			d := rhythm.Next(m, rhythm.Learned{}, rhythm.Observation{Failure: class}, within, noon, jitter)
			if d.Wait < last || d.Wait < within.Min || d.Memory.Failures != n {
				t.Fatalf("failure %d (%s): wait %s after %s, %d remembered", n, class, d.Wait, last, d.Memory.Failures)
			}
			m, last = d.Memory, d.Wait
		}
		if d := rhythm.Next(m, rhythm.Learned{}, rhythm.Observation{Items: 10}, within, noon, jitter); d.Memory.Failures != 0 || d.Wait > within.Max {
			t.Fatalf("after a good fetch: wait %s, %d failures", d.Wait, d.Memory.Failures)
		}
	})
}
