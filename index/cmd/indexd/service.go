package main

import (
	"runtime/debug"

	"github.com/dateline-news/dateline/index"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
)

// service wires what the daemon runs. A copy that is only read needs no NATS.
func service(cfg index.Config, p *daemon.Process) (daemon.Service, error) {
	debug.SetGCPercent(cfg.GC.Percent)
	if cfg.GC.Memory > 0 {
		debug.SetMemoryLimit(cfg.GC.Memory)
	}
	var b *bus.Bus
	if !cfg.ReadOnly {
		var err error
		if b, err = p.Bus(); err != nil {
			return nil, err
		}
	}
	return index.NewServer(cfg, index.Deps{Bus: b, Log: p.Log, Registerer: p.Registry, Health: p.Health, Allow: p.Config.AllowCidrs})
}
