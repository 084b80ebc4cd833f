// Command ingestd polls feeds and publishes their items as articles. Any
// number of them share the feeds of one installation. "ingestd feeds" lists
// and changes the feeds; "ingestd feeds check URL" examines one without NATS.
package main

import (
	"context"

	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/daemon"
)

func main() {
	var cfg ingest.Config
	daemon.Main(daemon.App{
		Name:      "ingestd",
		Summary:   "polls feeds and publishes their items as articles",
		Prefix:    ingest.Prefix,
		Settings:  &cfg,
		AdminAddr: ingest.AdminAddr,
		New: func(_ context.Context, p *daemon.Process) (daemon.Service, error) {
			b, err := p.Bus()
			if err != nil {
				return nil, err
			}
			return ingest.New(cfg, ingest.Deps{Bus: b, Log: p.Log, Registerer: p.Registry, Health: p.Health, Allow: p.Config.AllowCidrs})
		},
		Commands: []daemon.Command{{
			Name:    "feeds",
			Summary: "add | list | show | set | poll | remove | import | export | check: the feeds; feeds -h says more",
			Run: func(ctx context.Context, p *daemon.Process, args []string) error {
				return feeds(ctx, newTool(p, cfg), args)
			},
		}},
	})
}
