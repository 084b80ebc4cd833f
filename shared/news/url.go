package news

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/idna"
)

// ErrURL is returned for a link that cannot identify an article.
var ErrURL = errors.New("not an absolute http or https link")

// MaxURLBytes bounds a link. Longer ones are refused.
const MaxURLBytes = 4 << 10

// trackingParams are query parameters that say where a reader came from and
// never what is read. A name that ends in "*" is a prefix.
var trackingParams = []string{
	"utm_*", "mc_cid", "mc_eid", "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid",
	"twclid", "ttclid", "igshid", "igsh", "li_fat_id", "epik", "srsltid", "vero_id", "oly_anon_id", "oly_enc_id",
	"_hsenc", "_hsmi", "__hssc", "__hstc", "__hsfp", "hsctatracking", "mkt_tok", "wt_mc", "wt_zmc", "wtrid",
	"at_medium", "at_campaign", "at_custom*", "at_link*", "at_format", "at_bbc_team", "at_ptr_name", "at_campaign_type",
	"ns_mchannel", "ns_source", "ns_campaign", "ns_linkname", "ns_fee", "xtor", "ito", "cmpid", "cmp", "cid_source",
	"ftag", "intcid", "ocid", "smid", "smtyp", "smprod", "partner", "sref", "spm", "soc_src", "soc_trk", "guccounter",
	"guce_referrer", "guce_referrer_sig", "ref_src", "ref_url", "referrer", "ncid", "sr_share", "traffic_source",
	"feedtype", "feedname", "rss", "from_rss", "source_rss", "maca", "pk_campaign", "pk_kwd", "pk_source", "pk_medium",
	"piwik_*", "mtm_*", "matomo_*", "hootpostid", "trk", "trkcampaign", "campaign_id", "share", "shareid", "dicbo",
	"outputtype", "amp", "amp_js_v", "usqp", "cn_bk_tail", "jsessionid", "phpsessid", "sessionid",
}

// sourceParams track only with the values that feeds put there; with any
// other value the parameter may name the article.
var sourceParams = map[string][]string{
	"source":  {"rss", "feed", "twitter", "facebook", "newsletter", "google", "mobile", "social"},
	"src":     {"rss", "feed", "twitter", "facebook", "newsletter", "rss_feed"},
	"ref":     {"rss", "feed", "twitter", "facebook", "newsletter", "home", "homepage"},
	"from":    {"rss", "feed", "twitter", "facebook", "newsletter"},
	"via":     {"rss", "feed", "twitter", "facebook", "newsletter"},
	"cmpid":   nil,
	"mode":    {"amp"},
	"view":    {"amp", "mobile"},
	"format":  {"amp"},
	"output":  {"amp"},
	"print":   {"true", "1"},
	"service": {"rss"},
}

func tracking(name, value string) bool {
	name = strings.ToLower(name)
	for _, p := range trackingParams {
		if stem, ok := strings.CutSuffix(p, "*"); ok && strings.HasPrefix(name, stem) || p == name {
			return true
		}
	}
	return slices.Contains(sourceParams[name], strings.ToLower(value))
}

// variantHosts are first labels under which sites serve the same article in
// another dress.
var variantHosts = []string{"www.", "m.", "mobile.", "amp.", "touch."}

// CanonicalURL returns the form of a link that identifies an article: https,
// the host in lower-case ASCII without "www.", "m.", "mobile." or "amp.", no
// user, default port or fragment, the path cleaned of dot segments, session
// ids, trailing slash and AMP marks, and of the query what is left without
// tracking parameters, sorted by name. It is an identity, not an address: it
// need not be what a server answers to.
//
// The error wraps [ErrURL] for anything but an absolute http or https link of
// at most [MaxURLBytes] bytes.
func CanonicalURL(raw string) (string, error) {
	u, err := parseURL(raw)
	if err != nil {
		return "", err
	}
	u = unwrapAMP(u)
	host, err := canonicalHost(u)
	if err != nil {
		return "", err
	}
	out := "https://" + host + canonicalPath(u)
	if q := canonicalQuery(u.RawQuery); q != "" {
		out += "?" + q
	}
	return out, nil
}

func parseURL(raw string) (*url.URL, error) {
	raw = strings.TrimSpace(raw)
	if len(raw) > MaxURLBytes {
		return nil, fmt.Errorf("%w: %d bytes long, the limit is %d", ErrURL, len(raw), MaxURLBytes)
	}
	raw = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return -1
		}
		return r
	}, raw)
	u, err := url.Parse(strings.ReplaceAll(raw, " ", "%20"))
	if err != nil {
		return nil, fmt.Errorf("%w: %q", ErrURL, clip(raw))
	}
	u.Scheme = strings.ToLower(u.Scheme)
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil, fmt.Errorf("%w: %q", ErrURL, clip(raw))
	}
	return u, nil
}

