package newsroom

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Story is an item as its outlet means it. Its number says which story it is,
// whatever becomes of its link, GUID and words; its text, or else its title,
// begins with "Dispatch", the number and a colon, so that an article can be told
// to be its own.
type Story struct {
	Number            int
	GUID, Link, Title string
	Text              string
	// Date is when it was published; zero: the feed does not say.
	Date time.Time
}

// Epoch is when the stories of the newsroom begin: a story is as many minutes
// younger as its number says.
var Epoch = time.Date(2016, 12, 30, 9, 0, 0, 0, time.UTC)

// Stories returns stories in the order of a feed, the last first.
func (o *Outlet) Stories(last, first int) []Story {
	var list []Story
	for n := last; n >= first; n-- {
		list = append(list, Story{
			Number: n, GUID: fmt.Sprintf("%s-%d", o.Host, n), Link: fmt.Sprintf("http://%s/%d", o.Host, n),
			Title: fmt.Sprintf("Story %d", n), Text: fmt.Sprintf("Dispatch %d: the ferry of %d o'clock came in.", n, n%24),
			Date: Epoch.Add(time.Duration(n) * time.Minute),
		})
	}
	return list
}

// With returns the stories with one of them changed.
func With(stories []Story, number int, change func(*Story)) []Story {
	out := append([]Story(nil), stories...)
	for i := range out {
		if out[i].Number == number {
			change(&out[i])
		}
	}
	return out
}

// All returns the stories with each of them changed.
func All(stories []Story, change func(*Story)) []Story {
	out := append([]Story(nil), stories...)
	for i := range out {
		change(&out[i])
	}
	return out
}

// Edit adds a sentence to a text.
func Edit(sentence string) func(*Story) { return func(s *Story) { s.Text += " " + sentence } }

// same reports versions that say the same.
func (s Story) same(t Story) bool { return s.Title == t.Title && s.Text == t.Text }

// numbered returns the number at the beginning of the first words that have
// one, 0 if none has.
func numbered(words ...string) int {
	for _, w := range words {
		digits, _, _ := strings.Cut(strings.TrimPrefix(w, "Dispatch "), ":")
		if n, err := strconv.Atoi(digits); err == nil {
			return n
		}
	}
	return 0
}

// RSS writes stories as a document and returns in addition where each of them
// ends.
func (o *Outlet) RSS(stories []Story) (document []byte, ends []int) {
	var b bytes.Buffer
	element := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "<%s>", name)
			_ = xml.EscapeText(&b, []byte(value)) // a buffer takes everything
			fmt.Fprintf(&b, "</%s>", name)
		}
	}
	b.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel>`)
	element("title", o.Host)
	element("link", "http://"+o.Host+"/")
	for _, s := range stories {
		b.WriteString("<item>")
		element("title", s.Title)
		element("link", s.Link)
		if s.GUID != "" {
			b.WriteString(`<guid isPermaLink="false">` + s.GUID + `</guid>`)
		}
		if !s.Date.IsZero() {
			element("pubDate", s.Date.Format(http.TimeFormat))
		}
		element("description", s.Text)
		b.WriteString("</item>")
		ends = append(ends, b.Len())
	}
	b.WriteString("</channel></rss>")
	return b.Bytes(), ends
}
