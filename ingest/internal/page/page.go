// Package page reads article pages: it fetches them, finds the text of the
// article and what the page says about it, and merges that into an article.
//
// A page is read within bounds of bytes, elements and time, whatever is in it.
// Two extractors, go-trafilatura and go-readability, look for the text; what
// they agree on is taken, and where they do not, the one is chosen that fits
// better with what else is known (see choose). Pages that are too much for
// them are read plainly, paragraph by paragraph. The text is plain, with
// paragraphs separated by one blank line, as that of feeds is.
//
// It runs no scripts, passes no paywall or consent wall and follows no pages
// of one article. A page that has no text but what a script would show, and
// says it in its linked data, is read there. It does not render: text that only a style sheet hides is
// seen.
package page

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"golang.org/x/net/html"

	"github.com/dateline-news/dateline/ingest/internal/charset"
)

// Page is what a page says.
type Page struct {
	// URL is the address that answered.
	URL string
	// Title is one line.
	Title string
	// Text is that of the article, at most [news.MaxTextBytes]; Truncated is
	// set when there was more.
	Text      string
	Truncated bool
	// Authors are names.
	Authors []string
	// Published is in UTC; zero where the page says nothing that can be
	// believed.
	Published time.Time
	// Image and Canonical are absolute addresses. Canonical is on the site of
	// the page.
	Image, Canonical string
	// Language is the ISO 639-1 code that the page declares, or "".
	Language string
	// Paywall is set when the page says that its text is for subscribers.
	Paywall bool
	// Method says what the text was found by.
	Method Method
}

// Method is a way of finding the text of an article.
type Method string

// Ways of finding the text.
const (
	// Both extractors were asked.
	Both Method = "both"
	// Quick means that only the quicker one was asked, or had an answer in
	// time.
	Quick Method = "quick"
	// Plain is the prose of the page, without a tree made of it.
	Plain Method = "plain"
	// Linked is the text in the linked data of a page whose own is made by
	// scripts.
	Linked Method = "linked"
)

// Options say what is known of a page.
type Options struct {
	// URL is the address that answered.
	URL string
	// ContentType is the header of that name.
	ContentType string
	// Title and Summary are those of the feed. They help to tell the article
	// from what is around it.
	Title, Summary string
	// Now is when the page was fetched, for what dates can be believed.
	Now time.Time
}

// ErrNoText means that a page holds no text of an article.
var ErrNoText = errors.New("the page has no text of an article")

// Defaults of an [Extractor].
const (
	DefaultTimeout = 10 * time.Second
	DefaultAtOnce  = 4
)

// Extractor reads pages. Its methods may be called concurrently.
type Extractor struct {
	timeout time.Duration
	// slots holds a token for each extractor at work. One that outlasts its
	// time keeps its token until it ends, which its input bounds.
	slots chan struct{}
}

// NewExtractor returns an extractor that runs at most atOnce extractions at
// once and gives each of the two stages of a page at most timeout. Zero values
// are the defaults.
func NewExtractor(atOnce int, timeout time.Duration) *Extractor {
	if atOnce <= 0 {
		atOnce = DefaultAtOnce
	}
	if timeout <= 0 {
		timeout = DefaultTimeout
	}
	return &Extractor{timeout: timeout, slots: make(chan struct{}, atOnce)}
}

// Extract reads a page by an extractor of its own. Whoever reads many keeps an
// [Extractor].
func Extract(ctx context.Context, page []byte, o Options) (*Page, error) {
	return NewExtractor(0, 0).Extract(ctx, page, o)
}

// Extract reads a page. The error is [ErrNoText] or that of ctx.
func (e *Extractor) Extract(ctx context.Context, page []byte, o Options) (*Page, error) {
	at, err := url.Parse(o.URL)
	if err != nil {
		return nil, fmt.Errorf("reading a page: %q is no address: %w", clip(o.URL), err)
	}
	text, _, _ := charset.Decode(page, o.ContentType, charset.HTML)
	r := reduce(text)
	linked := readLinked(r.linked)
	p := readMeta(r.html, linked, at, o.Now)
	k := about{title: first(o.Title, p.page.Title), summary: o.Summary + " " + p.description, body: linkedBody(linked.body)}
	list, method, err := e.text(ctx, &r, at, k)
	if err != nil {
		return nil, err
	}
	if size(list) < scripted && len(k.body) >= minBody && !p.page.Paywall {
		list, method = linkedBlocks(linked.body), Linked
	}
	p.page.URL, p.page.Method = o.URL, method
	p.page.Text, p.page.Truncated = cut(join(list))
	p.page.Truncated = p.page.Truncated || r.cut
	if p.page.Text == "" {
		return nil, ErrNoText
	}
	return p.page, nil
}

// text asks the extractors that the size of the page allows.
func (e *Extractor) text(ctx context.Context, r *reduced, at *url.URL, k about) ([]block, Method, error) {
	var a, b extraction
	var err error
	method := Quick
	if r.blocks <= maxBlocks && !r.cut {
		a, err = e.run(ctx, func() extraction {
			doc := parse(r.html)
			return extraction{list: exact(doc, at), doc: doc}
		})
		if ctx.Err() != nil {
			return nil, "", context.Cause(ctx)
		}
		if err == nil {
			method = Both
		}
	}
	b, err = e.run(ctx, func() extraction {
		if a.doc == nil {
			return extraction{list: quick(parse(r.html), at)}
		}
		return extraction{list: quick(a.doc, at)}
	})
	if ctx.Err() != nil {
		return nil, "", context.Cause(ctx)
	}
	if err == nil || len(a.list) > 0 {
		if list := choose(a.list, b.list, k); len(list) > 0 {
			return list, method, nil
		}
	}
	return tidy(plain(r.html), k), Plain, nil
}

// extraction is what an extractor found, and the tree it left whole.
type extraction struct {
	list []block
	doc  *html.Node
}

// errBusy means that an extractor had no time or no place.
var errBusy = errors.New("the extractor did not end in time")

// run runs an extractor within bounds of time. A panic in it is a text that
// was not found.
func (e *Extractor) run(ctx context.Context, extract func() extraction) (extraction, error) {
	timer := time.NewTimer(e.timeout)
	defer timer.Stop()
	select {
	case e.slots <- struct{}{}:
	case <-timer.C:
		return extraction{}, errBusy
	case <-ctx.Done():
		return extraction{}, context.Cause(ctx)
	}
	done := make(chan extraction, 1)
	go func() {
		defer func() { <-e.slots }()
		defer close(done)
		defer func() { _ = recover() }() // the text is not found, whatever the fault
		done <- extract()
	}()
	select {
	case found, ok := <-done:
		if !ok {
			return extraction{}, ErrNoText
		}
		return found, nil
	case <-timer.C:
		return extraction{}, errBusy
	case <-ctx.Done():
		return extraction{}, context.Cause(ctx)
	}
}

// parse makes a tree of a page, nil if it is nested too deeply.
func parse(page []byte) *html.Node {
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return nil
	}
	return doc
}
