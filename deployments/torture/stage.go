package main

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dateline-news/dateline/deployments/internal/fleet"
	"github.com/dateline-news/dateline/deployments/internal/newsroom"
	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/bus"
)

// stage is a whole installation and everything that can happen to it.
type stage struct {
	settings
	out io.Writer
	// tell guards out.
	tell     sync.Mutex
	newsroom *newsroom.Newsroom
	fleet    *fleet.Fleet
	// servers are NATS, one process or a cluster.
	servers []*actor
	daemons []*actor
	// bus is connected with NATS directly, at addrs.
	bus   *bus.Bus
	addrs []string
	// ownDisks is set if each process with data has a disk of its own.
	ownDisks bool
	// ownNetworks is set if each server is in a network of its own, ownClocks
	// if the clock of each process can be set.
	ownNetworks, ownClocks bool
	network                *network

	// mu guards what faults leave behind.
	mu       sync.Mutex
	survived map[string]int
	poison   []poisoned
	trouble  []finding
	// revived counts the servers that were started again because of what
	// their health check said.
	revived int
	// rested is how long it took to come to rest.
	rested time.Duration
}

// actor is a process with its wire to NATS, one fault at a time.
type actor struct {
	*fleet.Process
	// server is set for NATS, which has no wires; number counts its servers.
	server bool
	number int
	// wires lead to each server.
	wires wires
	// one is held by a fault that must not meet another on this process.
	one sync.Mutex
	// dir is where the process keeps its data, if it does, and volume the
	// disk of its own that it may have there.
	dir    string
	volume *volume
}

// open builds what is missing and starts everything.
func open(ctx context.Context, s settings, kinds []kind, out io.Writer) (_ *stage, err error) {
	wants := func(what func(kind) bool) bool { return slices.ContainsFunc(kinds, what) }
	st := &stage{settings: s, out: out, survived: map[string]int{}}
	st.ownDisks = wants(func(k kind) bool { return k.disks })
	st.ownNetworks = wants(func(k kind) bool { return k.networks })
	st.ownClocks = wants(func(k kind) bool { return k.clocks })
	if st.bin == "" {
		st.bin = filepath.Join(s.dir, "bin")
		var flags []string
		if st.ownClocks {
			if flags, err = clockFlags(ctx, filepath.Join(s.dir, "clock")); err != nil {
				return nil, err
			}
		}
		if err := build(ctx, st.bin, flags...); err != nil {
			return nil, err
		}
	}
	defer func() {
		if err != nil {
			st.close()
		}
	}()
	o := newsroom.OptionsFor(s.items)
	o.Seed = s.seed
	if st.newsroom, err = newsroom.Open(o); err != nil {
		return nil, err
	}
	if st.fleet, err = fleet.New(filepath.Join(s.dir, "logs")); err != nil {
		return nil, err
	}
	if err := st.startNATS(ctx); err != nil {
		return nil, err
	}
	if st.bus, err = bus.Connect(bus.Config{URL: st.natsURL(), Prefix: "news", Replicas: st.natsServers}, bus.Options{Name: "torture"}); err != nil {
		return nil, err
	}
	ready, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := st.bus.AwaitStreams(ready); err != nil {
		return nil, fmt.Errorf("waiting for NATS: %w", err)
	}
	if _, err := ingest.AddFeeds(ready, st.bus, strings.NewReader(st.newsroom.OPML())); err != nil {
		return nil, err
	}
	if err := st.startDaemons(ctx); err != nil {
		return nil, err
	}
	if err := st.fleet.AwaitReady(ready); err != nil {
		return nil, err
	}
	if out, err := st.tool(ready, "newsq", "alert", "add", alertName, "title:"+newsroom.Signal); err != nil {
		return nil, fmt.Errorf("adding the standing query: %w\n%s", err, out)
	}
	return st, nil
}

func (st *stage) close() {
	if st.bus != nil {
		st.bus.Close()
	}
	if st.fleet != nil {
		st.fleet.Close()
	}
	for _, d := range st.daemons {
		d.wires.Close()
	}
	if st.newsroom != nil {
		st.newsroom.Close()
	}
	st.unmountAll()
	if st.network != nil {
		st.network.close(context.Background())
	}
}

