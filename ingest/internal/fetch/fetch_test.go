package fetch_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.uber.org/goleak"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/rhythm"
	"github.com/dateline-news/dateline/shared/netguard"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// now is when tests fetch.
var now = time.Date(2016, 12, 30, 12, 0, 0, 0, time.UTC)

const feedBody = `<rss version="2.0"><channel><title>t</title></channel></rss>`

// newClient returns a client that may connect to loopback.
func newClient(t *testing.T, o fetch.Options) *fetch.Client {
	t.Helper()
	var allow netguard.CIDRs
	if err := allow.UnmarshalText([]byte("127.0.0.0/8")); err != nil {
		t.Fatal(err)
	}
	if o.Dialer == nil {
		o.Dialer = &netguard.Dialer{Guard: netguard.New(allow)}
	}
	if o.UserAgent == "" {
		o.UserAgent = "dateline-test (+mailto:desk@outlet.example)"
	}
	c := fetch.New(o)
	t.Cleanup(c.Close)
	return c
}

func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

// serveTLS serves with a certificate that nobody trusts.
func serveTLS(t *testing.T, h http.Handler) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// raw serves connections by hand, for what net/http would not send.
func raw(t *testing.T, handle func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			buf := make([]byte, 4096)
			_, _ = conn.Read(buf)
			handle(conn)
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() { _ = l.Close(); <-done })
	return "http://" + l.Addr().String() + "/feed"
}

func wantClass(t *testing.T, err error, class rhythm.Class, words string) *fetch.Error {
	t.Helper()
	e, ok := errors.AsType[*fetch.Error](err)
	if !ok {
		t.Fatalf("error %v (%T), want a *fetch.Error", err, err)
	}
	if e.Class != class || !strings.Contains(e.Words, words) {
		t.Errorf("class %q, words %q; want %q with %q", e.Class, e.Words, class, words)
	}
	return e
}

func TestGet(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("User-Agent"); !strings.Contains(got, "desk@outlet.example") {
			t.Errorf("User-Agent %q", got)
		}
		if r.Header.Get("If-None-Match") == `"v1"` && r.Header.Get("If-Modified-Since") == "Thu, 29 Dec 2016 10:00:00 GMT" {
			w.Header().Set("Cache-Control", "public, max-age=600")
			w.Header().Set("Age", "60")
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", `"v1"`)
		w.Header().Set("Last-Modified", "Thu, 29 Dec 2016 10:00:00 GMT")
		w.Header().Set("Content-Type", "application/rss+xml; charset=utf-8")
		w.Header().Set("Date", "Fri, 30 Dec 2016 12:00:00 GMT")
		w.Header().Set("Expires", "Fri, 30 Dec 2016 12:05:00 GMT")
		_, _ = io.WriteString(w, feedBody)
	})
	c := newClient(t, fetch.Options{})
	got, err := c.Get(t.Context(), fetch.Request{URL: s.URL + "/feed"}, now)
	if err != nil {
		t.Fatal(err)
	}
	want := &fetch.Response{
		Status: 200, URL: s.URL + "/feed", ContentType: "application/rss+xml; charset=utf-8", ETag: `"v1"`,
		LastModified: "Thu, 29 Dec 2016 10:00:00 GMT", Body: []byte(feedBody), Fresh: 5 * time.Minute, FreshFrom: "Expires", WireBytes: int64(len(feedBody)),
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(fetch.Response{}, "Elapsed")); diff != "" {
		t.Errorf("first response (-want +got):\n%s", diff)
	}
	got, err = c.Get(t.Context(), fetch.Request{URL: s.URL + "/feed", ETag: got.ETag, LastModified: got.LastModified}, now)
	if err != nil {
		t.Fatal(err)
	}
	if !got.NotModified() || got.Fresh != 9*time.Minute || got.FreshFrom != "max-age" {
		t.Errorf("second response %+v, want 304, fresh for 9 minutes", got)
	}
}

func gzipped(t *testing.T, b []byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestGzip(t *testing.T) {
	packed := gzipped(t, []byte(feedBody))
	long := bytes.Repeat([]byte("news of the harbour, line by line\n"), 40_000)
	for name, c := range map[string]struct {
		encoding string
		body     []byte
		want     string
		broken   bool
	}{
		"declared":                {"gzip", packed, feedBody, false},
		"not declared":            {"", packed, feedBody, false},
		"declared but plain":      {"gzip", []byte(feedBody), feedBody, false},
		"rubbish behind the end":  {"gzip", append(bytes.Clone(packed), "rubbish"...), feedBody, false},
		"cut off":                 {"gzip", gzipped(t, long)[:2000], "", true},
		"a megabyte of one thing": {"gzip", gzipped(t, long), string(long), false},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if c.encoding != "" {
					w.Header().Set("Content-Encoding", c.encoding)
				}
				_, _ = w.Write(c.body)
			})
			got, err := newClient(t, fetch.Options{MaxRatio: 1000}).Get(t.Context(), fetch.Request{URL: s.URL}, now)
			if err != nil {
				t.Fatal(err)
			}
			if (got.Broken != nil) != c.broken {
				t.Errorf("broken: %v, want %v", got.Broken, c.broken)
			}
			if c.broken {
				if !strings.HasPrefix(string(long), string(got.Body)) || len(got.Body) == 0 {
					t.Errorf("%d bytes that are not the beginning", len(got.Body))
				}
				return
			}
			if string(got.Body) != c.want {
				t.Errorf("%d bytes, want %d", len(got.Body), len(c.want))
			}
		})
	}
}

