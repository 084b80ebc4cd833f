package feed

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

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
	links := resolver{feed: o.URL}
	doc.Link, doc.Self = links.feedLinks(g.meta.links)
	links.site = doc.Link
	var items []fields
	if g.frame == frameAtom {
		items, err = readAtom(g, doc)
	} else {
		items, err = readRSS(g, doc)
	}
	if err != nil {
		return nil, err
	}
	if len(items) != len(g.facts) {
		return nil, fmt.Errorf("aligning items: gofeed read %d of %d", len(items), len(g.facts))
	}
	b := builder{options: o, links: links, odd: odd}
	doc.Items = make([]Item, len(items))
	for i := range items {
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
}

func readRSS(g *gated, doc *Document) ([]fields, error) {
	feed, err := (&rss.Parser{}).Parse(bytes.NewReader(g.xml))
	if err != nil {
		return nil, fmt.Errorf("parsing %s: %w", g.meta.format, err)
	}
	doc.Title = inlineText(feed.Title, typeUnknown)
	doc.Language = languageTag(feed.Language, value(feed.Extensions, "dc", "language"), g.meta.language)
	doc.TTL = timeToLive(feed.TTL, feed.Extensions)
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
		if f.summary == "" {
			f.summary = it.Custom["summary"]
		}
		f.images = append(f.images, it.Custom["image"])
		f.categories = append(f.categories, strings.Split(it.Custom["keywords"], ",")...)
		f.extend(it.Extensions)
		f.types(&g.facts[min(i, len(g.facts)-1)], "content:encoded", "description")
		items[i] = f
	}
	return items, nil
}

func readAtom(g *gated, doc *Document) ([]fields, error) {
	feed, err := (&atom.Parser{}).Parse(bytes.NewReader(g.xml))
	if err != nil {
		return nil, fmt.Errorf("parsing %s: %w", g.meta.format, err)
	}
	doc.Title = inlineText(feed.Title, typeUnknown)
	doc.Language = languageTag(feed.Language, value(feed.Extensions, "dc", "language"), g.meta.language)
	doc.TTL = timeToLive("", feed.Extensions)
	items := make([]fields, len(feed.Entries))
	for i, it := range feed.Entries {
		f := fields{title: it.Title, summary: it.Summary}
		if it.Content != nil {
			f.content = it.Content.Value
		}
		for _, a := range it.Authors {
			f.authors = append(f.authors, a.Name)
		}
		for _, c := range it.Categories {
			if c.Label != "" {
				f.categories = append(f.categories, c.Label)
			} else {
				f.categories = append(f.categories, c.Term)
			}
		}
		f.extend(it.Extensions)
		f.types(&g.facts[min(i, len(g.facts)-1)], "content", "summary")
		items[i] = f
	}
	return items, nil
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
	if b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(s), "")); err == nil {
		var n textCounts
		return strings.ToValidUTF8(string(cleanText(nil, b, &n)), "\uFFFD")
	}
	return s
}

// extend takes what the extensions know: Dublin Core, Media RSS, iTunes,
// Atom within RSS and RSS content within Atom.
func (f *fields) extend(x ext.Extensions) {
	f.authors = append(f.authors, values(x, "dc", "creator")...)
	f.authors = append(f.authors, values(x, "itunes", "author")...)
	for _, a := range x["atom"]["author"] {
		f.authors = append(f.authors, childValue(a, "name"))
	}
	f.categories = append(f.categories, values(x, "dc", "subject")...)
	for _, c := range x["atom"]["category"] {
		f.categories = append(f.categories, c.Attrs["term"])
	}
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
		f.images = append(f.images, i.Attrs["href"])
	}
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
		f.description = first(f.description, childValue(c, "description"))
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

// languageTag returns the first tag, in lower case.
func languageTag(tags ...string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimSpace(first(tags...)), "_", "-"))
}

// timeToLive reads ttl, in minutes, and the syndication module's period.
func timeToLive(ttl string, x ext.Extensions) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(ttl)); err == nil && n > 0 && n <= 60*24*31 {
		return time.Duration(n) * time.Minute
	}
	period := map[string]time.Duration{
		"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour, "monthly": 30 * 24 * time.Hour, "yearly": 365 * 24 * time.Hour,
	}[strings.ToLower(strings.TrimSpace(value(x, "sy", "updateperiod")))]
	frequency, err := strconv.Atoi(strings.TrimSpace(value(x, "sy", "updatefrequency")))
	if err != nil || frequency < 1 {
		frequency = 1
	}
	return period / time.Duration(frequency)
}
