package main

import (
	"strings"

	"github.com/dateline-news/dateline/deployments/internal/fleet"
)

// wires lead from one daemon to every server, and fail together.
type wires []*fleet.Wire

func newWires(addrs []string) (wires, error) {
	var all wires
	for _, addr := range addrs {
		w, err := fleet.NewWire(addr)
		if err != nil {
			all.Close()
			return nil, err
		}
		all = append(all, w)
	}
	return all, nil
}

// url is what the daemon is told of NATS.
func (ws wires) url() string {
	var urls []string
	for _, w := range ws {
		urls = append(urls, "nats://"+w.Addr())
	}
	return strings.Join(urls, ",")
}

func (ws wires) each(do func(*fleet.Wire)) {
	for _, w := range ws {
		do(w)
	}
}

func (ws wires) Cut()               { ws.each((*fleet.Wire).Cut) }
func (ws wires) CutAfter(bytes int) { ws.each(func(w *fleet.Wire) { w.CutAfter(bytes) }) }
func (ws wires) Hold()              { ws.each((*fleet.Wire).Hold) }
func (ws wires) Refuse()            { ws.each((*fleet.Wire).Refuse) }
func (ws wires) Free()              { ws.each((*fleet.Wire).Free) }
func (ws wires) Close()             { ws.each((*fleet.Wire).Close) }
