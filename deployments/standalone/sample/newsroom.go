// Package sample is a small newsroom of invented outlets that serves feeds
// and their article pages, so that Dateline can be tried and tested without a
// network.
//
// Outlets, agencies and their domains under .example are invented; the
// stories retell real events with their true dates and names. Which outlet
// carries which story in which feed, and what is wrong with the feed, is
// written in newsroom.json; the stories lie under stories, one file each.
//
// The newsroom knows the truth about itself: [Newsroom.Items] says what a
// reader of its feeds has to find. Everything is served from memory, and a
// frozen newsroom serves the same bytes for ever.
//
// It does not listen itself, and it is no model of a good feed: several feeds
// are broken on purpose, see flaws.go.
package sample

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"
	"time"

	"github.com/dateline-news/dateline/shared/news"
)

//go:embed newsroom.json stories templates
var files embed.FS

// DefaultEditAfter is how long after it was first fetched a planned edit
// changes an item, long enough for one poll before and short enough to be
// seen by someone who is trying Dateline out.
const DefaultEditAfter = 20 * time.Second

// Options say how the newsroom lives.
type Options struct {
	// Interval is the pause between two stories of the live outlet. Zero
	// freezes the newsroom: nothing is published or edited but by
	// [Newsroom.Publish] and [Newsroom.Edit].
	Interval time.Duration
	// EditAfter is how long after its first fetch an item with a planned
	// edit is edited; zero means [DefaultEditAfter].
	EditAfter time.Duration
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

// Newsroom is a set of outlets. Its methods may be called concurrently.
type Newsroom struct {
	interval  time.Duration
	editAfter time.Duration
	now       func() time.Time

	outlets []*outlet
	// hosts and feeds are fixed once New has returned.
	hosts map[string]*outlet
	feeds []*feed

	// mu guards what is below and the articles of outlets and feeds.
	mu   sync.Mutex
	live *live
	// planned are the articles whose planned edit has not happened yet.
	planned []*article
}

// New builds the newsroom from the files in this package. An error means that
// these files contradict each other, and names every place.
func New(o Options) (*Newsroom, error) { return build(files, o) }

func build(fsys fs.FS, o Options) (*Newsroom, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.EditAfter == 0 {
		o.EditAfter = DefaultEditAfter
	}
	stories, err := readStories(fsys)
	if err != nil {
		return nil, err
	}
	p, err := readPlan(fsys)
	if err != nil {
		return nil, err
	}
	n := &Newsroom{interval: o.Interval, editAfter: o.EditAfter, now: o.Now, hosts: map[string]*outlet{}}
	var problems []error
	for _, op := range p.Outlets {
		out, err := newOutlet(op, stories)
		if err != nil {
			problems = append(problems, fmt.Errorf("reading outlet %q: %w", op.Name, err))
			continue
		}
		if n.hosts[op.Host] != nil {
			problems = append(problems, fmt.Errorf("reading outlet %q: host %s is taken", op.Name, op.Host))
		}
		n.outlets = append(n.outlets, out)
		n.hosts[op.Host] = out
		for _, f := range out.feeds {
			n.feeds = append(n.feeds, f)
			if f.plan.Live {
				if n.live, err = newLive(f, n.now()); err != nil {
					problems = append(problems, err)
				}
			}
		}
		for _, a := range out.articles {
			if a.planned != nil {
				n.planned = append(n.planned, a)
			}
		}
	}
	if n.live == nil {
		problems = append(problems, errors.New("no outlet has a live feed"))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return n, nil
}

// Feeds returns the addresses of all feeds, absolute, with the scheme http
// and without a port, in the order of newsroom.json. Those of the feeds that
// never answer with a feed are among them.
func (n *Newsroom) Feeds() []string {
	addresses := make([]string, 0, len(n.feeds))
	for _, f := range n.feeds {
		addresses = append(addresses, f.address())
	}
	return addresses
}

// Item is what a reader has to find in a feed.
type Item struct {
	// ID is the id of the article that the item has to become; items of two
	// feeds that share it are one article.
	ID string
	// Revision counts from 1 and grows by one with each edit.
	Revision int
	// Feed is the address of the feed, Format its format in words such as
	// "RSS 2.0", and Outlet the name of its outlet.
	Feed, Format, Outlet string
	// Source is the id of the outlet in articles.
	Source string
	// Link and GUID are as the feed has them: the link may be relative,
	// carry tracking parameters or be missing.
	Link, GUID string
	// URL is the address of the article's page, absolute and clean.
	URL string
	// Title is the present title.
	Title string
	// Language is the language of the text, ISO 639-1.
	Language string
	// Story is the story's file, without its extension. Items of different
	// outlets with one story are copies of one report.
	Story string
	// Agency is the agency that wrote the story, empty if the outlet did.
	Agency string
	// Published is the true date, which the feed may spell badly or leave
	// out.
	Published time.Time
}

// Items returns every item that the feeds serve completely at this moment, by
// feed in the order of [Newsroom.Feeds] and then as the feed has them. An
// item that a broken feed cuts off is not among them.
func (n *Newsroom) Items() []Item {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.advance()
	var items []Item
	for _, f := range n.feeds {
		for _, e := range f.complete() {
			items = append(items, f.item(e))
		}
	}
	return items
}

// Publish makes the live outlet publish the next count stories of its list at
// once and returns them. The list starts again at its end, each time under
// new links. The feed keeps the newest [LiveItems].
func (n *Newsroom) Publish(count int) []Item {
	n.mu.Lock()
	defer n.mu.Unlock()
	var items []Item
	for range count {
		a := n.live.publish(n.now())
		items = append(items, n.live.feed.item(n.live.feed.entry(0, a)))
	}
	return items
}

// Edit lets change rewrite the article with an id of [Item] in every feed
// and on its page, and returns the article's new revision. It is an error if
// no feed carries the article or the text stays as it was.
func (n *Newsroom) Edit(id string, change func(*Text)) (revision int, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, f := range n.feeds {
		for _, e := range f.complete() {
			if f.item(e).ID != id {
				continue
			}
			text := e.article.Text.clone()
			change(&text)
			if text.equal(e.article.Text) {
				return e.article.revision, fmt.Errorf("editing article %s: the text is the same as before", id)
			}
			e.article.rewrite(text, n.now())
			return e.article.revision, nil
		}
	}
	return 0, fmt.Errorf("editing article %s: no feed carries it", id)
}

// advance brings the newsroom to the present: it publishes what the live
// outlet owes and makes the planned edits that are due. mu is held.
func (n *Newsroom) advance() {
	if n.interval <= 0 {
		return
	}
	now := n.now()
	if n.live != nil {
		n.live.catchUp(now, n.interval)
	}
	n.planned = slices.DeleteFunc(n.planned, func(a *article) bool {
		if a.planned == nil {
			return true // edited by hand before its time
		}
		if a.firstServed.IsZero() || now.Sub(a.firstServed) < n.editAfter {
			return false
		}
		a.rewrite(a.planned.apply(a.Text), now)
		return true
	})
}

// sourceID returns the id of the outlet behind a host.
func sourceID(host string) string { return news.SourceOf("http://" + host + "/").ID }
