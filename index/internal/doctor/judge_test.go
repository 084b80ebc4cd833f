package doctor

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/pulse"
)

func TestVersions(t *testing.T) {
	for _, c := range []struct {
		text                 string
		ok, old, repairedTwo bool
	}{
		{"2.15.2", true, false, true}, {"2.15.1", true, false, false}, {"2.14.9", true, false, true}, {"2.14.8", true, false, false},
		{"2.13.12", true, true, false}, {"2.16.0-beta.1", true, false, true}, {"v3.0.0", true, false, true}, {"2.15", false, false, false}, {"dev", false, false, false},
	} {
		v, ok := readVersion(c.text)
		if ok != c.ok || ok && (v.before(least) != c.old || v.repaired() != c.repairedTwo) {
			t.Errorf("%s: got %v, %v, old %v, repaired %v", c.text, v, ok, v.before(least), v.repaired())
		}
	}
}

// judged runs a judgement and returns its findings that are not OK.
func judged(judge func(*examination, *report)) []Finding {
	x := &examination{limits: Limits{}.withDefaults(), Options: Options{Bus: &bus.Bus{}}}
	r := &report{area: "test"}
	judge(x, r)
	var out []Finding
	for _, f := range r.take() {
		if f.Level != OK {
			out = append(out, f)
		}
	}
	return out
}

