package page_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/page"
	"github.com/dateline-news/dateline/ingest/internal/robots"
	"github.com/dateline-news/dateline/shared/netguard"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var _ page.Robots = (*robots.Robots)(nil)

// clock is a clock of the test's. Its methods may be called concurrently.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time          { return time.Unix(c.at.Load(), 0).UTC() }
func (c *clock) forward(d time.Duration) { c.at.Add(int64(d / time.Second)) }

// open returns a fetcher that may connect to loopback, and its clock.
func open(t *testing.T, o page.FetcherOptions) (*page.Fetcher, *clock) {
	t.Helper()
	var allow netguard.CIDRs
	if err := allow.UnmarshalText([]byte("127.0.0.1/32,::1/128")); err != nil {
		t.Fatal(err)
	}
	client := fetch.New(fetch.Options{UserAgent: "dateline-test", Timeout: 30 * time.Second, Dialer: &netguard.Dialer{Guard: netguard.New(allow)}})
	t.Cleanup(client.Close)
	c := &clock{}
	c.at.Store(now.Unix())
	o.Now = c.now
	if o.Spacing == 0 {
		o.Spacing = time.Millisecond
	}
	return page.New(client, robots.New(client, robots.Options{Now: c.now}), o), c
}

// site serves pages by path and counts requests for anything but robots.txt.
func site(t *testing.T, rules string, h http.HandlerFunc) (address string, asked *atomic.Int32) {
	t.Helper()
	asked = &atomic.Int32{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			_, _ = fmt.Fprint(w, rules)
			return
		}
		asked.Add(1)
		h(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

func request(address string) page.Request {
	return page.Request{Request: fetch.Request{URL: address}}
}

const article = `<html><head><title>Breakwater</title></head><body><article>` + sentences + `</article></body></html>`

func write(w http.ResponseWriter, contentType, body string) {
	w.Header().Set("Content-Type", contentType)
	_, _ = fmt.Fprint(w, body)
}

func TestFetch(t *testing.T) {
	home, asked := site(t, "User-agent: *\nDisallow: /private\n", func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/article":
			if r.Header.Get("Accept") == "" || strings.Contains(r.Header.Get("Accept"), "rss") || r.Header.Get("If-None-Match") != "" {
				http.Error(w, "not asked as for a page", http.StatusBadRequest)
				return
			}
			write(w, "text/html; charset=utf-8", article)
		case "/moved":
			http.Redirect(w, r, "/article", http.StatusFound)
		case "/home":
			http.Redirect(w, r, "/", http.StatusFound)
		case "/":
			write(w, "text/html", article)
		case "/untyped":
			write(w, "application/octet-stream", article)
		case "/gone":
			w.WriteHeader(http.StatusGone)
		case "/forbidden":
			w.WriteHeader(http.StatusForbidden)
		case "/busy":
			w.Header().Set("Retry-After", "600")
			w.WriteHeader(http.StatusTooManyRequests)
		case "/down":
			w.WriteHeader(http.StatusBadGateway)
		case "/slow":
			select {
			case <-r.Context().Done():
			case <-time.After(time.Minute):
			}
		case "/pdf":
			write(w, "application/pdf", "%PDF-1.7")
		case "/short":
			write(w, "text/html", "<html><body><article><p>Nothing here but a few words.</p></article></body></html>")
		case "/empty":
			write(w, "text/html", "<html><body></body></html>")
		case "/cut":
			w.Header().Set("Content-Length", "100000")
			write(w, "text/html", article)
		case "/inside":
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	})
	tests := []struct {
		path, words string
		never, cut  bool
	}{
		{path: "/article"},
		{path: "/moved"},
		{path: "/untyped"},
		{path: "/cut", cut: true},
		{path: "/private/article", words: "robots.txt of 127.0.0.1 does not allow the page", never: true},
		{path: "/home", words: "leads to the home page", never: true},
		{path: "/missing", words: "404", never: true},
		{path: "/gone", words: "the page is gone (410)", never: true},
		{path: "/forbidden", words: "403", never: true},
		{path: "/busy", words: "429"},
		{path: "/down", words: "502"},
		{path: "/slow", words: "took longer than"},
		{path: "/pdf", words: "application/pdf", never: true},
		{path: "/short", words: "too little text (29 characters)", never: true},
		{path: "/empty", words: "no text", never: true},
		{path: "/inside", words: "169.254.169.254", never: true},
	}
	for _, tt := range tests {
		t.Run(tt.path[1:], func(t *testing.T) {
			o := page.FetcherOptions{}
			if tt.path == "/slow" {
				o.Timeout = 50 * time.Millisecond
			}
			f, clock := open(t, o)
			p, err := f.Fetch(t.Context(), request(home+tt.path))
			if tt.words == "" {
				if err != nil {
					t.Fatal(err)
				}
				if !strings.Contains(p.Text, "caissons had cracked") || p.Truncated != tt.cut {
					t.Errorf("got %+v", p)
				}
				return
			}
			e, ok := errors.AsType[*page.Error](err)
			if !ok || !strings.Contains(e.Error(), tt.words) || e.Never != tt.never || e.Known {
				t.Fatalf("got %+v, %v, want never %v: %s", p, err, tt.never, tt.words)
			}
			// It is not asked for again, for good or for a while.
			before := asked.Load()
			_, err = f.Fetch(t.Context(), request(home+tt.path))
			if again, ok := errors.AsType[*page.Error](err); !ok || !again.Known || again.Words != e.Words || again.Never != e.Never || asked.Load() != before {
				t.Errorf("the second time got %v after %d requests, want the failure remembered", err, asked.Load()-before)
			}
			clock.forward(5 * time.Minute)
			_, err = f.Fetch(t.Context(), request(home+tt.path))
			again, ok := errors.AsType[*page.Error](err)
			if remembered := tt.never || tt.path == "/busy"; !ok || again.Known != remembered {
				t.Errorf("after five minutes got %v, want it remembered: %v", err, remembered)
			}
		})
	}
}

func TestFetchRefusesPrivateAddresses(t *testing.T) {
	f, _ := open(t, page.FetcherOptions{})
	for _, address := range []string{"http://10.0.0.1/x", "http://[::ffff:169.254.169.254]/x", "http://0x7f000002/x"} {
		if p, err := f.Fetch(t.Context(), request(address)); err == nil {
			t.Errorf("%s: got %+v", address, p)
		}
	}
}

// TestFetchTakesTurns fetches several pages of a host at once: no two are
// asked for at the same time, and all are apart.
func TestFetchTakesTurns(t *testing.T) {
	var at atomic.Int32
	var last atomic.Int64
	const spacing = 20 * time.Millisecond
	home, asked := site(t, "", func(w http.ResponseWriter, _ *http.Request) {
		if at.Add(1) > 1 {
			t.Error("two pages at once")
		}
		if since := time.Since(time.Unix(0, last.Load())); since < spacing*8/10 {
			t.Errorf("only %s after the page before", since)
		}
		write(w, "text/html", article)
		last.Store(time.Now().UnixNano())
		at.Add(-1)
	})
	f, _ := open(t, page.FetcherOptions{Spacing: spacing})
	errs := make(chan error)
	for i := range 5 {
		go func() {
			_, err := f.Fetch(t.Context(), request(fmt.Sprintf("%s/%d", home, i)))
			errs <- err
		}()
	}
	for range 5 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if n := asked.Load(); n != 5 {
		t.Errorf("%d pages were asked for, want 5", n)
	}
}

func TestFetchEndsWithContext(t *testing.T) {
	home, _ := site(t, "", func(w http.ResponseWriter, _ *http.Request) { write(w, "text/html", article) })
	f, _ := open(t, page.FetcherOptions{Spacing: time.Hour})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := f.Fetch(ctx, request(home+"/1")) // its turn comes long after robots.txt
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want that of the context", err)
	}
	if _, ok := errors.AsType[*page.Error](err); ok {
		t.Error("the end of the context is no failure of the page")
	}
}

