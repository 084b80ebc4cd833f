package discover

import (
	"slices"
	"strings"

	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/shared/news"
)

// unite leaves of several feeds with the same items the best, which then has
// the addresses of the others. The list is in order, the best first.
func unite(list []Found) []Found {
	var kept []Found
	for _, f := range list {
		f.ids = f.items()
		i := slices.IndexFunc(kept, func(k Found) bool { return k.same(&f) })
		if i < 0 {
			kept = append(kept, f)
			continue
		}
		kept[i].Same = append(kept[i].Same, f.URL)
	}
	return kept
}

// items returns the articles that the feed lists.
func (f *Found) items() map[string]bool {
	ids := map[string]bool{}
	for _, link := range f.links {
		if id, err := news.IDFromURL(link); err == nil {
			ids[id] = true
		}
	}
	return ids
}

// same reports that the shorter of two feeds is in the longer but for a tenth,
// and is at least half of it or has its title: the feed of a section, which is
// in that of the site for a time, is less.
func (f *Found) same(other *Found) bool {
	a, b := f.ids, other.ids
	if len(a) > len(b) {
		a, b = b, a
	}
	shared := 0
	for id := range a {
		if b[id] {
			shared++
		}
	}
	return f.Kind == other.Kind && f.Comments == other.Comments && len(a) > 0 && 10*shared >= 9*len(a) &&
		(2*len(a) >= len(b) || strings.EqualFold(f.Title, other.Title))
}

// Best returns the one feed that the site is meant to be read by: the only
// one of news. It returns false where a person has to choose.
func (r *Result) Best() (Found, bool) {
	if r.Feed != nil {
		return *r.Feed, true
	}
	var feeds, maps []Found
	for _, f := range r.Found {
		switch {
		case f.Comments || f.Items == 0:
		case f.Kind == registry.KindFeed:
			feeds = append(feeds, f)
		default:
			maps = append(maps, f)
		}
	}
	if len(feeds) == 0 {
		feeds = maps
	}
	if len(feeds) != 1 {
		return Found{}, false
	}
	return feeds[0], true
}
