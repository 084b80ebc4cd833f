package netguard_test

import (
	"errors"
	"net"
	"net/netip"
	"testing"

	"github.com/dateline-news/dateline/shared/netguard"
)

// FuzzCIDRs checks that what a list prints reads as the same list, that no
// network in it holds bits beyond its length, and that it opens exactly what
// it names.
func FuzzCIDRs(f *testing.F) {
	for _, s := range []string{"", "10.0.0.0/8", "127.0.0.1 ::1,fc00::/7", "10.0.0.1/8", "::ffff:10.0.0.0/104", "::ffff:10.0.0.1", "fe80::1%eth0", "0.0.0.0/0,::/0", ", ,", "10.0.0.0/33", "01.2.3.4"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var list netguard.CIDRs
		if err := list.UnmarshalText([]byte(text)); err != nil {
			if list != nil {
				t.Fatalf("%q is refused (%v) and yet sets %v", text, err, list)
			}
			return
		}
		var again netguard.CIDRs
		if err := again.UnmarshalText([]byte(list.String())); err != nil || again.String() != list.String() || len(again) != len(list) {
			t.Fatalf("%q reads as %q, and that as %q, %v", text, list, again, err)
		}
		g := netguard.New(list)
		for _, p := range list {
			if p != p.Masked() || p.Addr().Is4In6() || p.Addr().Zone() != "" {
				t.Fatalf("%q gives the network %s", text, p)
			}
			if err := g.Check(p.Addr()); err != nil && p.IsSingleIP() && p.Addr().Is4() {
				t.Fatalf("%q names %s, which is refused: %v", text, p, err)
			}
		}
	})
}

// FuzzCheck compares the guard with what the standard library says of an
// address: nothing that is private, local or shared by a group passes, every
// spelling of an address has one answer, and a guard over dialled addresses
// agrees with one over parsed ones.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{"127.0.0.1", "8.8.8.8", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "169.254.169.254", "fe80::1%eth0", "::", "2606:4700:4700::1111", "ff02::1", "100.64.0.1", "fd00:ec2::254", "::127.0.0.1", "2002:7f00:1::"} {
		addr := netip.MustParseAddr(s)
		f.Add(addr.AsSlice(), addr.Zone())
	}
	f.Fuzz(func(t *testing.T, octets []byte, zone string) {
		addr, ok := netip.AddrFromSlice(octets)
		if !ok {
			return
		}
		var g *netguard.Guard
		err := g.Check(addr)
		if err != nil {
			if _, ok := errors.AsType[*netguard.BlockedError](err); !ok {
				t.Fatalf("%s: error of another kind: %v", addr, err)
			}
		}
		plain := addr.Unmap()
		if err == nil && (plain.IsPrivate() || plain.IsLoopback() || plain.IsLinkLocalUnicast() || plain.IsMulticast() || plain.IsUnspecified() || plain.IsInterfaceLocalMulticast() || !net.IP(octets).IsGlobalUnicast()) {
			t.Fatalf("%s is let through", addr)
		}
		if plain.Is4() {
			mapped := netip.AddrFrom16(plain.As16())
			if (g.Check(mapped) == nil) != (err == nil) {
				t.Fatalf("%s and %s have different answers", plain, mapped)
			}
		} else if zone != "" && (g.Check(plain.WithZone(zone)) == nil) != (err == nil) {
			t.Fatalf("%s has another answer in zone %q", plain, zone)
		}
		if got := g.Control("tcp", netip.AddrPortFrom(addr, 443).String(), nil); (got == nil) != (err == nil) {
			t.Fatalf("%s is checked as %v, dialled as %v", addr, err, got)
		}
		if opened := netguard.New(nil).WithPrivate().Check(addr); opened != nil && err == nil {
			t.Fatalf("%s passes alone and not with private networks: %v", addr, opened)
		}
	})
}
