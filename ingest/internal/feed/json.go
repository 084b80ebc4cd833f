package feed

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	gofeed "github.com/mmcdole/gofeed/json"
)

// looksLikeJSON reports a document that begins as a JSON object does.
func looksLikeJSON(text []byte) bool {
	text = bytes.TrimLeft(text, " \t\r\n")
	return len(text) > 0 && text[0] == '{'
}

// parseJSON reads JSON Feed item by item, so that an item of a wrong shape,
// or the end of a document that is cut off, costs that item alone.
func parseJSON(text []byte, o Options, odd *oddities) (*Document, error) {
	if depth(text) > o.Limits.Depth {
		return nil, fmt.Errorf("reading JSON: nested deeper than %d", o.Limits.Depth)
	}
	d := jsonReader{dec: json.NewDecoder(bytes.NewReader(text)), limits: o.Limits, odd: odd, feed: map[string]json.RawMessage{}}
	err := d.read()
	var head jsonHead
	mendAll(&head, d.feed)
	version, ok := strings.CutPrefix(strings.ToLower(head.Version), "https://jsonfeed.org/version/")
	if !ok && !d.seenItems {
		if err != nil {
			return nil, fmt.Errorf("reading JSON: %w", err)
		}
		return nil, &NotFeedError{"a JSON document without items"}
	}
	if errors.Is(err, errEnough) {
		err = nil
	}
	if err != nil {
		odd.add("the document ends or breaks before its end: %v", err)
	}
	doc := &Document{
		Format: strings.TrimSpace("JSON Feed " + clip(version)), Title: inlineText(head.Title, typePlain), Description: inlineText(head.Description, typePlain),
		Language: languageTag(head.Language, o.ContentLanguage), Authors: authorNames(jsonNames(head.Author, head.Authors)), Cut: err != nil,
	}
	b := builder{options: o, links: resolver{feed: o.base()}, odd: odd}
	links := []link{{href: head.HomePageURL}, {rel: "self", href: head.FeedURL}}
	for _, h := range head.Hubs {
		links = append(links, link{rel: "hub", href: h.URL})
	}
	b.feedLinks(doc, links[:min(len(links), maxItemLinks)])
	doc.Image = first(b.links.web(link{href: head.Icon}), b.links.web(link{href: head.Favicon}))
	inherited := doc.persons()
	for _, it := range d.items {
		f, facts := jsonFields(it)
		if len(f.authors) == 0 {
			f.authors = inherited
		}
		doc.Items = append(doc.Items, b.item(&f, &facts, frameNone))
	}
	b.report()
	odd.count(d.broken, "items of a wrong shape, mended or left out")
	return doc, nil
}

// errEnough ends the reading of a feed with too many items.
var errEnough = errors.New("enough items")

// jsonReader walks a JSON Feed.
type jsonReader struct {
	dec       *json.Decoder
	limits    Limits
	odd       *oddities
	feed      map[string]json.RawMessage
	items     []*gofeed.Item
	seenItems bool
	broken    int
}

// read collects the members of the feed and its items until the end or the
// first error of syntax.
func (r *jsonReader) read() error {
	if _, err := r.dec.Token(); err != nil {
		return err
	}
	for r.dec.More() {
		key, err := r.dec.Token()
		if err != nil {
			return err
		}
		if key == "items" && !r.seenItems {
			if err := r.readItems(); err != nil {
				return err
			}
			continue
		}
		var raw json.RawMessage
		if err := r.dec.Decode(&raw); err != nil {
			return err
		}
		if name, ok := key.(string); ok && len(r.feed) < 100 {
			r.feed[name] = raw
		}
	}
	_, err := r.dec.Token()
	return err
}

func (r *jsonReader) readItems() error {
	open, err := r.dec.Token()
	if err != nil {
		return err
	}
	if open != json.Delim('[') {
		return fmt.Errorf("items is no list")
	}
	r.seenItems = true
	for r.dec.More() {
		var raw json.RawMessage
		if err := r.dec.Decode(&raw); err != nil {
			return err
		}
		if len(r.items) >= r.limits.Items {
			r.odd.add("more than %d items; the rest was left out", r.limits.Items)
			return errEnough
		}
		it, ok := r.item(raw)
		if ok {
			r.items = append(r.items, it)
		}
	}
	_, err = r.dec.Token()
	return err
}

