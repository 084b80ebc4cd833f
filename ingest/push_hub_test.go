package ingest_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // to be refused
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dateline-news/dateline/ingest"
)

// hub is a WebSub hub: it verifies what it is asked and signs what it pushes.
type hub struct {
	t *testing.T
	// lease is what it gives; 0: what it is asked for.
	lease int
	// status, if not 0, is how it answers every request, doing nothing. deny
	// makes it refuse after it has accepted, mute never come back.
	status     int
	deny, mute bool

	wg sync.WaitGroup
	mu sync.Mutex
	// asked are the modes it was asked in; subscribed are the callbacks by
	// topic, secrets what they are signed with. All are guarded by mu.
	asked      []string
	subscribed map[string]string
	secrets    map[string]string
	refused    []int
}

func newHub(t *testing.T) *hub {
	h := &hub{t: t, subscribed: map[string]string{}, secrets: map[string]string{}}
	t.Cleanup(h.wg.Wait)
	return h
}

// ServeHTTP takes requests of subscribers.
func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil || r.Method != http.MethodPost {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	mode, topic, callback, secret := r.PostForm.Get("hub.mode"), r.PostForm.Get("hub.topic"), r.PostForm.Get("hub.callback"), r.PostForm.Get("hub.secret")
	h.mu.Lock()
	h.asked = append(h.asked, mode)
	h.mu.Unlock()
	if h.status != 0 {
		w.WriteHeader(h.status)
		return
	}
	lease := h.lease
	if lease == 0 {
		lease, _ = strconv.Atoi(r.PostForm.Get("hub.lease_seconds")) // 0 fails below
	}
	w.WriteHeader(http.StatusAccepted)
	if h.mute {
		return
	}
	h.wg.Go(func() { h.verify(mode, topic, callback, secret, lease) })
}

func (h *hub) verify(mode, topic, callback, secret string, lease int) {
	if h.deny {
		h.get(callback, url.Values{"hub.mode": {"denied"}, "hub.topic": {topic}, "hub.reason": {"no such feed here"}})
		return
	}
	challenge := fmt.Sprintf("challenge <%s> & %d", mode, time.Now().UnixNano())
	status, body := h.get(callback, url.Values{"hub.mode": {mode}, "hub.topic": {topic}, "hub.challenge": {challenge}, "hub.lease_seconds": {strconv.Itoa(lease)}})
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case status/100 != 2 || body != challenge:
		h.refused = append(h.refused, status)
	case mode == "subscribe":
		h.subscribed[topic], h.secrets[topic] = callback, secret
	default:
		delete(h.subscribed, topic)
	}
}

// get asks a callback.
func (h *hub) get(callback string, q url.Values) (status int, body string) {
	resp, err := http.Get(callback + "?" + q.Encode())
	if err != nil {
		return 0, err.Error()
	}
	defer func() { _ = resp.Body.Close() }() // read whole
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err.Error()
	}
	return resp.StatusCode, string(b)
}

// callback is where a topic is pushed to, or an error while it is not.
func (h *hub) callback(topic string) (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c := h.subscribed[topic]; c != "" {
		return c, nil
	}
	return "", fmt.Errorf("no subscription; asked %q, refused %v", h.asked, h.refused)
}

// requests is how often the hub was asked in a mode.
func (h *hub) requests(mode string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, m := range h.asked {
		if m == mode {
			n++
		}
	}
	return n
}

// sign returns the header of a body.
func (h *hub) sign(topic, method, body string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	makers := map[string]func() hash.Hash{"sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New}
	mac := hmac.New(makers[method], []byte(h.secrets[topic]))
	_, _ = io.WriteString(mac, body) // never fails
	return method + "=" + hex.EncodeToString(mac.Sum(nil))
}

// push delivers a body with a signature, or none if that is empty.
func (h *hub) push(topic, body, signature string) (status int, outcome string) {
	h.t.Helper()
	callback, err := h.callback(topic)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.pushTo(callback, body, signature)
}

func (h *hub) pushTo(callback, body, signature string) (status int, outcome string) {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, callback, bytes.NewBufferString(body))
	if err != nil {
		h.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/rss+xml")
	if signature != "" {
		req.Header.Set("X-Hub-Signature", signature)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		h.t.Errorf("pushing: %v", err)
		return 0, err.Error()
	}
	defer func() { _ = resp.Body.Close() }() // read whole
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		h.t.Error(err)
	}
	return resp.StatusCode, string(b)
}

// balancer stands before the services of a world and asks them in turn.
type balancer struct {
	*httptest.Server
	mu    sync.Mutex
	hosts []string // guarded by mu
	next  atomic.Int64
}

// pushes makes the services that start from now on take what hubs push. They
// look every few milliseconds whom to ask and give hubs no time to bring what
// a poll found.
func (w *world) pushes() *balancer {
	w.t.Helper()
	b := &balancer{}
	b.Server = httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		b.mu.Lock()
		defer b.mu.Unlock()
		host := "127.0.0.1:1"
		if n := len(b.hosts); n > 0 {
			host = b.hosts[int(b.next.Add(1))%n]
		}
		r.SetURL(&url.URL{Scheme: "http", Host: host})
	}})
	w.t.Cleanup(b.Close)
	w.starting = func(s *ingest.Service) {
		ingest.SetPush(s, 20*time.Millisecond, 0)
		go func() {
			host := ingest.Listening(s)
			b.mu.Lock()
			defer b.mu.Unlock()
			b.hosts = append(b.hosts, host)
		}()
	}
	return b
}

// pushing is a change of the configuration for services behind a balancer.
func pushing(b *balancer) func(*ingest.Config) {
	return func(c *ingest.Config) {
		c.Websub.Callback, c.Websub.Addr = b.URL+"/hooks", "127.0.0.1:0"
		c.Poll.Min = time.Second
	}
}
