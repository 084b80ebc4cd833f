// Package sitemap reads news sitemaps, the lists of recent articles that
// publishers keep for search engines, and indexes of sitemaps, into the form
// that feeds have.
//
// It is tolerant: prefixes of namespaces may be any or none, elements may be
// left open, and a file that is cut off gives the entries before. Its time is
// linear in the size of the file but for sorting what is kept, and its memory
// is bounded by the file and [Options].MaxItems. It never panics.
//
// It fetches nothing itself; [Follow] is given the means.
package sitemap

import (
	"bytes"
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"

	"github.com/dateline-news/dateline/ingest/internal/charset"
	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/shared/news"
)

// Bounds of what is read.
const (
	// DefaultMaxItems is how many entries are kept of a sitemap, the newest.
	DefaultMaxItems = 5000
	// maxMaps is how many sitemaps of an index are kept.
	maxMaps = 1000
	// maxField bounds the text of one element.
	maxField = 8 << 10
	// sniffBytes is how far Is looks.
	sniffBytes = 4 << 10
)

// Options tell Parse what the file itself does not say.
type Options struct {
	// URL is the address that the file came from.
	URL string
	// ContentType is the HTTP header of that name.
	ContentType string
	// Now judges dates.
	Now time.Time
	// MaxItems bounds the entries that are kept; 0 means [DefaultMaxItems].
	MaxItems int
}

// Sitemap is what a file holds: entries, or other sitemaps.
type Sitemap struct {
	// Document has the entries, the newest first. An entry without news
	// elements has no title and is there only if no entry has them.
	Document *feed.Document
	// Index is set for an index of sitemaps; Maps are these, news sitemaps
	// first, then the newest first.
	Index bool
	Maps  []Map
}

// Map is a sitemap that an index names.
type Map struct {
	URL     string
	LastMod time.Time
}

// Is reports whether a document looks like a sitemap or an index of them: by
// its first element.
func Is(body []byte) bool {
	text, _, _ := charset.Decode(body[:min(len(body), sniffBytes)], "", charset.XML)
	_, root := rootOf(html.NewTokenizer(bytes.NewReader(text)))
	return root == "urlset" || root == "sitemapindex"
}

// rootOf reads up to the first element and returns its prefix and local name.
func rootOf(z *html.Tokenizer) (prefix, local string) {
	z.AllowCDATA(true)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return "", ""
		case html.StartTagToken, html.SelfClosingTagToken:
			z.NextIsNotRawText()
			name, _ := z.TagName()
			return splitName(name)
		}
	}
}

// Parse reads a sitemap or an index. The error is a [*feed.NotFeedError].
func Parse(body []byte, o Options) (*Sitemap, error) {
	o.MaxItems = cmp.Or(o.MaxItems, DefaultMaxItems)
	text, name, _ := charset.Decode(body, o.ContentType, charset.XML)
	z := html.NewTokenizer(bytes.NewReader(text))
	prefix, root := rootOf(z)
	if root != "urlset" && root != "sitemapindex" {
		return nil, &feed.NotFeedError{Kind: "no sitemap"}
	}
	base, err := url.Parse(o.URL)
	if err != nil {
		base = &url.URL{}
	}
	r := &reader{options: o, base: base, z: z, prefix: prefix}
	r.run()
	s := &Sitemap{Document: r.document(name), Index: root == "sitemapindex"}
	if s.Index {
		s.Document.Format, s.Maps = "sitemap index", r.sortedMaps()
	}
	return s, nil
}

// entry is one <url> or <sitemap>.
type entry struct {
	loc, lastmod        string
	title, published    string
	name, language      string
	keywords, genres    string
	image               string
	news, isMap         bool
	date                time.Time
	publishedRaw, where string
	updated             time.Time
}

// reader walks through the elements. It knows only by their local names where
// it is: an entry, the news, image or video within, and the field.
type reader struct {
	options Options
	base    *url.URL
	z       *html.Tokenizer
	// prefix is that of the root and so of the entries.
	prefix string

	open    bool
	entry   entry
	section string
	field   *string
	text    []byte
	closed  bool // the root's end was seen

	news, plain []entry
	maps        []Map
	left        int // entries beyond MaxItems
	badLinks    int
	badDates    int
	badDate     string
}

