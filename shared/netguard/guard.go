package netguard

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"syscall"
)

// reserved lists the networks that no public server has, with what they are.
// Sources: the IANA registries of special-purpose IPv4 and IPv6 addresses, and
// for the metadata addresses the cloud providers' documentation.
var reserved = [...]struct {
	prefix netip.Prefix
	what   string
}{
	{netip.MustParsePrefix("0.0.0.0/8"), "an unspecified address"},
	{netip.MustParsePrefix("10.0.0.0/8"), "a private address"},
	{netip.MustParsePrefix("100.64.0.0/10"), "a carrier's shared address (CGNAT)"},
	{netip.MustParsePrefix("127.0.0.0/8"), "a loopback address"},
	{netip.MustParsePrefix("169.254.0.0/16"), "a link-local address"},
	{netip.MustParsePrefix("172.16.0.0/12"), "a private address"},
	{netip.MustParsePrefix("192.0.0.0/24"), "a protocol assignment"},
	{netip.MustParsePrefix("192.0.2.0/24"), "a documentation address"},
	{netip.MustParsePrefix("192.88.99.0/24"), "a 6to4 relay"},
	{netip.MustParsePrefix("192.168.0.0/16"), "a private address"},
	{netip.MustParsePrefix("198.18.0.0/15"), "a benchmarking address"},
	{netip.MustParsePrefix("198.51.100.0/24"), "a documentation address"},
	{netip.MustParsePrefix("203.0.113.0/24"), "a documentation address"},
	{netip.MustParsePrefix("224.0.0.0/4"), "a multicast address"},
	{netip.MustParsePrefix("255.255.255.255/32"), "the broadcast address"},
	{netip.MustParsePrefix("240.0.0.0/4"), "a reserved address"},
	{netip.MustParsePrefix("::/128"), "an unspecified address"},
	{netip.MustParsePrefix("::1/128"), "a loopback address"},
	{netip.MustParsePrefix("64:ff9b::/96"), "an IPv4 address behind NAT64"},
	{netip.MustParsePrefix("64:ff9b:1::/48"), "an IPv4 address behind a local NAT64"},
	{netip.MustParsePrefix("2001::/32"), "an IPv4 address behind Teredo"},
	{netip.MustParsePrefix("2001::/23"), "a protocol assignment"},
	{netip.MustParsePrefix("2001:db8::/32"), "a documentation address"},
	{netip.MustParsePrefix("2002::/16"), "an IPv4 address behind 6to4"},
	{netip.MustParsePrefix("3fff::/20"), "a documentation address"},
	{netip.MustParsePrefix("fc00::/7"), "a private address"},
	{netip.MustParsePrefix("fe80::/10"), "a link-local address"},
	{netip.MustParsePrefix("fec0::/10"), "a site-local address"},
	{netip.MustParsePrefix("ff00::/8"), "a multicast address"},
}

// metadata lists the addresses at which clouds hand credentials to machines.
// Only a CIDR that names one alone opens it, never a wider network.
var metadata = [...]netip.Addr{
	netip.MustParseAddr("169.254.169.254"), // AWS, Azure, Google and most others
	netip.MustParseAddr("169.254.170.2"),   // AWS container credentials
	netip.MustParseAddr("169.254.170.23"),  // AWS pod identity
	netip.MustParseAddr("169.254.42.42"),   // Scaleway
	netip.MustParseAddr("169.254.0.23"),    // Tencent
	netip.MustParseAddr("100.100.100.200"), // Alibaba
	netip.MustParseAddr("168.63.129.16"),   // Azure, a public address otherwise
	netip.MustParseAddr("192.0.0.192"),     // Oracle
	netip.MustParseAddr("fd00:ec2::254"),   // AWS
	netip.MustParseAddr("fd00:ec2::23"),    // AWS pod identity
	netip.MustParseAddr("fd20:ce::254"),    // Google
	netip.MustParseAddr("fd00:42::42"),     // Scaleway
	netip.MustParseAddr("fe80::a9fe:a9fe"), // OpenStack
}

