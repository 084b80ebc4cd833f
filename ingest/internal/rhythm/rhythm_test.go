package rhythm_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/dateline-news/dateline/ingest/internal/rhythm"
)

var (
	limits = rhythm.Limits{Min: 2 * time.Minute, Max: 2 * time.Hour}
	noon   = time.Date(2016, 12, 30, 12, 0, 0, 0, time.UTC)
)

// middle is the jitter that moves nothing.
const middle = 0.5

// evenly gives the dates of n items, the newest at noon.
func evenly(n int, apart time.Duration) []time.Time {
	var out []time.Time
	for i := range n {
		out = append(out, noon.Add(-time.Duration(i)*apart))
	}
	return out
}

func TestNext(t *testing.T) {
	hourly := rhythm.Begin(noon, evenly(40, time.Hour))
	looked := noon.Add(-time.Hour)
	seen := rhythm.Observation{Looked: looked, Items: 40, Came: []time.Time{noon}}
	with := func(change func(*rhythm.Observation)) rhythm.Observation {
		o := seen
		change(&o)
		return o
	}
	for _, c := range []struct {
		name    string
		learned rhythm.Learned
		in      rhythm.Observation
		limits  rhythm.Limits
		wait    time.Duration
		reason  string
	}{
		{"nothing known", rhythm.Learned{}, rhythm.Observation{Items: 20}, limits, 15 * time.Minute, "learned 15 min"},
		{"first look at what has dates", rhythm.Begin(noon, evenly(40, 2*time.Minute)), rhythm.Observation{Items: 40, Came: evenly(40, 2*time.Minute)}, limits, 8 * time.Minute, "learned 8 min at 31 items an hour"},
		{"an item an hour", hourly, seen, limits, 44 * time.Minute, "learned 44 min at 21 items a day"},
		{"a small document", rhythm.Begin(noon, evenly(6, 5*time.Minute)), rhythm.Observation{Items: 6, Came: evenly(6, 5*time.Minute)}, limits, 9 * time.Minute, "learned"},
		{"quiet for years", rhythm.Begin(noon.AddDate(3, 0, 0), evenly(40, time.Hour)), rhythm.Observation{Looked: looked, Items: 40}, limits, 108 * time.Minute, "learned 2 h at less than an item a day"},
		{"floor above", hourly, with(func(o *rhythm.Observation) {
			o.Floors = []rhythm.Floor{{Wait: 3 * time.Hour, Why: "max-age"}, {Wait: time.Minute, Why: "ttl"}}
		}), limits, 198 * time.Minute, "floor 3 h from max-age"},
		{"floor below", hourly, with(func(o *rhythm.Observation) { o.Floors = []rhythm.Floor{{Wait: 5 * time.Minute, Why: "max-age"}} }), limits, 44 * time.Minute, "learned 44 min at 21 items a day, floor 5 min from max-age"},
		{"absurd floor", hourly, with(func(o *rhythm.Observation) { o.Floors = []rhythm.Floor{{Wait: 9999 * time.Hour, Why: "ttl"}} }), limits, 26*time.Hour + 24*time.Minute, "floor 24 h from ttl"},
		{"floor under a firm bound", hourly, with(func(o *rhythm.Observation) { o.Floors = []rhythm.Floor{{Wait: 9 * time.Hour, Why: "ttl"}} }), rhythm.Limits{Min: time.Minute, Max: time.Hour, Firm: true}, time.Hour, "floor 60 min from ttl"},
		{"longest", hourly, seen, rhythm.Limits{Min: time.Minute, Max: 10 * time.Minute}, 9 * time.Minute, "learned 10 min"},
		{"shortest", hourly, seen, rhythm.Limits{Min: 50 * time.Minute, Max: 2 * time.Hour}, 55 * time.Minute, "learned 50 min"},
		{"items that stay for a short time", withStay(hourly, 20*time.Minute), seen, limits, 9 * time.Minute, "learned 10 min"},
		{"skipped hours", hourly, with(func(o *rhythm.Observation) { o.Skip.Hours = []int{12, 13} }), limits, 2*time.Hour + time.Minute, "the feed skips this hour"},
		{"skipped days", hourly, with(func(o *rhythm.Observation) { o.Skip.Days = []time.Weekday{time.Friday, time.Saturday} }), limits, 36*time.Hour + time.Minute, "the feed skips this day"},
		{"everything skipped", hourly, with(func(o *rhythm.Observation) { o.Skip.Days = []time.Weekday{0, 1, 2, 3, 4, 5, 6} }), limits, 44 * time.Minute, "learned"},
		{"retry after on an answer", hourly, with(func(o *rhythm.Observation) { o.RetryAfter = 5 * time.Hour }), limits, 330 * time.Minute, "asked for 5 h by Retry-After"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := rhythm.Next(rhythm.Memory{Failures: 4}, c.learned, c.in, c.limits, noon, middle)
			if d := got.Wait - c.wait; d < -time.Minute || d > time.Minute {
				t.Errorf("wait %s, want %s", got.Wait, c.wait)
			}
			if !strings.Contains(got.Reason, c.reason) {
				t.Errorf("reason %q, want %q in it", got.Reason, c.reason)
			}
			if got.Memory.Failures != 0 {
				t.Errorf("%d failures remembered", got.Memory.Failures)
			}
		})
	}
}