func TestGzipBomb(t *testing.T) {
	bomb := gzipped(t, make([]byte, 64<<20))
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bomb)
	})
	_, err := newClient(t, fetch.Options{}).Get(t.Context(), fetch.Request{URL: s.URL}, now)
	wantClass(t, err, rhythm.TooLarge, "100 times")
}

func TestHugeBodyIsCut(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		line := bytes.Repeat([]byte("x"), 1<<16)
		for r.Context().Err() == nil {
			if _, err := w.Write(line); err != nil {
				return
			}
		}
	})
	got, err := newClient(t, fetch.Options{MaxBytes: 1 << 20}).Get(t.Context(), fetch.Request{URL: s.URL, MaxBytes: 1 << 19}, now)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Cut || len(got.Body) != 1<<19 {
		t.Errorf("%d bytes, cut %v; want 512 KB, cut", len(got.Body), got.Cut)
	}
	s = serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 1<<19)) })
	got, err = newClient(t, fetch.Options{MaxBytes: 1 << 19}).Get(t.Context(), fetch.Request{URL: s.URL}, now)
	if err != nil || got.Cut {
		t.Errorf("a body of exactly the limit: cut %v, %v", got.Cut, err)
	}
}

func TestStatus(t *testing.T) {
	for _, c := range []struct {
		status int
		header [2]string
		body   string
		class  rhythm.Class
		words  string
		after  time.Duration
	}{
		{404, [2]string{}, "", rhythm.ClientErr, "404 Not Found", 0},
		{403, [2]string{}, "", rhythm.ClientErr, "403", 0},
		{410, [2]string{}, "", rhythm.Gone, "gone for good", 0},
		{429, [2]string{"Retry-After", "120"}, "", rhythm.RateLimit, "too often", 2 * time.Minute},
		{503, [2]string{"Retry-After", "Fri, 30 Dec 2016 13:00:00 GMT"}, "", rhythm.ServerErr, "503", time.Hour},
		{503, [2]string{"Retry-After", "soon"}, "", rhythm.ServerErr, "503", 0},
		{500, [2]string{}, "", rhythm.ServerErr, "500", 0},
		{304 + 1, [2]string{}, "", rhythm.ClientErr, "305", 0},
		{403, [2]string{"Cf-Mitigated", "challenge"}, "", rhythm.BotWall, "Cloudflare", 0},
		{503, [2]string{"Server", "cloudflare"}, "<title>Just a moment...</title>", rhythm.BotWall, "Cloudflare", 0},
		{401, [2]string{"X-DataDome", "1"}, "", rhythm.BotWall, "DataDome", 0},
	} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			if c.header[0] != "" {
				w.Header().Set(c.header[0], c.header[1])
			}
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		})
		_, err := newClient(t, fetch.Options{}).Get(t.Context(), fetch.Request{URL: s.URL}, now)
		e := wantClass(t, err, c.class, c.words)
		if e.Status != c.status || e.RetryAfter != c.after {
			t.Errorf("status %d, retry after %v; want %d, %v", e.Status, e.RetryAfter, c.status, c.after)
		}
	}
}

