package page

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/dateline-news/dateline/shared/news"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/publicsuffix"
	"golang.org/x/text/language"
)

// metadata is what a page says beside its text.
type metadata struct {
	page *Page
	// description is the page's own summary.
	description string
}

// Bounds of single fields.
const (
	maxTitle     = 1 << 10
	maxName      = 100
	maxMetaNames = 200
)

// readMeta reads linked data, then meta elements, then what is marked in the
// text. What is said first in that order counts.
func readMeta(page []byte, linked linkedArticle, at *url.URL, now time.Time) metadata {
	h := scanHead(page)
	base := at
	if b, err := at.Parse(h.base); err == nil && h.base != "" {
		base = b
	}
	m := metadata{page: &Page{}, description: line(first(h.meta["og:description"], h.meta["description"], h.meta["twitter:description"]))}
	p, site := m.page, line(h.meta["og:site_name"])
	for _, s := range []string{linked.headline, h.meta["og:title"], h.meta["twitter:title"], h.heading, h.title} {
		if s = line(s); s != "" && len(s) <= maxTitle {
			p.Title = withoutSite(s, site)
			break
		}
	}
	p.Authors = names(linked.authors, site)
	if len(p.Authors) == 0 {
		p.Authors = names([]string{first(h.meta["author"], h.meta["article:author"], h.meta["parsely-author"], h.meta["dc.creator"], h.meta["byl"])}, site)
	}
	for _, s := range []string{
		linked.published, h.meta["article:published_time"], h.meta["og:article:published_time"], h.meta["datepublished"], h.meta["parsely-pub-date"],
		h.meta["dc.date.issued"], h.meta["dcterms.created"], h.meta["date"], h.meta["pubdate"], h.time,
	} {
		if t, ok := parseDate(s, now); ok {
			p.Published = t
			break
		}
	}
	for _, s := range []string{linked.image, h.meta["og:image:secure_url"], h.meta["og:image"], h.meta["og:image:url"], h.meta["twitter:image"], h.meta["twitter:image:src"]} {
		if p.Image = absolute(base, s); p.Image != "" {
			break
		}
	}
	for _, s := range []string{h.canonical, h.meta["og:url"], linked.address} {
		if p.Canonical = canonical(base, at, s); p.Canonical != "" {
			break
		}
	}
	for _, s := range []string{h.language, linked.language, h.meta["og:locale"], h.meta["content-language"]} {
		if p.Language = languageCode(s); p.Language != "" {
			break
		}
	}
	tier := strings.ToLower(h.meta["article:content_tier"])
	p.Paywall = linked.free == "false" || linked.free == "" && (tier == "locked" || tier == "metered" || h.meta["isaccessibleforfree"] == "false" || h.wall)
	return m
}

// head is what the elements of a page say.
type head struct {
	// meta are the first values of meta elements, by lower-case name.
	meta                                            map[string]string
	title, heading, base, canonical, language, time string
	// wall is set where an element has a name that walls have.
	wall bool
}

// wallNames are names that walls go by.
var wallNames = []string{
	"paywall", "paywall-wrapper", "paywall-container", "paywall-overlay", "article-paywall", "articlepaywall", "js-paywall", "piano-paywall",
	"subscription-wall", "subscribe-wall", "regwall", "registration-wall", "premium-wall", "paid-content-wall", "c-paywall", "o-paywall",
}

// scanHead reads the elements of a page in one pass.
func scanHead(page []byte) head {
	h := head{meta: map[string]string{}}
	z := html.NewTokenizer(bytes.NewReader(page))
	var into *string
	depth := 0 // of what into collects
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return h
		case html.TextToken:
			if into != nil && len(*into) < maxTitle {
				*into += string(z.Text()) + " "
			}
			continue
		case html.StartTagToken, html.SelfClosingTagToken:
		case html.EndTagToken:
			if name, _ := z.TagName(); into != nil && (string(name) == "title" || string(name) == "h1") {
				into = nil
			}
			continue
		default:
			continue
		}
		if into != nil {
			if depth++; depth > 20 { // a heading that does not end
				into = nil
			}
		}
		raw, more := z.TagName()
		name := string(raw)
		attrs := attributes(z, more)
		switch name {
		case "html":
			h.language = first(h.language, attrs["lang"], attrs["xml:lang"])
		case "base":
			h.base = first(h.base, attrs["href"])
		case "title":
			if h.title == "" {
				into, depth = &h.title, 0
			}
		case "h1":
			if h.heading == "" {
				into, depth = &h.heading, 0
			}
		case "meta":
			h.add(attrs)
		case "link":
			if slices.Contains(strings.Fields(strings.ToLower(attrs["rel"])), "canonical") {
				h.canonical = first(h.canonical, attrs["href"])
			}
		case "time":
			h.time = first(h.time, attrs["datetime"])
		case "div", "section", "aside", "p", "span":
			h.wall = h.wall || slices.Contains(wallNames, strings.ToLower(attrs["id"])) ||
				slices.ContainsFunc(strings.Fields(strings.ToLower(attrs["class"])), func(s string) bool { return slices.Contains(wallNames, s) })
		}
	}
}

// add notes a meta element.
func (h *head) add(attrs map[string]string) {
	content := strings.TrimSpace(attrs["content"])
	if content == "" || len(h.meta) >= maxMetaNames {
		return
	}
	for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
		if name := strings.ToLower(strings.TrimSpace(attrs[key])); name != "" && len(name) <= 64 && h.meta[name] == "" {
			h.meta[name] = content
		}
	}
}

