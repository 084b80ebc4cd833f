package sitemap

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/ingest/internal/fetch"
)

// Bounds of an index that is followed.
const (
	// MaxFetches is how many sitemaps of an index are fetched.
	MaxFetches = 5
	// maxLevels is how deep indexes may name indexes; the format allows none.
	maxLevels = 2
)

// Follow returns the entries of a sitemap. Of an index it gets the first few
// sitemaps, see [Sitemap].Maps, one after the other, and joins what they list.
// A sitemap that cannot be had or read is an oddity, unless all are: then the
// error is that of the first. The error is also that of ctx when it ends.
func Follow(ctx context.Context, s *Sitemap, get func(ctx context.Context, address string) (*fetch.Response, error), o Options) (*feed.Document, error) {
	if !s.Index {
		return s.Document, nil
	}
	o.MaxItems = cmp.Or(o.MaxItems, DefaultMaxItems)
	f := &follower{get: get, options: o, left: MaxFetches, asked: map[string]bool{o.URL: true}, doc: *s.Document}
	if err := f.follow(ctx, s, 1); err != nil {
		return nil, err
	}
	if f.read == 0 && len(s.Maps) > 0 {
		return nil, cmp.Or(f.failure, errors.New("the index of sitemaps leads to none"))
	}
	return f.document(), nil
}

type follower struct {
	get     func(context.Context, string) (*fetch.Response, error)
	options Options
	// left is how many fetches may follow; read how many brought something.
	left, read int
	asked      map[string]bool
	failure    error
	doc        feed.Document
	unread     int
}

func (f *follower) follow(ctx context.Context, s *Sitemap, level int) error {
	for _, m := range s.Maps {
		if f.asked[m.URL] {
			continue
		}
		if f.left == 0 {
			f.unread++
			continue
		}
		f.left--
		f.asked[m.URL] = true
		sub, err := f.fetch(ctx, m.URL)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err == nil && sub.Index && level == maxLevels {
			err = errors.New("indexes of sitemaps are nested too deep")
		}
		if err != nil {
			err = fmt.Errorf("sitemap %s: %w", m.URL, err)
			f.failure = cmp.Or(f.failure, err)
			f.doc.Oddities = append(f.doc.Oddities, err.Error())
			continue
		}
		if sub.Index {
			if err := f.follow(ctx, sub, level+1); err != nil {
				return err
			}
			continue
		}
		f.take(sub.Document)
	}
	return nil
}

func (f *follower) fetch(ctx context.Context, address string) (*Sitemap, error) {
	r, err := f.get(ctx, address)
	if err != nil {
		return nil, err
	}
	o := f.options
	o.URL, o.ContentType = r.URL, r.ContentType
	s, err := Parse(r.Body, o)
	if err == nil && (r.Cut || r.Broken != nil) {
		s.Document.Cut = true
	}
	return s, err
}

func (f *follower) take(d *feed.Document) {
	f.read++
	f.doc.Items = append(f.doc.Items, d.Items...)
	f.doc.Title, f.doc.Language = cmp.Or(f.doc.Title, d.Title), cmp.Or(f.doc.Language, d.Language)
	f.doc.Cut = f.doc.Cut || d.Cut
	for _, o := range d.Oddities {
		if !slices.Contains(f.doc.Oddities, o) {
			f.doc.Oddities = append(f.doc.Oddities, o)
		}
	}
}

// document joins the entries: each once, only those with titles if any has
// one, the newest first.
func (f *follower) document() *feed.Document {
	d := &f.doc
	titled := slices.ContainsFunc(d.Items, func(it feed.Item) bool { return it.Title != "" })
	seen := map[string]bool{}
	d.Items = slices.DeleteFunc(d.Items, func(it feed.Item) bool {
		drop := titled && it.Title == "" || seen[it.Link]
		seen[it.Link] = true
		return drop
	})
	slices.SortStableFunc(d.Items, func(a, b feed.Item) int { return b.Published.Compare(a.Published) })
	d.Items = d.Items[:min(len(d.Items), f.options.MaxItems)]
	d.Format = "sitemap"
	if titled {
		d.Format = "news sitemap"
	}
	if f.unread > 0 {
		d.Oddities = append(d.Oddities, fmt.Sprintf("the index names %d more sitemaps, which are not read", f.unread))
	}
	return d
}
