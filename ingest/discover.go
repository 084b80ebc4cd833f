package ingest

import (
	"context"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/discover"
	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/registry"
)

// Discover looks what is at an address, asked for as the settings say, and if
// that is a page, for the feeds of its site. It needs no bus and registers
// nothing.
func Discover(ctx context.Context, cfg Config, deps Deps, settings registry.Settings) (*discover.Result, error) {
	request, err := settings.Request()
	if err != nil {
		return nil, err
	}
	options := cfg.fetch()
	options.Dialer = dialer(cfg, deps)
	client := fetch.New(options)
	defer client.Close()
	return discover.Search(ctx, client, settings.URL, discover.Options{
		Spacing: max(cfg.Fetch.Spacing/2, time.Nanosecond), Request: request, Limits: cfg.limits(), Now: time.Now().UTC(),
	})
}