// programs are built with these packages; the server is the pinned one.
var programs = map[string]string{
	"ingestd": "./ingest/cmd/ingestd", "enrichd": "./enrich/cmd/enrichd", "indexd": "./index/cmd/indexd", "newsq": "./index/cmd/newsq",
	"nats-server": "github.com/nats-io/nats-server/v2",
}

func build(ctx context.Context, dir string, flags ...string) error {
	work, err := exec.CommandContext(ctx, "go", "env", "GOWORK").Output()
	if err != nil || len(strings.TrimSpace(string(work))) == 0 {
		return fmt.Errorf("torture is to be run within the workspace of Dateline (%w), or with -bin", err)
	}
	for name, pkg := range programs {
		args := append([]string{"build", "-buildvcs=false", "-o", filepath.Join(dir, name)}, flags...)
		cmd := exec.CommandContext(ctx, "go", append(args, pkg)...) //nolint:gosec // our own packages
		cmd.Dir = filepath.Dir(strings.TrimSpace(string(work)))
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("building %s: %w\n%s", name, err, out)
		}
	}
	return nil
}

func (st *stage) startDaemons(ctx context.Context) error {
	for _, d := range []struct {
		service string
		number  int
	}{{"ingest", st.ingests}, {"enrich", st.enrichers}, {"index", st.indexes}} {
		for i := range d.number {
			if err := st.startDaemon(ctx, d.service, fmt.Sprintf("%sd-%d", d.service, i+1)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (st *stage) startDaemon(ctx context.Context, service, name string) error {
	wires, err := newWires(st.addrs)
	if err != nil {
		return err
	}
	admin, err := fleet.FreeAddr()
	if err != nil {
		return err
	}
	prefix := "DATELINE_" + strings.ToUpper(service)
	env := st.clock(name)
	env["DATELINE_NATS_URL"], env["DATELINE_NATS_REPLICAS"] = wires.url(), fmt.Sprint(st.natsServers)
	env["DATELINE_LOG_LEVEL"], env[prefix+"_ADMIN_ADDR"] = "info", admin
	a := &actor{wires: wires}
	switch service {
	case "ingest":
		env[prefix+"_HOSTS"] = st.newsroom.Hosts()
		env[prefix+"_POLL_MIN"], env[prefix+"_POLL_MAX"] = "1s", "1s"
		env[prefix+"_REVISION_MIN"], env[prefix+"_FETCH_SPACING"] = "0s", "0s"
		env[prefix+"_FULL_TEXT"] = "never"
	case "index":
		a.dir = filepath.Join(st.dir, name)
		env[prefix+"_DIR"] = filepath.Join(a.dir, "index")
		if err := st.disk(ctx, a); err != nil {
			return err
		}
		if env[prefix+"_HTTP_ADDR"], err = fleet.FreeAddr(); err != nil {
			return err
		}
	}
	a.Process, err = st.fleet.Start(fleet.Spec{
		Name: name, Command: []string{filepath.Join(st.bin, service+"d")}, Env: env,
		Ready: "http://" + admin + "/readyz", Metrics: "http://" + admin + "/metrics",
	})
	if err != nil {
		return err
	}
	st.daemons = append(st.daemons, a)
	return nil
}

// tool runs one of the tools against the installation.
func (st *stage) tool(ctx context.Context, name string, args ...string) (string, error) {
	return st.toolIn(ctx, "", name, args...)
}

// toolIn is tool with the folder of an index.
func (st *stage) toolIn(ctx context.Context, index, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(st.bin, name), args...) //nolint:gosec // our own programs
	cmd.Env = fleet.Environment(map[string]string{"DATELINE_NATS_URL": st.natsURL()})
	if index != "" {
		cmd.Env = append(cmd.Env, "DATELINE_INDEX_DIR="+filepath.Join(index, "index"))
	}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// say prints a line when every fault is to be told.
func (st *stage) say(format string, args ...any) {
	if st.verbose {
		st.print(format, args...)
	}
}

func (st *stage) print(format string, args ...any) {
	st.tell.Lock()
	defer st.tell.Unlock()
	fmt.Fprintf(st.out, format+"\n", args...)
}

// everyone is every process, NATS first.
func (st *stage) everyone() []*actor { return append(slices.Clone(st.servers), st.daemons...) }

// natsURL leads to NATS directly.
func (st *stage) natsURL() string { return "nats://" + strings.Join(st.addrs, ",nats://") }