// item reads an item; fields of a wrong shape are mended or left out.
func (r *jsonReader) item(raw json.RawMessage) (*gofeed.Item, bool) {
	it := &gofeed.Item{}
	if json.Unmarshal(raw, it) == nil {
		return it, true
	}
	r.broken++
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil {
		return nil, false
	}
	it = &gofeed.Item{}
	id := members["id"]
	mendAll((*jsonItem)(it), members)
	_ = json.Unmarshal(id, &it.ID) // what is neither is no id
	if it.ID == "" && len(id) > 0 && (id[0] == '-' || id[0] >= '0' && id[0] <= '9') {
		it.ID = string(id)
	}
	return it, true
}

// jsonItem is an item whose fields are decoded one by one.
type jsonItem gofeed.Item

// jsonHead is what the feed says of itself. Hubs are not gofeed's.
type jsonHead struct {
	Version     string           `json:"version"`
	Title       string           `json:"title"`
	HomePageURL string           `json:"home_page_url"`
	FeedURL     string           `json:"feed_url"`
	Description string           `json:"description"`
	Icon        string           `json:"icon"`
	Favicon     string           `json:"favicon"`
	Language    string           `json:"language"`
	Author      *gofeed.Author   `json:"author"`
	Authors     []*gofeed.Author `json:"authors"`
	Hubs        []struct {
		URL string `json:"url"`
	} `json:"hubs"`
}

// jsonMembers are the members of feeds and items that are of use.
var jsonMembers = []string{
	"version", "title", "home_page_url", "feed_url", "description", "icon", "favicon", "language", "author", "authors", "hubs",
	"id", "url", "external_url", "content_html", "content_text", "summary", "image", "banner_image", "date_published", "date_modified",
	"tags", "attachments",
}

// mendAll sets the fields of v that are given.
func mendAll(v any, members map[string]json.RawMessage) {
	for _, name := range jsonMembers {
		if raw, ok := members[name]; ok {
			mend(v, name, raw)
		}
	}
}

// mend sets one field of v. A value of a wrong type is tried as a string, as
// the only member of a list and as the name of an author; what fits nowhere is
// left out.
func mend(v any, name string, raw json.RawMessage) {
	text := raw
	if !bytes.HasPrefix(raw, []byte(`"`)) {
		text, _ = json.Marshal(string(raw)) // a string can always be written
	}
	scalar := len(raw) > 0 && raw[0] != '{' && raw[0] != '[' && raw[0] != 'n'
	key, _ := json.Marshal(name)
	tries := []string{"%s", "[%s]"}
	if scalar {
		tries = append(tries, `{"name":%s}`, `[{"name":%s}]`)
	}
	for i, shape := range tries {
		value := raw
		if i > 1 {
			value = text
		}
		if json.Unmarshal(fmt.Appendf(nil, "{%s:"+shape+"}", key, value), v) == nil {
			return
		}
		if i == 0 && scalar && json.Unmarshal(fmt.Appendf(nil, "{%s:%s}", key, text), v) == nil {
			return
		}
	}
}

// jsonNames returns the names of authors.
func jsonNames(one *gofeed.Author, more []*gofeed.Author) []string {
	var out []string
	for _, a := range append([]*gofeed.Author{one}, more...) {
		if a != nil {
			out = append(out, a.Name)
		}
	}
	return out
}

// jsonFields brings an item into the form that XML items have.
func jsonFields(it *gofeed.Item) (fields, facts) {
	f := fields{
		title: it.Title, titleType: typePlain, content: it.ContentHTML, contentType: typeHTML,
		summary: it.Summary, summaryType: typePlain, categories: it.Tags, images: []string{it.Image, it.BannerImage},
	}
	if f.content == "" {
		f.content, f.contentType = it.ContentText, typePlain
	}
	f.authors = jsonNames(it.Author, it.Authors)
	if it.Attachments != nil {
		for _, a := range *it.Attachments {
			if strings.HasPrefix(a.MimeType, "image/") {
				f.images = append(f.images, a.URL)
			}
		}
	}
	facts := facts{guid: it.ID, notLink: true, language: it.Language}
	if len(facts.guid) > maxGUIDBytes {
		facts.guid = ""
	}
	facts.links = []link{{href: it.URL}, {rel: "alternate", typ: "external", href: it.ExternalURL}}
	facts.about = webLink(it.ID)
	if len(it.DatePublished) <= maxDateBytes {
		facts.published.better(it.DatePublished, 1)
	}
	if len(it.DateModified) <= maxDateBytes {
		facts.updated.better(it.DateModified, 1)
	}
	return f, facts
}

// depth returns how deep a JSON document nests.
func depth(text []byte) int {
	deepest, now, quoted := 0, 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted:
			if c == '\\' {
				i++
			} else if c == '"' {
				quoted = false
			}
		case c == '"':
			quoted = true
		case c == '{', c == '[':
			now++
			deepest = max(deepest, now)
		case c == '}', c == ']':
			now--
		}
	}
	return deepest
}
