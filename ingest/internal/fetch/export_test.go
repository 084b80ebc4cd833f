package fetch

import (
	"bytes"
	"crypto/tls"
	"io"
	"net/http"
)

// SetTLS makes a client trust the certificate of a test server.
func SetTLS(c *Client, config *tls.Config) { c.transports.tls = config }

// Transport is the way to connect without exceptions.
func (c *Client) Transport() *http.Transport { return c.transports.get(false, false) }

// Open is the number of connections that are open.
func (c *Client) Open() int64 { return c.transports.open.Load() }

// Hosts is the number of hosts that are remembered.
func (c *Client) Hosts() int { return len(c.hosts.slots) }

// Unpack returns the size of what a body unpacks to, at most limit.
func Unpack(encoding string, body []byte, limit int64) int64 {
	var p unpackers
	var n int64
	for range 2 { // with new decompressors, then with used ones
		u, err := p.unpack(bytes.NewReader(body), encoding)
		if err != nil {
			return 0
		}
		n, _ = io.Copy(io.Discard, io.LimitReader(u, limit))
		u.release()
	}
	return n
}
