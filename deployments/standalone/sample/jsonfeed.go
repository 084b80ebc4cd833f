package sample

import (
	"bytes"
	"encoding/json"
	"time"
)

// jsonFormat is JSON Feed 1.1.
func jsonFormat() format {
	return format{
		name: "JSON Feed 1.1", mime: "application/feed+json", layout: time.RFC3339,
		guid:  func(a *article) string { return a.url },
		write: writeJSON,
	}
}

type jsonFeed struct {
	Version  string     `json:"version"`
	Title    string     `json:"title"`
	HomePage string     `json:"home_page_url"`
	FeedURL  string     `json:"feed_url"`
	Language string     `json:"language"`
	Items    []jsonItem `json:"items"`
}

type jsonItem struct {
	// ID is a string, or a number where the feed has that flaw.
	ID        any          `json:"id"`
	URL       string       `json:"url,omitempty"`
	Title     string       `json:"title"`
	Summary   string       `json:"summary,omitempty"`
	HTML      string       `json:"content_html,omitempty"`
	Text      string       `json:"content_text,omitempty"`
	Published string       `json:"date_published,omitempty"`
	Modified  string       `json:"date_modified,omitempty"`
	Authors   []jsonAuthor `json:"authors,omitempty"`
	Tags      []string     `json:"tags,omitempty"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

func writeJSON(d *document) ([]byte, error) {
	out := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: d.Title,
		HomePage: d.Site, FeedURL: d.Self, Language: d.Language,
		Items: make([]jsonItem, 0, len(d.Entries)),
	}
	for _, e := range d.Entries {
		item := jsonItem{
			ID: e.GUID, URL: e.Link, Title: e.Title, Summary: e.Summary,
			Published: e.Published, Tags: []string{e.Section},
		}
		if e.NumericGUID {
			item.ID = json.Number(e.GUID)
		}
		if e.Updated != e.Published {
			item.Modified = e.Updated
		}
		if e.Byline != "" {
			item.Authors = []jsonAuthor{{e.Byline}}
		}
		switch d.Content {
		case contentText:
			item.Text = e.Text
		case contentCDATA, contentEscaped:
			item.HTML = e.HTML
		}
		out.Items = append(out.Items, item)
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(out)
	return b.Bytes(), err
}
