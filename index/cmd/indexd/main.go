// Command indexd keeps the annotated articles of the stream in an index on
// disk and answers searches over NATS and HTTP. "indexd rebuild" makes the
// index anew from the articles it holds, while searches go on.
package main

import (
	"context"

	"github.com/dateline-news/dateline/index"
	"github.com/dateline-news/dateline/shared/daemon"
)

func main() {
	var cfg index.Config
	daemon.Main(daemon.App{
		Name:      "indexd",
		Summary:   "indexes annotated articles and answers searches over NATS and HTTP",
		Prefix:    index.Prefix,
		Settings:  &cfg,
		AdminAddr: index.AdminAddr,
		New: func(_ context.Context, p *daemon.Process) (daemon.Service, error) {
			b, err := p.Bus()
			if err != nil {
				return nil, err
			}
			return index.NewServer(cfg, index.Deps{Bus: b, Log: p.Log, Registerer: p.Registry, Health: p.Health})
		},
		Commands: []daemon.Command{{
			Name:    "rebuild",
			Summary: "make the index anew from the articles it holds; a running indexd does it while it serves",
			Run: func(ctx context.Context, p *daemon.Process, args []string) error {
				if len(args) > 0 {
					return daemon.Usagef("rebuild takes no arguments")
				}
				return index.Rebuild(ctx, cfg, p.Log, p.Stdout)
			},
		}},
	})
}
