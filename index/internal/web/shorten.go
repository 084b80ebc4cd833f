package web

import (
	"html/template"
	"strings"
	"unicode/utf8"
)

// What a page shows of an article, unless the whole of it is asked for, and of
// its parts in lists. With these a page stays below 100 KB, whatever the
// articles.
const (
	// mostText is for the text as it is written in HTML, mostQuoted and
	// mostSummary for a quotation and the summary, in bytes.
	mostText    = 48 << 10
	mostQuoted  = 600
	mostSummary = 4 << 10
	// mostQuotes, mostEntities and mostRevisions are numbers of each.
	mostQuotes    = 12
	mostEntities  = 40
	mostRevisions = 30
	// mostTitle, mostSnippet and mostName are for what stands in lists, in
	// bytes.
	mostTitle   = 400
	mostSnippet = 800
	mostName    = 60
	// linkBytes is about what the link of an entity takes without its words.
	linkBytes = 90
)

// shorten leaves out what would make a page too large, and reports that it
// did.
func (v *articleView) shorten() bool {
	short := false
	v.Paragraphs, short = shortened(v.Paragraphs, mostText)
	if text := cutText(v.Summary, mostSummary); text != v.Summary {
		v.Summary, short = text, true
	}
	if len(v.Quotes) > mostQuotes {
		v.Quotes, v.QuoteTexts, short = v.Quotes[:mostQuotes], v.QuoteTexts[:mostQuotes], true
	}
	if len(v.Entities) > mostEntities {
		v.Entities, short = v.Entities[:mostEntities], true
	}
	for i := range v.Entities {
		v.Entities[i].Name = cutText(v.Entities[i].Name, mostName)
	}
	return short
}

// shortened returns the paragraphs that fit into some bytes of HTML; the last
// of them may be cut.
func shortened(all []Paragraph, room int) ([]Paragraph, bool) {
	for i, p := range all {
		for j, s := range p.Spans {
			if s.ID != "" {
				room -= linkBytes + len(template.HTMLEscapeString(s.Name)) + len(s.ID)
			}
			rest := room - len(template.HTMLEscapeString(s.Text))
			if rest >= 0 {
				room = rest
				continue
			}
			if s.ID == "" {
				s.Text = cutText(s.Text, max(0, room))
				p.Spans = append(p.Spans[:j:j], s)
			} else {
				p.Spans = p.Spans[:j]
			}
			return append(all[:i:i], p), true
		}
		room -= len(`<p dir="auto"></p>`)
	}
	return all, false
}

// cutText cuts a text that is longer in HTML than some bytes, between words
// where it can.
func cutText(text string, most int) string {
	used := 0
	for i, r := range text {
		if used += escaped(r); used <= most {
			continue
		}
		if space := strings.LastIndexByte(text[:i], ' '); space > i/2 {
			i = space
		}
		return text[:i] + "…"
	}
	return text
}

// escaped is how many bytes a character takes in HTML.
func escaped(r rune) int {
	switch r {
	case '<', '>':
		return len("&lt;")
	case '&', '"', '\'', '+':
		return len("&#34;")
	}
	return utf8.RuneLen(r)
}
