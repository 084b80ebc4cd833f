package fetch

import (
	"crypto/tls"
	"net/http"
	"net/url"
)

// SetTLS makes a client trust the certificate of a test server.
func SetTLS(c *Client, config *tls.Config) { c.transports.tls = config }

// Transport is the way to connect without exceptions.
func (c *Client) Transport() *http.Transport { return c.transports.get(false, false) }

// SameOrigin exports sameOrigin.
func SameOrigin(a, b *url.URL) bool { return sameOrigin(a, b) }

// Hosts is the number of hosts that are remembered.
func (c *Client) Hosts() int { return len(c.hosts.slots) }
