package ingest

import (
	"maps"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// FuzzHosts checks that every name that is taken leads to an address with a
// port, and that the list reads the same from its own pairs.
func FuzzHosts(f *testing.F) {
	for _, s := range []string{"*.example=127.0.0.1:8080,news.example=[::1]:443", "", "a=b:1", "=1.2.3.4:5", "A=1.2.3.4:5 a=1.2.3.4:6", "a=[fe80::1%lo]:1", "a==1.2.3.4:1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var h, again Hosts
		if err := h.UnmarshalText([]byte(text)); err != nil {
			if h != nil {
				t.Fatalf("%q is refused (%v) and sets %v", text, err, h)
			}
			return
		}
		var pairs []string
		for _, name := range slices.Sorted(maps.Keys(h)) {
			if _, err := netip.ParseAddrPort(h[name]); err != nil || name == "" || name != strings.ToLower(name) {
				t.Fatalf("%q leads %q to %q, %v", text, name, h[name], err)
			}
			pairs = append(pairs, name+"="+h[name])
		}
		if err := again.UnmarshalText([]byte(strings.Join(pairs, ","))); err != nil || !maps.Equal(h, again) {
			t.Fatalf("%v reads as %v, %v", h, again, err)
		}
	})
}
