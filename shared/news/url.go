package news

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// ErrURL is returned for a link that cannot identify an article.
var ErrURL = errors.New("not an absolute http or https link")

// MaxURLBytes bounds a link. Longer ones are refused.
const MaxURLBytes = 4 << 10

// CanonicalURL returns the form of a link that identifies an article: https,
// the host in lower-case ASCII without "www.", "m.", "mobile.", "amp." or
// "touch.", no user, no port 80 or 443, the path in one spelling without dot
// segments, session ids, trailing slash and AMP marks, and of the query what
// is left without tracking parameters, sorted by name. A link into an AMP
// cache is the link inside. The fragment goes, except one that chooses the
// article: a route of a page that is a program ("#/video/7", "#!story"), or a
// numbered anchor ("#entry-9742"). It is an identity, not an address: it need
// not be what a server answers to.
//
// The error wraps [ErrURL] for anything but an absolute http or https link of
// at most [MaxURLBytes] bytes.
func CanonicalURL(raw string) (string, error) {
	l, err := parseLink(raw)
	if err != nil {
		return "", err
	}
	canonical := "https://" + l.hostPort() + stripMarks(l.path)
	if q := canonicalQuery(l.host, l.query); q != "" {
		canonical += "?" + q
	}
	if namesArticle(l.fragment) {
		canonical += "#" + l.fragment
	}
	return canonical, nil
}

// link is a link taken apart: host in its canonical form, path cleaned and
// escaped, query and fragment as they came.
type link struct {
	host, port, path, query, fragment string
}

func (l link) hostPort() string {
	host := l.host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if l.port != "" {
		host += ":" + l.port
	}
	return host
}

func parseLink(raw string) (link, error) {
	raw = strings.TrimFunc(raw, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
	if len(raw) > MaxURLBytes {
		return link{}, fmt.Errorf("%w: %d bytes long, the limit is %d", ErrURL, len(raw), MaxURLBytes)
	}
	u, err := url.Parse(repair(raw))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return link{}, fmt.Errorf("%w: %q", ErrURL, clip(raw))
	}
	l := link{path: cleanPath(u.EscapedPath()), query: u.RawQuery, fragment: u.EscapedFragment()}
	if l.host, err = canonicalHost(u.Hostname()); err != nil {
		return link{}, err
	}
	if l.port, err = canonicalPort(u.Port()); err != nil {
		return link{}, err
	}
	if inner, ok := ampTarget(l); ok {
		if unwrapped, err := parseLink(inner); err == nil {
			return unwrapped, nil
		}
	}
	return l, nil
}

