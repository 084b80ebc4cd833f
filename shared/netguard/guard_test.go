package netguard_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/shared/netguard"
)

func cidrs(t testing.TB, text string) netguard.CIDRs {
	t.Helper()
	var c netguard.CIDRs
	if err := c.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCheck(t *testing.T) {
	tests := []struct {
		addr string
		what string // part of the reason; "" if allowed
	}{
		{"8.8.8.8", ""},
		{"1.0.0.1", ""},
		{"93.184.216.34", ""},
		{"172.15.255.255", ""},
		{"172.32.0.0", ""},
		{"192.169.0.1", ""},
		{"100.63.255.255", ""},
		{"100.128.0.0", ""},
		{"198.17.255.255", ""},
		{"198.20.0.0", ""},
		{"223.255.255.255", ""},
		{"2606:4700:4700::1111", ""},
		{"2a00:1450:4001::1", ""},
		{"2001:4860:4860::8888", ""},
		{"2001:200::1", ""},
		{"::ffff:8.8.8.8", ""},

		{"0.0.0.0", "unspecified"},
		{"0.1.2.3", "unspecified"},
		{"10.0.0.1", "private"},
		{"10.255.255.255", "private"},
		{"100.64.0.1", "CGNAT"},
		{"100.127.255.255", "CGNAT"},
		{"127.0.0.1", "loopback"},
		{"127.255.255.254", "loopback"},
		{"169.254.0.1", "link-local"},
		{"172.16.0.1", "private"},
		{"172.31.255.255", "private"},
		{"192.0.0.1", "protocol"},
		{"192.0.2.1", "documentation"},
		{"192.88.99.1", "6to4"},
		{"192.168.1.1", "private"},
		{"198.18.0.1", "benchmarking"},
		{"198.19.255.255", "benchmarking"},
		{"198.51.100.1", "documentation"},
		{"203.0.113.1", "documentation"},
		{"224.0.0.1", "multicast"},
		{"239.255.255.255", "multicast"},
		{"240.0.0.1", "reserved"},
		{"255.255.255.255", "broadcast"},
		{"169.254.169.254", "metadata"},
		{"169.254.170.2", "metadata"},
		{"100.100.100.200", "metadata"},
		{"168.63.129.16", "metadata"},
		{"192.0.0.192", "metadata"},
		{"169.254.42.42", "metadata"},
		{"169.254.0.23", "metadata"},

		{"::", "unspecified"},
		{"::1", "loopback"},
		{"::ffff:127.0.0.1", "loopback"},
		{"::ffff:10.0.0.1", "private"},
		{"::ffff:169.254.169.254", "metadata"},
		{"::ffff:0:127.0.0.1", "global unicast"},
		{"::127.0.0.1", "global unicast"},
		{"64:ff9b::7f00:1", "NAT64"},
		{"64:ff9b::808:808", "NAT64"},
		{"64:ff9b::a9fe:a9fe", "NAT64"},
		{"64:ff9b::10.0.0.1", "NAT64"},
		{"64:ff9b:1::1", "NAT64"},
		{"64:ff9b:1:ffff:ffff:ffff:7f00:1", "NAT64"},
		{"64:ff9b:2::1", "global unicast"},
		{"::1.2.3.4", "global unicast"},
		{"::ffff:0:0", "unspecified"},
		{"::ffff:224.0.0.251", "multicast"},
		{"::ffff:100.64.0.1", "CGNAT"},
		{"2001:0:4136:e378:8000:63bf:80ff:fffe", "Teredo"},
		{"2002:a9fe:a9fe::", "6to4"},
		{"2002:c0a8:101::1", "6to4"},
		{"ff05::2", "multicast"},
		{"ff0e::1", "multicast"},
		{"fd00:42::42", "metadata"},
		{"fe80::a9fe:a9fe", "metadata"},
		{"fe80::a9fe:a9fe%eth0", "metadata"},
		{"100::1", "global unicast"},
		{"2001::1", "Teredo"},
		{"2001:20::1", "protocol"},
		{"2001:db8::1", "documentation"},
		{"2002:7f00:1::1", "6to4"},
		{"3fff::1", "documentation"},
		{"5f00::1", "global unicast"},
		{"fc00::1", "private"},
		{"fd12:3456::1", "private"},
		{"fd00:ec2::254", "metadata"},
		{"fe80::1", "link-local"},
		{"fe80::1%eth0", "link-local"},
		{"febf::1", "link-local"},
		{"fec0::1", "site-local"},
		{"ff02::1", "multicast"},
	}
	for _, tt := range tests {
		t.Run(tt.addr, func(t *testing.T) {
			var nobody *netguard.Guard
			for _, g := range []*netguard.Guard{netguard.New(nil), nobody} {
				err := g.Check(netip.MustParseAddr(tt.addr))
				blocked, ok := errors.AsType[*netguard.BlockedError](err)
				switch {
				case tt.what == "" && err != nil:
					t.Errorf("Check = %v, want it allowed", err)
				case tt.what != "" && (!ok || !strings.Contains(blocked.What, tt.what)):
					t.Errorf("Check = %v, want it blocked as %s", err, tt.what)
				}
			}
		})
	}
}

func TestCheckAllowed(t *testing.T) {
	tests := []struct {
		allow, addr string
		ok          bool
	}{
		{"10.0.0.0/8", "10.1.2.3", true},
		{"10.0.0.0/8", "::ffff:10.1.2.3", true},
		{"10.0.0.0/8", "192.168.0.1", false},
		{"10.1.2.3", "10.1.2.3", true},
		{"10.1.2.3", "10.1.2.4", false},
		{"fe80::/10", "fe80::1%eth0", true},
		{"::1", "::1", true},
		{"::1", "127.0.0.1", false},
		{"169.254.0.0/16", "169.254.1.1", true},
		{"169.254.0.0/16", "169.254.169.254", false},
		{"169.254.169.254", "169.254.169.254", true},
		{"0.0.0.0/0", "127.0.0.1", true},
		{"0.0.0.0/0", "100.100.100.200", false},
		{"64:ff9b::/96", "64:ff9b::808:808", true},
		{"64:ff9b::/96", "64:ff9b::7f00:1", false},
		{"64:ff9b::/96", "64:ff9b::a9fe:a9fe", false},
		{"64:ff9b::/96,127.0.0.0/8", "64:ff9b::7f00:1", true},
	}
	for _, tt := range tests {
		t.Run(tt.allow+" "+tt.addr, func(t *testing.T) {
			err := netguard.New(cidrs(t, tt.allow)).Check(netip.MustParseAddr(tt.addr))
			if (err == nil) != tt.ok {
				t.Errorf("Check = %v, want allowed %v", err, tt.ok)
			}
		})
	}
	if err := netguard.New(nil).Check(netip.Addr{}); err == nil {
		t.Error("Check accepted the zero address")
	}
}

func TestWithPrivate(t *testing.T) {
	for _, g := range []*netguard.Guard{netguard.New(nil).WithPrivate(), (*netguard.Guard)(nil).WithPrivate()} {
		for _, addr := range []string{"8.8.8.8", "127.0.0.1", "::1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "fd12::1", "::ffff:10.0.0.1"} {
			if err := g.Check(netip.MustParseAddr(addr)); err != nil {
				t.Errorf("%s: %v, want it allowed", addr, err)
			}
		}
		for _, addr := range []string{
			"169.254.169.254", "169.254.1.1", "100.100.100.200", "fd00:ec2::254", "fd00:42::42", "0.0.0.0", "::", "224.0.0.1", "255.255.255.255",
			"fe80::1", "ff02::1", "64:ff9b::7f00:1", "2002:7f00:1::1", "192.0.2.1", "::ffff:169.254.169.254",
		} {
			if g.Check(netip.MustParseAddr(addr)) == nil {
				t.Errorf("%s is allowed", addr)
			}
		}
	}
	more := netguard.New(cidrs(t, "169.254.1.0/24")).WithPrivate()
	if err := more.Check(netip.MustParseAddr("169.254.1.1")); err != nil {
		t.Errorf("what was allowed before: %v", err)
	}
}

func TestControl(t *testing.T) {
	tests := []struct {
		network, address string
		ok               bool
	}{
		{"tcp4", "8.8.8.8:443", true},
		{"tcp6", "[2606:4700:4700::1111]:443", true},
		{"tcp4", "127.0.0.1:80", false},
		{"tcp6", "[fe80::1%eth0]:80", false},
		{"udp4", "8.8.8.8:53", false},
		{"unix", "/run/docker.sock", false},
		{"tcp", "name.example:80", false},
	}
	for _, tt := range tests {
		if err := netguard.New(nil).Control(tt.network, tt.address, nil); (err == nil) != tt.ok {
			t.Errorf("Control(%s, %s) = %v, want allowed %v", tt.network, tt.address, err, tt.ok)
		}
	}
}

func TestBlockedError(t *testing.T) {
	err := &netguard.BlockedError{Host: "intranet.example", Addr: netip.MustParseAddr("fe80::1%eth0"), What: "a link-local address"}
	want := "refusing to connect to intranet.example (fe80::1%eth0): it is a link-local address and not on the public internet; if it is meant, add fe80::1/128 to DATELINE_ALLOW_CIDRS"
	if err.Error() != want {
		t.Errorf("Error = %q, want %q", err, want)
	}
}

func TestCIDRs(t *testing.T) {
	tests := []struct{ in, want, err string }{
		{in: "", want: ""},
		{in: " 10.0.0.0/8, ::1\t192.168.1.1 ", want: "10.0.0.0/8,::1/128,192.168.1.1/32"},
		{in: "::ffff:10.0.0.1", want: "10.0.0.1/32"},
		{in: "10.0.0.1/8", err: "did you mean 10.0.0.0/8?"},
		{in: "10.0.0.0/33", err: "not a network"},
		{in: "::ffff:10.0.0.0/104", err: "own form"},
		{in: "fe80::1%eth0", err: "neither a network"},
		{in: "localhost", err: "neither a network"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			var c netguard.CIDRs
			err := c.UnmarshalText([]byte(tt.in))
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Fatalf("UnmarshalText = %v, want an error with %q", err, tt.err)
				}
				return
			}
			if diff := cmp.Diff(tt.want, c.String()); err != nil || diff != "" {
				t.Errorf("UnmarshalText = %v (-want +got):\n%s", err, diff)
			}
		})
	}
}
