package fetch

import (
	"crypto/tls"
	"net/http"
)

// SetTLS makes a client trust the certificate of a test server.
func SetTLS(c *Client, config *tls.Config) {
	c.http.Transport.(*http.Transport).TLSClientConfig = config
}
