package netguard_test

import (
	"context"
	"errors"
	"fmt"
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

// nameServer answers questions over UDP with what answer returns: a code and,
// for questions of the type of the address, the address. It counts questions
// for addresses of IPv4.
func nameServer(t *testing.T, answer func(asked int32, kind dnsmessage.Type) (dnsmessage.RCode, netip.Addr)) (*net.Resolver, *atomic.Int32) {
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
	asked := &atomic.Int32{}
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
			if q.Type == dnsmessage.TypeA {
				asked.Add(1)
			}
			code, addr := answer(asked.Load(), q.Type)
			msg.Response, msg.RCode, msg.Additionals = true, code, nil
			var body dnsmessage.ResourceBody
			switch {
			case addr.Is4() && q.Type == dnsmessage.TypeA:
				body = &dnsmessage.AResource{A: addr.As4()}
			case addr.Is6() && q.Type == dnsmessage.TypeAAAA:
				body = &dnsmessage.AAAAResource{AAAA: addr.As16()}
			}
			if body != nil {
				msg.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}, Body: body}}
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
	}}, asked
}

func TestRebinding(t *testing.T) {
	_, port, err := net.SplitHostPort(outlet(t).Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	// The first answer is public and every later one private.
	resolver, _ := nameServer(t, func(asked int32, _ dnsmessage.Type) (dnsmessage.RCode, netip.Addr) {
		if asked > 1 {
			return dnsmessage.RCodeSuccess, netip.MustParseAddr("127.0.0.1")
		}
		return dnsmessage.RCodeSuccess, netip.MustParseAddr("93.184.216.34")
	})
	addrs, err := resolver.LookupNetIP(t.Context(), "ip4", "rebind.test.")
	if err != nil || len(addrs) != 1 || (&netguard.Guard{}).Check(addrs[0]) != nil {
		t.Fatalf("first look-up = %v, %v, want a public address", addrs, err)
	}
	d := &netguard.Dialer{Resolver: resolver}
	_, err = get(t, d, "http://rebind.test.:"+port+"/")
	wantBlocked(t, err, "rebind.test.", "127.0.0.1")
}

// TestDialEveryAddress is for a name with a blocked address and an allowed
// one: the allowed one is connected to, whichever comes first.
func TestDialEveryAddress(t *testing.T) {
	_, port, err := net.SplitHostPort(outlet(t).Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	resolver, _ := nameServer(t, func(_ int32, kind dnsmessage.Type) (dnsmessage.RCode, netip.Addr) {
		if kind == dnsmessage.TypeAAAA {
			return dnsmessage.RCodeSuccess, netip.MustParseAddr("fd00::1")
		}
		return dnsmessage.RCodeSuccess, netip.MustParseAddr("127.0.0.1")
	})
	d := &netguard.Dialer{Resolver: resolver, Guard: netguard.New(cidrs(t, "127.0.0.0/8"))}
	if body, err := get(t, d, "http://both.test.:"+port+"/"); err != nil || !strings.HasPrefix(body, "hello") {
		t.Errorf("get = %q, %v", body, err)
	}
	if body, err := get(t, d.WithPrivate(), "http://both.test.:"+port+"/"); err != nil || !strings.HasPrefix(body, "hello") {
		t.Errorf("get with private networks = %q, %v", body, err)
	}
	d.Guard = nil
	if _, err := get(t, d, "http://both.test.:"+port+"/"); err == nil {
		t.Error("connected though both addresses are blocked")
	}
}

func TestDialOddSpellings(t *testing.T) {
	resolver, asked := nameServer(t, func(int32, dnsmessage.Type) (dnsmessage.RCode, netip.Addr) {
		return dnsmessage.RCodeSuccess, netip.MustParseAddr("127.0.0.1")
	})
	d := &netguard.Dialer{Resolver: resolver}
	for _, host := range []string{
		"0177.0.0.1", "0x7f.0.0.1", "0x7f000001", "0X7F000001", "2130706433", "017700000001", "127.1", "127.0.1", "0", "127.0.0.1.", "127.0.0.01",
		"127.0.0.256", "1.2.3.4.5", "a.127", "0x", "192.168.257", "10.0.0.1..", "::1.", "0:0:0:0:0:0:0:1", "0::ffff:127.0.0.1", "::FFFF:7F00:0001",
	} {
		_, err := d.DialContext(t.Context(), "tcp", net.JoinHostPort(host, "80"))
		if err == nil {
			t.Errorf("%s: connected", host)
		} else if _, ok := errors.AsType[*netguard.BlockedError](err); !ok && !strings.HasSuffix(host, ".") {
			t.Errorf("%s: %v, want it blocked", host, err)
		}
	}
	for _, spelled := range []string{"http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://１２７.0.0.1/", "http://0x7f.1/"} {
		if _, err := get(t, d, spelled); err == nil || !strings.Contains(err.Error(), "refusing to connect") {
			t.Errorf("%s: %v, want it refused", spelled, err)
		}
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("DNS was asked %d times for addresses", n)
	}
	for _, name := range []string{"7.example", "3com.test", "0xcoffee", "x1"} {
		_, err := d.DialContext(t.Context(), "tcp", name+".:80")
		wantBlocked(t, err, name+".", "127.0.0.1") // by what DNS says, not by its spelling
	}
}

func TestMisses(t *testing.T) {
	var failing atomic.Bool
	resolver, asked := nameServer(t, func(int32, dnsmessage.Type) (dnsmessage.RCode, netip.Addr) {
		if failing.Load() {
			return dnsmessage.RCodeServerFailure, netip.Addr{}
		}
		return dnsmessage.RCodeNameError, netip.Addr{}
	})
	now := time.Now()
	d := &netguard.Dialer{Resolver: resolver, Misses: netguard.NewMissesAt(func() time.Time { return now })}
	dial := func(host string) int32 {
		t.Helper()
		before := asked.Load()
		_, err := d.DialContext(t.Context(), "tcp", net.JoinHostPort(host, "80"))
		if dns, ok := errors.AsType[*net.DNSError](err); !ok || dns.IsNotFound == failing.Load() {
			t.Fatalf("dialling %s: %v, want a failure of DNS", host, err)
		}
		return asked.Load() - before
	}
	if dial("gone.test.") == 0 {
		t.Error("DNS was not asked")
	}
	if dial("gone.test.") != 0 || dial("GONE.test") != 0 {
		t.Error("DNS was asked again at once")
	}
	if dial("other.test.") == 0 {
		t.Error("DNS was not asked for another name")
	}
	now = now.Add(time.Minute)
	if dial("gone.test.") == 0 {
		t.Error("DNS was not asked a minute later")
	}
	failing.Store(true)
	dial("failing.test.")
	if now = now.Add(9 * time.Second); dial("failing.test.") != 0 {
		t.Error("DNS was asked again at once after a failure")
	}
	if now = now.Add(time.Second); dial("failing.test.") == 0 {
		t.Error("DNS was not asked 10 seconds after a failure")
	}

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.DialContext(ended, "tcp", "hasty.test.:80"); err == nil {
		t.Error("dialled with an ended context")
	}
	if dial("hasty.test.") == 0 {
		t.Error("a caller that gave up counts as a failure of DNS")
	}
}

func TestMissesAreBounded(t *testing.T) {
	now := time.Now()
	m := netguard.NewMissesAt(func() time.Time { return now })
	for i := range 25_000 {
		if i == 15_000 {
			now = now.Add(time.Hour)
		}
		m.Add(fmt.Sprint("h", i, ".test"))
	}
	if n := m.Len(); n != 10_000 {
		t.Errorf("%d names are remembered, want 10,000", n)
	}
	if m.Find("h15000.test") == nil || m.Find("h1.test") != nil {
		t.Error("the old were not forgotten for the new")
	}
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
