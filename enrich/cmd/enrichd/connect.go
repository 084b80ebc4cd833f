package main

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
)

// natsPatience is how long a command waits for NATS.
const natsPatience = 5 * time.Second

// connect connects to NATS. Its error is one line that names the address.
func connect(ctx context.Context, p *daemon.Process) (*bus.Bus, error) {
	b, err := p.Bus()
	if err != nil {
		return nil, err
	}
	waiting, cancel := context.WithTimeout(ctx, natsPatience)
	defer cancel()
	if err := b.AwaitStreams(waiting); err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, fmt.Errorf("waited %s: %w; start that server (standalone brings its own), or set DATELINE_NATS_URL to where it is", natsPatience, cmp.Or(b.Ready(), err))
	}
	return b, nil
}