func withStay(l rhythm.Learned, d time.Duration) rhythm.Learned {
	l.Stay = d
	return l
}

func TestBackoff(t *testing.T) {
	hour := rhythm.Memory{Interval: time.Hour}
	for _, c := range []struct {
		name   string
		memory rhythm.Memory
		in     rhythm.Observation
		wait   time.Duration
		reason string
	}{
		{"soft failure", hour, rhythm.Observation{Failure: rhythm.Timeout}, 5091168 * time.Millisecond, "back-off 85 min after 1 failure (timeout)"},
		{"network away", hour, rhythm.Observation{Failure: rhythm.DNS}, 169706 * time.Millisecond, "back-off 3 min after 1 failure (dns)"},
		{"hard failure", hour, rhythm.Observation{Failure: rhythm.TLS}, 2 * time.Hour, "back-off 2 h after 1 failure (tls)"},
		{"bot wall", hour, rhythm.Observation{Failure: rhythm.BotWall}, 6054 * time.Second, "(bot_wall)"},
		{"before anything was learned", rhythm.Memory{}, rhythm.Observation{Failure: rhythm.ClientErr}, 1563 * time.Second, "(4xx)"},
		{"many failures", rhythm.Memory{Interval: time.Hour, Failures: 20}, rhythm.Observation{Failure: rhythm.ServerErr}, 24 * time.Hour, "21 failures in a row"},
		{"long dead", rhythm.Memory{Interval: time.Hour, Failures: 39}, rhythm.Observation{Failure: rhythm.DNS}, 30 * 24 * time.Hour, "once a month"},
		{"gone", hour, rhythm.Observation{Failure: rhythm.Gone}, 30 * 24 * time.Hour, "once a month"},
		{"retry after", hour, rhythm.Observation{Failure: rhythm.RateLimit, RetryAfter: 5 * time.Hour}, 330 * time.Minute, "asked for 5 h by Retry-After"},
		{"absurd retry after", hour, rhythm.Observation{Failure: rhythm.RateLimit, RetryAfter: 9999 * time.Hour}, 184*time.Hour + 48*time.Minute, "7 days"},
		{"short retry after", hour, rhythm.Observation{Failure: rhythm.ServerErr, RetryAfter: time.Second}, 5091168 * time.Millisecond, "back-off"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := rhythm.Next(c.memory, rhythm.Learned{}, c.in, limits, noon, middle)
			if d := got.Wait - c.wait; d < -time.Second || d > time.Second {
				t.Errorf("wait %s, want %s", got.Wait, c.wait)
			}
			if !strings.Contains(got.Reason, c.reason) {
				t.Errorf("reason %q, want %q in it", got.Reason, c.reason)
			}
			if got.Memory.Failures != c.memory.Failures+1 {
				t.Errorf("%d failures remembered", got.Memory.Failures)
			}
		})
	}
}

