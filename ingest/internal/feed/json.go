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
	var head gofeed.Feed
	for key, field := range map[string]*string{
		"version": &head.Version, "title": &head.Title, "home_page_url": &head.HomePageURL, "feed_url": &head.FeedURL, "language": &head.Language,
	} {
		_ = json.Unmarshal(d.feed[key], field) // a field of a wrong type is as good as absent
	}
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
	doc := &Document{Format: strings.TrimSpace("JSON Feed " + clip(version)), Title: inlineText(head.Title, typePlain), Language: languageTag(head.Language, o.ContentLanguage), Cut: err != nil}
	b := builder{options: o, links: resolver{feed: o.base()}, odd: odd}
	b.feedLinks(doc, []link{{href: head.HomePageURL}, {rel: "self", href: head.FeedURL}})
	for _, it := range d.items {
		f, facts := jsonFields(it)
		doc.Items = append(doc.Items, b.item(&f, &facts, frameNone))
	}
	b.report()
	odd.count(d.broken, "items of a wrong shape, left out")
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
		var it gofeed.Item
		if err := json.Unmarshal(raw, &it); err != nil {
			r.broken++
			continue
		}
		r.items = append(r.items, &it)
	}
	_, err = r.dec.Token()
	return err
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
	if it.Author != nil {
		f.authors = append(f.authors, it.Author.Name)
	}
	for _, a := range it.Authors {
		if a != nil {
			f.authors = append(f.authors, a.Name)
		}
	}
	facts := facts{guid: it.ID, notLink: true}
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