// attributes returns the attributes of a tag; of a repeated one the first.
func attributes(z *html.Tokenizer, more bool) map[string]string {
	attrs := map[string]string{}
	for n := 0; more && n < maxAttrs; n++ {
		var key, value []byte
		key, value, more = z.TagAttr()
		if _, ok := attrs[string(key)]; !ok && len(value) <= maxMetaBytes {
			attrs[string(key)] = string(value)
		}
	}
	return attrs
}

// line returns a text of one line. Sites escape twice, and put markup into
// attributes.
func line(s string) string {
	if len(s) > maxMetaBytes {
		return ""
	}
	s = html.UnescapeString(s)
	if strings.ContainsAny(s, "<") && strings.Contains(s, ">") {
		s = stripTags(s)
	}
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unseen(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)), " ")
}

// stripTags returns the text of markup.
func stripTags(s string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			b.Write(z.Text())
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			b.WriteByte(' ')
		}
	}
}

// linkedBody returns the text in linked data without markup.
func linkedBody(s string) string {
	s = html.UnescapeString(s)
	if strings.Contains(s, "<") {
		s = stripTags(s)
	}
	return s
}

// linkedBlocks returns the text in linked data as paragraphs: its lines, or
// what its markup makes.
func linkedBlocks(s string) []block {
	s = html.UnescapeString(s)
	if strings.Contains(s, "</") || strings.Contains(s, "<br") {
		if doc := parse([]byte(s)); doc != nil {
			return blocks(doc)
		}
		s = stripTags(s)
	}
	w := &blockWriter{}
	for line := range strings.Lines(s) {
		w.write(line, atom.P, false)
		w.end()
	}
	return w.blocks
}

// withoutSite drops the name of the site from the end of a title.
func withoutSite(title, site string) string {
	rest, ok := strings.CutSuffix(title, site)
	if !ok || site == "" {
		return title
	}
	if cut := strings.TrimRight(rest, " |-–—·:"); cut != "" && len(cut) < len(strings.TrimSpace(rest)) {
		return cut
	}
	return title
}

// names cleans names of authors: a list in one string is taken apart, "By"
// goes, and so do addresses and the name of the site.
func names(list []string, site string) []string {
	var out []string
	for _, s := range list {
		for part := range strings.FieldsFuncSeq(strings.NewReplacer(" and ", ";", " & ", ";", " und ", ";", " et ", ";", " y ", ";").Replace(line(s)), func(r rune) bool { return r == ';' || r == ',' || r == '|' }) {
			part = strings.TrimSpace(part)
			if len(part) > 3 && strings.EqualFold(part[:3], "by ") {
				part = strings.TrimSpace(part[3:])
			}
			if part == "" || len(part) > maxName || strings.ContainsAny(part, "@/") || domain(part) || strings.EqualFold(part, site) || slices.Contains(out, part) {
				continue
			}
			if len(out) == maxAuthors {
				return out
			}
			out = append(out, part)
		}
	}
	return out
}

// domain reports a name like www.example.com.
func domain(s string) bool {
	i := strings.LastIndexByte(s, '.')
	return strings.Contains(s, "www.") || i > 0 && i+2 < len(s) && !strings.Contains(s, " ")
}

// dateLayouts are the forms in which pages give dates for programs.
var dateLayouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04Z0700", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 -0700",
	"2006-01-02 15:04:05 Z07:00", "2006-01-02T15:04:05.999999999", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", "20060102T150405Z0700",
	time.RFC1123Z, time.RFC1123, "2006-01-02",
}

// parseDate reads a date that was meant for programs. One without a zone is
// taken for UTC. What is before 1990 or after now is none.
func parseDate(s string, now time.Time) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if len(s) < len(time.DateOnly) || len(s) > 64 {
		return time.Time{}, false
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			t = t.UTC()
			return t, t.Year() >= 1990 && (now.IsZero() || !t.After(now))
		}
	}
	return time.Time{}, false
}

// absolute resolves a web address; "" for what is none.
func absolute(base *url.URL, s string) string {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > news.MaxURLBytes {
		return ""
	}
	u, err := base.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	if s = u.String(); len(s) > news.MaxURLBytes {
		return ""
	}
	return s
}

// canonical resolves the address that a page gives for its own. One of
// another site is not believed, nor the home page for an article.
func canonical(base, at *url.URL, s string) string {
	s = absolute(base, s)
	u, err := url.Parse(s)
	if s == "" || err != nil || !sameSite(u.Hostname(), at.Hostname()) {
		return ""
	}
	if strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && (strings.Trim(at.Path, "/") != "" || at.RawQuery != "") {
		return ""
	}
	return s
}

// sameSite reports hosts of one registrable domain.
func sameSite(a, b string) bool {
	if strings.EqualFold(a, b) {
		return true
	}
	siteA, errA := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(a))
	siteB, errB := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(b))
	return errA == nil && errB == nil && siteA == siteB
}

// languageCode returns the ISO 639-1 code in a language tag, or "".
func languageCode(s string) string {
	s, _, _ = strings.Cut(strings.ReplaceAll(strings.TrimSpace(s), "_", "-"), "-")
	if len(s) < 2 || len(s) > 3 {
		return ""
	}
	base, err := language.ParseBase(s)
	if err != nil || len(base.String()) != 2 {
		return ""
	}
	return base.String()
}

// cut bounds a text, at the end of a paragraph.
func cut(s string) (string, bool) {
	if len(s) <= news.MaxTextBytes {
		return s, false
	}
	s = strings.ToValidUTF8(s[:news.MaxTextBytes], "")
	if i := strings.LastIndex(s, "\n\n"); i > len(s)/2 {
		s = s[:i]
	}
	return s, true
}

// clip shortens a string from outside for a message.
func clip(s string) string {
	if len(s) > 200 {
		return strings.ToValidUTF8(s[:200], "") + "…"
	}
	return s
}