func (r *reader) run() {
	for {
		switch r.z.Next() {
		case html.ErrorToken:
			return
		case html.TextToken:
			if r.field != nil && len(r.text) < maxField {
				raw := r.z.Raw()
				r.text = append(r.text, raw[:min(len(raw), maxField)]...)
			}
		case html.StartTagToken:
			r.z.NextIsNotRawText()
			name, _ := r.z.TagName()
			r.start(splitName(name))
		case html.SelfClosingTagToken:
			r.z.NextIsNotRawText()
		case html.EndTagToken:
			name, _ := r.z.TagName()
			r.end(splitName(name))
		}
	}
}

func (r *reader) start(prefix, local string) {
	r.take()
	if prefix == r.prefix && (local == "url" || local == "sitemap") {
		r.flush() // an entry that was left open
		r.open, r.entry, r.section = true, entry{isMap: local == "sitemap"}, ""
		return
	}
	if !r.open {
		return
	}
	e := &r.entry
	switch local {
	case "news", "video":
		r.section = local
		e.news = e.news || local == "news"
		return
	case "image":
		if r.section == "" {
			r.section = local
		}
		return
	}
	switch r.section + ">" + local {
	case ">loc":
		r.field = &e.loc
	case ">lastmod":
		r.field = &e.lastmod
	case "image>loc":
		r.field = &e.image
	case "news>title":
		r.field = &e.title
	case "news>publication_date":
		r.field = &e.published
	case "news>name":
		r.field = &e.name
	case "news>language":
		r.field = &e.language
	case "news>keywords":
		r.field = &e.keywords
	case "news>genres":
		r.field = &e.genres
	}
	if r.field != nil && *r.field != "" {
		r.field = nil // the first counts
	}
}

func (r *reader) end(prefix, local string) {
	r.take()
	switch {
	case prefix == r.prefix && (local == "url" || local == "sitemap"):
		r.flush()
	case local == "urlset", local == "sitemapindex":
		r.flush()
		r.closed = true
	case local == r.section:
		r.section = ""
	}
}

// take gives the text that was met to its field.
func (r *reader) take() {
	if r.field != nil {
		address := r.field == &r.entry.loc || r.field == &r.entry.image
		*r.field = strings.TrimSpace(news.Clean(decoded(string(r.text), address)))
	}
	r.field, r.text = nil, r.text[:0]
}

// xmlEntities are the entities of an address. HTML knows more, which need no
// semicolon: "&copy=1" is a parameter.
var xmlEntities = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">", "&quot;", `"`, "&apos;", "'", "&#38;", "&", "&#x26;", "&", "&#39;", "'")

// decoded returns what raw text says.
func decoded(raw string, address bool) string {
	var b strings.Builder
	unescape := func(s string) {
		if address {
			s = xmlEntities.Replace(s)
		} else {
			s = html.UnescapeString(s)
		}
		b.WriteString(s)
	}
	for {
		before, rest, ok := strings.Cut(raw, "<![CDATA[")
		unescape(before)
		if !ok {
			return b.String()
		}
		inside, after, _ := strings.Cut(rest, "]]>")
		if address {
			inside = xmlEntities.Replace(inside) // escaped twice
		}
		b.WriteString(inside)
		raw = after
	}
}

// flush ends an entry.
func (r *reader) flush() {
	if !r.open {
		return
	}
	e := r.entry
	r.open, r.entry, r.section = false, entry{}, ""
	if e.where = r.web(e.loc); e.where == "" {
		r.badLinks++
		return
	}
	r.dates(&e)
	switch {
	case e.isMap:
		if r.maps = append(r.maps, Map{e.where, e.updated}); len(r.maps) >= 2*maxMaps {
			r.maps = r.sortedMaps()
		}
	case e.news && e.title != "":
		r.news = r.bounded(append(r.news, e))
	default:
		r.plain = r.bounded(append(r.plain, e))
	}
}

// dates settles when an entry was published and changed. Where it does not say
// the first, the second counts.
func (r *reader) dates(e *entry) {
	var ok bool
	if e.updated, ok = feed.Date(e.lastmod, r.options.Now); !ok && e.lastmod != "" {
		r.badDates, r.badDate = r.badDates+1, e.lastmod
	}
	raw := cmp.Or(e.published, e.lastmod)
	if e.date, ok = feed.Date(raw, r.options.Now); !ok && raw != "" {
		if e.published != "" {
			r.badDates, r.badDate = r.badDates+1, e.published
		}
		e.publishedRaw, e.date = raw, e.updated
	}
	if e.date.After(r.options.Now) {
		e.publishedRaw = raw
	}
}

// bounded keeps the newest entries of a list that has grown to twice its
// bound.
func (r *reader) bounded(list []entry) []entry {
	if len(list) < 2*r.options.MaxItems {
		return list
	}
	return r.newest(list)
}

