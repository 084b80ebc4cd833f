package fetch

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// idleTime is how long a connection is kept for the next request: for the
// pages of a poll, which follow each other soon. The next poll is too far off.
const idleTime = 30 * time.Second

// transports are the ways to connect. Connections of one are never used by
// another, so that what was opened with an exception serves that alone.
type transports struct {
	options Options
	// tls is the configuration of tests.
	tls *tls.Config
	// mu guards made.
	mu   sync.Mutex
	made [4]*http.Transport
	// open counts the connections, and busy the flights, each of which uses
	// one at a time.
	open, busy atomic.Int64
}

// get returns the transport with the exceptions, making it at first use.
func (t *transports) get(insecure, private bool) *http.Transport {
	i := 0
	if insecure {
		i |= 1
	}
	if private {
		i |= 2
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.made[i] == nil {
		t.made[i] = t.make(insecure, private)
	}
	return t.made[i]
}

func (t *transports) make(insecure, private bool) *http.Transport {
	dialer := t.options.Dialer
	if private {
		dialer = dialer.WithPrivate()
	}
	transport := dialer.Transport()
	transport.DisableCompression = true // this package decompresses, with bounds
	transport.ResponseHeaderTimeout = t.options.Timeout
	transport.MaxConnsPerHost = 2
	transport.MaxIdleConns = t.options.IdleConns
	transport.MaxIdleConnsPerHost = 1
	transport.IdleConnTimeout = idleTime
	transport.DialContext = t.counting(transport.DialContext)
	transport.HTTP2 = &http.HTTP2Config{
		MaxReceiveBufferPerConnection: 1 << 20,
		MaxReceiveBufferPerStream:     1 << 20,
	}
	if t.tls != nil {
		transport.TLSClientConfig = t.tls.Clone()
	}
	if insecure {
		if transport.TLSClientConfig == nil {
			transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
		}
		transport.TLSClientConfig.InsecureSkipVerify = true //nolint:gosec // the operator's exception for one host
	}
	return transport
}

// begin counts a flight; end must be called when it is over. It closes all
// idle connections where there are more than may be: a transport forgets those
// of HTTP/2 that are too many, but leaves them open.
func (t *transports) begin() (end func()) {
	t.busy.Add(1)
	return func() {
		if busy := t.busy.Add(-1); t.open.Load()-busy > int64(t.options.IdleConns) {
			t.close()
		}
	}
}

// counting counts the connections that dial opens.
func (t *transports) counting(dial func(ctx context.Context, network, address string) (net.Conn, error)) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		t.open.Add(1)
		return &counted{Conn: conn, closed: sync.OnceFunc(func() { t.open.Add(-1) })}, nil
	}
}

// counted is a connection that tells when it is closed.
type counted struct {
	net.Conn
	closed func()
}

// Close closes the connection.
func (c *counted) Close() error {
	c.closed()
	return c.Conn.Close()
}

// close drops idle connections.
func (t *transports) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, transport := range t.made {
		if transport != nil {
			transport.CloseIdleConnections()
		}
	}
}