func TestJudgements(t *testing.T) {
	now := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	stream := func(change func(*jetstream.StreamInfo)) func(*examination, *report) {
		return func(x *examination, r *report) {
			info := &jetstream.StreamInfo{
				Config: jetstream.StreamConfig{Name: "NEWS_QUARANTINE", MaxBytes: 1000, MaxAge: 30 * 24 * time.Hour, Replicas: 3, Discard: jetstream.DiscardNew},
				State:  jetstream.StreamState{Msgs: 10, Bytes: 100, FirstTime: now.Add(-time.Hour), LastTime: now},
				Cluster: &jetstream.ClusterInfo{Name: "c", Leader: "a", Replicas: []*jetstream.PeerInfo{
					{Name: "b", Current: true}, {Name: "c", Current: true},
				}},
			}
			change(info)
			x.room(r, info)
			x.copies(r, info)
		}
	}
	backlog := func(change func(before, now *bus.Backlog)) func(*examination, *report) {
		return func(x *examination, r *report) {
			g := bus.Backlog{Stream: bus.Articles, Durable: bus.DurableEnrich, Requests: 2, Floor: 7, Active: now, At: now}
			before, after := g, g
			change(&before, &after)
			x.judge(r, before, after)
		}
	}
	index := func(change func(*client.StatsResponse)) func(*examination, *report) {
		return func(_ *examination, r *report) {
			s := &client.StatsResponse{Replica: "a"}
			change(s)
			judgeIndex(r, s)
		}
	}
	disk := func(all ...pulse.Disk) func(*examination, *report) {
		p := pulse.Report{Service: "indexd", Facts: map[string]json.RawMessage{}}
		for _, d := range all {
			fact, err := json.Marshal(d)
			if err != nil {
				t.Fatal(err)
			}
			p.Facts["disk of "+d.Dir] = fact
		}
		return func(x *examination, r *report) { x.facts(r, p) }
	}
	silence := func(s bus.Silence) func(*examination, *report) {
		return func(_ *examination, r *report) { judgeSilence(r, s) }
	}
	for _, c := range []struct {
		name  string
		judge func(*examination, *report)
		level Level
		words string
	}{
		{"a healthy stream", stream(func(*jetstream.StreamInfo) {}), OK, ""},
		{"nearly full, takes nothing new", stream(func(i *jetstream.StreamInfo) { i.State.Bytes = 850 }), Problem, "85 % of 1000 B"},
		{"a full ring that reaches back an hour", stream(func(i *jetstream.StreamInfo) { i.State.Bytes, i.Config.Discard = 1000, jetstream.DiscardOld }), Warning, "full with what came in 60 min"},
		{"a full ring of a week", stream(func(i *jetstream.StreamInfo) {
			i.State.Bytes, i.Config.Discard, i.State.FirstTime = 1000, jetstream.DiscardOld, now.Add(-7*24*time.Hour)
		}), OK, ""},
		{"one copy in a cluster", stream(func(i *jetstream.StreamInfo) { i.Config.Replicas, i.Cluster.Replicas = 1, nil }), Warning, "one copy"},
		{"no leader", stream(func(i *jetstream.StreamInfo) { i.Cluster.Leader = "" }), Problem, "no leader"},
		{"a copy is away", stream(func(i *jetstream.StreamInfo) { i.Cluster.Replicas[0].Offline = true }), Problem, "the server b"},
		{"a copy lags", stream(func(i *jetstream.StreamInfo) { i.Cluster.Replicas[1].Lag = 5000 }), Warning, "the copy on c is behind by 5000"},
		{"no cluster", stream(func(i *jetstream.StreamInfo) { i.Cluster, i.Config.Replicas = nil, 1 }), OK, ""},

		{"up to date", backlog(func(_, _ *bus.Backlog) {}), OK, ""},
		{"busy", backlog(func(b, n *bus.Backlog) {
			b.Requests, n.Requests, n.InHand, n.Pending, n.Floor, n.Oldest = 0, 0, 5, 100, 9, now.Add(-3*time.Second)
		}), OK, ""},
		{"behind", backlog(func(_, n *bus.Backlog) {
			n.Pending, n.InHand, n.Floor, n.Oldest = 1000, 16, 20, now.Add(-5*time.Minute)
		}), Warning, "it is behind: 1016 messages wait"},
		{"stuck on one", backlog(func(b, n *bus.Backlog) { b.InHand, n.InHand, n.Oldest = 1, 1, now.Add(-10*time.Minute) }), Problem, "stuck: 1 message delivered"},
		{"stuck with all in hand", backlog(func(b, n *bus.Backlog) {
			b.InHand, n.InHand, n.Pending, n.Oldest, n.Active = 16, 16, 500, now.Add(-10*time.Minute), now.Add(-5*time.Minute)
		}), Problem, "stuck"},
		{"catching up", backlog(func(b, n *bus.Backlog) { b.InHand, n.InHand, n.Pending, n.Oldest = 16, 16, 500, now.Add(-time.Hour) }), Warning, "behind"},
		{"nobody reads", backlog(func(b, n *bus.Backlog) { b.Requests, n.Requests = 0, 0 }), Problem, "nobody reads it"},
		{"late polls", backlog(func(_, n *bus.Backlog) {
			n.Stream, n.Durable, n.Pending, n.Oldest = bus.Feeds, bus.DurablePoll, 40, now.Add(-6*time.Minute)
		}), Warning, "polls are late"},
		{"a durable of others", backlog(func(b, n *bus.Backlog) { b.Requests, n.Requests, n.Durable, n.Pending = 0, 0, "desk", 9 }), Note, "one of others"},
		{"a copy that is gone", backlog(func(b, n *bus.Backlog) {
			b.Requests, n.Requests, n.Durable, n.Stream, n.Active = 0, 0, "index-old", bus.Enriched, now.Add(-3*24*time.Hour)
		}), Warning, "given up, or is stopped"},

		{"an index", index(func(*client.StatsResponse) {}), OK, ""},
		{"a torn month", index(func(s *client.StatsResponse) { s.Torn = []client.TornSlice{{Month: "2026-10", Reason: "checksum"}} }), Problem, "2026-10"},
		{"a lag", index(func(s *client.StatsResponse) { s.LagSeconds, s.Pending = 90, 5 }), Warning, "90 s behind"},
		{"a rebuild", index(func(s *client.StatsResponse) { s.Rebuild = &client.RebuildProgress{Done: 1, Total: 2} }), Note, "1 of 2"},
		{"blocked", index(func(s *client.StatsResponse) { s.Blocked = "disk" }), Problem, "indexes nothing: disk"},

		{"room", disk(pulse.Disk{Dir: "/d", Free: 50, Total: 100}), OK, ""},
		{"little room", disk(pulse.Disk{Dir: "/d", Free: 9, Total: 100}), Warning, "9 B of 100 B"},
		{"no room", disk(pulse.Disk{Dir: "/d", Free: 1, Total: 100, Low: "nearly full"}), Problem, "nearly full"},
		{"one disk of two folders", disk(pulse.Disk{Dir: "/d/index", Free: 1, Total: 100, Low: "/d/index"}, pulse.Disk{Dir: "/d", Free: 1, Total: 100, Low: "/d is full"}), Problem, "/d is full"},
		{"a disk in a folder of another", disk(pulse.Disk{Dir: "/d/index", Free: 1, Total: 100, Low: "/d/index"}, pulse.Disk{Dir: "/d", Free: 90, Total: 120}), Problem, "/d/index"},

		{"a silence", silence(bus.Silence{Last: now, For: time.Hour, Usual: time.Minute}), Problem, "60 times"},
		{"a lull", silence(bus.Silence{Last: now, For: 5 * time.Minute, Usual: time.Minute}), OK, ""},

		{"a clock behind", func(x *examination, r *report) { x.skew(r, "server", now.Add(-time.Minute), now, time.Millisecond) }, Warning, "1m0s behind"},
		{"a slow answer", func(x *examination, r *report) { x.skew(r, "server", now.Add(-3*time.Second), now, 4*time.Second) }, OK, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := judged(c.judge)
			if c.level == OK {
				if len(got) > 0 {
					t.Errorf("got %+v, want nothing", got)
				}
				return
			}
			if len(got) != 1 || got[0].Level != c.level || !strings.Contains(got[0].What, c.words) {
				t.Errorf("got %+v, want one %s with %q", got, c.level, c.words)
			}
		})
	}
}
