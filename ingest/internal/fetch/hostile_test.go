package fetch_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/rhythm"
	"github.com/dateline-news/dateline/shared/netguard"
)

// certified serves with a certificate of its own making.
func certified(t *testing.T, names []string, end time.Time, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{Organization: []string{"The Outlet"}}, DNSNames: names, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: end, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	if len(names) > 0 {
		template.IPAddresses = nil
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(h)
	s.EnableHTTP2 = true
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.TLS = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}}}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// trust makes a client trust the certificate of a server.
func trust(c *fetch.Client, s *httptest.Server) {
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	fetch.SetTLS(c, &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12})
}

func TestCertificates(t *testing.T) {
	future := time.Now().AddDate(1, 0, 0)
	feed := func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, feedBody) }
	expired := certified(t, nil, time.Date(2016, 6, 1, 0, 0, 0, 0, time.UTC), feed)
	other := certified(t, []string{"other.example"}, future, feed)
	self := certified(t, nil, future, feed)
	away := certified(t, nil, future, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, strings.Replace(self.URL, "127.0.0.1", "moved.example", 1), http.StatusFound)
	})
	plain := serve(t, feed)
	for name, tt := range map[string]struct {
		server   *httptest.Server
		trusted  bool
		words    string // "": works
		insecure string // the same with InsecureTLS
	}{
		"trusted":                     {self, true, "", ""},
		"self-signed":                 {self, false, "unknown authority", ""},
		"expired":                     {expired, true, "expired or not valid yet (valid 2016-01-01 to 2016-06-01)", ""},
		"for another host":            {other, true, "another host", ""},
		"redirected to another host":  {away, false, "unknown authority", "for another host"},
		"no TLS where TLS is awaited": {&httptest.Server{URL: strings.Replace(plain.URL, "http:", "https:", 1)}, false, "does not speak TLS", "does not speak TLS"},
	} {
		t.Run(name, func(t *testing.T) {
			dialer := &netguard.Dialer{Guard: (*netguard.Guard)(nil).WithPrivate(), Hosts: map[string]string{"moved.example": self.Listener.Addr().String()}}
			c := newClient(t, fetch.Options{Dialer: dialer})
			if tt.trusted {
				trust(c, tt.server)
			}
			for insecure, words := range map[bool]string{false: tt.words, true: tt.insecure} {
				got, err := c.Get(t.Context(), fetch.Request{URL: tt.server.URL, InsecureTLS: insecure}, now)
				if words != "" {
					wantClass(t, err, rhythm.TLS, words)
				} else if err != nil || string(got.Body) != feedBody {
					t.Errorf("insecure %v: %v", insecure, err)
				}
			}
			// What was opened with an exception serves no one else.
			if _, err := c.Get(t.Context(), fetch.Request{URL: tt.server.URL}, now); (err != nil) != (tt.words != "") {
				t.Errorf("without the exception again: %v", err)
			}
		})
	}
}

// resolver answers for names below test. and counts the questions.
func resolver(t *testing.T, addresses map[string]string) (*net.Resolver, *atomic.Int32) {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { _ = conn.Close(); <-done })
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
			if msg.Unpack(buf[:n]) != nil || len(msg.Questions) != 1 {
				continue
			}
			asked.Add(1)
			q := msg.Questions[0]
			msg.Response, msg.Additionals = true, nil
			address, known := addresses[strings.TrimSuffix(q.Name.String(), ".")]
			if !known {
				msg.RCode = dnsmessage.RCodeNameError
			} else if q.Type == dnsmessage.TypeA {
				body := &dnsmessage.AResource{A: netip.MustParseAddr(address).As4()}
				msg.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}, Body: body}}
			}
			if out, err := msg.Pack(); err == nil {
				_, _ = conn.WriteTo(out, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}, asked
}

func TestNamesWithoutAddress(t *testing.T) {
	r, asked := resolver(t, nil)
	c := newClient(t, fetch.Options{Dialer: &netguard.Dialer{Resolver: r}})
	_, err := c.Get(t.Context(), fetch.Request{URL: "http://gone.test./feed"}, now)
	wantClass(t, err, rhythm.DNS, "there is no host gone.test")
	before := asked.Load()
	for range 10 {
		_, err := c.Get(t.Context(), fetch.Request{URL: "https://gone.test./other"}, now)
		wantClass(t, err, rhythm.DNS, "there is no host gone.test")
	}
	if asked.Load() != before || before == 0 {
		t.Errorf("DNS was asked %d times, then %d times more", before, asked.Load()-before)
	}
}

