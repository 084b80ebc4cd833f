package robots_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/robots"
	"github.com/dateline-news/dateline/shared/netguard"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// clock is a clock of the test's. Its methods may be called concurrently.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time          { return time.Unix(c.at.Load(), 0) }
func (c *clock) forward(d time.Duration) { c.at.Add(int64(d / time.Second)) }

// open returns Robots that may connect to loopback, and their clock.
func open(t *testing.T, hosts map[string]string) (*robots.Robots, *clock) {
	t.Helper()
	var allow netguard.CIDRs
	if err := allow.UnmarshalText([]byte("127.0.0.0/8")); err != nil {
		t.Fatal(err)
	}
	client := fetch.New(fetch.Options{UserAgent: "dateline-test", Timeout: 5 * time.Second, Dialer: &netguard.Dialer{Guard: netguard.New(allow), Hosts: hosts}})
	t.Cleanup(client.Close)
	c := &clock{}
	c.at.Store(time.Date(2016, 12, 30, 12, 0, 0, 0, time.UTC).Unix())
	return robots.New(client, robots.Options{Now: c.now}), c
}

// site serves a robots.txt that a handler writes and counts how often it is
// asked for.
func site(t *testing.T, h http.HandlerFunc) (address string, asked *atomic.Int32) {
	t.Helper()
	asked = &atomic.Int32{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		h(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

func TestAllowed(t *testing.T) {
	status := func(code int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(code)
			_, _ = io.WriteString(w, body)
		}
	}
	const forbidden = "User-agent: *\nDisallow: /secret\nCrawl-delay: 3\n"
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		path    string
		ok      bool
		delay   time.Duration
		unknown bool
		again   time.Duration // after which it is asked again
	}{
		"allowed":       {status(200, forbidden), "/news/1", true, 3 * time.Second, false, 24 * time.Hour},
		"forbidden":     {status(200, forbidden), "/secret/1?a=b", false, 3 * time.Second, false, 24 * time.Hour},
		"no path":       {status(200, forbidden), "", true, 3 * time.Second, false, 24 * time.Hour},
		"the file":      {status(200, "User-agent: *\nDisallow: /"), "/robots.txt", true, 0, false, 0},
		"long delay":    {status(200, "User-agent: *\nCrawl-delay: 61"), "/news/1", false, 61 * time.Second, false, 24 * time.Hour},
		"greatest":      {status(200, "User-agent: *\nCrawl-delay: 60"), "/news/1", true, time.Minute, false, 24 * time.Hour},
		"none":          {status(404, forbidden), "/secret/1", true, 0, false, 24 * time.Hour},
		"gone":          {status(410, ""), "/secret/1", true, 0, false, 24 * time.Hour},
		"not for us":    {status(403, ""), "/secret/1", true, 0, false, 24 * time.Hour},
		"broken server": {status(500, ""), "/news/1", false, 0, true, time.Hour},
		"too often":     {status(429, ""), "/news/1", false, 0, true, time.Hour},
		"come later": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "7200")
			w.WriteHeader(503)
		}, "/news/1", false, 0, true, 2 * time.Hour},
		"a web page": {status(200, "<html>welcome</html>"), "/news/1", true, 0, false, 24 * time.Hour},
		"circle": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/robots.txt", http.StatusFound) },
			"/news/1", true, 0, false, 24 * time.Hour},
		"breaks off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, "User-agent: *\nDisallow: /secret\nDisallow: /n")
		}, "/news/1", true, 0, false, 24 * time.Hour},
		"too long": {status(200, "User-agent: *\nDisallow: /secret\n"+strings.Repeat("#", 500<<10)+"\nDisallow: /news"), "/news/1", true, 0, false, 24 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			address, asked := site(t, c.handler)
			r, clock := open(t, nil)
			check := func() {
				t.Helper()
				ok, delay, err := r.Allowed(t.Context(), address+c.path)
				if ok != c.ok || delay != c.delay || errors.Is(err, robots.ErrUnknown) != c.unknown || (err != nil) != c.unknown {
					t.Errorf("Allowed = %v, %v, %v; want %v, %v, unknown %v", ok, delay, err, c.ok, c.delay, c.unknown)
				}
			}
			check()
			first := asked.Load()
			if c.again == 0 {
				return
			}
			clock.forward(c.again - time.Second)
			check()
			if n := asked.Load(); n != first {
				t.Errorf("asked again within %v", c.again)
			}
			clock.forward(time.Second)
			check()
			if n := asked.Load(); n == first {
				t.Errorf("not asked again after %v", c.again)
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := l.Addr().String()
	_ = l.Close()
	r, _ := open(t, map[string]string{"outlet.example": closed})
	for _, address := range []string{"http://outlet.example/a", "http://10.0.0.1/a"} {
		if ok, _, err := r.Allowed(t.Context(), address); ok || !errors.Is(err, robots.ErrUnknown) {
			t.Errorf("%s: %v, %v; want it unknown", address, ok, err)
		}
	}
	for _, address := range []string{"ftp://outlet.example/a", "http:///a", "://", "mailto:a@outlet.example"} {
		if ok, _, err := r.Allowed(t.Context(), address); ok || err == nil || errors.Is(err, robots.ErrUnknown) {
			t.Errorf("%s: %v, %v; want an error of the address", address, ok, err)
		}
	}
}

// TestOrigins has two origins at one host, with rules of their own.
func TestOrigins(t *testing.T) {
	one, _ := site(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "User-agent: *\nDisallow: /") })
	two, asked := site(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.Redirect(w, r, "/elsewhere", http.StatusMovedPermanently)
			return
		}
		_, _ = io.WriteString(w, "User-agent: *\nDisallow: /b")
	})
	r, _ := open(t, nil)
	for address, want := range map[string]bool{one + "/a": false, two + "/a": true, two + "/b": false} {
		if ok, _, err := r.Allowed(t.Context(), address); ok != want || err != nil {
			t.Errorf("%s: %v, %v; want %v", address, ok, err, want)
		}
	}
	if n := asked.Load(); n != 2 {
		t.Errorf("asked %d times, want the file and what it redirects to", n)
	}
}

