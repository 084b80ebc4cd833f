package feed

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed/atom"
	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"
)

// meta are the facts of the feed itself.
type meta struct {
	format, id string
	language   string
	links      []link
	updated    date
	types      map[string]textType
	base       string
}

// root notes what the root element says.
func (m *meta) root(t token, n *name) {
	version := string(t.attr("version"))
	switch n.local {
	case "rss":
		m.format = strings.TrimSpace("RSS " + clip(version))
	case "rdf":
		m.format = "RDF 1.0"
		if bytes.Contains(t.raw, []byte("simple/0.9")) {
			m.format = "RDF 0.9"
		}
	case "feed":
		m.format = "Atom 1.0"
		if version == "0.3" || bytes.Contains(t.raw, []byte("purl.org/atom/ns")) {
			m.format = "Atom 0.3"
		}
	default:
		m.format = "RSS"
		if t.attr("href") != nil || t.attr("lastmod") != nil || t.attr("base") != nil || string(t.data) == "CHANNEL" {
			m.format = "CDF"
		}
	}
}

// channel notes what the root element or the channel says of itself. CDF has
// the link, the base and the date here.
func (m *meta) channel(t token, base string) {
	m.language = first(m.language, attrText(t.attr("xml:lang")))
	m.id = first(m.id, attrText(t.attr("rdf:about")), attrText(t.attr("about")))
	if href := attrText(t.attr("href")); href != "" {
		m.links = append(m.links, link{href: href, base: base})
	}
	m.updated.better(attrText(t.attr("lastmod")), 9)
	m.base = base
}

// value notes an id or a date of the feed.
func (m *meta) value(element, value string) {
	switch element {
	case "id", "atom:id":
		m.id = value
	case "lastbuilddate", "updated", "modified", "atom:updated", "atom:modified", "dcterms:modified":
		m.updated.better(value, 9)
	case "pubdate", "dc:date", "date":
		m.updated.better(value, 8)
	default:
		m.updated.better(value, 7)
	}
}

// head is what gofeed reads of the feed itself, HTML or not.
type head struct {
	title, description, rights []text
	image, languages           []string
	authors, categories        []string
	ttl                        string
	skipHours, skipDays        []string
	x                          ext.Extensions
}

// text is a string and how it is to be read.
type text struct {
	s string
	t textType
}

func rssHead(f *rss.Feed, types map[string]textType) head {
	h := head{
		title: []text{{f.Title, types["title"]}}, description: []text{{f.Description, types["description"]}},
		rights: []text{{f.Copyright, types["copyright"]}}, languages: []string{f.Language}, authors: []string{f.ManagingEditor},
		ttl: f.TTL, skipHours: f.SkipHours, skipDays: f.SkipDays, x: f.Extensions,
	}
	if f.Image != nil {
		h.image = append(h.image, f.Image.URL)
	}
	for _, c := range f.Categories {
		h.categories = append(h.categories, c.Value)
	}
	return h
}

func atomHead(f *atom.Feed, types map[string]textType) head {
	h := head{
		title: []text{{f.Title, types["title"]}}, description: []text{{f.Subtitle, types["subtitle"]}},
		rights: []text{{f.Rights, types["rights"]}}, languages: []string{f.Language}, image: []string{f.Logo, f.Icon}, x: f.Extensions,
	}
	for _, a := range f.Authors {
		h.authors = append(h.authors, a.Name)
	}
	for _, c := range f.Categories {
		h.categories = append(h.categories, first(c.Label, c.Term))
	}
	return h
}

