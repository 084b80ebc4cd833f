package netguard

import (
	"fmt"
	"net/netip"
	"strings"
	"unicode"
)

// CIDRs is a list of networks, as a setting: separated by commas or white
// space, a bare address standing for itself alone.
type CIDRs []netip.Prefix

// UnmarshalText reads the list.
func (c *CIDRs) UnmarshalText(text []byte) error {
	var list CIDRs
	items := strings.FieldsFunc(string(text), func(r rune) bool { return r == ',' || unicode.IsSpace(r) })
	for _, item := range items {
		prefix, err := parseCIDR(item)
		if err != nil {
			return err
		}
		list = append(list, prefix)
	}
	*c = list
	return nil
}

// String is the list in the form that UnmarshalText reads.
func (c CIDRs) String() string {
	items := make([]string, len(c))
	for i, p := range c {
		items[i] = p.String()
	}
	return strings.Join(items, ",")
}

func parseCIDR(item string) (netip.Prefix, error) {
	if !strings.Contains(item, "/") {
		addr, err := netip.ParseAddr(item)
		if err != nil || addr.Zone() != "" {
			return netip.Prefix{}, fmt.Errorf("%q is neither a network such as 10.0.0.0/8 nor an address", item)
		}
		addr = addr.Unmap()
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	prefix, err := netip.ParsePrefix(item)
	if err != nil {
		return netip.Prefix{}, fmt.Errorf("%q is not a network such as 10.0.0.0/8", item)
	}
	if prefix.Addr().Is4In6() {
		return netip.Prefix{}, fmt.Errorf("%q: write IPv4 networks in their own form, such as 10.0.0.0/8", item)
	}
	if prefix != prefix.Masked() {
		return netip.Prefix{}, fmt.Errorf("%q has bits beyond its length: did you mean %s?", item, prefix.Masked())
	}
	return prefix, nil
}
