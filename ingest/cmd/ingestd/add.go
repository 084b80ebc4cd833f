package main

import (
	"context"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/registry"
)

const addHelp = `ingestd feeds add URL

Registers a feed, which is polled as soon as an ingestd runs.
`

func addFeed(ctx context.Context, t *tool, args []string) error {
	f := newFlags("add", addHelp)
	if err := f.parse(args, 1, 1); err != nil {
		return err
	}
	address, err := registry.CheckAddress(f.Arg(0))
	if err != nil {
		return err
	}
	b, err := t.connect(ctx)
	if err != nil {
		return err
	}
	now := time.Now().UTC()
	r := registry.New(b.Feeds())
	isNew, err := r.Add(ctx, registry.Settings{URL: address, Added: now}, now)
	if err != nil {
		return err
	}
	s, err := r.Find(ctx, address)
	if err != nil {
		return err
	}
	if !isNew {
		t.printf("%s is registered already as %s\n", clean(address), s.ID)
		return nil
	}
	t.printf("added %s as %s; it is polled as soon as an ingestd runs\n", clean(address), s.ID)
	return nil
}