// clip shortens a string from outside for an error message.
func clip(s string) string {
	if len(s) > 200 {
		return strings.ToValidUTF8(s[:200], "") + "…"
	}
	return s
}

// unwrapAMP returns the publisher's link inside an AMP cache or viewer link:
// https://www-example-com.cdn.ampproject.org/c/s/www.example.com/story and
// https://www.google.com/amp/s/www.example.com/story.
func unwrapAMP(u *url.URL) *url.URL {
	host := strings.ToLower(u.Hostname())
	segments := strings.Split(strings.TrimPrefix(u.EscapedPath(), "/"), "/")
	switch {
	case strings.HasSuffix(host, ".cdn.ampproject.org") && len(segments) > 1:
		segments = segments[1:]
	case strings.HasPrefix(strings.TrimPrefix(host, "www."), "google.") && segments[0] == "amp":
		segments = segments[1:]
	default:
		return u
	}
	if len(segments) > 1 && segments[0] == "s" {
		segments = segments[1:]
	}
	inner, err := url.Parse("https://" + strings.Join(segments, "/"))
	if err != nil || !strings.Contains(inner.Host, ".") {
		return u
	}
	inner.RawQuery = u.RawQuery
	return inner
}

// asciiHost returns the host of a link in lower-case ASCII.
func asciiHost(u *url.URL) (string, error) {
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.Unmap().String(), nil
	}
	ascii, err := idna.Lookup.ToASCII(host)
	if err != nil {
		// Hosts such as "foo_bar.example" are served though no registrar
		// would sell them; only what no subject or URL can hold is refused.
		ascii = host
	}
	for _, c := range []byte(ascii) {
		if !tokenByte(c) && c != '.' {
			return "", fmt.Errorf("%w: host %q", ErrURL, clip(host))
		}
	}
	if strings.Contains(ascii, "..") || strings.HasPrefix(ascii, ".") || len(ascii) > 253 || ascii == "" {
		return "", fmt.Errorf("%w: host %q", ErrURL, clip(host))
	}
	return ascii, nil
}

func canonicalHost(u *url.URL) (string, error) {
	host, err := asciiHost(u)
	if err != nil {
		return "", err
	}
	for stripped := true; stripped; {
		stripped = false
		for _, prefix := range variantHosts {
			if rest, ok := strings.CutPrefix(host, prefix); ok && strings.Contains(rest, ".") {
				host, stripped = rest, true
			}
		}
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	port := u.Port()
	if port == "" || u.Scheme == "http" && port == "80" || u.Scheme == "https" && port == "443" {
		return host, nil
	}
	return net.JoinHostPort(strings.Trim(host, "[]"), port), nil
}

func canonicalPath(u *url.URL) string {
	p := u.Path
	if i := strings.Index(strings.ToLower(p), ";jsessionid="); i >= 0 {
		p = p[:i]
	}
	p = path.Clean("/" + p)
	for stripped := true; stripped; {
		stripped = false
		for _, mark := range []string{"/amp", "/amp.html", ".amp", "/index.html", "/index.htm", "/index.php", "/"} {
			if rest, ok := strings.CutSuffix(p, mark); ok {
				p, stripped = rest, true
			}
		}
		if rest, ok := strings.CutSuffix(p, ".amp.html"); ok {
			p, stripped = rest+".html", true
		}
		if rest, ok := strings.CutPrefix(p, "/amp/"); ok {
			p, stripped = "/"+rest, true
		}
	}
	return (&url.URL{Path: p}).EscapedPath()
}

func canonicalQuery(raw string) string {
	if raw == "" {
		return ""
	}
	values := map[string][]string{}
	var names []string
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, value = unescape(name), unescape(value)
		if tracking(name, value) {
			continue
		}
		if _, seen := values[name]; !seen {
			names = append(names, name)
		}
		values[name] = append(values[name], value)
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range names {
		for _, value := range values[name] {
			if b.Len() > 0 {
				b.WriteByte('&')
			}
			b.WriteString(url.QueryEscape(name))
			if value != "" {
				b.WriteByte('=')
				b.WriteString(url.QueryEscape(value))
			}
		}
	}
	return b.String()
}

// unescape decodes a query component and keeps it as it is where it cannot
// be decoded.
func unescape(s string) string {
	if u, err := url.QueryUnescape(s); err == nil {
		return u
	}
	return s
}
