package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/dateline-news/dateline/deployments/internal/fleet"
)

// natsConf is the configuration of a server: what deployments/nats says for
// one machine, with addresses for this run.
const natsConf = `server_name: %q
listen: %q
http: %q
max_payload: 1MB
jetstream { store_dir: %q, sync_interval: always, max_file_store: 24GB }
`

// natsCluster is what each server of a cluster has beside it.
const natsCluster = `cluster { name: torture, listen: %q, no_advertise: true, routes: [%s] }
`

// place is where a server listens.
type place struct {
	name, client, monitor, route string
	// enter is the command that runs another in the server's network; empty:
	// in that of this program.
	enter []string
}

// places returns where each server is to listen: on free ports of loopback,
// or each in a network of its own.
func (st *stage) places(ctx context.Context) ([]place, error) {
	places := make([]place, st.natsServers)
	for i := range places {
		p := &places[i]
		p.name = "nats"
		if len(places) > 1 {
			p.name = fmt.Sprintf("nats-%d", i+1)
		}
		if st.ownNetworks {
			host, enter, err := st.network.join(ctx, i)
			if err != nil {
				return nil, err
			}
			p.client, p.monitor, p.route, p.enter = host+":4222", host+":8222", host+":6222", enter
			continue
		}
		for _, addr := range []*string{&p.client, &p.monitor, &p.route} {
			var err error
			if *addr, err = fleet.FreeAddr(); err != nil {
				return nil, err
			}
		}
	}
	return places, nil
}

// startNATS starts one server, or a cluster.
func (st *stage) startNATS(ctx context.Context) error {
	if st.ownNetworks {
		var err error
		if st.network, err = newNetwork(ctx); err != nil {
			return err
		}
	}
	places, err := st.places(ctx)
	if err != nil {
		return err
	}
	var routes []string
	for _, p := range places {
		routes = append(routes, fmt.Sprintf("%q", "nats://"+p.route))
	}
	for i, p := range places {
		a := &actor{server: true, dir: filepath.Join(st.dir, p.name), number: i}
		if err := st.disk(ctx, a); err != nil {
			return err
		}
		text := fmt.Sprintf(natsConf, p.name, p.client, p.monitor, filepath.Join(a.dir, "store"))
		if len(places) > 1 {
			text += fmt.Sprintf(natsCluster, p.route, strings.Join(routes, ", "))
		}
		conf := filepath.Join(st.dir, p.name+".conf")
		if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
			return fmt.Errorf("writing the configuration of NATS: %w", err)
		}
		a.Process, err = st.fleet.Start(fleet.Spec{
			Name: p.name, Command: append(p.enter, filepath.Join(st.bin, "nats-server"), "-c", conf), Ready: "http://" + p.monitor + "/healthz",
			Env: st.clock(p.name),
		})
		if err != nil {
			return err
		}
		st.servers, st.addrs = append(st.servers, a), append(st.addrs, p.client)
	}
	return nil
}