// TestNextBounds holds for any history: a wait is never shorter than the least
// interval, never longer than the longest unless the feed asks for it, and one
// good fetch ends every back-off.
func TestNextBounds(t *testing.T) {
	classes := []rhythm.Class{"", "", "", rhythm.DNS, rhythm.TLS, rhythm.Gone, rhythm.ServerErr, rhythm.RateLimit}
	rapid.Check(t, func(t *rapid.T) {
		var m rhythm.Memory
		now, looked := noon, time.Time{}
		l := rhythm.Begin(now, evenly(rapid.IntRange(0, 40).Draw(t, "dates"), time.Duration(rapid.Int64Range(0, 1<<45).Draw(t, "apart"))))
		for range rapid.IntRange(1, 40).Draw(t, "polls") {
			o := rhythm.Observation{
				Failure: rapid.SampledFrom(classes).Draw(t, "failure"), Looked: looked, Items: rapid.IntRange(0, 50).Draw(t, "items"),
			}
			asks := rapid.IntRange(0, 3).Draw(t, "asks") == 0
			if asks {
				o.RetryAfter = time.Duration(rapid.Int64Range(-5, 1<<50).Draw(t, "retry after"))
				o.Floors = []rhythm.Floor{{Wait: time.Duration(rapid.Int64().Draw(t, "floor")), Why: "ttl"}}
				o.Skip.Hours = rapid.SliceOfN(rapid.IntRange(0, 23), 0, 24).Draw(t, "skip")
			}
			for range rapid.IntRange(0, o.Items).Draw(t, "new") {
				o.Came = append(o.Came, rhythm.Came(now.Add(-time.Duration(rapid.Int64Range(-1<<42, 1<<45).Draw(t, "age"))), looked, now))
			}
			if o.Failure == "" && len(o.Came) > 0 {
				l = l.Learn(now, o.Came, time.Duration(rapid.Int64Range(0, 1<<45).Draw(t, "stay")))
			}
			stored, err := l.AppendBinary(nil)
			if err != nil || len(stored) != rhythm.LearnedBytes || l.UnmarshalBinary(stored) != nil {
				t.Fatalf("stored as %d bytes, %v", len(stored), err)
			}
			d := rhythm.Next(m, l, o, limits, now, rapid.Float64Range(0, 0.999).Draw(t, "jitter"))
			if d.Wait < limits.Min || d.Wait > 33*24*time.Hour || !asks && o.Failure == "" && d.Wait > limits.Max {
				t.Fatalf("wait %s after %+v", d.Wait, o)
			}
			if o.Failure == "" && (d.Memory.Failures != 0 || d.Memory.Interval > limits.Max) {
				t.Fatalf("not recovered: %+v", d.Memory)
			}
			if d.Reason == "" {
				t.Fatal("no reason")
			}
			m = d.Memory
			if o.Failure == "" {
				looked = now
			}
			now = now.Add(d.Wait)
		}
	})
}

// TestNightAndWeekend: a feed of weekdays by day is asked less at night and
// on Sundays.
func TestNightAndWeekend(t *testing.T) {
	var dates []time.Time
	begin := time.Date(2016, 12, 5, 0, 0, 0, 0, time.UTC) // a Monday
	for at := begin; at.Before(begin.AddDate(0, 0, 24)); at = at.Add(15 * time.Minute) {
		if d := at.Weekday(); d != time.Saturday && d != time.Sunday && at.Hour() >= 7 && at.Hour() < 19 {
			dates = append(dates, at)
		}
	}
	l := rhythm.Begin(begin.AddDate(0, 0, 24), dates)
	at := func(day, hour int) time.Duration {
		now := begin.AddDate(0, 0, day).Add(time.Duration(hour) * time.Hour)
		usual := int(l.Expect(now.Add(-time.Hour), now) + 0.5)
		m := rhythm.Memory{Recent: float64(usual)}
		return rhythm.Next(m, l, rhythm.Observation{Looked: now, Items: 30}, limits, now, middle).Wait
	}
	tuesday, night, sunday := at(24, 10), at(24, 22), at(27, 10)
	if !(tuesday < 30*time.Minute && night > 2*tuesday && sunday > 2*tuesday) {
		t.Errorf("Thursday 10:00 %s, 22:00 %s, Sunday 10:00 %s", tuesday, night, sunday)
	}
}

