package rest

import (
	"cmp"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/url"
	"path"
	"time"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
)

const (
	// feedItems is how many articles a feed has unless it is asked for others.
	feedItems = 50
	atomSpace = "http://www.w3.org/2005/Atom"
	urnPrefix = "urn:dateline:article:"
)

// newest asks for the newest articles that answer a query, whatever order the
// query itself wishes for.
func (a *API) newest(r *http.Request, p parameters) (*client.SearchResponse, error) {
	request := client.SearchRequest{Query: p.text("q"), Size: p.number("size"), Sort: string(query.SortNewest)}
	if err := p.problem(); err != nil {
		return nil, err
	}
	if request.Size == 0 {
		request.Size = feedItems
	}
	if q, err := query.Parse(request.Query, a.limits); err == nil && q.Sort != query.SortDefault {
		request.Query = (&query.Query{Root: q.Root}).String()
	}
	return a.index.Search(r.Context(), request)
}

// title is the name of the feed of a query.
func title(q string) string {
	if q == "" {
		return "Dateline"
	}
	return "Dateline: " + q
}

// here is the address of the request. Without a public address it is relative
// to itself: the API cannot know under which scheme and name a proxy in front
// of it is seen, and what such a proxy says of itself anybody can say.
func (a *API) here(r *http.Request) string {
	if a.public != "" {
		reference := url.URL{Path: r.URL.Path, RawQuery: r.URL.RawQuery}
		return a.public + reference.String()
	}
	reference := url.URL{Path: path.Base(r.URL.Path), RawQuery: r.URL.RawQuery}
	return reference.String()
}

// page is the address of a page of this site, which begins with a slash.
// Without a public address it is relative to that of a feed.
func (a *API) page(address string) string {
	if a.public != "" {
		return a.public + address
	}
	return ".." + address
}

// searchPage is the page of a query, articlePage that of an article.
func (a *API) searchPage(q string) string {
	if q == "" {
		return a.page("/")
	}
	return a.page("/?q=" + url.QueryEscape(q))
}

func (a *API) articlePage(id string) string { return a.page("/articles/" + url.PathEscape(id)) }

// feedID names the feed of a query for good, wherever it is served: an id that
// changed with the address would make every article of a feed a new one.
func feedID(q string) string { return "urn:dateline:feed:" + url.PathEscape(q) }

// atomFeed is RFC 4287, as far as it is used here.
type atomFeed struct {
	XMLName xml.Name    `xml:"feed"`
	Space   string      `xml:"xmlns,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Language   string         `xml:"xml:lang,attr,omitempty"`
	Title      string         `xml:"title"`
	Links      []atomLink     `xml:"link"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Author     atomPerson     `xml:"author"`
	Summary    string         `xml:"summary,omitempty"`
	Categories []atomCategory `xml:"category"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomCategory struct {
	Term   string `xml:"term,attr"`
	Scheme string `xml:"scheme,attr"`
	Label  string `xml:"label,attr"`
}

func (a *API) atom(w http.ResponseWriter, r *http.Request, p parameters) {
	found, err := a.newest(r, p)
	if err != nil {
		answer(w, r, nil, err)
		return
	}
	f := atomFeed{
		Space: atomSpace, ID: feedID(found.Query), Title: title(found.Query), Updated: time.Unix(0, 0).UTC().Format(time.RFC3339),
		Links: []atomLink{
			{Rel: "self", Type: "application/atom+xml", Href: a.here(r)}, {Rel: "alternate", Type: "text/html", Href: a.searchPage(found.Query)},
		},
	}
	if len(found.Hits) > 0 {
		f.Updated = newestOf(found.Hits).Format(time.RFC3339)
	}
	for i := range found.Hits {
		h := &found.Hits[i]
		e := atomEntry{
			ID: urnPrefix + h.ID, Language: feedLanguage(h), Title: h.Title.Text, Author: atomPerson{sourceName(h)}, Summary: h.Snippet.Text,
			Published: h.Published.UTC().Format(time.RFC3339), Updated: h.Published.UTC().Format(time.RFC3339),
		}
		e.Links = []atomLink{{Rel: "alternate", Type: "text/html", Href: cmp.Or(h.URL, a.articlePage(h.ID))}}
		for _, x := range h.Entities {
			e.Categories = append(e.Categories, atomCategory{Term: x.ID, Scheme: "urn:dateline:" + x.Type, Label: x.Name})
		}
		f.Entries = append(f.Entries, e)
	}
	body, err := xml.MarshalIndent(f, "", " ")
	if err != nil {
		answer(w, r, nil, err)
		return
	}
	write(w, r, http.StatusOK, "application/atom+xml; charset=utf-8", append([]byte(xml.Header), append(body, '\n')...))
}

// feedDocument is JSON Feed 1.1, as far as it is used here. Addresses in it
// must be absolute: without a public address those of this site are left out.
type feedDocument struct {
	Version string     `json:"version"`
	Title   string     `json:"title"`
	Home    string     `json:"home_page_url,omitempty"`
	Self    string     `json:"feed_url,omitempty"`
	Items   []feedItem `json:"items"`
}

type feedItem struct {
	ID        string       `json:"id"`
	URL       string       `json:"url,omitempty"`
	Title     string       `json:"title,omitempty"`
	Text      string       `json:"content_text"`
	Language  string       `json:"language,omitempty"`
	Published string       `json:"date_published"`
	Authors   []feedAuthor `json:"authors,omitempty"`
	Tags      []string     `json:"tags,omitempty"`
}

type feedAuthor struct {
	Name string `json:"name"`
}

func (a *API) jsonFeed(w http.ResponseWriter, r *http.Request, p parameters) {
	found, err := a.newest(r, p)
	if err != nil {
		answer(w, r, nil, err)
		return
	}
	f := feedDocument{Version: "https://jsonfeed.org/version/1.1", Title: title(found.Query), Items: []feedItem{}}
	if a.public != "" {
		f.Home, f.Self = a.searchPage(found.Query), a.here(r)
	}
	for i := range found.Hits {
		h := &found.Hits[i]
		item := feedItem{
			ID: urnPrefix + h.ID, URL: h.URL, Title: h.Title.Text, Text: h.Snippet.Text, Language: feedLanguage(h),
			Published: h.Published.UTC().Format(time.RFC3339), Authors: []feedAuthor{{sourceName(h)}},
		}
		if item.URL == "" && a.public != "" {
			item.URL = a.articlePage(h.ID)
		}
		for _, x := range h.Entities {
			item.Tags = append(item.Tags, x.Name)
		}
		f.Items = append(f.Items, item)
	}
	body, err := json.Marshal(f)
	if err != nil {
		answer(w, r, nil, err)
		return
	}
	write(w, r, http.StatusOK, "application/feed+json; charset=utf-8", append(body, '\n'))
}

func newestOf(hits []client.Hit) time.Time {
	var newest time.Time
	for i := range hits {
		if hits[i].Published.After(newest) {
			newest = hits[i].Published
		}
	}
	return newest.UTC()
}

func sourceName(h *client.Hit) string {
	if h.SourceName != "" {
		return h.SourceName
	}
	return h.Source
}

func feedLanguage(h *client.Hit) string {
	if h.Language == "und" {
		return ""
	}
	return h.Language
}
