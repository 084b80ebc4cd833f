// Command indexd keeps the annotated articles of the stream in an index on
// disk and answers searches over NATS and HTTP.
//
// Its commands look after the folder: verify compares it with the stream and
// mends it, backup and restore copy it, retire gives months up, rebuild makes
// it anew. Each works beside a running indexd or standalone, which then does
// the work, as well as on a folder that nobody has open.
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
		New:       func(_ context.Context, p *daemon.Process) (daemon.Service, error) { return service(cfg, p) },
		Commands:  commands(&cfg, func(p *daemon.Process) connect { return p.ReadyBus }),
	})
}
