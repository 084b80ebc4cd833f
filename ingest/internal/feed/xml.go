package feed

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mmcdole/gofeed/atom"
	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"
)

// parseXML reads RSS, RDF and Atom.
func parseXML(text []byte, o Options, odd *oddities) (*Document, error) {
	g, err := passGate(text, o, odd)
	if err != nil {
		return nil, err
	}
	doc := &Document{Format: g.meta.format, Cut: g.cut}
	b := builder{options: o, links: resolver{feed: o.base()}, odd: odd}
	b.feedLinks(doc, g.meta.links)
	var h head
	var items []fields
	if g.frame == frameAtom {
		h, items, err = readAtom(g)
	} else {
		h, items, err = readRSS(g)
	}
	if err != nil {
		return nil, err
	}
	if len(items) != len(g.facts) {
		return nil, fmt.Errorf("aligning items: gofeed read %d of %d", len(items), len(g.facts))
	}
	b.describe(doc, h, &g.meta)
	inherited := doc.persons()
	doc.Items = make([]Item, len(items))
	for i := range items {
		if g.frame == frameAtom && len(items[i].authors) == 0 {
			items[i].authors = inherited
		}
		doc.Items[i] = b.item(&items[i], &g.facts[i], g.frame)
	}
	b.report()
	return doc, nil
}

// fields are the texts of an item as gofeed has them, HTML or not.
type fields struct {
	title, content, summary    string
	titleType, contentType     textType
	summaryType                textType
	authors, categories        []string
	images                     []string
	fallbackTitle, description string
	source, sourceLink         string
}

func readRSS(g *gated) (head, []fields, error) {
	feed, err := (&rss.Parser{}).Parse(bytes.NewReader(g.xml))
	if err != nil {
		return head{}, nil, fmt.Errorf("parsing %s: %w", g.meta.format, err)
	}
	items := make([]fields, len(feed.Items))
	for i, it := range feed.Items {
		f := fields{
			title: it.Title, content: it.Content, summary: it.Description,
			authors: []string{it.Author},
		}
		for _, c := range it.Categories {
			f.categories = append(f.categories, c.Value)
		}
		for _, e := range it.Enclosures {
			if strings.HasPrefix(e.Type, "image/") {
				f.images = append(f.images, e.URL)
			}
		}
		if f.content == "" {
			f.content = it.Custom["content"]
		}
		switch s := it.Custom["summary"]; {
		case f.summary == "":
			f.summary = s
		case f.content == "":
			f.content = s
		}
		if it.Source != nil {
			f.source, f.sourceLink = it.Source.Title, it.Source.URL
		}
		f.images = append(f.images, it.Custom["image"])
		f.categories = append(f.categories, strings.Split(it.Custom["keywords"], ",")...)
		f.categories = append(f.categories, strings.Split(it.Custom["tags"], ",")...)
		f.extend(it.Extensions)
		f.types(&g.facts[min(i, len(g.facts)-1)], "content:encoded", "description")
		items[i] = f
	}
	return rssHead(feed, g.meta.types), items, nil
}

func readAtom(g *gated) (head, []fields, error) {
	feed, err := (&atom.Parser{}).Parse(bytes.NewReader(g.xml))
	if err != nil {
		return head{}, nil, fmt.Errorf("parsing %s: %w", g.meta.format, err)
	}
	items := make([]fields, len(feed.Entries))
	for i, it := range feed.Entries {
		f := fields{title: it.Title, summary: it.Summary}
		if it.Content != nil {
			f.content = it.Content.Value
		}
		for _, a := range it.Authors {
			f.authors = append(f.authors, a.Name)
		}
		f.from(it.Source)
		for _, c := range it.Categories {
			f.categories = append(f.categories, first(c.Label, c.Term))
		}
		f.extend(it.Extensions)
		f.types(&g.facts[min(i, len(g.facts)-1)], "content", "summary")
		items[i] = f
	}
	return atomHead(feed, g.meta.types), items, nil
}

// from takes what Atom says of the feed that an entry was taken from.
func (f *fields) from(s *atom.Source) {
	if s == nil {
		return
	}
	f.source = s.Title
	rank := 0
	for _, l := range s.Links {
		switch {
		case (l.Rel == "" || l.Rel == "alternate") && rank < 2:
			f.sourceLink, rank = l.Href, 2
		case l.Rel == "self" && rank < 1:
			f.sourceLink, rank = l.Href, 1
		}
	}
	if f.authors == nil {
		for _, a := range s.Authors {
			f.authors = append(f.authors, a.Name)
		}
	}
}