// repair mends what feeds put into links and url.Parse refuses: line breaks,
// spaces and a percent sign that begins no escape.
func repair(raw string) string {
	var b strings.Builder
	b.Grow(len(raw))
	for i, c := range []byte(raw) {
		switch {
		case c == '\n' || c == '\r' || c == '\t':
		case c == ' ':
			b.WriteString("%20")
		case c == '%' && (i+2 >= len(raw) || !isHex(raw[i+1]) || !isHex(raw[i+2])):
			b.WriteString("%25")
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// clip shortens a string from outside for an error message.
func clip(s string) string {
	if len(s) > 200 {
		return strings.ToValidUTF8(s[:200], "") + "…"
	}
	return s
}

// variantLabels are first labels of hosts under which sites serve the same
// article in another dress.
var variantLabels = []string{"www", "m", "mobile", "amp", "touch"}

// canonicalHost returns a host in lower-case ASCII without variant labels.
func canonicalHost(host string) (string, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.Unmap().WithZone("").String(), nil
	}
	ascii, err := idna.Lookup.ToASCII(host)
	if err != nil {
		// Hosts such as "foo_bar.example" are served though no registrar
		// would sell them; only what no subject or URL can hold is refused.
		ascii = host
	}
	ascii = strings.TrimSuffix(strings.ToLower(ascii), ".")
	for label := range strings.SplitSeq(ascii, ".") {
		if len(label) > 63 || label == "" || strings.ContainsFunc(label, func(r rune) bool { return r > 0x7f || !tokenByte(byte(r)) }) {
			return "", fmt.Errorf("%w: host %q", ErrURL, clip(host))
		}
	}
	if len(ascii) > 253 {
		return "", fmt.Errorf("%w: host %q", ErrURL, clip(host))
	}
	for {
		label, rest, _ := strings.Cut(ascii, ".")
		if !slices.Contains(variantLabels, label) || !strings.Contains(rest, ".") {
			return ascii, nil
		}
		// amp.com.au is a company and not com.au in another dress; www is
		// never a name, not even in www.gov.uk.
		if domain, _ := publicsuffix.EffectiveTLDPlusOne(ascii); domain == ascii && label != "www" {
			return ascii, nil
		}
		ascii = rest
	}
}

// canonicalPort returns "" for the ports that need not be written.
func canonicalPort(port string) (string, error) {
	port = strings.TrimLeft(port, "0")
	switch {
	case port == "80" || port == "443":
		return "", nil
	case len(port) > 5 || len(port) == 5 && port > "65535":
		return "", fmt.Errorf("%w: port %q", ErrURL, clip(port))
	}
	return port, nil
}

// sessionInPath matches the session ids that servlets and ASP.NET write into
// a path, here a clean one.
var sessionInPath = regexp.MustCompile(`(?i);jsessionid=[^/;]*|/%28S%28[a-z0-9]{24}%29%29`)

// cleanPath returns an escaped path in one spelling: every segment escaped
// alike, no dot segments, no doubled slashes, no session id.
func cleanPath(escaped string) string {
	segments := strings.Split(escaped, "/")
	for i, s := range segments {
		if plain, err := url.PathUnescape(s); err == nil {
			s = (&url.URL{Path: "/" + plain}).EscapedPath()[1:]
			segments[i] = strings.ReplaceAll(s, "/", "%2F")
		}
	}
	p := strings.Join(segments, "/")
	for sessionInPath.MatchString(p) {
		p = sessionInPath.ReplaceAllString(p, "")
	}
	return path.Clean("/" + p)
}

// pathMarks are endings of a path that name the same article as the path
// without them.
var pathMarks = []string{"/amp", "/amphtml", "/amp.html", ".amp", "/index.html", "/index.htm", "/index.php", "/"}

// stripMarks removes AMP marks, index files and the trailing slash from a
// clean path.
func stripMarks(p string) string {
	for {
		before := p
		for _, mark := range pathMarks {
			p = strings.TrimSuffix(p, mark)
		}
		if rest, ok := strings.CutSuffix(p, ".amp.html"); ok {
			p = rest + ".html"
		}
		for _, mark := range []string{"/amp/", "/amphtml/"} {
			if rest, ok := strings.CutPrefix(p, mark); ok {
				p = "/" + rest
			}
		}
		if p != "" {
			p = path.Clean(p)
		}
		if p == before {
			return p
		}
	}
}

// ampTarget returns the publisher's link inside an AMP cache or viewer link:
// https://www-example-com.cdn.ampproject.org/c/s/www.example.com/story and
// https://www.google.com/amp/s/www.example.com/story.
func ampTarget(l link) (string, bool) {
	var rest string
	var found bool
	switch {
	case strings.HasSuffix(l.host, ".cdn.ampproject.org"):
		// One letter says what is cached: c for a page, v for a viewer.
		var kind string
		kind, rest, found = strings.Cut(strings.TrimPrefix(stripMarks(l.path), "/"), "/")
		found = found && len(kind) == 1
	case strings.HasPrefix(l.host, "google."):
		rest, found = strings.CutPrefix(l.path, "/amp/")
	}
	rest = strings.TrimPrefix(rest, "s/")
	if host, _, _ := strings.Cut(rest, "/"); !found || !strings.Contains(host, ".") {
		return "", false
	}
	if l.query != "" {
		rest += "?" + l.query
	}
	return "https://" + rest, true
}

// numberedAnchor matches the anchor of one of many items on a page.
var numberedAnchor = regexp.MustCompile(`^[A-Za-z]+[_-]?[0-9]{2,}$`)

// namesArticle reports whether an escaped fragment chooses the article.
func namesArticle(fragment string) bool {
	if strings.HasPrefix(fragment, "/") || strings.HasPrefix(fragment, "!") {
		return strings.Trim(fragment, "/!") != ""
	}
	return numberedAnchor.MatchString(fragment)
}
