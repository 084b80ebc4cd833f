package daemon

import (
	"net"
	"net/http"
	"net/netip"
)

// Strict gives every answer of a handler the headers that forbid a browser to
// do anything with it but show it: no scripts, no frames, no guessing of
// types, no word to other sites of where the reader was. A handler that serves
// pages sets a policy of its own in place of this one.
func Strict(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		set := w.Header()
		set.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		set.Set("X-Content-Type-Options", "nosniff")
		set.Set("X-Frame-Options", "DENY")
		set.Set("Referrer-Policy", "no-referrer")
		if r.TLS != nil {
			set.Set("Strict-Transport-Security", "max-age=31536000")
		}
		h.ServeHTTP(w, r)
	})
}

// Loopback reports whether an address to listen on is reached from the same
// machine only.
func Loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
