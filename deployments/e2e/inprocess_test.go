package e2e

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/index"
	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// inProcess runs the services in the test's own process.
type inProcess struct {
	indexDir string

	// mu guards what is below.
	mu      sync.Mutex
	running map[string]*task
	apiURL  string
}

// task is a running service.
type task struct {
	cancel context.CancelFunc
	done   chan error
	close  func()
}

func TestInProcess(t *testing.T) {
	t.Parallel()
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel() // most of a scenario is waiting for timers
			s.run(t, newWorld(t, &inProcess{indexDir: t.TempDir(), running: map[string]*task{}}))
		})
	}
}

func (d *inProcess) feeds([]string) []string { return someFeeds }

func (d *inProcess) api() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.apiURL
}

func (d *inProcess) start(t *testing.T, w *world, name string) {
	t.Helper()
	log := telemetry.NewLogger(t.Output(), testLevel, telemetry.FormatText)
	registry := prometheus.NewRegistry()
	health := &daemon.Health{}
	b := w.connect(t, name)
	var run func(context.Context) error
	closeAPI := func() {}
	switch kind, _, _ := strings.Cut(name, "#"); kind {
	case "ingest":
		var cfg ingest.Config
		defaults(t, &cfg)
		cfg.Poll.Min, cfg.Poll.Max = time.Hour, 2*time.Hour
		cfg.RevisionMin, cfg.Fetch.Spacing = 0, 0
		s, err := ingest.New(cfg, ingest.Deps{Bus: b, Log: log, Registerer: registry, Health: health, Hosts: map[string]string{"*.example": w.hosts}})
		if err != nil {
			t.Fatal(err)
		}
		run = s.Run
	case "enrich":
		var cfg enrich.Config
		defaults(t, &cfg)
		s, err := enrich.New(cfg, enrich.Deps{Bus: b, Log: log, Registerer: registry, Health: health})
		if err != nil {
			t.Fatal(err)
		}
		run = s.Run
	case "index":
		var cfg index.Config
		defaults(t, &cfg)
		// Services that wait for each other write little at a time; larger
		// batches leave less to merge.
		cfg.Dir, cfg.Batch.Age = d.indexDir, time.Second
		s, err := index.New(cfg, index.Deps{Bus: b, Log: log, Registerer: registry, Health: health})
		if err != nil {
			t.Fatal(err)
		}
		run = s.Run
		site := httptest.NewServer(s.Handler())
		closeAPI = site.Close
		d.mu.Lock()
		d.apiURL = site.URL
		d.mu.Unlock()
	default:
		t.Fatalf("no service %q", name)
	}
	ctx, cancel := context.WithCancel(context.Background())
	task := &task{cancel: cancel, done: make(chan error, 1), close: closeAPI}
	go func() { task.done <- run(ctx) }()
	d.mu.Lock()
	d.running[name] = task
	d.mu.Unlock()
	t.Cleanup(func() { d.stop(t, name) })
}

// defaults fills a configuration with its defaults.
func defaults(t *testing.T, cfg any) {
	t.Helper()
	if err := env.Defaults(cfg); err != nil {
		t.Fatal(err)
	}
}

func (d *inProcess) stop(t *testing.T, name string) {
	d.mu.Lock()
	task := d.running[name]
	delete(d.running, name)
	d.mu.Unlock()
	if task == nil {
		return
	}
	task.cancel()
	select {
	case err := <-task.done:
		if err != nil {
			t.Errorf("%s ended with: %v", name, err)
		}
	case <-time.After(patience):
		panic(fmt.Sprintf("%s did not stop", name))
	}
	task.close()
}

// kill is a stop: a part of a process cannot be killed.
func (d *inProcess) kill(t *testing.T, name string) { d.stop(t, name) }
