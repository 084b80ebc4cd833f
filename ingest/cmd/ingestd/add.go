package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/ingest/internal/discover"
	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/news"
)

const addHelp = `ingestd feeds add [-first | -all | -unchecked] URL [NAME=VALUE ...]

Registers a feed, which is polled as soon as an ingestd runs. URL may be that
of a feed, of a news sitemap, or of a site: then its feeds are looked for (what
the page names, what it links to, robots.txt, the usual addresses) with at most
30 requests. The one feed of news is added; where there are several, they are
listed and none is added. NAME=VALUE are settings, see "feeds set -h".

  -first      add the first of those that are listed
  -all        add all that are listed, except feeds of comments and empty ones
  -unchecked  add URL without asking it, for a feed that is down
`

func addFeed(ctx context.Context, t *tool, args []string) error {
	f := daemon.NewFlags(addHelp)
	first, all, unchecked := f.Bool("first", false, ""), f.Bool("all", false, ""), f.Bool("unchecked", false, "")
	if err := f.Read(args, 1, -1); err != nil {
		return err
	}
	address, err := registry.CheckAddress(f.Arg(0))
	if err != nil {
		return err
	}
	settings := registry.Settings{URL: address}
	for _, assignment := range f.Args()[1:] {
		if err := settings.Set(assignment); err != nil {
			return err
		}
	}
	if err := settings.Validate(); err != nil {
		return err
	}
	b, err := t.connect(ctx)
	if err != nil {
		return err
	}
	r := registry.New(b.Feeds())
	if s, err := r.Find(ctx, address); err == nil {
		t.printf("%s is registered already as %s\n", clean(address), s.ID)
		return nil
	}
	if *unchecked {
		return t.register(ctx, b, settings)
	}
	result, err := ingest.Discover(ctx, t.config, ingest.Deps{Allow: t.allow}, settings)
	if err != nil {
		return fmt.Errorf("%w; see what is wrong with: ingestd feeds check %s; or add it all the same with -unchecked", err, clean(address))
	}
	if result.Feed != nil {
		settings.Kind = result.Feed.Kind
		return t.register(ctx, b, settings)
	}
	if len(result.Found) == 0 {
		return fmt.Errorf("%s is a page, and no feed was found with %d requests: look for a link that says RSS on the site and add its address", clean(address), result.Tried)
	}
	t.printf("%s is no feed; of its site these were found:\n", clean(address))
	t.printFound(result.Found)
	chosen := t.choose(result, *first, *all)
	for _, found := range chosen {
		s := settings
		s.URL, s.Kind = found.URL, found.Kind
		if !fetch.SameOrigin(address, found.URL) {
			// What is meant for the site is not for others that it names.
			s.Headers, s.User, s.Secret, s.InsecureTLS, s.AllowPrivate = nil, "", "", false, false
		}
		if err := t.register(ctx, b, s); err != nil {
			return err
		}
	}
	if len(chosen) == 0 {
		return fmt.Errorf("none was added: add the address of one, or use -first or -all")
	}
	return nil
}

// choose returns what is to be added of what was found.
func (t *tool) choose(r *discover.Result, first, all bool) []discover.Found {
	switch {
	case all:
		var list []discover.Found
		for _, f := range r.Found {
			if !f.Comments && f.Items > 0 {
				list = append(list, f)
			}
		}
		return list
	case first:
		return r.Found[:1]
	}
	if best, ok := r.Best(); ok {
		return []discover.Found{best}
	}
	return nil
}

func (t *tool) printFound(found []discover.Found) {
	w := tabwriter.NewWriter(t.stdout, 0, 8, 2, ' ', 0)
	for _, f := range found {
		newest := "no dates"
		if !f.Newest.IsZero() {
			newest = "newest " + f.Newest.Format("2006-01-02 15:04")
		}
		note := ""
		if f.Comments {
			note = ", comments"
		}
		_, _ = fmt.Fprintf(w, "  %s\t%s\t%d items, %s%s\t%s\t%s\n", clean(f.URL), clean(f.Format), f.Items, newest, note, short(clean(f.Title), 40), clean(f.From))
		for _, same := range f.Same {
			_, _ = fmt.Fprintf(w, "  and %s\tthe same items\n", clean(same))
		}
	}
	_ = w.Flush() // as printf
}

// register adds one feed.
func (t *tool) register(ctx context.Context, b *bus.Bus, s registry.Settings) error {
	r := registry.New(b.Feeds())
	s.Added = time.Now().UTC()
	isNew, err := r.Add(ctx, s, s.Added)
	if err != nil {
		return err
	}
	id := news.FeedID(s.URL)
	if isNew {
		t.printf("added %s as %s; it is polled as soon as an ingestd runs\n", clean(s.URL), id)
		return nil
	}
	stored, err := r.Get(ctx, id)
	if err != nil {
		return err
	}
	t.printf("%s is registered already as %s", clean(s.URL), id)
	if stored.URL != s.URL {
		t.printf(", which has moved to %s", clean(stored.URL))
	}
	t.printf("\n")
	return nil
}
