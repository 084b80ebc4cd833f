package news

import (
	_ "embed"
	"net/netip"
	"strings"
	"sync"

	"golang.org/x/net/publicsuffix"
)

//go:embed outlets.tsv
var outletTable string

// outlets maps a domain to its outlet. It is read once, on first use.
var outlets = sync.OnceValue(func() map[string]Source {
	table := make(map[string]Source)
	for i, line := range strings.Split(outletTable, "\n") {
		f := strings.Split(line, "\t")
		if i == 0 || len(f) != 5 {
			continue
		}
		table[f[0]] = Source{ID: f[1], Domain: f[0], Name: f[2], Country: f[3], Language: f[4]}
	}
	return table
})

// SourceOf returns the outlet behind a link, a function of [CanonicalURL]
// alone, so that one article id has one source: the entry of the embedded
// outlet table for its host or the nearest parent domain, else its registrable
// domain with "." written as "_". A link that CanonicalURL refuses gives the
// zero Source.
func SourceOf(raw string) Source {
	l, err := parseLink(raw)
	if err != nil {
		return Source{}
	}
	host := l.host
	if _, err := netip.ParseAddr(host); err == nil {
		return Source{ID: Token(host), Name: host, Domain: host}
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		domain = host
	}
	for name := host; ; {
		if s, ok := outlets()[name]; ok {
			return s
		}
		_, rest, ok := strings.Cut(name, ".")
		if !ok || name == domain {
			break
		}
		name = rest
	}
	return Source{ID: Token(strings.ReplaceAll(domain, ".", "_")), Name: domain, Domain: domain}
}
