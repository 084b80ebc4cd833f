package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"github.com/dateline-news/dateline/shared/bus"
)

// network is a bridge with a namespace of its own for each server, whose link
// can be taken down as if its cable was pulled.
type network struct {
	// id keeps apart the networks of two runs on one machine.
	id    int
	nodes int
}

// newNetwork makes a bridge that reaches this machine.
func newNetwork(ctx context.Context) (*network, error) {
	n := &network{id: os.Getpid() % 250}
	err := errors.Join(
		command(ctx, "ip", "link", "add", n.bridge(), "type", "bridge"),
		command(ctx, "ip", "addr", "add", fmt.Sprintf("10.213.%d.254/24", n.id), "dev", n.bridge()),
		command(ctx, "ip", "link", "set", n.bridge(), "up"),
	)
	if err != nil {
		n.close(ctx)
		return nil, err
	}
	return n, nil
}

func (n *network) bridge() string         { return fmt.Sprintf("dltb%d", n.id) }
func (n *network) link(node int) string   { return fmt.Sprintf("dlt%dn%d", n.id, node) }
func (n *network) inside(node int) string { return fmt.Sprintf("dlt%di%d", n.id, node) }
func (n *network) space(node int) string  { return fmt.Sprintf("dateline-torture-%d-%d", n.id, node) }

// join makes a namespace on the bridge and returns its address, and the
// command that runs another in it.
func (n *network) join(ctx context.Context, node int) (host string, enter []string, err error) {
	n.nodes = max(n.nodes, node+1)
	host = fmt.Sprintf("10.213.%d.%d", n.id, node+1)
	space := n.space(node)
	for _, args := range [][]string{
		{"netns", "add", space},
		{"link", "add", n.link(node), "type", "veth", "peer", "name", n.inside(node), "netns", space},
		{"link", "set", n.link(node), "master", n.bridge(), "up"},
		{"-n", space, "addr", "add", host + "/24", "dev", n.inside(node)},
		{"-n", space, "link", "set", n.inside(node), "up"},
		{"-n", space, "link", "set", "lo", "up"},
	} {
		if err := command(ctx, "ip", args...); err != nil {
			return "", nil, err
		}
	}
	return host, []string{"ip", "netns", "exec", space}, nil
}

// set takes the link of a node down or up.
func (n *network) set(ctx context.Context, node int, state string) error {
	return command(ctx, "ip", "link", "set", n.link(node), state)
}

// close removes what was made.
func (n *network) close(ctx context.Context) {
	for node := range n.nodes {
		_ = command(ctx, "ip", "netns", "del", n.space(node)) // its link goes with it
	}
	_ = command(ctx, "ip", "link", "del", n.bridge())
}

// unplug takes the links of some servers down for a while.
func unplug(ctx context.Context, st *stage, r *rand.Rand) error {
	d := between(r, 200*time.Millisecond, 15*time.Second)
	first := r.IntN(len(st.servers))
	some := []*actor{st.servers[first]}
	if len(st.servers) > 1 && r.IntN(4) == 0 {
		some = append(some, st.servers[(first+1)%len(st.servers)])
	}
	var errs []error
	for _, a := range some {
		st.say("unplug %s for %s", a.Name, d)
		errs = append(errs, st.network.set(ctx, a.number, "down"))
	}
	pause(ctx, d)
	for _, a := range some {
		errs = append(errs, st.network.set(context.WithoutCancel(ctx), a.number, "up"))
		st.over(a)
	}
	return errors.Join(errs...)
}

// killLeader ends the server that leads the stream of articles.
func killLeader(ctx context.Context, st *stage, r *rand.Rand) error {
	streams := []bus.StreamName{bus.Articles, bus.Enriched, bus.Feeds}
	name := st.bus.Names().Stream(streams[r.IntN(len(streams))])
	leader := ""
	if err := tries(ctx, func(ctx context.Context) error {
		stream, err := st.bus.JetStream().Stream(ctx, name)
		if err == nil && stream.CachedInfo().Cluster != nil {
			leader = stream.CachedInfo().Cluster.Leader
		}
		return err
	}); err != nil {
		return err
	}
	for _, a := range st.servers {
		if a.Name == leader {
			a.one.Lock()
			defer a.one.Unlock()
			st.say("kill %s, which leads %s", a.Name, name)
			a.Kill()
			st.over(a)
		}
	}
	return nil
}
