// Command ingestd polls feeds and publishes their items as articles. Any
// number of them share the feeds of one installation. "ingestd feeds" lists
// and changes the feeds, "ingestd feeds check URL" examines one without NATS,
// and "ingestd load FILE" publishes an archive of articles.
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
		Commands: commands(&cfg),
	})
}
