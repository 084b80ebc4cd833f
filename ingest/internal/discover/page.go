package discover

import (
	"bytes"
	"cmp"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/dateline-news/dateline/ingest/internal/registry"
)

// Candidate is an address that may be a feed.
type Candidate struct {
	URL, Title string
	// From says how it was found, in words.
	From string
	// Named is set if the page says that it is a feed.
	Named bool
}

// Bounds of what is read.
const (
	// maxNamed bounds the feeds that a page names, maxLinked those that its
	// links look like.
	maxNamed  = 16
	maxLinked = 12
	maxMaps   = 4
	// maxLine bounds a line of robots.txt, maxWords the words of a link, and
	// maxRefresh the part of a page that may lead on.
	maxLine    = 4 << 10
	maxWords   = 200
	maxRefresh = 8 << 10
)

// Page returns what a page in UTF-8 names as its feeds (rel=alternate), then
// the links that look like feeds, each address once. Relative addresses are
// resolved against <base> or the address of the page.
func Page(page []byte, address *url.URL) []Candidate {
	var named, linked []Candidate
	base := address
	// anchor is the link whose text is read.
	anchor := ""
	link := func(c Candidate) {
		if anchor = ""; len(linked) < maxLinked {
			c.From = "the page links to it"
			linked = appendNew(linked, c)
		}
	}
	z := html.NewTokenizer(bytes.NewReader(page))
	for len(named) < maxNamed {
		switch z.Next() {
		case html.ErrorToken:
			return append(named, linked...)
		case html.TextToken:
			if anchor != "" && saysFeed(string(z.Raw())) {
				link(Candidate{URL: anchor})
			}
			continue
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == "a" {
				anchor = ""
			}
			continue
		case html.StartTagToken, html.SelfClosingTagToken:
		default:
			continue
		}
		name, more := z.TagName()
		tag := string(name)
		if !more || tag != "base" && tag != "link" && tag != "a" {
			continue
		}
		attr := attributes(z)
		href := strings.TrimSpace(attr["href"])
		if href == "" {
			continue
		}
		if tag == "base" {
			if u, err := address.Parse(href); err == nil && base == address {
				base = u
			}
			continue
		}
		target := resolved(base, href)
		if target == "" {
			continue
		}
		c := Candidate{URL: target, Title: strings.Join(strings.Fields(attr["title"]), " ")}
		rel := strings.Fields(strings.ToLower(attr["rel"]))
		typ := strings.ToLower(attr["type"])
		switch {
		case tag == "link" && (slices.Contains(rel, "alternate") && (feedType(typ) || jsonFeed(typ, target)) || slices.Contains(rel, "feed")):
			c.From, c.Named = "the page names it", true
			named = appendNew(named, c)
		case tag == "a" && (feedType(typ) || looksLikeFeed(target, base) || saysFeed(attr["title"]) || saysFeed(attr["aria-label"])):
			link(c)
		case tag == "a":
			anchor = target
		}
	}
	return append(named, linked...)
}

// saysFeed reports that the words of a link are of RSS.
func saysFeed(words string) bool {
	if len(words) > maxWords {
		return false
	}
	return slices.Contains(strings.FieldsFunc(strings.ToLower(words), func(r rune) bool { return r < 'a' || r > 'z' }), "rss")
}

// jsonFeed reports the type that the first version of JSON Feed had, but for
// the interfaces of WordPress, which have it as well.
func jsonFeed(typ, address string) bool {
	return strings.TrimSpace(typ) == "application/json" && !strings.Contains(address, "wp-json")
}

// refresh returns the address that a page leads to by a meta element, or "".
func refresh(page []byte, address *url.URL) string {
	z := html.NewTokenizer(bytes.NewReader(page[:min(len(page), maxRefresh)]))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			if !more || string(name) != "meta" {
				continue
			}
			attr := attributes(z)
			if !strings.EqualFold(attr["http-equiv"], "refresh") {
				continue
			}
			_, target, ok := strings.Cut(attr["content"], "=")
			if target = strings.Trim(target, "\"' "); ok && target != "" {
				return resolved(address, target)
			}
		}
	}
}

func appendNew(list []Candidate, c Candidate) []Candidate {
	if slices.ContainsFunc(list, func(old Candidate) bool { return old.URL == c.URL }) {
		return list
	}
	return append(list, c)
}

