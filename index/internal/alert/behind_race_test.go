package alert_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/dateline-news/dateline/index/internal/alert"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// gate is a connection to NATS that holds the message by which a webhook that
// has caught up begins to be told at once again, and all that comes after it.
type gate struct {
	net.Conn
	held, opened chan struct{}
	once         *atomic.Bool
	open         func()
}

func newGate() *gate {
	g := &gate{held: make(chan struct{}), opened: make(chan struct{}), once: &atomic.Bool{}}
	g.open = sync.OnceFunc(func() { close(g.opened) })
	return g
}

func (g *gate) Dial(network, address string) (net.Conn, error) {
	c, err := net.Dial(network, address)
	return &gate{Conn: c, held: g.held, opened: g.opened, once: g.once}, err
}

func (g *gate) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte(`"closing":true`)) && g.once.CompareAndSwap(false, true) {
		close(g.held)
		<-g.opened
	}
	return g.Conn.Write(b)
}

// gated is a bus behind a gate.
func (d *desk) gated(g *gate) *bus.Bus {
	d.t.Helper()
	nc, err := nats.Connect(d.bus.Conn().ConnectedUrl(), nats.SetCustomDialer(g))
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(nc.Close)
	b, err := bus.Connect(bus.Config{URL: d.bus.Conn().ConnectedUrl(), Prefix: "news", Replicas: 1}, bus.Options{Name: "gated", Log: d.log(), Conn: nc})
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(b.Close)
	return b
}

// alarm publishes an alert and returns the article that it tells of.
func (d *desk) alarm(name string) string {
	d.t.Helper()
	d.articles++
	article := fmt.Sprintf("article%d", d.articles)
	err := d.bus.PublishEventsOnce(d.t.Context(), []bus.OnceEvent{{ID: "alarm-" + article, Event: news.Event{Kind: news.EventAlert, Time: time.Now().UTC(), Alert: name, Article: article, Revision: 1}}})
	if err != nil {
		d.t.Fatal(err)
	}
	return article
}

// hookedOn is hooked on a bus, with a registry for what the service counts.
func (d *desk) hookedOn(b *bus.Bus, r prometheus.Registerer, hooks map[string]*hook) {
	d.hooked(hooks, func(o *alert.Options, s *alert.Service) {
		if s == nil {
			o.Bus, o.Registerer = b, r
		}
	}, unhurried)
}

// behindGate runs a service behind a gate, which opens at the end of the test
// at the latest.
func (d *desk) behindGate(g *gate, hooks map[string]*hook) {
	d.hookedOn(d.gated(g), nil, hooks)
	d.t.Cleanup(g.open)
}

// TestLeftWhileClosing has a process leave alerts to a webhook's catching up at
// the moment in which another has read to the end of what was left.
func TestLeftWhileClosing(t *testing.T) {
	d := newDesk(t)
	h := newHook(t, http.StatusServiceUnavailable)
	hooks := map[string]*hook{"late": h}
	d.putHook("late")
	g := newGate()
	d.behindGate(g, hooks)
	ids := []string{d.alarm("late")}
	d.eventually("it is behind", func() bool { return d.behind("late") })
	h.set(http.StatusOK)
	awaitHeld(t, g)

	registry := prometheus.NewRegistry()
	d.hookedOn(d.bus, registry, hooks)
	d.eventually("the other process leaves an alert", func() bool {
		ids = append(ids, d.alarm("late"))
		return left(t, registry) > 0
	})
	g.open()
	d.eventually("it is told of all", func() bool { return holdsAll(h.told(), ids) })
	d.eventually("it has caught up", func() bool { return !d.behind("late") })
}

func awaitHeld(t *testing.T, g *gate) {
	t.Helper()
	select {
	case <-g.held:
	case <-time.After(60 * time.Second):
		t.Fatal("the webhook has not caught up")
	}
}

// left is how many alerts a service has left on the stream.
func left(t *testing.T, r *prometheus.Registry) int {
	t.Helper()
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() != "dateline_index_alert_webhooks_total" {
			continue
		}
		for _, m := range f.GetMetric() {
			if m.GetLabel()[0].GetValue() == "left" {
				return int(m.GetCounter().GetValue())
			}
		}
	}
	return 0
}

// TestFailsWhileClosing has the post of an alert fail, which another process
// took before the webhook fell behind, while the webhook catches up with what
// came after it: just before and just after that is noted.
func TestFailsWhileClosing(t *testing.T) {
	for name, await := range map[string]func(*desk, *gate){
		"before": func(d *desk, g *gate) { awaitHeld(d.t.(*testing.T), g) },
		"after": func(d *desk, g *gate) {
			g.open()
			d.eventually("it closes, or has", func() bool {
				q, err := d.store.Get(d.t.Context(), "late")
				return err == nil && (q.Behind == nil || q.Behind.Closing)
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			h := newHook(t, http.StatusServiceUnavailable)
			d.putHook("late")
			older := d.alarm("late")
			taken, fail := d.take()
			seq := <-taken

			g := newGate()
			d.behindGate(g, map[string]*hook{"late": h})
			newer := d.alarm("late")
			d.eventually("it is behind", func() bool { return d.behind("late") })
			h.set(http.StatusOK)
			await(d, g)
			if err := d.store.FallBehind(t.Context(), "late", seq); err != nil {
				t.Fatal(err)
			}
			close(fail)
			if name == "before" {
				g.open()
			}
			d.eventually("it is told of both", func() bool { return holdsAll(h.told(), []string{older, newer}) })
			d.eventually("it has caught up", func() bool { return !d.behind("late") })
		})
	}
}

// take is a process that takes one alert and has done with it when fail is
// closed.
func (d *desk) take() (taken chan uint64, fail chan struct{}) {
	taken, fail = make(chan uint64, 1), make(chan struct{})
	ctx, cancel := context.WithCancel(d.t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- d.bus.Consume(ctx, bus.Consumer{
			Stage: "webhook", Durable: bus.DurableWebhooks, Stream: bus.Events, Raw: true, Prefetch: 1, FilterSubjects: []string{d.bus.Names().EventsOf(news.EventAlert)},
		}, func(ctx context.Context, m bus.Delivery) error {
			taken <- m.Seq
			select {
			case <-fail:
			case <-ctx.Done():
			}
			cancel()
			return nil
		})
	}()
	d.t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			d.t.Error(err)
		}
	})
	return taken, fail
}