func TestOneFetchForAll(t *testing.T) {
	free := make(chan struct{})
	address, asked := site(t, func(w http.ResponseWriter, _ *http.Request) {
		<-free
		_, _ = io.WriteString(w, "User-agent: *\nDisallow: /b")
	})
	r, _ := open(t, nil)
	hasty, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() {
		if _, _, err := r.Allowed(hasty, address+"/a"); !errors.Is(err, context.Canceled) {
			t.Errorf("who gave up: %v", err)
		}
	})
	for deadline := time.Now().Add(time.Minute); asked.Load() == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("never asked")
		}
	}
	for range 20 {
		all.Go(func() {
			if ok, _, err := r.Allowed(t.Context(), address+"/a"); !ok || err != nil {
				t.Errorf("%v, %v", ok, err)
			}
		})
	}
	cancel()
	close(free)
	all.Wait()
	if n := asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestAllowedFor(t *testing.T) {
	var agent atomic.Value
	address, _ := site(t, func(w http.ResponseWriter, r *http.Request) {
		agent.Store(r.Header.Get("User-Agent") + r.Header.Get("Authorization"))
		_, _ = io.WriteString(w, "User-agent: *\nDisallow: /b")
	})
	client := fetch.New(fetch.Options{UserAgent: "dateline"})
	t.Cleanup(client.Close)
	r := robots.New(client, robots.Options{})
	if _, _, err := r.Allowed(t.Context(), address+"/a"); !errors.Is(err, robots.ErrUnknown) {
		t.Errorf("loopback without an exception: %v", err)
	}
	page := fetch.Request{URL: address + "/a", AllowPrivate: true, UserAgent: "mine", User: "u", Password: "p"}
	if ok, _, err := r.AllowedFor(t.Context(), page); !ok || err != nil || agent.Load() != "mine" {
		t.Errorf("with an exception: %v, %v, sent %q", ok, err, agent.Load())
	}
}

func TestMemoryIsBounded(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "User-agent: *\n")
		for i := range 400 {
			_, _ = fmt.Fprintf(w, "Disallow: /%04d%s\n", i, strings.Repeat("x", 1000))
		}
	}))
	t.Cleanup(s.Close)
	r, _ := open(t, map[string]string{"*.example": s.Listener.Addr().String()})
	for i := range 200 { // of about 400 KB each
		if ok, _, err := r.Allowed(t.Context(), fmt.Sprintf("http://h%d.example/a", i)); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	if sites, bytes := r.Cached(); sites < 50 || bytes > 32<<20 {
		t.Errorf("%d sites and %d bytes are remembered, want 32 MB at most", sites, bytes)
	}
}