func TestQuiet(t *testing.T) {
	daily := rhythm.Begin(noon, evenly(20, 24*time.Hour))
	if _, silent := daily.Quiet(noon.AddDate(0, 0, 3)); silent {
		t.Error("a daily feed is silent after three days")
	}
	if n, silent := daily.Quiet(noon.AddDate(0, 0, 30)); !silent || n < 25 || n > 35 {
		t.Errorf("after 30 days: %.0f items expected, silent %v", n, silent)
	}
	young := rhythm.Begin(noon, evenly(40, 10*time.Minute))
	if _, silent := young.Quiet(noon.AddDate(0, 0, 7)); silent {
		t.Error("silent though nothing is known of its weekdays")
	}
	if _, silent := young.Quiet(noon.AddDate(0, 0, 9)); !silent {
		t.Error("not silent after nine days without 1,300 items")
	}
	busy := rhythm.Begin(noon, evenly(2400, 10*time.Minute))
	if _, silent := busy.Quiet(noon.Add(23 * time.Hour)); silent {
		t.Error("silent within a day")
	}
	if _, silent := busy.Quiet(noon.Add(25 * time.Hour)); !silent {
		t.Error("not silent after a day without 150 items")
	}
	never := rhythm.Begin(noon, nil)
	if _, silent := never.Quiet(noon.AddDate(1, 0, 0)); silent {
		t.Error("a feed that never brought an item is silent")
	}
}

func TestVolume(t *testing.T) {
	week := func(l rhythm.Learned, now time.Time, perDay int) (rhythm.Learned, time.Time) {
		for range 7 {
			var came []time.Time
			for i := range perDay {
				came = append(came, now.Add(time.Duration(i)*time.Minute))
			}
			l, now = l.Learn(now, came, 0), now.AddDate(0, 0, 1)
		}
		return l, now
	}
	l, now := rhythm.Begin(noon, nil), noon
	for range 4 {
		if _, ok := l.Volume(now); ok && now.Before(noon.AddDate(0, 0, 20)) {
			t.Error("judged before three weeks")
		}
		l, now = week(l, now, 20)
	}
	b, ok := l.Volume(now.AddDate(0, 0, 1))
	if !ok || b.Side(0) != 0 {
		t.Errorf("steady: %+v %v", b, ok)
	}
	less, then := week(l, now, 5)
	if b, _ := less.Volume(then.AddDate(0, 0, 1)); b.Side(0) != -1 {
		t.Errorf("a quarter: %+v", b)
	}
	more, then := week(l, now, 60)
	if b, _ := more.Volume(then.AddDate(0, 0, 1)); b.Side(0) != 1 {
		t.Errorf("three times: %+v", b)
	}
	if b, ok := l.Volume(now.AddDate(0, 0, 9)); !ok || b.Mean != 0 || b.Side(0) != -1 {
		t.Errorf("nothing for a week: %+v %v", b, ok)
	}
}

// TestResume: a time in which nobody looked is neither a lull nor a week of
// few items.
func TestResume(t *testing.T) {
	l := rhythm.Begin(noon, evenly(26*6, 4*time.Hour))
	back := noon.AddDate(0, 0, 20)
	l = l.Resume(back)
	if n, silent := l.Quiet(back.Add(time.Hour)); silent || n > 1 {
		t.Errorf("silent %v, %.1f items expected", silent, n)
	}
	if n := l.Expect(back, back.AddDate(0, 0, 1)); n < 5 || n > 7 {
		t.Errorf("%.1f items a day expected, want 6", n)
	}
	if b, ok := l.Volume(back.AddDate(0, 0, 3)); ok {
		t.Errorf("judged by days that nobody saw: %+v", b)
	}
}

func TestHost(t *testing.T) {
	var h rhythm.Host
	now := noon
	var keep time.Duration
	for i, feed := range []string{"a", "a", "b"} {
		h, keep = h.Add(feed, rhythm.RateLimit, time.Hour, now)
		if h.Wait(now) != 0 || keep != time.Hour {
			t.Errorf("%d: the host waits %s, kept %s", i, h.Wait(now), keep)
		}
	}
	h, _ = h.Add("c", rhythm.RateLimit, 2*time.Hour, now)
	if h.Wait(now) != 2*time.Hour || h.Wait(now.Add(3*time.Hour)) != 0 || h.Why == "" {
		t.Errorf("three feeds: %+v", h)
	}
	if h, _ = h.Add("d", rhythm.RateLimit, 0, now.Add(90*time.Minute)); h.Wait(now.Add(90*time.Minute)) != 0 || len(h.Feeds) != 2 {
		t.Errorf("what has passed still counts: %+v", h)
	}
	if !rhythm.AsksHost(rhythm.RateLimit, 0) || !rhythm.AsksHost(rhythm.ServerErr, time.Second) || rhythm.AsksHost(rhythm.ServerErr, 0) {
		t.Error("what asks for a host to be left alone")
	}
}
