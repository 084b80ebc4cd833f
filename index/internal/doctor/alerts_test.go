package doctor

import (
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/index/internal/alert"
)

func TestJudgeBehind(t *testing.T) {
	now := time.Date(2026, 11, 8, 10, 0, 0, 0, time.UTC)
	info := &jetstream.StreamInfo{
		Config: jetstream.StreamConfig{Name: "NEWS_EVENTS", MaxAge: 7 * 24 * time.Hour}, TimeStamp: now, State: jetstream.StreamState{FirstSeq: 100, LastSeq: 900},
	}
	since := func(d time.Duration) time.Time { return now.Add(-d) }
	for _, c := range []struct {
		behind alert.Behind
		level  Level
		what   string
	}{
		{alert.Behind{From: 100, Since: since(time.Hour)}, OK, "it catches up"},
		{alert.Behind{From: 100, Since: since(time.Hour), Reason: "no route"}, Warning, "it is behind for 60 min: no route"},
		{alert.Behind{From: 100, Since: since(48 * time.Hour), Reason: "no route"}, Problem, "it is behind for 2 days: no route"},
		{alert.Behind{From: 100, Since: since(time.Hour), Reason: "status 403", Refused: true}, Problem, "it refuses alerts for 60 min: status 403"},
		{alert.Behind{From: 99, Since: since(8 * 24 * time.Hour), Reason: "no route"}, Problem, "it is behind for 8 days, and the oldest alerts that it missed have left NEWS_EVENTS: no route"},
		// All before From has been posted.
		{alert.Behind{From: 99, Since: since(time.Hour), Closing: true}, OK, "it catches up"},
		// Noted by an earlier version.
		{alert.Behind{From: 99, Closing: true, Reason: "no route"}, Problem, "it is behind: no route"},
	} {
		r := &report{}
		judgeBehind(r, alert.Query{Name: "desk", Behind: &c.behind}, info)
		got := r.take()
		if len(got) != 1 || got[0].Level != c.level || got[0].What != c.what || got[0].Subject != "webhook of desk" || (c.level == OK) != (got[0].Remedy == "") {
			t.Errorf("%+v: %+v", c.behind, got)
		}
	}
}
