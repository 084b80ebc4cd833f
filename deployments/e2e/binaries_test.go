package e2e

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/dateline-news/dateline/deployments/internal/fleet"
	"github.com/dateline-news/dateline/shared/natstest"
)

// testLevel is the least level of log lines in tests.
const testLevel = slog.LevelWarn

// build builds the programs once for all tests.
var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "dateline-e2e-")
	if err != nil {
		return "", err
	}
	for _, pkg := range []string{"ingest/cmd/ingestd", "enrich/cmd/enrichd", "index/cmd/indexd", "index/cmd/newsq", "deployments/standalone"} {
		cmd := exec.Command("go", "build", "-o", dir+string(filepath.Separator), "./"+pkg)
		cmd.Dir = "../.."
		// Race builds are what the tests in this process are for.
		cmd.Env = append(os.Environ(), "GOFLAGS=-buildvcs=false")
		if out, err := cmd.CombinedOutput(); err != nil {
			return dir, fmt.Errorf("building %s: %w\n%s", pkg, err, out)
		}
	}
	return dir, nil
})

// atOnce is how many scenarios run at once: each mostly waits, for timers and
// for its own messages, so that there may be more than processors.
const atOnce = "3"

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", atOnce); err != nil {
		panic(err)
	}
	code := m.Run()
	if dir, _ := build(); dir != "" {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

// binary returns the path of a built program.
func binary(t *testing.T, name string) string {
	t.Helper()
	dir, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, name)
}

// binaries runs the daemons as processes of their own.
type binaries struct {
	indexDir, indexAddr string

	// mu guards running.
	mu      sync.Mutex
	running map[string]*process
}

type process struct {
	cmd  *exec.Cmd
	log  *syncBuffer
	done chan struct{}
	err  error
}

func TestBinaries(t *testing.T) {
	t.Parallel()
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel() // most of a scenario is waiting for timers
			s.run(t, newWorld(t, &binaries{indexDir: t.TempDir(), indexAddr: freeAddr(t), running: map[string]*process{}}))
		})
	}
}

func (d *binaries) feeds(all []string) []string { return all }

func (d *binaries) api() string { return "http://" + d.indexAddr }

func (d *binaries) start(t *testing.T, w *world, name string) {
	t.Helper()
	kind, _, _ := strings.Cut(name, "#")
	upper := strings.ToUpper(kind)
	admin := freeAddr(t)
	variables := map[string]string{
		"DATELINE_NATS_URL":                 w.natsURL,
		"DATELINE_LOG_LEVEL":                testLevel.String(),
		"DATELINE_" + upper + "_ADMIN_ADDR": admin,
	}
	switch kind {
	case "ingest":
		variables["DATELINE_INGEST_HOSTS"] = "*.example=" + w.hosts
		variables["DATELINE_INGEST_POLL_MIN"] = "1h"
		variables["DATELINE_INGEST_REVISION_MIN"] = "0s"
		variables["DATELINE_INGEST_FETCH_SPACING"] = "0s"
	case "index":
		variables["DATELINE_INDEX_DIR"] = d.indexDir
		variables["DATELINE_INDEX_HTTP_ADDR"] = d.indexAddr
	}
	p := run(t, binary(t, kind+"d"), variables)
	d.mu.Lock()
	d.running[name] = p
	d.mu.Unlock()
	t.Cleanup(func() { d.end(t, name, syscall.SIGTERM) })
	until(t, name+" ready", func() error {
		select {
		case <-p.done:
			t.Fatalf("%s ended at start: %v\n%s", name, p.err, p.log)
		default:
		}
		return getOK(t.Context(), "http://"+admin+"/readyz")
	})
}

func (d *binaries) stop(t *testing.T, name string) { d.end(t, name, syscall.SIGTERM) }
func (d *binaries) kill(t *testing.T, name string) { d.end(t, name, syscall.SIGKILL) }

func (d *binaries) end(t *testing.T, name string, signal syscall.Signal) {
	d.mu.Lock()
	p := d.running[name]
	delete(d.running, name)
	d.mu.Unlock()
	if p == nil {
		return
	}
	_ = p.cmd.Process.Signal(signal)
	select {
	case <-p.done:
	case <-time.After(patience):
		_ = p.cmd.Process.Kill()
		t.Errorf("%s did not stop", name)
	}
	if signal == syscall.SIGTERM && p.err != nil {
		t.Errorf("%s ended with %v\n%s", name, p.err, p.log)
	}
	if t.Failed() {
		t.Logf("log of %s:\n%s", name, p.log)
	}
}

