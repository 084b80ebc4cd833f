package alert_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dateline-news/dateline/index/internal/alert"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/netguard"
	"github.com/dateline-news/dateline/shared/news"
)

// hook is an address that alerts are posted to.
type hook struct {
	server *httptest.Server

	mu sync.Mutex
	// state is what it does: answer with a status, or none for 0.
	state int
	// got are the articles told of, in order.
	got []string
}

func newHook(t *testing.T, state int) *hook {
	t.Helper()
	h := &hook{state: state}
	h.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		h.mu.Lock()
		state := h.state
		h.mu.Unlock()
		if state == 0 {
			<-r.Context().Done()
			return
		}
		var e news.Event
		if err := json.Unmarshal(body, &e); err != nil {
			state = http.StatusBadRequest
		}
		if state == http.StatusOK {
			h.mu.Lock()
			h.got = append(h.got, e.Article)
			h.mu.Unlock()
		}
		w.WriteHeader(state)
	}))
	t.Cleanup(h.server.Close)
	return h
}

func (h *hook) set(state int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.state = state
}

func (h *hook) told() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.got)
}

// hooked runs a service that reaches hooks by their names.
func (d *desk) hooked(hooks map[string]*hook) (stop func()) {
	return d.run(func(o *alert.Options, s *alert.Service) {
		if s != nil {
			s.HurryWebhooks(500 * time.Millisecond)
			return
		}
		o.Dialer = &netguard.Dialer{Hosts: map[string]string{}}
		for name, h := range hooks {
			o.Dialer.Hosts[name+".example"] = strings.TrimPrefix(h.server.URL, "http://")
		}
	})
}

func (d *desk) putHook(name string) {
	d.put(alert.Query{Name: name, Query: "flood", Webhook: &alert.Webhook{URL: "http://" + name + ".example/"}})
}

// flood publishes n articles that every query answers, and returns their ids.
func (d *desk) flood(n int) []string {
	d.t.Helper()
	var ids []string
	for range n {
		a := d.article(fmt.Sprintf("%s That is story %d.", wire, d.articles))
		d.publish(a)
		ids = append(ids, a.ID)
	}
	return ids
}

// behind reports whether the webhook of a query has still to be told.
func (d *desk) behind(name string) bool {
	d.t.Helper()
	q, err := d.store.Get(d.t.Context(), name)
	if err != nil {
		d.t.Fatal(err)
	}
	return q.Behind != nil
}

// TestDeadWebhooks has two webhooks dead, each in its way, with more alerts
// than the consumer of alerts may have unacknowledged, beside a live one.
func TestDeadWebhooks(t *testing.T) {
	d := newDesk(t)
	hooks := map[string]*hook{"live": newHook(t, http.StatusOK), "refusing": newHook(t, http.StatusServiceUnavailable), "silent": newHook(t, 0)}
	for name := range hooks {
		d.putHook(name)
	}
	d.hooked(hooks)
	ids := d.flood(900)
	d.eventually("the live webhook is told of all", func() bool { return holdsAll(hooks["live"].told(), ids) })
	d.eventually("nothing is held for the dead", func() bool {
		c, err := d.bus.JetStream().Consumer(t.Context(), d.bus.Names().Stream(bus.Events), bus.DurableWebhooks)
		return err == nil && c.CachedInfo().NumAckPending == 0 && c.CachedInfo().NumPending == 0
	})
	for _, name := range []string{"refusing", "silent"} {
		if !d.behind(name) || len(hooks[name].told()) != 0 {
			t.Errorf("%s is not behind, or was told of %d", name, len(hooks[name].told()))
		}
	}

	// They come back while more comes in.
	hooks["refusing"].set(http.StatusOK)
	hooks["silent"].set(http.StatusOK)
	ids = append(ids, d.flood(100)...)
	for name, h := range hooks {
		d.eventually(name+" has been told of all", func() bool { return holdsAll(h.told(), ids) })
		d.eventually(name+" has caught up", func() bool { return !d.behind(name) })
	}
	ids = append(ids, d.flood(20)...)
	for name, h := range hooks {
		d.eventually(name+" is told of what comes then", func() bool { return holdsAll(h.told(), ids) })
	}
	entries, err := d.bus.QuarantineEntries(t.Context(), "webhook")
	if err != nil || len(entries) != 0 {
		t.Errorf("%d alerts in quarantine, %v", len(entries), err)
	}
}

// TestWebhookBehindRestart stops the service while a webhook is dead, and
// while it catches up.
func TestWebhookBehindRestart(t *testing.T) {
	d := newDesk(t)
	dead := newHook(t, http.StatusBadGateway)
	d.putHook("dead")
	hooks := map[string]*hook{"dead": dead}
	stop := d.hooked(hooks)
	ids := d.flood(300)
	d.eventually("it is behind", func() bool { return d.behind("dead") })
	stop()
	stop = d.hooked(hooks)
	ids = append(ids, d.flood(300)...)
	d.settled()
	dead.set(http.StatusOK)
	d.eventually("it is told of some", func() bool { return len(dead.told()) > 50 })
	stop()
	d.hooked(hooks)
	d.eventually("it has been told of all", func() bool { return holdsAll(dead.told(), ids) })
	d.eventually("it has caught up", func() bool { return !d.behind("dead") })
}

// holdsAll reports whether every id is there.
func holdsAll(got, ids []string) bool {
	there := make(map[string]bool, len(got))
	for _, id := range got {
		there[id] = true
	}
	return !slices.ContainsFunc(ids, func(id string) bool { return !there[id] })
}