// attributes reads the attributes of a tag; of two with one name the first
// counts, and no more than 32 are read.
func attributes(z *html.Tokenizer) map[string]string {
	attr := map[string]string{}
	for range 32 {
		key, value, more := z.TagAttr()
		if _, ok := attr[string(key)]; !ok {
			attr[string(key)] = string(value)
		}
		if !more {
			break
		}
	}
	return attr
}

// resolved returns an absolute address of the web without its fragment, or "".
func resolved(base *url.URL, href string) string {
	if rest, ok := strings.CutPrefix(href, "feed:"); ok {
		if href = rest; strings.HasPrefix(href, "//") {
			href = "https:" + href
		}
	}
	u, err := base.Parse(strings.ReplaceAll(href, " ", "%20"))
	if err != nil {
		return ""
	}
	u.Fragment, u.RawFragment = "", ""
	address, err := registry.CheckAddress(u.String())
	if err != nil {
		return ""
	}
	return address
}

// feedType reports a media type of feeds.
func feedType(typ string) bool {
	typ, _, _ = strings.Cut(typ, ";")
	switch strings.TrimSpace(typ) {
	case "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/rss", "application/atom", "text/rss+xml", "text/atom+xml", "text/rss":
		return true
	}
	return false
}

// looksLikeFeed reports an address whose last parts say feed, on the host of
// the page or one of its own for feeds.
func looksLikeFeed(address string, base *url.URL) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	if !strings.EqualFold(host, base.Hostname()) && !strings.HasPrefix(host, "feed") && !strings.HasPrefix(host, "rss.") {
		return false
	}
	path := strings.ToLower(strings.TrimSuffix(u.Path, "/"))
	last := path[strings.LastIndexByte(path, '/')+1:]
	switch last {
	case "feed", "rss", "atom", "rdf", "feeds", "feed.json", "index.xml", "index.rdf", "rss-feeds", "rss-feed", "rssfeeds", "rss.html", "rss.htm", "feeds.html":
		return true
	}
	if strings.HasSuffix(last, ".xml") && (strings.Contains(path, "/rss/") || strings.Contains(path, "/feeds/") || strings.Contains(path, "/feed/")) {
		return true
	}
	for _, end := range []string{".rss", ".atom", ".rdf", "rss.xml", "feed.xml", "atom.xml", "rss2.xml", "rss.php", "feed.php"} {
		if strings.HasSuffix(last, end) {
			return true
		}
	}
	query := strings.ToLower(u.RawQuery)
	return strings.Contains(query, "feed=rss") || strings.Contains(query, "feed=atom") || strings.Contains(query, "format=rss") || strings.Contains(query, "type=rss")
}

// WellKnown returns the addresses where feeds usually are, below the address
// of the page first if it has a path.
func WellKnown(page *url.URL) []Candidate {
	var list []Candidate
	add := func(path, query string) {
		u := url.URL{Scheme: page.Scheme, Host: page.Host, Path: path, RawQuery: query}
		list = appendNew(list, Candidate{URL: u.String(), From: "a usual address"})
	}
	if path := strings.TrimSuffix(page.Path, "/"); path != "" {
		add(path+"/feed", "")
		add(path+"/rss", "")
		add(path+"/rss.xml", "")
	}
	for _, path := range []string{"/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feeds", "/index.rdf", "/feed.json", "/blog/feed", "/news/rss", "/rss/news"} {
		add(path, "")
	}
	add("/", "feed=rss2")
	add("/", "format=rss")
	add("/news-sitemap.xml", "")
	add("/sitemap-news.xml", "")
	return list
}

// Robots returns the sitemaps that a robots.txt names, those that are called
// news first, at most 4.
func Robots(body []byte, site *url.URL) []Candidate {
	var list []Candidate
	for line := range bytes.Lines(body) {
		key, value, ok := strings.Cut(string(line[:min(len(line), maxLine)]), ":")
		if !ok || !strings.EqualFold(strings.TrimSpace(strings.TrimPrefix(key, "\ufeff")), "sitemap") {
			continue
		}
		value, _, _ = strings.Cut(strings.TrimSpace(value), " ")
		if address := resolved(site, value); address != "" && value != "" && len(list) < 1000 {
			list = append(list, Candidate{URL: address, From: "robots.txt names it"})
		}
	}
	plain := func(c Candidate) int {
		if strings.Contains(strings.ToLower(c.URL), "news") {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(list, func(a, b Candidate) int { return cmp.Compare(plain(a), plain(b)) })
	return list[:min(len(list), maxMaps)]
}