// run starts a program with an environment of its own.
func run(t *testing.T, path string, variables map[string]string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(path, args...), log: &syncBuffer{}, done: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	p.cmd.Env = environment(variables)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	return p
}

// environment is this process's without settings of Dateline, plus variables.
func environment(variables map[string]string) []string {
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

// freeAddr returns a loopback address that nobody listens on.
func freeAddr(t *testing.T) string {
	t.Helper()
	addr, err := fleet.FreeAddr()
	if err != nil {
		t.Fatal(err)
	}
	return addr
}

func getOK(ctx context.Context, address string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		var body bytes.Buffer
		_, _ = body.ReadFrom(res.Body)
		return fmt.Errorf("%s: %s", res.Status, body.String())
	}
	return nil
}

// syncBuffer collects the output of a process.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer // guarded by mu
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// feedsList returns what ingestd feeds list prints.
func (d *binaries) feedsList(t *testing.T, w *world) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary(t, "ingestd"), "feeds", "list")
	cmd.Env = environment(map[string]string{"DATELINE_NATS_URL": w.natsURL})
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("ingestd feeds list: %v\n%s", err, out)
	}
	return string(out)
}

// TestDaemonsWithoutNATS starts the daemons before their server is there.
func TestDaemonsWithoutNATS(t *testing.T) {
	t.Parallel()
	natsAddr := freeAddr(t)
	admin := map[string]string{}
	for _, name := range []string{"ingest", "enrich", "index"} {
		admin[name] = freeAddr(t)
		upper := strings.ToUpper(name)
		variables := map[string]string{
			"DATELINE_NATS_URL": "nats://" + natsAddr, "DATELINE_LOG_LEVEL": testLevel.String(),
			"DATELINE_" + upper + "_ADMIN_ADDR": admin[name],
		}
		if name == "index" {
			variables["DATELINE_INDEX_DIR"], variables["DATELINE_INDEX_HTTP_ADDR"] = t.TempDir(), freeAddr(t)
		}
		p := run(t, binary(t, name+"d"), variables)
		t.Cleanup(func() {
			_ = p.cmd.Process.Signal(syscall.SIGTERM)
			<-p.done
			if p.err != nil {
				t.Errorf("%s ended with %v\n%s", name, p.err, p.log)
			}
		})
	}
	for name, addr := range admin {
		until(t, name+" says why it is not ready", func() error {
			err := getOK(t.Context(), "http://"+addr+"/readyz")
			if err == nil || !strings.Contains(err.Error(), "nats://"+natsAddr) {
				return fmt.Errorf("it says: %w", err)
			}
			return nil
		})
	}
	var port int
	if _, err := fmt.Sscanf(natsAddr, "127.0.0.1:%d", &port); err != nil {
		t.Fatal(err)
	}
	natstest.RunIn(t, t.TempDir(), port)
	for name, addr := range admin {
		until(t, name+" is ready by itself", func() error { return getOK(t.Context(), "http://"+addr+"/readyz") })
	}
}

// TestDaemonsRefuseConfiguration lists every problem at once.
func TestDaemonsRefuseConfiguration(t *testing.T) {
	for name, variables := range map[string]map[string]string{
		"ingestd": {"DATELINE_INGEST_WORKERS": "0", "DATELINE_INGEST_POLL_MINN": "1m", "DATELINE_NATS_REPLICAS": "2"},
		"enrichd": {"DATELINE_ENRICH_WORKERS": "x", "DATELINE_LOG_LEVEL": "loud", "DATELINE_NATS_PREFIX": "A b"},
		"indexd":  {"DATELINE_INDEX_BATCH_COUNT": "-1", "DATELINE_INDEX_BATCH_AGE": "soon", "DATELINE_IDNEX_DIR": "x"},
	} {
		t.Run(name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), binary(t, name))
			cmd.Env = environment(variables)
			out, err := cmd.CombinedOutput()
			if cmd.ProcessState.ExitCode() != 2 {
				t.Errorf("it ended with %v, want exit code 2", err)
			}
			for variable := range variables {
				if !strings.Contains(string(out), variable) {
					t.Errorf("%s is not in the output:\n%s", variable, out)
				}
			}
		})
	}
}
