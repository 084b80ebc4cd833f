// Package discover finds the feeds of a site: those that a page names, those
// at the addresses where feeds usually are, and the news sitemaps that
// robots.txt names.
//
// It asks for a bounded number of addresses, one after the other with a pause
// between, and takes only what it has fetched and read. Its readers of pages
// and of robots.txt are linear and never panic. It registers nothing.
package discover

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/charset"
	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/ingest/internal/rhythm"
	"github.com/dateline-news/dateline/ingest/internal/sitemap"
	"github.com/dateline-news/dateline/shared/news"
)

// Found is a feed or a news sitemap that was fetched and read.
type Found struct {
	// URL is the address to read it by: the one that was found, or where it
	// has moved for good.
	URL string `json:"url"`
	// location is the address that answered, links those of the items, ids
	// the articles that these are.
	location string
	links    []string
	ids      map[string]bool
	// Kind says which of the two it is.
	Kind registry.Kind `json:"kind,omitempty"`
	// Format is such as "RSS 2.0" or "news sitemap".
	Format string `json:"format"`
	Title  string `json:"title,omitempty"`
	// Items is how many it has, Newest the date of the newest of them.
	Items  int       `json:"items"`
	Newest time.Time `json:"newest,omitzero"`
	// From says how it was found, in words.
	From string `json:"from"`
	// Comments is set for a feed of readers' comments.
	Comments bool `json:"comments,omitempty"`
	// Named is set if the page names it as its feed by rel=alternate.
	Named bool `json:"named,omitempty"`
	// Full counts the items that carry their text.
	Full int `json:"full"`
	// Same are other addresses of the same items, as of sites that offer a
	// feed in several formats.
	Same []string `json:"same,omitempty"`
}

// Result is what was found at an address.
type Result struct {
	// Feed is set if the address itself is a feed or a news sitemap.
	Feed *Found `json:"feed,omitempty"`
	// Found are the feeds of the site, the best first: of news before of
	// comments, named by the page before guessed, with items, fresh.
	Found []Found `json:"found,omitempty"`
	// Tried is how many addresses were asked for.
	Tried int `json:"tried"`
}

// Options bound a search. Zero fields take the defaults.
type Options struct {
	// Requests bounds the requests (30), Spacing is the pause before each
	// after the first (0.5 s; negative: none).
	Requests int
	Spacing  time.Duration
	// Request is the form of every request but for its URL. Its credentials
	// and headers go to the origin of its URL only.
	Request fetch.Request
	Limits  feed.Limits
	// Now judges dates and freshness.
	Now time.Time
}

// The defaults of Options.
const (
	defaultRequests = 30
	defaultSpacing  = 500 * time.Millisecond
	// maxPages is how many pages that list feeds are read.
	maxPages = 2
)

// search is one search.
type search struct {
	client  *fetch.Client
	options Options
	// asked are the addresses that were asked for.
	asked  map[string]bool
	found  []Found
	result Result
}

// errEnough ends a search that has used up its requests.
var errEnough = errors.New("the search has used up its requests")

// Search looks what is at an address and, if that is a page, for the feeds of
// its site. The error says why the address itself could not be had; a site
// without feeds is none.
func Search(ctx context.Context, client *fetch.Client, address string, o Options) (*Result, error) {
	o.Requests = cmp.Or(o.Requests, defaultRequests)
	o.Spacing = cmp.Or(o.Spacing, defaultSpacing)
	s := &search{client: client, options: o, asked: map[string]bool{}}
	response, err := s.get(ctx, address)
	if err != nil && walled(err) {
		return s.behind(ctx, address, err)
	}
	if err != nil {
		return nil, err
	}
	if found, ok := s.read(ctx, response, "the address itself"); ok {
		s.result.Feed = found
		return &s.result, nil
	}
	if response = s.refreshed(ctx, response); ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	base, err := url.Parse(response.URL)
	if err != nil {
		return nil, fmt.Errorf("reading the address %q: %w", response.URL, err)
	}
	if err := s.try(ctx, pageCandidates(response), true); err != nil {
		return nil, err
	}
	if err := s.guess(ctx, base); err != nil {
		return nil, err
	}
	return &s.result, nil
}

