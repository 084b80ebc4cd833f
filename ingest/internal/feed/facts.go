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
	// notLink is set by isPermaLink="false", permalink by "true".
	notLink, permalink bool
	links              []link
	// published, updated: the raw dates, the best element's first.
	published, updated date
	base, language     string
	// types are those of the texts, by the name that gofeed gets.
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

func newFacts(t token, base string) facts {
	f := facts{base: base, language: attrText(t.attr("xml:lang"))}
	// So has it the date.
	f.updated.better(attrText(t.attr("lastmod")), 9)
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

// noteType remembers how a text is to be read and what language it is in.
func (g *gate) noteType(n *name, t token) {
	types := &g.meta.types
	if g.item >= 0 {
		f := &g.facts[len(g.facts)-1]
		types = &f.types
		if f.language == "" {
			f.language = attrText(t.attr("xml:lang"))
		}
	}
	typ := strings.ToLower(string(bytes.TrimSpace(t.attr("type"))))
	kind := typeUnknown
	switch mode := strings.ToLower(string(t.attr("mode"))); {
	case mode == "base64", binaryType(typ):
		kind = typeBase64
	case strings.Contains(typ, "html"):
		kind = typeHTML
	case typ == "text" || typ == "text/plain":
		kind = typePlain
	}
	if kind == typeUnknown {
		return
	}
	if *types == nil {
		*types = map[string]textType{}
	}
	(*types)[g.written(n)] = kind
}

// noteSource takes the address of an Atom entry's content that is elsewhere.
func (g *gate) noteSource(n *name, t token, base string) {
	if g.item < 0 || n.local != "content" || n.space != "" {
		return
	}
	if src := attrText(t.attr("src")); src != "" {
		g.addLink(link{rel: "content", href: src, base: base})
	}
}

// binaryType reports a media type that Atom 1.0 has in Base64.
func binaryType(typ string) bool {
	return strings.Contains(typ, "/") && !strings.HasPrefix(typ, "text/") && !strings.HasPrefix(typ, "message/") &&
		!strings.Contains(typ, "html") && !strings.HasSuffix(typ, "xml") && !strings.HasSuffix(typ, "json")
}

// noteLink takes a link from the attributes of its element.
func (g *gate) noteLink(n *name, t token, base string) {
	if g.item >= 0 && n.local == "guid" {
		if v := t.attr("ispermalink"); v != nil {
			f, said := &g.facts[len(g.facts)-1], strings.ToLower(string(bytes.TrimSpace(v)))
			f.notLink, f.permalink = said == "false", said == "true"
		}
	}
	if n.local != "link" {
		return
	}
	rel := strings.ToLower(string(bytes.TrimSpace(t.attr("rel"))))
	typ := strings.ToLower(string(bytes.TrimSpace(t.attr("type"))))
	g.pending = link{rel: rel, typ: typ}
	raw := t.attr("href")
	if len(raw) > maxURLBytes {
		g.counts.cutURLs++
		return
	}
	href := attrText(raw)
	if href == "" {
		return
	}
	if rel == "" {
		rel = "alternate"
	}
	g.addLink(link{rel: rel, typ: typ, href: href, base: base})
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
	value := strings.TrimSpace(unwrappedText(string(g.value)))
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
	if n.local == "link" {
		// The address may stand in the element, with or without a relation.
		if n.space != "" && g.pending.rel == "" {
			return
		}
		g.addLink(link{rel: g.pending.rel, typ: g.pending.typ, href: value, base: base})
		return
	}
	if g.item < 0 {
		g.meta.value(s, value)
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
	case "url":
		g.addLink(link{href: value, base: base})
	case "language", "dc:language":
		f.language = value
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
