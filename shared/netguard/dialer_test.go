package netguard_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/dateline-news/dateline/shared/netguard"
)

// outlet serves an outlet on loopback: "/to?u=…" redirects, all else says hello.
func outlet(t *testing.T) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/to" {
			http.Redirect(w, r, r.URL.Query().Get("u"), http.StatusFound)
			return
		}
		_, _ = io.WriteString(w, "hello "+r.Host)
	}))
	t.Cleanup(s.Close)
	return s
}

func get(t *testing.T, d *netguard.Dialer, url string) (string, error) {
	t.Helper()
	transport := d.Transport()
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: 10 * time.Second}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	return string(body), err
}

func wantBlocked(t *testing.T, err error, host, addr string) {
	t.Helper()
	blocked, ok := errors.AsType[*netguard.BlockedError](err)
	if !ok || blocked.Host != host || blocked.Addr != netip.MustParseAddr(addr) {
		t.Errorf("got %v, want a connection to %s (%s) blocked", err, host, addr)
	}
}

func TestDialLoopback(t *testing.T) {
	s := outlet(t)
	_, err := get(t, &netguard.Dialer{}, s.URL)
	wantBlocked(t, err, "127.0.0.1", "127.0.0.1")

	open := &netguard.Dialer{Guard: netguard.New(cidrs(t, "127.0.0.0/8"))}
	if _, err := get(t, open, s.URL); err != nil {
		t.Errorf("get from an allowed network: %v", err)
	}
}

func TestDialMappedForms(t *testing.T) {
	_, port, err := net.SplitHostPort(outlet(t).Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"::ffff:127.0.0.1", "::ffff:7f00:1", "0.0.0.0", "::"} {
		_, err := (&netguard.Dialer{}).DialContext(t.Context(), "tcp", net.JoinHostPort(host, port))
		if _, ok := errors.AsType[*netguard.BlockedError](err); !ok {
			t.Errorf("dialling %s: %v, want it blocked", host, err)
		}
	}
}

func TestHosts(t *testing.T) {
	s := outlet(t)
	fixed := s.Listener.Addr().String()
	d := &netguard.Dialer{Hosts: map[string]string{"*.example": fixed, "one.test": fixed, "bad.test": "localhost:80"}}
	for _, url := range []string{
		"http://daily.example/feed",
		"http://www.DAILY.example:8080/feed",
		"http://daily.example./",
		"http://one.test/",
	} {
		body, err := get(t, d, url)
		if err != nil || !strings.HasPrefix(body, "hello ") {
			t.Errorf("get %s = %q, %v", url, body, err)
		}
	}
	_, err := get(t, d, s.URL)
	wantBlocked(t, err, "127.0.0.1", "127.0.0.1")
	if _, err := get(t, d, "http://bad.test/"); err == nil || !strings.Contains(err.Error(), "fixed address") {
		t.Errorf("get with a name as fixed address = %v, want an error", err)
	}
	resolver := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("asked DNS")
	}}
	d.Resolver = resolver
	for _, url := range []string{"http://example/", "http://two.test/", "http://a.one.test/", "http://daily.example.test/"} {
		if _, err := get(t, d, url); err == nil {
			t.Errorf("get %s went to the fixed address", url)
		}
	}
}

func TestRedirectToPrivateAddress(t *testing.T) {
	s := outlet(t)
	other := outlet(t)
	d := &netguard.Dialer{Hosts: map[string]string{"*.example": s.Listener.Addr().String()}}
	tests := []struct{ to, host, addr string }{
		{other.URL + "/secret", "127.0.0.1", "127.0.0.1"},
		{s.URL + "/secret", "127.0.0.1", "127.0.0.1"},
		{"http://169.254.169.254/latest/meta-data/", "169.254.169.254", "169.254.169.254"},
		{"http://[::ffff:10.0.0.1]/", "::ffff:10.0.0.1", "10.0.0.1"},
		{"http://[::1]:4222/", "::1", "::1"},
		{"http://192.168.0.1/", "192.168.0.1", "192.168.0.1"},
	}
	for _, tt := range tests {
		_, err := get(t, d, "http://daily.example/to?u="+tt.to)
		wantBlocked(t, err, tt.host, tt.addr)
	}
	if body, err := get(t, d, "http://daily.example/to?u=http://other.example/"); err != nil || body != "hello other.example" {
		t.Errorf("redirect between outlets = %q, %v", body, err)
	}
}

// nameServer answers A questions over UDP: the first with a public address and
// every later one with private, as a rebinding attack does. AAAA has no answer.
func nameServer(t *testing.T, public, private netip.Addr) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() {
		_ = conn.Close()
		<-done
	})
	var asked atomic.Int32
	go func() {
		defer close(done)
		buf := make([]byte, 1024)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var msg dnsmessage.Message
			if err := msg.Unpack(buf[:n]); err != nil || len(msg.Questions) != 1 {
				continue
			}
			q := msg.Questions[0]
			msg.Response, msg.Additionals = true, nil
			if q.Type == dnsmessage.TypeA {
				addr := public
				if asked.Add(1) > 1 {
					addr = private
				}
				msg.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
					Body:   &dnsmessage.AResource{A: addr.As4()},
				}}
			}
			out, err := msg.Pack()
			if err != nil {
				continue
			}
			_, _ = conn.WriteTo(out, from)
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

func TestRebinding(t *testing.T) {
	_, port, err := net.SplitHostPort(outlet(t).Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	resolver := nameServer(t, netip.MustParseAddr("93.184.216.34"), netip.MustParseAddr("127.0.0.1"))
	addrs, err := resolver.LookupNetIP(t.Context(), "ip4", "rebind.test.")
	if err != nil || len(addrs) != 1 || (&netguard.Guard{}).Check(addrs[0]) != nil {
		t.Fatalf("first look-up = %v, %v, want a public address", addrs, err)
	}
	d := &netguard.Dialer{Resolver: resolver}
	_, err = get(t, d, "http://rebind.test.:"+port+"/")
	wantBlocked(t, err, "rebind.test.", "127.0.0.1")
}

func TestTransportIgnoresProxies(t *testing.T) {
	proxy := outlet(t)
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("http_proxy", proxy.URL)
	transport := (&netguard.Dialer{}).Transport()
	if transport.Proxy != nil {
		t.Error("the transport has a proxy function")
	}
	_, err := get(t, &netguard.Dialer{}, "http://10.0.0.1/")
	wantBlocked(t, err, "10.0.0.1", "10.0.0.1")
}