// behind looks for the feeds of a site whose page cannot be had: what keeps
// programs from pages often lets them have feeds. failure is why.
func (s *search) behind(ctx context.Context, address string, failure error) (*Result, error) {
	base, err := url.Parse(address)
	if err != nil {
		return nil, failure
	}
	if err := s.guess(ctx, base); err != nil {
		return nil, err
	}
	if len(s.result.Found) == 0 {
		return nil, failure
	}
	return &s.result, nil
}

// walled reports a page that is there and not for programs.
func walled(err error) bool {
	failed, ok := errors.AsType[*fetch.Error](err)
	return ok && (failed.Class == rhythm.BotWall || failed.Status == http.StatusForbidden)
}

// refreshed follows the refresh of a page that is only there to lead on.
func (s *search) refreshed(ctx context.Context, r *fetch.Response) *fetch.Response {
	base, err := url.Parse(r.URL)
	if err != nil || len(pageCandidates(r)) > 0 {
		return r
	}
	target := refresh(r.Body, base)
	if target == "" {
		return r
	}
	if next, err := s.get(ctx, target); err == nil {
		return next
	}
	return r
}

// guess looks at what robots.txt names and, where the site says nothing of
// feeds, at the usual addresses. It completes the result.
func (s *search) guess(ctx context.Context, base *url.URL) error {
	if err := s.robots(ctx, base); err != nil {
		return err
	}
	// Guesses are for sites that say nothing.
	if !slices.ContainsFunc(s.found, func(f Found) bool { return !f.Comments && f.Kind == registry.KindFeed }) {
		if err := s.try(ctx, WellKnown(base), false); err != nil {
			return err
		}
	}
	s.rank()
	s.result.Found = unite(s.found)
	return nil
}

// pageCandidates are the feeds that the Link headers and the page name or link
// to.
func pageCandidates(r *fetch.Response) []Candidate {
	var list []Candidate
	for _, l := range r.Links {
		if slices.Contains(l.Rel, "alternate") && feedType(l.Type) {
			list = append(list, Candidate{URL: l.URL, From: "a Link header", Named: true})
		}
	}
	if base, err := url.Parse(r.URL); err == nil {
		page, _, _ := charset.Decode(r.Body, r.ContentType, charset.HTML)
		list = append(list, Page(page, base)...)
	}
	return list
}

// get asks for an address, unless it was asked for or the requests are used
// up.
func (s *search) get(ctx context.Context, address string) (*fetch.Response, error) {
	if s.result.Tried >= s.options.Requests {
		return nil, errEnough
	}
	if s.asked[address] {
		return nil, errors.New("asked already")
	}
	s.asked[address] = true
	if s.result.Tried > 0 && s.options.Spacing > 0 {
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(s.options.Spacing):
		}
	}
	s.result.Tried++
	r := s.options.Request.At(address)
	r.Accept = "*/*"
	response, err := s.client.Get(ctx, r, s.options.Now)
	if err == nil {
		s.asked[response.URL] = true
	}
	return response, err
}

// try takes the candidates that are feeds. Of those that are pages, which list
// the feeds of a site, it tries the links if deeper is set. The error is that
// of ctx.
func (s *search) try(ctx context.Context, candidates []Candidate, deeper bool) error {
	var pages []*fetch.Response
	for _, c := range candidates {
		response, err := s.get(ctx, c.URL)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if errors.Is(err, errEnough) {
			return nil
		}
		if err != nil {
			continue // a guess that was wrong
		}
		found, ok := s.read(ctx, response, c.From)
		if !ok && deeper && !c.Named && len(pages) < maxPages {
			pages = append(pages, response)
		}
		if ok && !s.known(found.location) {
			if response.Permanent == "" {
				found.URL = c.URL
			}
			found.Named = c.Named
			if found.Title == "" {
				found.Title = c.Title
			}
			found.Comments = found.Comments || comments(c.Title)
			s.found = append(s.found, *found)
		}
	}
	for _, r := range pages {
		listed := pageCandidates(r)
		for i := range listed {
			listed[i].Named, listed[i].From = false, r.URL+" lists it"
		}
		if err := s.try(ctx, listed, false); err != nil {
			return err
		}
	}
	return nil
}

