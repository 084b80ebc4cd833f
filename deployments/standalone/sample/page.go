package sample

import (
	"bytes"
	"fmt"
	"html/template"
	"slices"
)

// page is what an outlet's HTML pages show: the front page has no article.
type page struct {
	Site, Language string
	Sections       []string
	Feeds          []pageFeed
	Article        *pageArticle
	More           []pageLink
}

type pageFeed struct{ Type, Title, Path string }

type pageLink struct{ URL, Title string }

type pageArticle struct {
	URL, Title, Summary, Section, Byline string
	Published, Day                       string
	Paragraphs, Notices                  []string
}

// The number of other articles that a page points to.
const (
	moreOnFront   = 50
	moreOnArticle = 5
)

// page returns the page of an article, or the front page for nil.
func (out *outlet) page(a *article) ([]byte, error) {
	p := page{Site: out.plan.Name, Language: out.plan.Language}
	for _, f := range out.feeds {
		p.Feeds = append(p.Feeds, pageFeed{f.format.mime, f.plan.Title, f.plan.Path})
	}
	limit := moreOnFront
	if a != nil {
		limit = moreOnArticle
		p.Language = a.story.language
		p.Article = &pageArticle{
			URL: a.url, Title: a.Title, Summary: a.Summary, Section: a.story.section, Byline: a.byline,
			Published:  a.published.In(out.zone).Format("2006-01-02T15:04:05-07:00"),
			Day:        a.published.In(out.zone).Format("02.01.2006 15:04"),
			Paragraphs: a.Paragraphs, Notices: out.plan.Notices.After,
		}
	}
	for _, other := range slices.Backward(out.articles) {
		if !slices.Contains(p.Sections, other.story.section) {
			p.Sections = append(p.Sections, other.story.section)
		}
		if other != a && len(p.More) < limit {
			p.More = append(p.More, pageLink{other.url, other.Title})
		}
	}
	t, err := template.ParseFS(files, "templates/page.html")
	if err != nil {
		return nil, fmt.Errorf("reading the page template: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return nil, fmt.Errorf("writing a page of %s: %w", out.plan.Name, err)
	}
	return b.Bytes(), nil
}