// private lists the networks that [Guard.WithPrivate] opens: those in which
// organisations and machines keep servers of their own.
var private = [...]netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("127.0.0.0/8"),
	netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("::1/128"),
	netip.MustParsePrefix("fc00::/7"),
}

var (
	globalUnicast6 = netip.MustParsePrefix("2000::/3")
	nat64          = netip.MustParsePrefix("64:ff9b::/96")
)

// BlockedError says that a connection was refused because of its address. It
// is found in the error of a dial or of an HTTP request with errors.As.
type BlockedError struct {
	// Host is the name that was asked for, "" where it was the address itself.
	Host string
	// Addr is the address that was to be connected to; the zero address where
	// the host cannot be read as one.
	Addr netip.Addr
	// What says what kind of address that is.
	What string
}

// Error names the host, the address, the reason and the setting that opens it.
func (e *BlockedError) Error() string {
	target := e.Addr.String()
	if e.Host != "" && e.Host != target {
		target = fmt.Sprintf("%s (%s)", e.Host, target)
	}
	if !e.Addr.IsValid() {
		return fmt.Sprintf("refusing to connect to %s: it is %s; write addresses as 192.0.2.1 or [2001:db8::1]", e.Host, e.What)
	}
	alone := netip.PrefixFrom(e.Addr.WithZone(""), e.Addr.BitLen())
	return fmt.Sprintf("refusing to connect to %s: it is %s and not on the public internet; if it is meant, add %s to DATELINE_ALLOW_CIDRS", target, e.What, alone)
}

// Guard decides which addresses may be connected to. A nil Guard allows the
// public internet alone. It may be used concurrently.
type Guard struct {
	allowed CIDRs
}

// New returns a guard that allows the public internet and the given networks.
func New(allowed CIDRs) *Guard {
	return &Guard{allowed: slices.Clone(allowed)}
}

// WithPrivate returns a guard that allows in addition what organisations and
// machines use among themselves: loopback, private and CGNAT networks, but
// neither link-local nor metadata addresses.
func (g *Guard) WithPrivate() *Guard {
	allowed := slices.Clone(private[:])
	if g != nil {
		allowed = append(allowed, g.allowed...)
	}
	return &Guard{allowed: allowed}
}

// Check returns a [*BlockedError] if the address may not be connected to. An
// IPv4 address in an IPv6 form is judged as what it is.
func (g *Guard) Check(addr netip.Addr) error {
	addr = addr.Unmap()
	bare := addr.WithZone("")
	blocked := func(what string) error { return &BlockedError{Addr: addr, What: what} }
	switch {
	case !addr.IsValid():
		return blocked("no address")
	case slices.Contains(metadata[:], bare):
		if g.names(bare) {
			return nil
		}
		return blocked("the metadata service of a cloud")
	case g.allows(bare):
		if nat64.Contains(bare) {
			return g.Check(embedded4(bare))
		}
		return nil
	}
	for _, r := range reserved {
		if r.prefix.Contains(bare) {
			return blocked(r.what)
		}
	}
	if bare.Is6() && !globalUnicast6.Contains(bare) {
		return blocked("no global unicast address")
	}
	return nil
}

// Control has the form of net.Dialer.Control: it is called with the address
// that a name was resolved to, just before each attempt to connect.
func (g *Guard) Control(network, address string, _ syscall.RawConn) error {
	if !strings.HasPrefix(network, "tcp") {
		return fmt.Errorf("refusing to connect by %s: only TCP is allowed", network)
	}
	target, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("refusing to connect to %q: %w", address, err)
	}
	return g.Check(target.Addr())
}

// allows reports whether a network of the settings contains the address.
func (g *Guard) allows(addr netip.Addr) bool {
	return g != nil && slices.ContainsFunc(g.allowed, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// names reports whether the settings name the address alone.
func (g *Guard) names(addr netip.Addr) bool {
	return g != nil && slices.Contains(g.allowed, netip.PrefixFrom(addr, addr.BitLen()))
}

// embedded4 is the IPv4 address in the last 32 bits of a NAT64 address.
func embedded4(addr netip.Addr) netip.Addr {
	b := addr.As16()
	return netip.AddrFrom4([4]byte(b[12:]))
}
