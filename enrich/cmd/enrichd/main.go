// Command enrichd annotates articles between two streams: language, dateline,
// headings, site notices and entities. "enrichd annotate" does the same from
// standard input to standard output, without NATS.
package main

import (
	"context"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/shared/daemon"
)

func main() {
	var cfg enrich.Config
	daemon.Main(daemon.App{
		Name:      "enrichd",
		Summary:   "annotates articles with language, dateline, headings, site notices and entities",
		Prefix:    enrich.Prefix,
		Settings:  &cfg,
		AdminAddr: enrich.AdminAddr,
		New: func(_ context.Context, p *daemon.Process) (daemon.Service, error) {
			b, err := p.Bus()
			if err != nil {
				return nil, err
			}
			return enrich.New(cfg, enrich.Deps{Bus: b, Log: p.Log, Registerer: p.Registry, Health: p.Health})
		},
		Commands: []daemon.Command{{
			Name:    "annotate",
			Summary: `annotate JSON lines {"id","title","text"} from standard input to standard output`,
			Run:     annotate,
		}},
	})
}
