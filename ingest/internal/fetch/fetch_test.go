package fetch_test

import (
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
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
		w.Header().Set("Content-Language", "fr")
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
		Status: 200, URL: s.URL + "/feed", ContentType: "application/rss+xml; charset=utf-8", ContentLanguage: "fr", ETag: `"v1"`,
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
		{200, [2]string{"Cf-Mitigated", "challenge"}, "<html>", rhythm.BotWall, "Cloudflare", 0},
		{202, [2]string{"X-Amzn-Waf-Action", "challenge"}, "", rhythm.BotWall, "AWS WAF", 0},
		{202, [2]string{}, `<html><meta http-equiv="refresh" content="0;/.well-known/sgcaptcha/?r=%2Ffeed">`, rhythm.BotWall, "SiteGround", 0},
		{304, [2]string{}, "", rhythm.ServerErr, "was not asked since when", 0},
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