// types takes the types of texts from the facts and decodes base64.
func (f *fields) types(facts *facts, content, summary string) {
	f.titleType, f.contentType, f.summaryType = facts.types["title"], facts.types[content], facts.types[summary]
	f.title = decodeBase64(f.title, &f.titleType)
	f.content = decodeBase64(f.content, &f.contentType)
	f.summary = decodeBase64(f.summary, &f.summaryType)
}

func decodeBase64(s string, t *textType) string {
	if *t != typeBase64 {
		return s
	}
	*t = typeUnknown
	b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(s), ""))
	switch {
	case err != nil:
		return s
	case !utf8.Valid(b):
		// A picture, say.
		return ""
	}
	var n textCounts
	return string(cleanText(nil, b, &n))
}

// extend takes what the extensions know: Dublin Core, Media RSS, iTunes,
// Atom within RSS and RSS content within Atom.
func (f *fields) extend(x ext.Extensions) {
	f.authors = append(f.authors, personsOf(x)...)
	f.categories = append(append(f.categories, values(x, "dc", "subject")...), categoriesOf(x)...)
	for _, space := range []string{"media", "itunes"} {
		for _, list := range values(x, space, "keywords") {
			f.categories = append(f.categories, strings.Split(list, ",")...)
		}
	}
	f.fallbackTitle = first(value(x, "media", "title"), value(x, "dc", "title"), value(x, "atom", "title"))
	f.description = first(value(x, "media", "description"), value(x, "itunes", "summary"), value(x, "dc", "description"),
		value(x, "dcterms", "abstract"), value(x, "atom", "summary"))
	f.content = first(f.content, value(x, "content", "encoded"), value(x, "atom", "content"))
	f.mediaImages(x["media"])
	for _, g := range x["media"]["group"] {
		f.fallbackTitle = first(f.fallbackTitle, childValue(g, "title"))
		f.description = first(f.description, childValue(g, "description"))
		f.mediaImages(g.Children)
	}
	for _, i := range x["itunes"]["image"] {
		f.images = append(f.images, i.Attrs["href"], i.Attrs["url"])
	}
}

// personsOf returns the authors that extensions name.
func personsOf(x ext.Extensions) []string {
	out := slices.Concat(values(x, "dc", "creator"), values(x, "dc", "author"), values(x, "itunes", "author"))
	for _, a := range x["atom"]["author"] {
		out = append(out, childValue(a, "name"))
	}
	return out
}

// categoriesOf returns the categories that extensions name.
func categoriesOf(x ext.Extensions) []string {
	var out []string
	for _, c := range x["atom"]["category"] {
		out = append(out, first(c.Attrs["label"], c.Attrs["term"]))
	}
	for _, c := range x["itunes"]["category"] {
		out = append(out, first(c.Attrs["text"], c.Value))
		for _, inner := range c.Children["category"] {
			out = append(out, inner.Attrs["text"])
		}
	}
	for _, c := range x["media"]["category"] {
		out = append(out, first(c.Attrs["label"], c.Value))
	}
	return out
}

// mediaImages notes pictures before thumbnails.
func (f *fields) mediaImages(media map[string][]ext.Extension) {
	for _, c := range media["content"] {
		if strings.Contains(c.Attrs["type"], "image") || c.Attrs["medium"] == "image" || c.Attrs["type"] == "" && c.Attrs["medium"] == "" && imageName(c.Attrs["url"]) {
			f.images = append(f.images, c.Attrs["url"])
		}
		for _, t := range c.Children["thumbnail"] {
			f.images = append(f.images, t.Attrs["url"])
		}
		if f.content == "" && f.summary == "" {
			// Beside a text it is the caption of the picture.
			f.description = first(f.description, childValue(c, "description"))
		}
		f.fallbackTitle = first(f.fallbackTitle, childValue(c, "title"))
	}
	for _, t := range media["thumbnail"] {
		f.images = append(f.images, t.Attrs["url"])
	}
}

func imageName(address string) bool {
	address, _, _ = strings.Cut(strings.ToLower(address), "?")
	for _, suffix := range []string{".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"} {
		if strings.HasSuffix(address, suffix) {
			return true
		}
	}
	return false
}

func values(x ext.Extensions, space, local string) []string {
	var out []string
	for _, e := range x[space][local] {
		out = append(out, e.Value)
	}
	return out
}

func value(x ext.Extensions, space, local string) string {
	return first(values(x, space, local)...)
}

func childValue(e ext.Extension, local string) string {
	if c := e.Children[local]; len(c) > 0 {
		return c[0].Value
	}
	return ""
}

// first returns the first string that is not blank.
func first(list ...string) string {
	for _, s := range list {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}
