package fetch

import (
	"crypto/tls"
	"net/http"
	"sync"
)

// transports are the ways to connect. Connections of one are never used by
// another, so that what was opened with an exception serves that alone.
type transports struct {
	options Options
	// tls is the configuration of tests.
	tls *tls.Config
	// mu guards made.
	mu   sync.Mutex
	made [4]*http.Transport
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
