package fetch

import (
	"net/url"
	"strings"
)

// At returns the request for another address: that of a page or of a sitemap
// that the document at URL names, or of the document itself after a move.
// Credentials and Header stay only where [MayCarry] allows, InsecureTLS and
// AllowPrivate only if it has the same host: whoever writes a feed could
// otherwise send our password to a host of his own, or us into our own
// network. Validators and Form are for URL alone and left out.
func (r Request) At(address string) Request {
	if !MayCarry(r.URL, address) {
		r.Header, r.User, r.Password = nil, "", ""
	}
	if !sameHost(r.URL, address) {
		r.InsecureTLS, r.AllowPrivate = false, false
	}
	r.URL, r.ETag, r.LastModified, r.Form = address, "", "", nil
	return r
}

// SameOrigin reports that two addresses have scheme, host and port in common,
// so that what is sent to the one may be sent to the other. What is no address
// has nothing in common with any.
func SameOrigin(a, b string) bool {
	first, err := url.Parse(a)
	if err != nil {
		return false
	}
	second, err := url.Parse(b)
	return err == nil && first.Hostname() != "" && sameOrigin(first, second)
}

// MayCarry reports that what is meant for the site of one address may go to
// another: one of the same origin, or the same host's https where the first is
// http, both on their default ports. The way back is never open.
func MayCarry(from, to string) bool {
	first, err := url.Parse(from)
	if err != nil || first.Hostname() == "" {
		return false
	}
	second, err := url.Parse(to)
	return err == nil && mayCarry(first, second)
}

func mayCarry(from, to *url.URL) bool {
	upgrade := from.Scheme == "http" && to.Scheme == "https" && port(from) == "80" && port(to) == "443" && strings.EqualFold(from.Hostname(), to.Hostname())
	return upgrade || sameOrigin(from, to)
}

func sameHost(a, b string) bool {
	key := hostKey(a)
	return key != "" && key == hostKey(b)
}

func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if u.Scheme == "https" {
		return "443"
	}
	return "80"
}
