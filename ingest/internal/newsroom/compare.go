package newsroom

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/shared/news"
)

// Compare compares what the outlet served with every revision that was
// published of its stories, in order, and with the events of those that were
// dropped. It returns in words what is missing, doubled, wrong or invented:
// nothing, if each story that went out whole is one article whose last
// revision says what the story said last, or was dropped.
func (o *Outlet) Compare(revisions []*news.Article, dropped []news.Event) []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var wrong []string
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	articles := map[int][]*news.Article{}
	for _, a := range revisions {
		n := numbered(a.Text, a.Title)
		if len(o.served[n]) == 0 {
			say("%q of %s was published and never served", a.Title, a.URL)
			continue
		}
		articles[n] = append(articles[n], a)
	}
	for _, n := range slices.Sorted(maps.Keys(o.served)) {
		versions := o.served[n]
		last := versions[len(versions)-1]
		list := articles[n]
		gone := slices.ContainsFunc(dropped, func(e news.Event) bool { return e.Reason != "" && e.URL == last.Link })
		if len(list) == 0 {
			if !gone {
				say("story %d is lost", n)
			}
			continue
		}
		for i, a := range list {
			switch {
			case a.ID != list[0].ID:
				say("story %d is two articles, %s and %s", n, list[0].ID, a.ID)
			case a.Revision != i+1:
				say("story %d has revision %d in place of %d", n, a.Revision, i+1)
			case i > 0 && a.Title == list[i-1].Title && a.Text == list[i-1].Text:
				say("story %d has a revision %d without a change", n, a.Revision)
			}
		}
		if len(list) > len(versions) {
			say("story %d has %d revisions of %d versions", n, len(list), len(versions))
		}
		if a := list[len(list)-1]; a.Title != last.Title || a.Text != strings.TrimSpace(last.Text) {
			say("story %d says last %q: %q, want %q: %q", n, a.Title, clip(a.Text), last.Title, clip(last.Text))
		}
	}
	return wrong
}

func clip(s string) string {
	if len(s) > 200 {
		return s[:200] + "…"
	}
	return s
}