// TestPrivate has servers on loopback, which is private: nothing leads there,
// except for the host of a request that may.
func TestPrivate(t *testing.T) {
	var inside atomic.Int32
	secret := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		inside.Add(1)
		_, _ = io.WriteString(w, feedBody)
	})
	_, port, err := net.SplitHostPort(secret.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	r, _ := resolver(t, map[string]string{"inside.test": "127.0.0.1", "meta.test": "169.254.169.254"})
	to := ""
	outlet := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) })
	c := newClient(t, fetch.Options{Dialer: &netguard.Dialer{Resolver: r, Hosts: map[string]string{"outlet.example": outlet.Listener.Addr().String()}}})
	for _, to = range []string{
		secret.URL, "http://inside.test.:" + port + "/", "http://[::ffff:127.0.0.1]:" + port + "/", "http://[::ffff:7f00:1]:" + port + "/",
		"http://0x7f.0.0.1:" + port + "/", "http://0177.0.0.1:" + port + "/", "http://2130706433:" + port + "/", "http://127.1:" + port + "/", "http://0:" + port + "/",
		"http://①②⑦.0.0.1:" + port + "/", "http://[64:ff9b::7f00:1]:" + port + "/", "http://[64:ff9b:1::7f00:1]/", "http://[2002:7f00:1::]/", "http://[2001::1]/",
		"http://[::127.0.0.1]:" + port + "/", "http://[::1]:" + port + "/", "http://[fe80::1%25eth0]/", "http://224.0.0.1/", "http://100.64.0.1/", "http://10.0.0.1/",
		"http://169.254.169.254/latest/meta-data/", "http://meta.test./", "http://[fd00:ec2::254]/", "http://0.0.0.0:" + port + "/",
	} {
		_, err := c.Get(t.Context(), fetch.Request{URL: to}, now)
		wantClass(t, err, rhythm.Blocked, "refusing to connect")
		_, err = c.Get(t.Context(), fetch.Request{URL: "http://outlet.example/"}, now)
		wantClass(t, err, rhythm.Blocked, "refusing to connect")
		_, err = c.Get(t.Context(), fetch.Request{URL: "http://outlet.example/", AllowPrivate: true}, now)
		wantClass(t, err, rhythm.Blocked, "refusing to connect")
	}
	if n := inside.Load(); n != 0 {
		t.Fatalf("the inside was asked %d times", n)
	}
	for _, address := range []string{secret.URL, "http://inside.test.:" + port + "/"} {
		if _, err := c.Get(t.Context(), fetch.Request{URL: address, AllowPrivate: true}, now); err != nil {
			t.Errorf("%s, allowed: %v", address, err)
		}
		_, err := c.Get(t.Context(), fetch.Request{URL: address}, now) // over no connection that is open already
		wantClass(t, err, rhythm.Blocked, "refusing to connect")
	}
	for _, address := range []string{"http://169.254.169.254/", "http://meta.test./", "http://0.0.0.0:" + port + "/", "http://[fd00:ec2::254]/"} {
		_, err := c.Get(t.Context(), fetch.Request{URL: address, AllowPrivate: true}, now)
		wantClass(t, err, rhythm.Blocked, "refusing to connect")
	}
	if n := inside.Load(); n != 2 {
		t.Errorf("the inside was asked %d times, want 2", n)
	}
}

// connections counts those that a server has seen, and those open.
type connections struct{ made, open atomic.Int32 }

func (c *connections) note(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		c.made.Add(1)
		c.open.Add(1)
	case http.StateClosed, http.StateHijacked:
		c.open.Add(-1)
	case http.StateActive, http.StateIdle:
	}
}

func TestReuse(t *testing.T) {
	for _, protocol := range []string{"HTTP/1.1", "HTTP/2.0"} {
		var count connections
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Proto != protocol {
				t.Errorf("%s, want %s", r.Proto, protocol)
			}
			switch r.URL.Path {
			case "/304":
				w.WriteHeader(http.StatusNotModified)
			case "/404":
				w.WriteHeader(http.StatusNotFound)
				_, _ = io.WriteString(w, strings.Repeat("not here ", 500))
			default:
				_, _ = io.WriteString(w, feedBody)
			}
		}))
		s.Config.ConnState = count.note
		c := newClient(t, fetch.Options{})
		if protocol == "HTTP/2.0" {
			s.EnableHTTP2 = true
			s.StartTLS()
			trust(c, s)
		} else {
			s.Start()
		}
		t.Cleanup(s.Close)
		for range 5 {
			for _, path := range []string{"/304", "/200", "/404"} {
				got, err := c.Get(t.Context(), fetch.Request{URL: s.URL + path, ETag: `"1"`}, now)
				if path == "/404" {
					wantClass(t, err, rhythm.ClientErr, "404")
				} else if err != nil || got.Broken != nil {
					t.Fatalf("%s: %v", path, err)
				}
			}
		}
		if n := count.made.Load(); n != 1 {
			t.Errorf("%s: %d connections for requests one after the other, want 1", protocol, n)
		}
		s.CloseClientConnections() // as a server does that wearies of idling
		if _, err := c.Get(t.Context(), fetch.Request{URL: s.URL + "/200"}, now); err != nil {
			t.Errorf("%s: after the server has closed an idle connection: %v", protocol, err)
		}
	}
}

func TestIdleConnectionsAreBounded(t *testing.T) {
	var count connections
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, feedBody) }))
	s.Config.ConnState = count.note
	s.Start()
	t.Cleanup(s.Close)
	c := newClient(t, fetch.Options{IdleConns: 10, Dialer: &netguard.Dialer{Hosts: map[string]string{"*.example": s.Listener.Addr().String()}}})
	for i := range 100 {
		if _, err := c.Get(t.Context(), fetch.Request{URL: "http://h" + string(rune('a'+i%26)) + string(rune('a'+i/26)) + ".example/"}, now); err != nil {
			t.Fatal(err)
		}
	}
	for deadline := time.Now().Add(time.Minute); count.open.Load() > 10; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d connections stay open", count.open.Load())
		}
	}
	if n := count.made.Load(); n != 100 {
		t.Errorf("%d connections for 100 hosts", n)
	}
}