func (s *search) known(location string) bool {
	return slices.ContainsFunc(s.found, func(f Found) bool { return f.location == location })
}

// read reads a feed or a news sitemap.
func (s *search) read(ctx context.Context, r *fetch.Response, from string) (*Found, bool) {
	kind, doc := registry.KindFeed, (*feed.Document)(nil)
	var err error
	if sitemap.Is(r.Body) {
		kind = registry.KindSitemap
		doc, err = s.sitemap(ctx, r)
	} else {
		doc, err = feed.Parse(r.Body, feed.Options{URL: r.URL, ContentType: r.ContentType, Now: s.options.Now, Limits: s.options.Limits})
	}
	if err != nil || kind == registry.KindSitemap && !titled(doc) {
		return nil, false
	}
	f := &Found{URL: r.URL, location: r.URL, Kind: kind, Format: doc.Format, Title: doc.Title, Items: len(doc.Items), From: from}
	f.Comments = comments(doc.Title) || comments(r.URL)
	for i := range doc.Items {
		if f.links = append(f.links, doc.Items[i].Link); doc.Items[i].TextFrom == news.TextFromContent {
			f.Full++
		}
		if at := doc.Items[i].Published; at.After(f.Newest) && !at.After(s.options.Now) {
			f.Newest = at
		}
	}
	return f, true
}

// sitemap reads a sitemap. Of an index only those sitemaps are asked for that
// are called news: the others of a site may be many and have no titles.
func (s *search) sitemap(ctx context.Context, r *fetch.Response) (*feed.Document, error) {
	o := sitemap.Options{URL: r.URL, ContentType: r.ContentType, Now: s.options.Now}
	m, err := sitemap.Parse(r.Body, o)
	if err != nil {
		return nil, err
	}
	if m.Index {
		m.Maps = slices.DeleteFunc(m.Maps, func(m sitemap.Map) bool { return !strings.Contains(strings.ToLower(m.URL), "news") })
	}
	return sitemap.Follow(ctx, m, s.get, o)
}

// titled reports that a sitemap has entries that can be published.
func titled(d *feed.Document) bool {
	return slices.ContainsFunc(d.Items, func(it feed.Item) bool { return it.Title != "" })
}

// robots looks for news sitemaps in robots.txt, those that are called so
// first.
func (s *search) robots(ctx context.Context, base *url.URL) error {
	response, err := s.get(ctx, base.Scheme+"://"+base.Host+"/robots.txt")
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return nil //nolint:nilerr // a site without one names none
	}
	return s.try(ctx, Robots(response.Body, base), false)
}

// comments reports a title or an address of comments.
func comments(s string) bool {
	s = strings.ToLower(s)
	for _, word := range []string{"comments", "commentaires", "kommentare", "comentarios", "commenti", "/comments/"} {
		if strings.Contains(s, word) {
			return true
		}
	}
	return false
}

// stale is the age from which on a feed counts as given up.
const stale = 30 * 24 * time.Hour

// rank sorts the best first.
func (s *search) rank() {
	points := func(f Found) int {
		n := 0
		if !f.Comments {
			n += 16
		}
		if f.Items > 0 {
			n += 8
		}
		if s.options.Now.Sub(f.Newest) < stale {
			n += 4
		}
		if f.Named {
			n += 2
		}
		if f.Kind == registry.KindFeed {
			n++ // a feed has texts
		}
		return n
	}
	slices.SortStableFunc(s.found, func(a, b Found) int {
		return cmp.Or(cmp.Compare(points(b), points(a)), strings.Compare(strconv.FormatBool(b.Full > 0), strconv.FormatBool(a.Full > 0)))
	})
}
