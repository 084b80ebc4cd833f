package sample

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
)

// plan is newsroom.json: who carries what, and how well.
type plan struct {
	Outlets []outletPlan `json:"outlets"`
}

// outletPlan is one outlet with a domain of its own.
type outletPlan struct {
	Name string `json:"name"`
	// Host is where it is served, in ASCII. LinkHost is how its links spell
	// the host, if otherwise.
	Host     string `json:"host"`
	LinkHost string `json:"linkHost"`
	Country  string `json:"country"`
	Language string `json:"language"`
	// Zone is the offset in which it writes dates, "+01:00"; empty is UTC.
	Zone string `json:"zone"`
	// Path is the pattern of its links: {slug}, {title}, {section}, {number},
	// {yyyy}, {mm} and {dd} are filled in.
	Path string `json:"path"`
	// Headline is a pattern around the titles of the live outlet, with
	// {title}, {day} and {yyyy}.
	Headline string `json:"headline"`
	// Notices are what it glues to the text of each article.
	Notices noticePlan `json:"notices"`
	Feeds   []feedPlan `json:"feeds"`
}

// noticePlan are site notices in the outlet's language.
type noticePlan struct {
	// Inside stands after the third paragraph, After at the end.
	Inside string   `json:"inside"`
	After  []string `json:"after"`
}

// feedPlan is one feed.
type feedPlan struct {
	Path  string `json:"path"`
	Title string `json:"title"`
	// Format is "rss", "atom", "rdf" or "json"; Content says how the text is
	// carried, see the constants.
	Format  string `json:"format"`
	Content string `json:"content"`
	// Language is that of the outlet if empty.
	Language string `json:"language"`
	// Bare feeds leave the notices out.
	Bare bool `json:"bare"`
	// Live marks the feed that publishes its items one after another.
	Live bool `json:"live"`
	// Flaws name what is wrong with the feed, in the order of applying.
	Flaws []string   `json:"flaws"`
	Items []itemPlan `json:"items"`
}

// How a feed carries the text of its items.
const (
	// contentSummary is the summary alone.
	contentSummary = "summary"
	// contentText is the text without markup in the place of the summary.
	contentText = "text"
	// contentCDATA and contentEscaped are HTML beside the summary, the one
	// in a CDATA section, the other with its markup escaped.
	contentCDATA   = "cdata"
	contentEscaped = "escaped"
	// contentXHTML is markup as part of the document, Atom only.
	contentXHTML = "xhtml"
)

// itemPlan is one story in one feed. A story that an earlier feed of the same
// outlet carries is the same article, and the fields below Story are taken
// from there.
type itemPlan struct {
	Story string `json:"story"`
	// Title replaces the story's own.
	Title string `json:"title"`
	// Skip are the numbers of the paragraphs left out, from 1.
	Skip []int `json:"skip"`
	// Edit is made some time after the item was first fetched.
	Edit *editPlan `json:"edit"`
}

// editPlan is a change of an article's text.
type editPlan struct {
	Title string `json:"title"`
	// Replace has new paragraphs by their numbers, from 1.
	Replace map[int]string `json:"replace"`
}

func (e *editPlan) apply(t Text) Text {
	t = t.clone()
	if e.Title != "" {
		t.Title = e.Title
	}
	for number, paragraph := range e.Replace {
		t.Paragraphs[number-1] = paragraph
	}
	return t
}

func readPlan(fsys fs.FS) (*plan, error) {
	text, err := fs.ReadFile(fsys, "newsroom.json")
	if err != nil {
		return nil, fmt.Errorf("reading the newsroom: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var p plan
	if err := decoder.Decode(&p); err != nil {
		return nil, fmt.Errorf("reading newsroom.json: %w", err)
	}
	return &p, nil
}

// text returns the story as the item carries it.
func (p itemPlan) text(s *story) (Text, error) {
	t := Text{Title: s.Title, Summary: s.Summary}
	if p.Title != "" {
		t.Title = p.Title
	}
	for _, number := range p.Skip {
		if number < 1 || number > len(s.Paragraphs) {
			return t, fmt.Errorf("story %s has no paragraph %d to skip", s.name, number)
		}
	}
	for i, paragraph := range s.Paragraphs {
		if !slices.Contains(p.Skip, i+1) {
			t.Paragraphs = append(t.Paragraphs, paragraph)
		}
	}
	if p.Edit != nil {
		for number := range p.Edit.Replace {
			if number < 1 || number > len(t.Paragraphs) {
				return t, fmt.Errorf("story %s has no paragraph %d to replace", s.name, number)
			}
		}
	}
	return t, nil
}
