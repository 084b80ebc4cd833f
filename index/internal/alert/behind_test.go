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

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

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
	// refuses are articles that it refuses for good.
	refuses map[string]bool
	// got are the articles told of, in order.
	got []string
}

func newHook(t *testing.T, state int) *hook {
	t.Helper()
	h := &hook{state: state}
	h.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var e news.Event
		malformed := json.Unmarshal(body, &e) != nil
		h.mu.Lock()
		state := h.state
		if malformed || h.refuses[e.Article] {
			state = http.StatusUnprocessableEntity
		}
		h.mu.Unlock()
		if state == 0 {
			<-r.Context().Done()
			return
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
func (d *desk) hooked(hooks map[string]*hook, change ...func(*alert.Options, *alert.Service)) (stop func()) {
	hosts := make(map[string]string)
	for name, h := range hooks {
		hosts[name+".example"] = strings.TrimPrefix(h.server.URL, "http://")
	}
	return d.run(append([]func(*alert.Options, *alert.Service){func(o *alert.Options, s *alert.Service) {
		if s != nil {
			s.HurryWebhooks(500 * time.Millisecond)
			return
		}
		o.Dialer = &netguard.Dialer{Hosts: hosts}
	}}, change...)...)
}

// unhurried lets posts take their time.
func unhurried(_ *alert.Options, s *alert.Service) {
	if s != nil {
		s.HurryWebhooks(time.Minute)
	}
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
	d.eventually("nothing is held for the dead", d.nothingHeld)
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

// TestRefusingWebhook has a webhook refuse everything for good until somebody
// mends it: all waits for it, nothing fills the quarantine, and what is wrong
// is said where the query is stored.
func TestRefusingWebhook(t *testing.T) {
	d := newDesk(t)
	refusing := newHook(t, http.StatusForbidden)
	d.put(alert.Query{Name: "refusing", Query: "flood", Webhook: &alert.Webhook{URL: "http://refusing.example/?token=s3cret"}})
	stop := d.hooked(map[string]*hook{"refusing": refusing}, unhurried)
	ids := d.flood(50)
	want := alert.Behind{From: 1, Refused: true, Reason: "posting to refusing.example: it answered with status 403"}
	d.eventually("the query says why", func() bool {
		q, err := d.store.Get(t.Context(), "refusing")
		return err == nil && q.Behind != nil && q.Behind.Refused
	})
	stop()
	d.hooked(map[string]*hook{"refusing": refusing}, unhurried)
	d.eventually("nothing is held for it", d.nothingHeld)
	q, err := d.store.Get(t.Context(), "refusing")
	if err != nil || q.Behind == nil || time.Since(q.Behind.Since) > time.Hour {
		t.Fatalf("it is not behind: %+v, %v", q.Behind, err)
	}
	q.Behind.Since = time.Time{}
	if diff := cmp.Diff(want, *q.Behind); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	refusing.set(http.StatusOK)
	d.eventually("it is told of all", func() bool { return holdsAll(refusing.told(), ids) })
	d.eventually("it has caught up", func() bool { return !d.behind("refusing") })
	d.wantAside()
}

// TestRefusedAlerts has a webhook that refuses some alerts, more than one of
// them in a row, and the last: it is told of the others, and those that it
// refused are in quarantine once it has accepted a later one.
func TestRefusedAlerts(t *testing.T) {
	d := newDesk(t)
	picky := newHook(t, http.StatusOK)
	d.putHook("picky")
	picky.refuses = make(map[string]bool)
	var good, bad []string
	for i := range 30 {
		a := d.article(fmt.Sprintf("%s That is story %d.", wire, i))
		if i%10 < 3 || i == 29 {
			picky.refuses[a.ID] = true
			bad = append(bad, a.ID)
		} else {
			good = append(good, a.ID)
		}
		d.publish(a)
	}
	last := bad[len(bad)-1]
	d.hooked(map[string]*hook{"picky": picky}, unhurried)
	d.eventually("it is told of all that it takes", func() bool { return holdsAll(picky.told(), good) })
	d.eventually("the others are in quarantine", func() bool { return len(d.aside()) == len(bad)-1 })
	d.eventually("it is behind with the last", func() bool {
		q, err := d.store.Get(t.Context(), "picky")
		return err == nil && q.Behind != nil && q.Behind.Refused && q.Behind.From == 30
	})
	d.wantAside(bad[:len(bad)-1]...)
	next := d.flood(1)
	d.eventually("it is told of what comes then", func() bool { return holdsAll(picky.told(), next) })
	d.eventually("it has caught up", func() bool { return !d.behind("picky") })
	d.wantAside(bad...)

	// Mended, it takes what is tried again.
	picky.mu.Lock()
	delete(picky.refuses, last)
	picky.mu.Unlock()
	err := d.bus.ScanQuarantine(t.Context(), bus.QuarantineFilter{Stage: "webhook"}, func(q bus.Quarantined) bool {
		if strings.Contains(string(q.Data), last) {
			if err := d.bus.Retry(t.Context(), q); err != nil {
				t.Error(err)
			}
		}
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	d.eventually("it takes what is tried again", func() bool { return holdsAll(picky.told(), []string{last}) })
}

// aside are the articles of the alerts in quarantine.
func (d *desk) aside() []string {
	d.t.Helper()
	entries, err := d.bus.QuarantineEntries(d.t.Context(), "webhook")
	if err != nil {
		d.t.Fatal(err)
	}
	ids := []string{}
	for _, entry := range entries {
		var e news.Event
		if err := json.Unmarshal(entry.Data, &e); err != nil || entry.Reason != "refused" || entry.Sequence == 0 || entry.Stream != d.bus.Names().Stream(bus.Events) {
			d.t.Errorf("in quarantine is %+v (%v)", entry, err)
		}
		ids = append(ids, e.Article)
	}
	return ids
}

func (d *desk) wantAside(ids ...string) {
	d.t.Helper()
	if diff := cmp.Diff(slices.Sorted(slices.Values(append([]string{}, ids...))), slices.Sorted(slices.Values(d.aside())), cmpopts.EquateEmpty()); diff != "" {
		d.t.Errorf("in quarantine (-want +got):\n%s", diff)
	}
}

// nothingHeld reports whether no alert waits for the consumer of alerts.
func (d *desk) nothingHeld() bool {
	c, err := d.bus.JetStream().Consumer(d.t.Context(), d.bus.Names().Stream(bus.Events), bus.DurableWebhooks)
	return err == nil && c.CachedInfo().NumAckPending == 0 && c.CachedInfo().NumPending == 0
}

// holdsAll reports whether every id is there.
func holdsAll(got, ids []string) bool {
	there := make(map[string]bool, len(got))
	for _, id := range got {
		there[id] = true
	}
	return !slices.ContainsFunc(ids, func(id string) bool { return !there[id] })
}
