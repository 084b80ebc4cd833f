package fleet

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Fleet is a set of supervised processes.
type Fleet struct {
	// Dir is where the logs are, as <name>.log.
	Dir string

	client http.Client
	// mu guards processes.
	mu        sync.Mutex
	processes []*Process
	closed    context.Context
	close     context.CancelFunc
	done      sync.WaitGroup
}

// New returns a fleet without processes that keeps its logs in a folder.
func New(dir string) (*Fleet, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("making the folder of the logs: %w", err)
	}
	f := &Fleet{Dir: dir, client: http.Client{Timeout: 2 * time.Second}}
	f.closed, f.close = context.WithCancel(context.Background())
	return f, nil
}

// Spec says how a process is run.
type Spec struct {
	Name string
	// Command is the path of the program and its arguments.
	Command []string
	// Env are the settings of Dateline that it gets; those in this process's
	// own environment it does not get.
	Env map[string]string
	// Ready is an address that answers 200 when the process is ready, Metrics
	// one of metrics in Prometheus' text form; empty: none.
	Ready   string
	Metrics string
}

// Start runs a process and its supervisor.
func (f *Fleet) Start(spec Spec) (*Process, error) {
	log, err := os.OpenFile(filepath.Join(f.Dir, spec.Name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o640)
	if err != nil {
		return nil, fmt.Errorf("opening the log of %s: %w", spec.Name, err)
	}
	p := &Process{Spec: spec, fleet: f, log: log, wanted: true, downSince: time.Now(), change: make(chan struct{}, 1)}
	f.mu.Lock()
	f.processes = append(f.processes, p)
	f.mu.Unlock()
	f.done.Go(p.supervise)
	if spec.Ready != "" {
		f.done.Go(p.watch)
	}
	return p, nil
}

// Processes returns every process in the order of their starts.
func (f *Fleet) Processes() []*Process {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]*Process(nil), f.processes...)
}

// Disturbed notes that something that concerns all processes has just ended,
// such as an outage of their server: recovery counts from here.
func (f *Fleet) Disturbed() {
	for _, p := range f.Processes() {
		p.mu.Lock()
		p.disturbed = time.Now()
		p.mu.Unlock()
	}
}

// AwaitReady waits until every process that is wanted is ready.
func (f *Fleet) AwaitReady(ctx context.Context) error {
	for {
		var problems []error
		for _, p := range f.Processes() {
			if err := p.Ready(); err != nil {
				problems = append(problems, fmt.Errorf("%s: %w", p.Name, err))
			}
		}
		if len(problems) == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for processes to be ready: %w", errors.Join(problems...))
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// Close kills every process and waits for their ends.
func (f *Fleet) Close() {
	f.close()
	for _, p := range f.Processes() {
		p.signal(kill)
	}
	f.done.Wait()
	for _, p := range f.Processes() {
		_ = p.log.Close() // nothing more is written
	}
}

// FreeAddr returns a loopback address that nobody listens at now. Its port is
// below those that a system gives to connections and to whoever asks for any
// port (from 32768 on Linux), so that none of these takes it meanwhile.
func FreeAddr() (string, error) {
	const first, end, tries = 12_000, 32_000, 100
	var err error
	for range tries {
		var l net.Listener
		l, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", first+rand.IntN(end-first))) //nolint:gosec // no secret
		if err == nil {
			return l.Addr().String(), l.Close()
		}
	}
	return "", fmt.Errorf("looking for a free port: %w", err)
}

// Environment is this process's without settings of Dateline, plus variables.
func Environment(variables map[string]string) []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "DATELINE_") {
			env = append(env, v)
		}
	}
	for name, value := range variables {
		env = append(env, name+"="+value)
	}
	return env
}
