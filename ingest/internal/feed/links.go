package feed

import (
	"net/netip"
	"net/url"
	"strings"
)

// resolve returns a reference made absolute against a base by RFC 3986. With
// a base that is no absolute address, or a reference that cannot be parsed,
// the reference is returned as it is, trimmed; one that becomes longer than
// an address may be is "".
func resolve(base, ref string) string {
	ref = strings.TrimSpace(ref)
	if i := strings.IndexAny(ref, "\r\n\t"); i >= 0 {
		ref = strings.NewReplacer("\r", "", "\n", "", "\t", "").Replace(ref)
	}
	if ref == "" || absolute(ref) {
		return ref
	}
	b, err := url.Parse(base)
	if err != nil || b.Scheme == "" || b.Host == "" {
		return ref
	}
	r, err := url.Parse(strings.ReplaceAll(ref, " ", "%20"))
	if err != nil {
		return ref
	}
	if abs := b.ResolveReference(r).String(); len(abs) <= maxURLBytes {
		return abs
	}
	return ""
}

// absolute reports an address with a scheme and a host, which stays byte for
// byte as it is.
func absolute(s string) bool {
	scheme, rest, ok := strings.Cut(s, "://")
	return ok && rest != "" && scheme != "" && strings.IndexFunc(scheme, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '+' && r != '-' && r != '.'
	}) < 0
}

// webLink returns an address if it is absolute http or https, else "".
func webLink(s string) string {
	if len(s) > maxURLBytes {
		return ""
	}
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok || rest == "" || strings.HasPrefix(rest, "/") || !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") {
		return ""
	}
	u, err := url.Parse(strings.ReplaceAll(s, " ", "%20"))
	if err != nil || u.Hostname() == "" {
		return ""
	}
	return s
}

// unwrapped returns the address behind a redirector of a news search, whose
// own address changes with the day's best source and names no article.
func unwrapped(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return s
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	google := (host == "news.google.com" || strings.HasPrefix(host, "google.")) && strings.HasSuffix(u.Path, "/url")
	bing := host == "bing.com" && strings.HasSuffix(u.Path, "/apiclick.aspx")
	if !google && !bing {
		return s
	}
	q := u.Query()
	for _, name := range []string{"url", "q"} {
		if inner := webLink(q.Get(name)); inner != "" {
			return inner
		}
	}
	return s
}

// resolver makes the links of one document absolute.
type resolver struct {
	// feed is the address the document came from, site the link of the feed.
	feed, site string
}

// web resolves a link against the base in force, else the feed's address,
// and returns it if it is one of the web.
func (r resolver) web(l link) string {
	base := resolve(r.feed, l.base)
	if base == "" || !absolute(base) {
		base = r.feed
	}
	if !absolute(base) {
		base = r.site
	}
	return unwrapped(webLink(resolve(base, mendedLink(l.href))))
}

// mendedLink resolves what is still escaped in an address, turns the slashes
// of its path the way that browsers do, and gives a scheme to one that begins
// with a host's name.
func mendedLink(href string) string {
	if strings.Contains(href, "&") {
		href = escapedAmpersand.Replace(href)
	}
	href = strings.TrimSpace(href)
	if strings.Contains(href, `\`) {
		end := strings.IndexAny(href, "?#")
		if end < 0 {
			end = len(href)
		}
		href = strings.ReplaceAll(href[:end], `\`, "/") + href[end:]
	}
	if len(href) > 4 && strings.EqualFold(href[:4], "www.") {
		return "http://" + href
	}
	return href
}

var escapedAmpersand = strings.NewReplacer("&amp;", "&", "&#38;", "&", "&#038;", "&", "&#x26;", "&")

// itemLink chooses the link of an item: what a redirecting feed service says
// the original was, else the alternate link, preferring one to HTML, else a
// link without relation, else a GUID that is a permalink, rdf:about or an
// atom:id that is an address.
func (r resolver) itemLink(f *facts, frame frame) string {
	best, rank := "", 0
	for _, l := range f.links {
		n := 0
		switch l.rel {
		case "original":
			n = 5
		case "alternate":
			n = 3
			if l.typ == "" || strings.Contains(l.typ, "html") {
				n = 4
			}
		case "":
			n = 4
		case "content":
			n = 1
		}
		if n <= rank {
			continue
		}
		if web := r.web(l); web != "" {
			best, rank = web, n
		}
	}
	if best != "" {
		return best
	}
	if frame == frameRSS && f.guid != "" && !f.notLink {
		// A GUID is a permalink unless the feed says otherwise, but many say
		// nothing and mean a number: only what is an address counts.
		if web := webLink(f.guid); web != "" {
			return web
		}
		if f.permalink {
			if web := r.web(link{href: f.guid, base: f.base}); web != "" {
				return web
			}
		}
	}
	if web := webLink(f.about); web != "" {
		return web
	}
	if frame == frameAtom {
		return webLink(f.guid)
	}
	return ""
}

// feedLinks chooses the site's address, the feed's own and the hub.
func (b *builder) feedLinks(doc *Document, links []link) {
	doc.Hub, doc.Self = b.links.web(link{href: b.options.Hub}), b.links.web(link{href: b.options.Self})
	for _, l := range links {
		switch {
		case l.rel == "self" && doc.Self == "":
			doc.Self = b.links.web(l)
		case l.rel == "hub" && doc.Hub == "":
			doc.Hub = b.links.web(l)
		case (l.rel == "" || l.rel == "alternate") && (!strings.Contains(l.typ, "xml") || strings.Contains(l.typ, "html")) && doc.Link == "":
			doc.Link = b.links.web(l)
		}
	}
	b.links.site = doc.Link
}

// base returns what relative links are resolved against: Content-Location
// where the server sent one that can be meant. Servers behind a proxy send
// their inner name or number.
func (o *Options) base() string {
	u, err := url.Parse(webLink(resolve(o.URL, o.ContentLocation)))
	if err != nil || o.ContentLocation == "" || !strings.Contains(u.Hostname(), ".") {
		return o.URL
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil && !strings.Contains(o.URL, u.Host) {
		return o.URL
	}
	return u.String()
}