func (r *reader) newest(list []entry) []entry {
	slices.SortStableFunc(list, func(a, b entry) int { return b.date.Compare(a.date) })
	if n := r.options.MaxItems; len(list) > n {
		r.left += len(list) - n
		list = list[:n]
	}
	return list
}

// sortedMaps returns the sitemaps of an index, those with news in their names
// first, then the newest first: by lastmod, and where that is the same or not
// said, by the day or month that their names hold.
func (r *reader) sortedMaps() []Map {
	plain := func(m Map) int {
		if strings.Contains(strings.ToLower(m.URL), "news") {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(r.maps, func(a, b Map) int {
		return cmp.Or(cmp.Compare(plain(a), plain(b)), b.LastMod.Compare(a.LastMod), cmp.Compare(dayOf(b.URL), dayOf(a.URL)))
	})
	return r.maps[:min(len(r.maps), maxMaps)]
}

// day finds a year and a month in an address, and a day if there is one.
var day = regexp.MustCompile(`\D((?:19|20)\d\d)[-_/.]?(0[1-9]|1[0-2])(?:[-_/.]?(0[1-9]|[12]\d|3[01]))?(?:\D|$)`)

// dayOf returns the day or month that an address holds, "" for none.
func dayOf(address string) string {
	m := day.FindStringSubmatch(address)
	if m == nil {
		return ""
	}
	return m[1] + m[2] + m[3]
}

// web returns an address made absolute, or "".
func (r *reader) web(raw string) string {
	if raw == "" || len(raw) > news.MaxURLBytes {
		return ""
	}
	u, err := r.base.Parse(strings.ReplaceAll(raw, " ", "%20"))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return ""
	}
	if s := u.String(); len(s) <= news.MaxURLBytes {
		return s
	}
	return ""
}

// splitName returns the prefix and the local name of an element.
func splitName(name []byte) (prefix, local string) {
	i := bytes.LastIndexByte(name, ':')
	return string(name[:max(i, 0)]), string(name[i+1:])
}

// document makes the form of a feed of the entries.
func (r *reader) document(charsetName string) *feed.Document {
	cut := r.open || !r.closed
	d := &feed.Document{Format: "news sitemap", Charset: charsetName, Cut: cut}
	list := r.newest(r.news)
	if len(list) == 0 {
		d.Format = "sitemap"
		list = r.newest(r.plain)
	}
	if r.base.Host != "" {
		d.Link = r.base.Scheme + "://" + r.base.Host + "/"
	}
	seen := make(map[string]bool, len(list))
	for i := range list {
		e := &list[i]
		if seen[e.where] {
			continue
		}
		seen[e.where] = true
		it := r.item(e)
		d.Title, d.Language = cmp.Or(d.Title, feed.Line(e.name)), cmp.Or(d.Language, it.Language)
		d.Items = append(d.Items, it)
	}
	r.report(d, len(r.news), len(r.plain))
	return d
}

func (r *reader) item(e *entry) feed.Item {
	it := feed.Item{
		Link: e.where, Title: feed.Line(e.title), TextFrom: news.TextFromNone, Image: r.web(e.image),
		Published: e.date, PublishedRaw: e.publishedRaw, Updated: e.updated,
		Language: strings.ToLower(strings.ReplaceAll(strings.TrimSpace(e.language), "_", "-")),
	}
	for word := range strings.SplitSeq(e.keywords+","+e.genres, ",") {
		if word = feed.Line(word); word != "" && !slices.Contains(it.Categories, word) && len(it.Categories) < news.MaxListItems {
			it.Categories = append(it.Categories, word)
		}
	}
	return it
}

// report says what was odd.
func (r *reader) report(d *feed.Document, withNews, without int) {
	count := func(n int, format string, args ...any) {
		if n > 0 {
			d.Oddities = append(d.Oddities, fmt.Sprintf(format, args...))
		}
	}
	count(r.badLinks, "entries without a usable address: %d", r.badLinks)
	count(r.badDates, "dates that cannot be read: %d, such as %q", r.badDates, short(r.badDate))
	count(r.left, "older entries left out: %d", r.left)
	if withNews > 0 {
		count(without, "entries without news elements left out: %d", without)
	}
	if d.Cut {
		d.Oddities = append(d.Oddities, "the sitemap ends before its end")
	}
}

func short(s string) string {
	if len(s) > 64 {
		return strings.ToValidUTF8(s[:64], "") + "…"
	}
	return s
}