// extend takes what the extensions know of the feed.
func (h *head) extend() {
	for _, s := range [][]string{values(h.x, "dc", "title"), values(h.x, "itunes", "title")} {
		h.title = append(h.title, unknown(s)...)
	}
	for _, s := range [][]string{values(h.x, "itunes", "summary"), values(h.x, "itunes", "subtitle"), values(h.x, "dc", "description"), values(h.x, "atom", "subtitle")} {
		h.description = append(h.description, unknown(s)...)
	}
	h.rights = append(h.rights, unknown(values(h.x, "dc", "rights"))...)
	h.languages = append(h.languages, values(h.x, "dc", "language")...)
	h.authors = append(h.authors, personsOf(h.x)...)
	h.categories = append(append(h.categories, values(h.x, "dc", "subject")...), categoriesOf(h.x)...)
	for _, list := range values(h.x, "itunes", "keywords") {
		h.categories = append(h.categories, strings.Split(list, ",")...)
	}
	for _, i := range h.x["itunes"]["image"] {
		h.image = append(h.image, i.Attrs["href"], i.Attrs["url"])
	}
	h.image = append(append(h.image, values(h.x, "atom", "logo")...), values(h.x, "atom", "icon")...)
}

func unknown(list []string) []text {
	out := make([]text, len(list))
	for i, s := range list {
		out[i] = text{s: s}
	}
	return out
}

// line returns the first text that is not blank, as one line.
func line(list []text) string {
	for _, t := range list {
		s := decodeBase64(t.s, &t.t)
		if s = inlineText(s, t.t); s != "" {
			return s
		}
	}
	return ""
}

// describe fills in what a document says of itself.
func (b *builder) describe(doc *Document, h head, m *meta) {
	h.extend()
	doc.ID, doc.Title, doc.Description, doc.Rights = m.id, line(h.title), line(h.description), line(h.rights)
	doc.Language = languageTag(append(h.languages, m.language, b.options.ContentLanguage)...)
	doc.Authors, doc.Categories = authorNames(h.authors), categories(h.categories)
	doc.Updated, _ = usableDate(m.updated.raw, b.options.Now)
	for _, s := range h.image {
		if doc.Image = b.links.web(link{href: strings.TrimSpace(s), base: m.base}); doc.Image != "" {
			break
		}
	}
	doc.UpdatePeriod = updatePeriod(h.x)
	if doc.TTL = timeToLive(h.ttl); doc.TTL == 0 {
		doc.TTL = doc.UpdatePeriod
	}
	doc.SkipHours, doc.SkipDays = skippedHours(h.skipHours), skippedDays(h.skipDays)
}

// persons returns the feed's authors, which items without one inherit in Atom
// and JSON Feed, less the feed itself: the paper is not who wrote its stories.
func (d *Document) persons() []string {
	return slices.DeleteFunc(slices.Clone(d.Authors), func(s string) bool { return strings.EqualFold(s, d.Title) })
}

// timeToLive reads ttl, in minutes.
func timeToLive(ttl string) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(ttl)); err == nil && n > 0 && n <= 60*24*31 {
		return time.Duration(n) * time.Minute
	}
	return 0
}

// updatePeriod reads the syndication module's period and frequency.
func updatePeriod(x ext.Extensions) time.Duration {
	period := map[string]time.Duration{
		"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour, "monthly": 30 * 24 * time.Hour, "yearly": 365 * 24 * time.Hour,
	}[strings.ToLower(strings.TrimSpace(value(x, "sy", "updateperiod")))]
	frequency, err := strconv.Atoi(strings.TrimSpace(value(x, "sy", "updatefrequency")))
	if err != nil || frequency < 1 {
		frequency = 1
	}
	return period / time.Duration(frequency)
}

// skippedHours reads hours of the day. Some feeds count from 1, so that 24 is
// midnight.
func skippedHours(list []string) []int {
	var out []int
	for _, s := range list {
		if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil && n >= 0 && n <= 24 {
			out = append(out, n%24)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// skippedDays reads English days of the week.
func skippedDays(list []string) []time.Weekday {
	var out []time.Weekday
	for _, s := range list {
		for d := time.Sunday; d <= time.Saturday; d++ {
			if strings.EqualFold(strings.TrimSpace(s), d.String()) {
				out = append(out, d)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// languageTag returns the first tag, in lower case.
func languageTag(tags ...string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimSpace(first(tags...)), "_", "-"))
}
