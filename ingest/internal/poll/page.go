package poll

import (
	"slices"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// Bounds of the pages of one poll; whoever fetches them keeps to both.
const (
	MaxPages    = 20
	MaxPageTime = time.Minute
)

const (
	// pageTries is how often the page of an item is tried before the item is
	// published without it.
	pageTries = 3
	// laterTries is how often it is tried in all.
	laterTries = 6
	// laterWait is how long after the publication the first of the later
	// tries takes place; the next ones are twice as far apart each.
	laterWait = time.Hour
	// soon is how long after a poll that left pages the feed is polled again,
	// or its least interval if that is shorter, but leastSoon.
	soon      = 2 * time.Minute
	leastSoon = 30 * time.Second
)

// Waiting is the outcome of a candidate that was not offered for publishing
// because it waits for its page; see [Plan.Waits].
const Waiting bus.Outcome = "waiting"

// PageResult is what became of the page of a candidate.
type PageResult int

// What becomes of a page.
const (
	// PageUnasked is the page of a candidate beyond the bounds of this poll.
	PageUnasked PageResult = iota
	// PageHad was fetched and merged into the article, or found to add
	// nothing to it.
	PageHad
	// PageNever cannot be had: robots.txt, 404, no text, a wall.
	PageNever
	// PageNotNow failed in a way that may pass.
	PageNotNow
)

// wantsPage reports whether an item is to be published with its page.
func (p *Plan) wantsPage(it *feed.Item) bool {
	if !p.config.Pages || it.Link == "" {
		return false
	}
	switch p.feed.FullText {
	case registry.FullTextAlways:
		return true
	case registry.FullTextNever:
		return false
	}
	return it.TextFrom == news.TextFromSummary || it.TextFrom == news.TextFromNone
}

// laterDue reports whether the page of an item that was published without it
// is to be tried again.
func laterDue(r seen, now time.Time) bool {
	n := r.tries() - pageTries
	return r.flags&flagLater != 0 && r.tries() < laterTries && now.Sub(r.time()) >= laterWait<<max(n, 0)
}

// Pages returns the candidates whose pages are to be fetched, by their index
// in Candidates, those first that wait to be published: at most [MaxPages].
// Where there are more, half are the oldest, which the document may soon drop,
// and half the newest, which people wait for.
func (p *Plan) Pages() []int {
	var wait, later []int
	for i := range p.Candidates {
		switch c := &p.Candidates[i]; {
		case c.Page && c.later:
			later = append(later, i)
		case c.Page:
			wait = append(wait, i)
		}
	}
	if n := len(wait); n > MaxPages {
		wait = slices.Concat(wait[:MaxPages/2], wait[n-MaxPages/2:])
	}
	list := append(wait, later...)
	return list[:min(len(list), MaxPages)]
}

// Paged tells what became of the page of candidate i.
func (p *Plan) Paged(i int, result PageResult) {
	c := &p.Candidates[i]
	if c.page = result; result == PageNotNow {
		c.tries++
	}
}

// Waits reports that candidate i is not to be offered for publishing in this
// poll: its page is not there yet and may come. Its outcome is [Waiting].
func (p *Plan) Waits(i int) bool {
	c := &p.Candidates[i]
	switch {
	case !c.Page || c.page == PageHad:
		return false
	case c.later || c.page == PageUnasked:
		return true
	case c.page == PageNever:
		return false
	}
	// What stands low in the document may be gone at the next poll.
	return c.tries < pageTries && !c.low
}

// waited keeps the record of a candidate that waits for its page.
func (p *Plan) waited(e *End, c *Candidate, record *seen, old seen, known bool) {
	switch {
	case c.later:
		*record = old
		if c.page == PageNever {
			record.flags &^= flagLater
		}
	case known && old.published():
		*record = old
	default:
		record.flags |= flagPending
		if known {
			record.minute = old.minute
		}
	}
	record.setTries(c.tries)
	if c.later {
		return
	}
	e.Waiting++
}

// Unsettled reports a candidate that [Candidate.Settle] must see the record
// of before it is offered.
func (c *Candidate) Unsettled() bool { return c.LinkID != "" || c.Page && c.page != PageHad }

// inherit keeps the text that an earlier revision has from the page, where
// this one came without.
func (c *Candidate) inherit(record *news.Article) {
	if record != nil && c.Page && c.page != PageHad && record.TextFrom == news.TextFromPage {
		c.Article.Text, c.Article.TextFrom, c.Article.Truncated = record.Text, record.TextFrom, record.Truncated
	}
}