func TestRedirects(t *testing.T) {
	secure := serveTLS(t, http.RedirectHandler("http://127.0.0.1:1/", http.StatusFound))
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		var n int
		switch {
		case r.URL.Path == "/end":
			if r.Header.Get("Referer") != "" {
				t.Errorf("Referer %q", r.Header.Get("Referer"))
			}
			_, _ = io.WriteString(w, feedBody)
		case r.URL.Path == "/circle":
			http.Redirect(w, r, "/circle2", http.StatusFound)
		case r.URL.Path == "/circle2":
			http.Redirect(w, r, "/circle", http.StatusFound)
		case r.URL.Path == "/file":
			w.Header().Set("Location", "file:///etc/passwd")
			w.WriteHeader(http.StatusFound)
		case r.URL.Path == "/private":
			http.Redirect(w, r, "http://10.0.0.1/", http.StatusFound)
		default:
			if _, err := fmt.Sscanf(r.URL.Path, "/hop/%d", &n); err == nil && n > 0 {
				http.Redirect(w, r, fmt.Sprintf("/hop/%d", n-1), http.StatusMovedPermanently)
				return
			}
			http.Redirect(w, r, "/end", http.StatusFound)
		}
	})
	c := newClient(t, fetch.Options{})
	got, err := c.Get(t.Context(), fetch.Request{URL: s.URL + "/hop/4"}, now)
	if err != nil || got.URL != s.URL+"/end" {
		t.Errorf("five redirects: %v, %v", got, err)
	}
	for path, words := range map[string]string{
		"/hop/5": "more than 5", "/circle": "in a circle", "/file": "not an http or https address",
	} {
		_, err := c.Get(t.Context(), fetch.Request{URL: s.URL + path}, now)
		wantClass(t, err, rhythm.ClientErr, words)
	}
	_, err = c.Get(t.Context(), fetch.Request{URL: s.URL + "/private"}, now)
	wantClass(t, err, rhythm.Blocked, "10.0.0.1")
	_, err = c.Get(t.Context(), fetch.Request{URL: secure.URL}, now)
	wantClass(t, err, rhythm.TLS, "unknown authority")
}

func TestNoDowngrade(t *testing.T) {
	var plain atomic.Bool
	target := serve(t, func(http.ResponseWriter, *http.Request) { plain.Store(true) })
	secure := serveTLS(t, http.RedirectHandler(target.URL, http.StatusFound))
	pool := x509.NewCertPool()
	pool.AddCert(secure.Certificate())
	c := newClient(t, fetch.Options{})
	fetch.SetTLS(c, &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12})
	_, err := c.Get(t.Context(), fetch.Request{URL: secure.URL}, now)
	wantClass(t, err, rhythm.ClientErr, "from https to http")
	if plain.Load() {
		t.Error("the plain address was asked")
	}
}

func TestSlow(t *testing.T) {
	drip := serve(t, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			_, _ = io.WriteString(w, "x")
			_ = http.NewResponseController(w).Flush()
			select {
			case <-r.Context().Done():
			case <-time.After(5 * time.Millisecond):
			}
		}
	})
	silent := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	c := newClient(t, fetch.Options{Timeout: 200 * time.Millisecond})
	got, err := c.Get(t.Context(), fetch.Request{URL: drip.URL}, now)
	if err == nil {
		err = got.Broken
	}
	wantClass(t, err, rhythm.Timeout, "longer than 200ms")
	_, err = c.Get(t.Context(), fetch.Request{URL: silent.URL}, now)
	wantClass(t, err, rhythm.Timeout, "")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Get(ctx, fetch.Request{URL: silent.URL}, now); !errors.Is(err, context.Canceled) {
		t.Errorf("ended context: %v", err)
	}
}

func TestBrokenConnections(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refused := "http://" + closed.Addr().String()
	_ = closed.Close()
	for name, c := range map[string]struct {
		address string
		class   rhythm.Class
		words   string
		body    string
	}{
		"refused": {refused, rhythm.Refused, "refuses connections", ""},
		"nothing": {raw(t, func(net.Conn) {}), rhythm.Connection, "", ""},
		"garbage": {raw(t, func(c net.Conn) { _, _ = io.WriteString(c, "\x00\x01\x02 no HTTP at all\r\n\r\n") }), rhythm.Connection, "malformed", ""},
		"reset": {raw(t, func(c net.Conn) {
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
			_ = c.(*net.TCPConn).SetLinger(0)
		}), rhythm.Connection, "", ""},
		"wrong length": {raw(t, func(c net.Conn) {
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"+feedBody)
		}), rhythm.Connection, "ended the transfer early", feedBody},
		"endless header": {raw(t, func(c net.Conn) {
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nX: "+strings.Repeat("x", 1<<17)+"\r\n\r\n")
		}), rhythm.Connection, "", ""},
		"no TLS": {strings.Replace(raw(t, func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n") }), "http:", "https:", 1), rhythm.TLS, "", ""},
		"scheme": {"ftp://outlet.example/feed", rhythm.ClientErr, "not an http or https address", ""},
		"odd":    {"http://outlet.example:port/", rhythm.ClientErr, "no address", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := newClient(t, fetch.Options{}).Get(t.Context(), fetch.Request{URL: c.address}, now)
			if err == nil {
				if string(got.Body) != c.body {
					t.Errorf("body %q, want %q", got.Body, c.body)
				}
				err = got.Broken
			}
			wantClass(t, err, c.class, c.words)
		})
	}
}

func TestGuard(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("asked though blocked") })
	c := newClient(t, fetch.Options{Dialer: &netguard.Dialer{}})
	_, err := c.Get(t.Context(), fetch.Request{URL: s.URL}, now)
	wantClass(t, err, rhythm.Blocked, "loopback")
}
