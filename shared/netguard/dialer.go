package netguard

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// DialTimeout is how long a [Dialer] without Timeout tries to connect.
const DialTimeout = 10 * time.Second

// Dialer connects by TCP to what its guard allows. It may be used
// concurrently once its fields are set.
type Dialer struct {
	// Guard decides; nil allows the public internet alone.
	Guard *Guard
	// Hosts sends names to a fixed address, as IP:port, without asking DNS or
	// the guard, whatever the port asked for. A key is a host name or
	// "*.suffix" for all names below a suffix. Nothing else is opened by it:
	// the same address asked for directly is still judged by the guard.
	Hosts map[string]string
	// Timeout bounds one call, DNS included; 0 means [DialTimeout].
	Timeout time.Duration
	// Resolver resolves names; nil means the system's.
	Resolver *net.Resolver
	// Misses remembers for a moment which names DNS has no answer for, so
	// that many feeds of a vanished host do not all ask; nil asks each time.
	Misses *Misses
}

// WithPrivate returns a dialer whose guard is [Guard.WithPrivate] of this
// one's, and that is like it otherwise.
func (d *Dialer) WithPrivate() *Dialer {
	open := *d
	open.Guard = d.Guard.WithPrivate()
	return &open
}

// DialContext connects to address, a host or IP and a port. The error wraps a
// [*BlockedError] that names the host if the guard refused.
func (d *Dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("dialling %q: %w", address, err)
	}
	timeout := d.Timeout
	if timeout == 0 {
		timeout = DialTimeout
	}
	dialer := net.Dialer{Timeout: timeout, Resolver: d.Resolver}
	if fixed, ok := d.fixed(host); ok {
		if _, err := netip.ParseAddrPort(fixed); err != nil {
			return nil, fmt.Errorf("dialling %s by its fixed address %q: %w", host, fixed, err)
		}
		return dialer.DialContext(ctx, network, fixed)
	}
	if numeric(host) {
		return nil, &BlockedError{Host: host, What: "an IP address in a spelling that programs read in different ways"}
	}
	if err := d.Misses.find(host); err != nil {
		return nil, err
	}
	dialer.Control = d.Guard.Control
	conn, err := dialer.DialContext(ctx, network, address)
	if dns, ok := errors.AsType[*net.DNSError](err); ok && ctx.Err() == nil {
		d.Misses.add(host, dns)
	}
	if blocked, ok := errors.AsType[*BlockedError](err); ok {
		// A new value: the dialer may still use the old one elsewhere.
		return nil, &BlockedError{Host: host, Addr: blocked.Addr, What: blocked.What}
	}
	return conn, err
}

// fixed finds the entry of Hosts for a name, the exact one first, then the
// longest suffix.
func (d *Dialer) fixed(host string) (string, bool) {
	if len(d.Hosts) == 0 {
		return "", false
	}
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	if address, ok := d.Hosts[name]; ok {
		return address, true
	}
	for {
		_, rest, ok := strings.Cut(name, ".")
		if !ok {
			return "", false
		}
		if address, ok := d.Hosts["*."+rest]; ok {
			return address, true
		}
		name = rest
	}
}

// numeric reports a host whose last label is a number, as in 0177.0.0.1,
// 0x7f.1 or 2130706433, but which is no address in its proper form. No name of
// DNS looks like that, but some resolvers take it for an address.
func numeric(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return false
	}
	host = strings.TrimSuffix(host, ".")
	last := strings.ToLower(host[strings.LastIndexByte(host, '.')+1:])
	digits, hex := strings.CutPrefix(last, "0x")
	set := "0123456789"
	if hex {
		set += "abcdef"
	}
	return last != "" && strings.Trim(digits, set) == ""
}

// Transport returns a new HTTP transport whose connections all go through the
// dialer: it uses no proxy, whatever the environment says, because a proxy
// would connect where the guard cannot see. The caller may set its limits, but
// neither Proxy nor a dial function.
func (d *Dialer) Transport() *http.Transport {
	return &http.Transport{
		Proxy:                  nil,
		DialContext:            d.DialContext,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    DialTimeout,
		ExpectContinueTimeout:  time.Second,
		IdleConnTimeout:        90 * time.Second,
		MaxIdleConns:           128,
		MaxIdleConnsPerHost:    1,
		MaxResponseHeaderBytes: 64 << 10,
	}
}
