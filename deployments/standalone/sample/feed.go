package sample

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/shared/news"
)

// feed is one feed of an outlet.
type feed struct {
	outlet *outlet
	plan   feedPlan
	format format
	flaws  []flaw
	// articles are newest first. The live feed starts empty and takes them
	// from upcoming.
	articles []*article
	upcoming []*story
}

// format is how one kind of feed is written.
type format struct {
	// name is the format in words, mime its media type, layout how it writes
	// dates.
	name, mime, layout string
	// guid returns the identifier that a well-kept feed gives an article.
	guid func(*article) string
	// write renders the document.
	write func(*document) ([]byte, error)
}

func formatNamed(name string) (format, bool) {
	switch name {
	case "rss":
		return rssFormat(), true
	case "atom":
		return atomFormat(), true
	case "rdf":
		return rdfFormat(), true
	case "json":
		return jsonFormat(), true
	}
	return format{}, false
}

// document is a feed on its way to being written.
type document struct {
	// Encoding is what the document says its character set is.
	Encoding string
	Title    string
	Language string
	// Site and Self are the addresses of the outlet and of the feed, Base
	// the one against which links are to be read, if the document says so.
	Site, Self, Base string
	Updated          string
	Content          string
	Entries          []entry
}

// entry is an article on its way into a feed, as the feed is going to say it.
type entry struct {
	article *article
	// Link is empty where the feed leaves it out; then the GUID may be the
	// permalink.
	Link, GUID string
	PermaLink  bool
	// NumericGUID writes the GUID as a number where the format can.
	NumericGUID        bool
	Title, Summary     string
	Byline, Section    string
	Published, Updated string
	HTML, Text         string
}

func newFeed(out *outlet, p feedPlan) (*feed, error) {
	f := &feed{outlet: out, plan: p}
	var ok bool
	if f.format, ok = formatNamed(p.Format); !ok {
		return nil, fmt.Errorf("feed %s: there is no format %q", p.Path, p.Format)
	}
	contents := []string{contentSummary, contentText, contentCDATA, contentEscaped, contentXHTML}
	if !slices.Contains(contents, p.Content) {
		return nil, fmt.Errorf("feed %s: there is no content %q", p.Path, p.Content)
	}
	for _, name := range p.Flaws {
		fl, ok := flawNamed(name)
		if !ok {
			return nil, fmt.Errorf("feed %s: there is no flaw %q", p.Path, name)
		}
		f.flaws = append(f.flaws, fl)
	}
	return f, nil
}

// address is the feed's address as a reader would add it.
func (f *feed) address() string { return "http://" + f.outlet.plan.Host + f.plan.Path }

// entry returns an article as the i-th entry of the feed, flaws included.
func (f *feed) entry(i int, a *article) entry {
	paragraphs := a.Paragraphs
	if !f.plan.Bare {
		paragraphs = a.paragraphs()
	}
	e := entry{
		article: a, Link: a.url, GUID: f.format.guid(a), Title: a.Title, Summary: a.Summary,
		Byline: a.byline, Section: a.story.section,
		Published: a.published.In(f.outlet.zone).Format(f.format.layout),
		Updated:   a.updated.In(f.outlet.zone).Format(f.format.layout),
		HTML:      markup(paragraphs),
		Text:      strings.Join(paragraphs, "\n\n"),
	}
	e.PermaLink = e.GUID == a.url
	for _, fl := range f.flaws {
		if fl.entry != nil {
			fl.entry(i, f, &e)
		}
	}
	return e
}

func (f *feed) entries() []entry {
	entries := make([]entry, 0, len(f.articles))
	for i, a := range f.articles {
		entries = append(entries, f.entry(i, a))
	}
	return entries
}

// complete returns the entries that a reader gets to see whole.
func (f *feed) complete() []entry {
	entries := f.entries()
	for _, fl := range f.flaws {
		if fl.response != nil {
			return nil
		}
		entries = entries[:max(0, len(entries)-fl.lost)]
	}
	return entries
}

// item says what has to become of an entry.
func (f *feed) item(e entry) Item {
	id := e.article.id
	source := sourceID(f.outlet.plan.Host)
	if e.Link == "" && !e.PermaLink {
		id = news.IDFromGUID(source, e.GUID)
	}
	return Item{
		ID: id, Revision: e.article.revision,
		Feed: f.address(), Format: f.format.name, Outlet: f.outlet.plan.Name, Source: source,
		Link: e.Link, GUID: e.GUID, URL: e.article.url, Title: e.Title, Language: e.article.story.language,
		Story: e.article.story.name, Agency: e.article.story.agency, Published: e.article.published,
	}
}

// modified is when the newest or last edited article changed the feed, and
// for older feeds when the newsroom's sites were set up.
func (f *feed) modified() time.Time {
	newest := time.Date(2016, time.January, 4, 9, 0, 0, 0, time.UTC)
	for _, a := range f.articles {
		if a.updated.After(newest) {
			newest = a.updated
		}
	}
	return newest
}

// write renders the feed as it is served, flaws included.
func (f *feed) write() ([]byte, error) {
	site := "http://" + f.outlet.plan.LinkHost + "/"
	d := &document{
		Encoding: "UTF-8", Title: f.plan.Title, Language: f.plan.Language,
		Site: site, Self: f.address(), Content: f.plan.Content,
		Updated: f.modified().In(f.outlet.zone).Format(f.format.layout),
		Entries: f.entries(),
	}
	for _, fl := range f.flaws {
		if fl.document != nil {
			fl.document(d)
		}
	}
	body, err := f.format.write(d)
	if err != nil {
		return nil, fmt.Errorf("writing feed %s: %w", f.address(), err)
	}
	for _, fl := range f.flaws {
		if fl.bytes != nil {
			body = fl.bytes(body)
		}
	}
	return body, nil
}

// markup returns paragraphs as HTML.
func markup(paragraphs []string) string {
	var b strings.Builder
	for _, p := range paragraphs {
		b.WriteString("<p>" + html.EscapeString(p) + "</p>\n")
	}
	return b.String()
}
