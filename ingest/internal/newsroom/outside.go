package newsroom

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// ExpiredHost is the outlet whose certificate has expired. Those of the others
// are valid, but signed by nobody whom anybody trusts.
const ExpiredHost = "expired.example"

// certificates returns a configuration with a certificate for each name that
// is asked for.
func certificates(tb testing.TB) *tls.Config {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		end := time.Now().AddDate(1, 0, 0)
		if hello.ServerName == ExpiredHost {
			end = time.Date(2016, 6, 1, 0, 0, 0, 0, time.UTC)
		}
		template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{hello.ServerName}, NotBefore: time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: end}
		der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
		if err != nil {
			return nil, err
		}
		return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
	}}
}

// Names is a name server. Names that it does not know do not exist.
type Names struct {
	// Resolver asks it.
	Resolver *net.Resolver

	// mu guards addresses.
	mu        sync.Mutex
	addresses map[string]netip.Addr
}

// Set lets a name lead to an IPv4 address from now on.
func (n *Names) Set(name, address string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.addresses[name] = netip.MustParseAddr(address)
}

// OpenNames starts a name server that ends with the test.
func OpenNames(tb testing.TB) *Names {
	tb.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	n := &Names{addresses: map[string]netip.Addr{}, Resolver: &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}}
	var done sync.WaitGroup
	done.Go(func() { n.serve(conn) })
	tb.Cleanup(func() {
		_ = conn.Close() // which ends serve
		done.Wait()
	})
	return n
}

// serve answers until the connection is closed.
func (n *Names) serve(conn net.PacketConn) {
	buf := make([]byte, 1024)
	for {
		size, from, err := conn.ReadFrom(buf)
		if err != nil {
			return
		}
		var m dnsmessage.Message
		if m.Unpack(buf[:size]) != nil || len(m.Questions) != 1 {
			continue
		}
		q := m.Questions[0]
		m.Response, m.Additionals = true, nil
		n.mu.Lock()
		address, known := n.addresses[strings.TrimSuffix(q.Name.String(), ".")]
		n.mu.Unlock()
		switch {
		case !known:
			m.RCode = dnsmessage.RCodeNameError
		case q.Type == dnsmessage.TypeA:
			m.Answers = []dnsmessage.Resource{{
				Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}, Body: &dnsmessage.AResource{A: address.As4()},
			}}
		}
		if out, err := m.Pack(); err == nil {
			_, _ = conn.WriteTo(out, from) // who does not get it asks again
		}
	}
}