func TestFetchForgetsOldFailures(t *testing.T) {
	home, asked := site(t, "", http.NotFound)
	f, _ := open(t, page.FetcherOptions{Failures: 2})
	for _, path := range []string{"/1", "/2", "/1", "/3", "/1", "/2"} {
		if _, err := f.Fetch(t.Context(), request(home+path)); err == nil {
			t.Fatal("no error")
		}
	}
	// Only 2 was forgotten, for 3: it was asked for least recently.
	if n := asked.Load(); n != 4 {
		t.Errorf("%d requests, want 4", n)
	}
}

// TestFetchAsksTheOtherHost follows a redirect to a host that does not want
// its pages fetched.
func TestFetchAsksTheOtherHost(t *testing.T) {
	there, _ := site(t, "User-agent: *\nDisallow: /\n", func(w http.ResponseWriter, _ *http.Request) { write(w, "text/html", article) })
	there = strings.Replace(there, "127.0.0.1", "localhost", 1)
	here, _ := site(t, "", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, there+"/a", http.StatusFound) })
	f, _ := open(t, page.FetcherOptions{})
	_, err := f.Fetch(t.Context(), request(here+"/a"))
	if e, ok := errors.AsType[*page.Error](err); !ok || !e.Never || !strings.Contains(e.Words, "robots.txt of localhost") {
		t.Errorf("got %v, want the rules of the other host kept", err)
	}
}

func TestFetchTellsReadersApart(t *testing.T) {
	home, _ := site(t, "", func(w http.ResponseWriter, r *http.Request) {
		if _, password, _ := r.BasicAuth(); password != "tide" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		write(w, "text/html", article)
	})
	f, _ := open(t, page.FetcherOptions{})
	if _, err := f.Fetch(t.Context(), request(home+"/a")); err == nil {
		t.Fatal("no error without a password")
	}
	r := request(home + "/a")
	r.User, r.Password = "ada", "tide"
	if _, err := f.Fetch(t.Context(), r); err != nil {
		t.Errorf("with a password: %v", err)
	}
}
