package pulse_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/pulse"
)

type source struct {
	ready error
	facts map[string]any
}

func (s source) Ready() error          { return s.ready }
func (s source) Facts() map[string]any { return s.facts }

func TestAsk(t *testing.T) {
	server := natstest.Run(t)
	connect := func() *bus.Bus {
		b, err := bus.Connect(bus.Config{URL: server.ClientURL()}, bus.Options{Conn: natstest.Connect(t, server)})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	asker := connect()
	if got, err := pulse.Ask(t.Context(), asker, 5*time.Second); err != nil || len(got) != 0 {
		t.Fatalf("without services: %v, %v", got, err)
	}
	stop := map[string]func(){}
	for name, s := range map[string]source{
		"ingestd": {ready: errors.Join(errors.New("nats: away"), errors.New("polling: paused"))},
		"indexd":  {facts: map[string]any{"disk": pulse.MeasureDisk(t.TempDir()), "broken": func() {}}},
	} {
		b := connect()
		end, err := pulse.Serve(b, name, s)
		if err != nil {
			t.Fatal(err)
		}
		stop[name] = end
		if err := b.Conn().Flush(); err != nil {
			t.Fatal(err)
		}
	}
	// Who is slow is not waited for, and a busy machine makes slow.
	ask := func(want int) (got []pulse.Report) {
		t.Helper()
		for deadline := time.Now().Add(time.Minute); len(got) != want; {
			var err error
			if got, err = pulse.Ask(t.Context(), asker, 5*time.Second); err != nil || time.Now().After(deadline) {
				t.Fatalf("got %v, %v, want %d", got, err, want)
			}
		}
		return got
	}
	got := ask(2)
	for _, r := range got {
		if off := r.Here.Sub(r.Time); off < 0 || off > 5*time.Second || r.Version == "" || r.PID == 0 || r.Started.After(r.Time) {
			t.Errorf("%+v", r)
		}
		switch r.Service {
		case "ingestd":
			if len(r.NotReady) != 2 || r.NotReady[1] != "polling: paused" {
				t.Errorf("reasons: %q", r.NotReady)
			}
		case "indexd":
			var d pulse.Disk
			if err := json.Unmarshal(r.Facts["disk"], &d); err != nil || d.Total == 0 || len(r.Facts) != 1 || len(r.NotReady) != 0 {
				t.Errorf("%+v, %v", r, err)
			}
		default:
			t.Errorf("who is %s?", r.Service)
		}
	}
	stop["ingestd"]()
	if got := ask(1); got[0].Service != "indexd" {
		t.Errorf("after one has stopped: %v", got)
	}
}
