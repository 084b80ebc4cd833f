package ingest

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/shared/bus"
)

// Added is what came of a list of feeds.
type Added struct {
	// New were registered and will be polled; Known were registered before.
	New, Known int
	// Oddities say in words what could not be taken.
	Oddities []string
}

// AddFeeds registers the feeds of an OPML file with their folders and tags. A
// feed that is registered already, or that has moved to an address of the
// file, is left as it is. The error is for a file that
// breaks off or is no OPML, and for a bus that fails, beside what was added
// before.
func AddFeeds(ctx context.Context, b *bus.Bus, opml io.Reader) (Added, error) {
	feeds, oddities, readErr := registry.ReadOPML(opml)
	added := Added{Oddities: oddities}
	if len(feeds) == 0 && readErr != nil {
		return added, readErr
	}
	r := registry.New(b.Feeds())
	known, err := r.List(ctx)
	if err != nil && len(known) == 0 {
		return added, err
	}
	taken := make(map[string]bool, len(known))
	for _, f := range known {
		taken[f.URL] = true
	}
	now := time.Now().UTC()
	absent := feeds[:0]
	for _, f := range feeds {
		if taken[f.URL] {
			added.Known++
			continue
		}
		f.Added = now
		absent = append(absent, f)
	}
	isNew, err := r.AddAll(ctx, absent, func() time.Time { return now.Add(spread(time.Duration(len(feeds)) * perTimer)) })
	for _, n := range isNew {
		if n {
			added.New++
		} else {
			added.Known++
		}
	}
	if err != nil {
		return added, fmt.Errorf("adding %d feeds, %d done: %w", len(feeds), added.New+added.Known, err)
	}
	return added, readErr
}
