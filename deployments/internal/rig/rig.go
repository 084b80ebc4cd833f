// Package rig starts a whole installation of real processes beside a made-up
// press, for programs that measure it from outside: a NATS server that syncs
// always, ingestd, enrichd and indexd, each with its defaults but for the pace
// of polling.
package rig

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/dateline-news/dateline/deployments/internal/fleet"
	"github.com/dateline-news/dateline/deployments/internal/newsroom"
	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/bus"
)

// Options say what is started.
type Options struct {
	// Dir takes the data, the logs and, where Bin is empty, the programs,
	// which are built then.
	Dir, Bin string
	// Press is the newsroom; Poll the interval at which each feed is asked.
	Press newsroom.Options
	Poll  time.Duration
}

// Rig is a running installation.
type Rig struct {
	Newsroom *newsroom.Newsroom
	Fleet    *fleet.Fleet
	Bus      *bus.Bus
	// NATS, Ingest, Enrich and Index are its processes.
	NATS, Ingest, Enrich, Index *fleet.Process
	// Search is the address of the search API.
	Search string
}

// programs are built with these packages.
var programs = map[string]string{
	"ingestd": "./ingest/cmd/ingestd", "enrichd": "./enrich/cmd/enrichd", "indexd": "./index/cmd/indexd",
	"nats-server": "github.com/nats-io/nats-server/v2",
}

// natsConf is the configuration of the server: what deployments/nats says for
// one machine, with addresses of its own.
const natsConf = `server_name: rig
listen: %q
http: %q
max_payload: 1MB
jetstream { store_dir: %q, sync_interval: always, max_file_store: 24GB }
`

// startPatience bounds the start of everything.
const startPatience = 2 * time.Minute

// Start builds what is missing and starts everything.
func Start(ctx context.Context, o Options) (r *Rig, err error) {
	if o.Bin == "" {
		o.Bin = filepath.Join(o.Dir, "bin")
		if err := build(ctx, o.Bin); err != nil {
			return nil, err
		}
	}
	r = &Rig{}
	defer func() {
		if err != nil {
			r.Close()
		}
	}()
	if r.Newsroom, err = newsroom.Open(o.Press); err != nil {
		return nil, err
	}
	if r.Fleet, err = fleet.New(filepath.Join(o.Dir, "logs")); err != nil {
		return nil, err
	}
	var addrs [6]string
	for i := range addrs {
		if addrs[i], err = fleet.FreeAddr(); err != nil {
			return nil, err
		}
	}
	url := "nats://" + addrs[0]
	conf := filepath.Join(o.Dir, "nats.conf")
	if err := os.WriteFile(conf, fmt.Appendf(nil, natsConf, addrs[0], addrs[1], filepath.Join(o.Dir, "nats")), 0o600); err != nil {
		return nil, fmt.Errorf("writing the configuration of NATS: %w", err)
	}
	if r.NATS, err = r.Fleet.Start(fleet.Spec{
		Name: "nats", Command: []string{filepath.Join(o.Bin, "nats-server"), "-c", conf}, Ready: "http://" + addrs[1] + "/healthz",
	}); err != nil {
		return nil, err
	}
	if r.Bus, err = bus.Connect(bus.Config{URL: url}, bus.Options{Name: "rig"}); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	if err := r.Bus.AwaitStreams(ctx); err != nil {
		return nil, fmt.Errorf("waiting for NATS: %w", err)
	}
	if _, err := ingest.AddFeeds(ctx, r.Bus, strings.NewReader(r.Newsroom.OPML())); err != nil {
		return nil, err
	}
	daemon := func(service, admin string, env map[string]string) (*fleet.Process, error) {
		env["DATELINE_NATS_URL"], env["DATELINE_"+strings.ToUpper(service)+"_ADMIN_ADDR"] = url, admin
		return r.Fleet.Start(fleet.Spec{
			Name: service + "d", Command: []string{filepath.Join(o.Bin, service+"d")}, Env: env,
			Ready: "http://" + admin + "/readyz", Metrics: "http://" + admin + "/metrics",
		})
	}
	poll := o.Poll.String()
	var err1, err2, err3 error
	r.Ingest, err1 = daemon("ingest", addrs[2], map[string]string{
		"DATELINE_INGEST_HOSTS": r.Newsroom.Hosts(), "DATELINE_INGEST_POLL_MIN": poll, "DATELINE_INGEST_POLL_MAX": poll,
		"DATELINE_INGEST_REVISION_MIN": "0s", "DATELINE_INGEST_FETCH_SPACING": "0s", "DATELINE_INGEST_FULL_TEXT": "never",
	})
	r.Enrich, err2 = daemon("enrich", addrs[3], map[string]string{})
	r.Search = "http://" + addrs[5]
	r.Index, err3 = daemon("index", addrs[4], map[string]string{"DATELINE_INDEX_DIR": filepath.Join(o.Dir, "index"), "DATELINE_INDEX_HTTP_ADDR": addrs[5]})
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	return r, r.Fleet.AwaitReady(ctx)
}

// Processes are those that are measured, in the order of the flow.
func (r *Rig) Processes() []*fleet.Process {
	return []*fleet.Process{r.NATS, r.Ingest, r.Enrich, r.Index}
}

// Close ends everything at once.
func (r *Rig) Close() {
	if r.Bus != nil {
		r.Bus.Close()
	}
	if r.Fleet != nil {
		r.Fleet.Close()
	}
	if r.Newsroom != nil {
		r.Newsroom.Close()
	}
}

// build builds every program.
func build(ctx context.Context, dir string) error {
	work, err := exec.CommandContext(ctx, "go", "env", "GOWORK").Output()
	root := filepath.Dir(string(bytes.TrimSpace(work)))
	if err != nil || root == "." {
		return errors.New("this is to be run within the workspace of Dateline, or with -bin")
	}
	for name, pkg := range programs {
		cmd := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", filepath.Join(dir, name), pkg) //nolint:gosec // our own packages
		cmd.Dir = root
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("building %s: %w\n%s", name, err, out)
		}
	}
	return nil
}
