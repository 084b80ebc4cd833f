package feed

import (
	"bytes"
	"strings"
)

// maxItemLinks bounds the links noted of one item or feed.
const maxItemLinks = 16

// facts are what the gate reads of an item itself, as the document has it.
type facts struct {
	guid, about string
	// notLink is set by isPermaLink="false".
	notLink bool
	links   []link
	// published, updated: the raw dates, the best element's first.
	published, updated date
	base               string
	// titleType, textType, summaryType are Atom's types.
	types map[string]textType
}

// link is a link with the base in force where it stands.
type link struct {
	rel, typ, href, base string
}

// date is a raw date and the rank of the element it came from.
type date struct {
	raw  string
	rank int
}

// better keeps the date of the higher rank; of equals the first.
func (d *date) better(raw string, rank int) {
	if raw != "" && rank > d.rank {
		d.raw, d.rank = raw, rank
	}
}

// textType is how the characters of a text are to be read.
type textType uint8

const (
	// typeUnknown: HTML if it looks like HTML.
	typeUnknown textType = iota
	// typePlain: the feed says that it is plain text.
	typePlain
	typeHTML
	typeBase64
)

// meta are the facts of the feed itself.
type meta struct {
	format   string
	language string
	links    []link
}

// root notes what the root element says.
func (m *meta) root(t token, n *name) {
	version := string(t.attr("version"))
	m.language = attrText(t.attr("xml:lang"))
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
		m.format = "CDF"
	}
}

func newFacts(t token, base string) facts {
	f := facts{base: base}
	about := t.attr("rdf:about")
	if about == nil {
		about = t.attr("about")
	}
	f.about = attrText(about)
	// CDF, the Channel Definition Format, has the link here.
	if href := attrText(t.attr("href")); href != "" {
		f.links = append(f.links, link{href: href, base: base})
	}
	return f
}

// attrText decodes the value of an attribute that is an id or a link.
func attrText(raw []byte) string {
	if raw == nil || len(raw) > maxURLBytes {
		return ""
	}
	var n textCounts
	return string(bytes.TrimSpace(decodeText(nil, raw, nil, &n)))
}

// noteType remembers how an item's text is to be read.
func (g *gate) noteType(n *name, t token) {
	if g.item < 0 {
		return
	}
	typ := strings.ToLower(string(bytes.TrimSpace(t.attr("type"))))
	kind := typeUnknown
	switch mode := strings.ToLower(string(t.attr("mode"))); {
	case mode == "base64":
		kind = typeBase64
	case strings.Contains(typ, "html"), mode == "escaped" && typ == "text/html":
		kind = typeHTML
	case typ == "text" || typ == "text/plain":
		kind = typePlain
	}
	if kind == typeUnknown {
		return
	}
	f := &g.facts[len(g.facts)-1]
	if f.types == nil {
		f.types = map[string]textType{}
	}
	f.types[g.written(n)] = kind
}

// noteLink takes a link from the attributes of its element.
func (g *gate) noteLink(n *name, t token, base string) {
	if g.item >= 0 && n.local == "guid" {
		if v := t.attr("ispermalink"); v != nil {
			g.facts[len(g.facts)-1].notLink = strings.EqualFold(strings.TrimSpace(string(v)), "false")
		}
	}
	if n.local != "link" {
		return
	}
	raw := t.attr("href")
	if len(raw) > maxURLBytes {
		g.counts.cutURLs++
		return
	}
	href := attrText(raw)
	if href == "" {
		return
	}
	rel := strings.ToLower(string(bytes.TrimSpace(t.attr("rel"))))
	if rel == "" {
		rel = "alternate"
	}
	g.addLink(link{rel: rel, typ: strings.ToLower(string(t.attr("type"))), href: href, base: base})
}

func (g *gate) addLink(l link) {
	links := &g.meta.links
	if g.item >= 0 {
		links = &g.facts[len(g.facts)-1].links
	}
	if len(*links) < maxItemLinks {
		*links = append(*links, l)
	}
}

// noteValue takes note of the text of a fact element that has ended.
func (g *gate) noteValue(n *name, base string) {
	value := string(bytes.TrimSpace(g.value))
	g.value = g.value[:0]
	if value == "" {
		return
	}
	s := n.String()
	limit := maxURLBytes
	switch s {
	case "guid", "id", "atom:id":
		limit = maxGUIDBytes
	case "link", "atom:link", "feedburner:origlink", "pheedo:origlink", "url":
	default:
		limit = maxDateBytes
	}
	if len(value) > limit {
		g.counts.cutURLs++
		return
	}
	if g.item < 0 {
		if n.local == "link" {
			g.addLink(link{href: value, base: base})
		}
		return
	}
	f := &g.facts[len(g.facts)-1]
	switch s {
	case "guid":
		f.guid = value
	case "id":
		if f.guid == "" || g.frame == frameAtom {
			f.guid = value
		}
	case "atom:id":
		if f.guid == "" {
			f.guid = value
		}
	case "feedburner:origlink", "pheedo:origlink":
		g.addLink(link{rel: "original", href: value, base: base})
	case "link", "url":
		g.addLink(link{href: value, base: base})
	case "atom:link":
	default:
		f.dates(s, value)
	}
}

// dates ranks a date by its element: the day of publishing before the day of
// any change.
func (f *facts) dates(element, value string) {
	switch element {
	case "pubdate", "published":
		f.published.better(value, 9)
	case "atom:published", "issued", "atom:issued", "dcterms:issued":
		f.published.better(value, 8)
	case "created", "dcterms:created", "dc:created":
		f.published.better(value, 7)
	case "dc:date", "date", "dcterms:date":
		f.published.better(value, 6)
	case "updated", "modified", "atom:updated", "atom:modified", "dcterms:modified", "lastmod":
		f.updated.better(value, 9)
	}
}
