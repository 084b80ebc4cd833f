package daemon_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/env"
)

// childVariable makes the test binary a daemon, for the tests of signals.
const childVariable = "TEST_DAEMON_CHILD"

func TestMain(m *testing.M) {
	if mode := os.Getenv(childVariable); mode != "" {
		daemon.Main(child(mode))
	}
	goleak.VerifyTestMain(m)
}

type service func(ctx context.Context) error

func (s service) Run(ctx context.Context) error { return s(ctx) }

type settings struct {
	Workers int `split_words:"true" default:"4" desc:"how many at once"`
}

// app is a daemon whose service runs run.
func app(run func(ctx context.Context, p *daemon.Process) error) daemon.App {
	return daemon.App{
		Name:      "testd",
		Summary:   "tests the frame.",
		Prefix:    "DATELINE_INGEST",
		Settings:  &settings{},
		AdminAddr: "127.0.0.1:0",
		New: func(_ context.Context, p *daemon.Process) (daemon.Service, error) {
			return service(func(ctx context.Context) error { return run(ctx, p) }), nil
		},
	}
}

func child(mode string) daemon.App {
	return app(func(ctx context.Context, p *daemon.Process) error {
		p.OnStop("child", func(context.Context) error {
			fmt.Fprintln(p.Stdout, "cleaned up")
			return nil
		})
		fmt.Fprintln(p.Stdout, "running")
		<-ctx.Done()
		fmt.Fprintln(p.Stdout, "told:", context.Cause(ctx))
		if mode == "stubborn" {
			select {}
		}
		return nil
	})
}

// buffer is a bytes.Buffer that several goroutines may use.
type buffer struct {
	// mu guards buf.
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

type result struct {
	code           int
	stdout, stderr string
}

func run(ctx context.Context, a daemon.App, args ...string) result {
	var stdout, stderr buffer
	code := daemon.RunMain(ctx, a, args, strings.NewReader("input"), &stdout, &stderr)
	return result{code, stdout.String(), stderr.String()}
}

func TestArguments(t *testing.T) {
	a := app(func(context.Context, *daemon.Process) error { return errors.New("was started") })
	a.Commands = []daemon.Command{{
		Name:    "echo",
		Summary: "print the arguments",
		Run: func(_ context.Context, p *daemon.Process, args []string) error {
			if len(args) == 0 {
				return daemon.Usagef("nothing to print")
			}
			if args[0] == "fail" {
				return errors.New("broken")
			}
			if args[0] == "-h" {
				return daemon.NewFlags("testd echo WORD ...\n").Read(args, 1, -1)
			}
			input, err := io.ReadAll(p.Stdin)
			fmt.Fprintln(p.Stdout, args, string(input))
			p.OnStop("echo", func(context.Context) error { fmt.Fprintln(p.Stdout, "done"); return nil })
			p.Log.Info("not shown")
			return err
		},
	}}
	help := `testd: tests the frame.

Usage:
  testd
  testd echo
        print the arguments
  testd -version

It is configured by environment variables:

NAME                         TYPE     DEFAULT                DESCRIPTION
DATELINE_NATS_URL            string   nats://127.0.0.1:4222  NATS server or servers, comma separated
`
	tests := []struct {
		args           []string
		code           int
		stdout, stderr string // a prefix of it
	}{
		{args: []string{"-h"}, stdout: help},
		{args: []string{"--help"}, stdout: help},
		{args: []string{"-version"}, stdout: "testd "},
		{args: []string{"-verbose"}, code: 2, stderr: "testd: no argument \"-verbose\"; -h lists what there is\n"},
		{args: []string{"echo", "a", "b"}, stdout: "[a b] input\ndone\n"},
		{args: []string{"echo", "fail"}, code: 1, stderr: "testd echo: broken\n"},
		{args: []string{"echo", "-h"}, stdout: "testd echo WORD ...\n"},
		{args: []string{"echo"}, code: 2, stderr: "testd echo: nothing to print\n"},
	}
	for _, tt := range tests {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			got := run(t.Context(), a, tt.args...)
			if got.code != tt.code || !strings.HasPrefix(got.stdout, tt.stdout) || !strings.HasPrefix(got.stderr, tt.stderr) {
				t.Errorf("got %d, want %d\nstdout (-want +got):\n%s\nstderr (-want +got):\n%s", got.code, tt.code, cmp.Diff(tt.stdout, got.stdout), cmp.Diff(tt.stderr, got.stderr))
			}
		})
	}
}

func TestHelpListsAllSettings(t *testing.T) {
	got := run(t.Context(), app(nil), "-h").stdout
	for _, name := range []string{
		"DATELINE_NATS_URL", "DATELINE_NATS_CREDS", "DATELINE_NATS_PREFIX", "DATELINE_NATS_REPLICAS",
		"DATELINE_ALLOW_CIDRS", "DATELINE_LOG_LEVEL", "DATELINE_LOG_FORMAT",
		"DATELINE_INGEST_WORKERS", "DATELINE_INGEST_ADMIN_ADDR", "DATELINE_INGEST_ADMIN_PPROF",
	} {
		if !strings.Contains(got, "\n"+name+" ") {
			t.Errorf("-h does not list %s:\n%s", name, got)
		}
	}
	if !strings.Contains(got, "127.0.0.1:0 ") {
		t.Errorf("-h does not show the default of the admin address:\n%s", got)
	}
}

func TestSectionsForTheDocumentation(t *testing.T) {
	a := app(nil)
	var got strings.Builder
	if err := env.Markdown(&got, a.Sections()...); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| `DATELINE_NATS_URL` | string |", "| `DATELINE_INGEST_WORKERS` | integer | `4` |", "| `DATELINE_INGEST_ADMIN_ADDR` | addr | `127.0.0.1:0` |"} {
		if !strings.Contains(got.String(), want) {
			t.Errorf("the table has no %s:\n%s", want, got.String())
		}
	}
}

func TestWrongConfiguration(t *testing.T) {
	t.Setenv("DATELINE_NATS_REPLICAS", "2")
	t.Setenv("DATELINE_ALLOW_CIDRS", "10.0.0.1/8")
	t.Setenv("DATELINE_LOG_FORMAT", "xml")
	t.Setenv("DATELINE_INGEST_ADMIN_ADDR", "8080")
	t.Setenv("DATELINE_INGEST_WORKER", "1")
	got := run(t.Context(), app(func(context.Context, *daemon.Process) error { return errors.New("was started") }))
	want := `testd: the configuration has 5 problems:
  DATELINE_ALLOW_CIDRS is "10.0.0.1/8": "10.0.0.1/8" has bits beyond its length: did you mean 10.0.0.0/8? (networks that are not public and may still be fetched from, such as 10.1.0.0/16, comma separated)
  DATELINE_LOG_FORMAT is "xml": no log format "xml" (form of log lines: text, json, or auto for text on a terminal and json elsewhere)
  DATELINE_INGEST_ADMIN_ADDR is "8080": write it as host:port, such as 127.0.0.1:8080 (address of /healthz, /readyz and /metrics, as host:port)
  DATELINE_INGEST_WORKER is not a setting: did you mean DATELINE_INGEST_WORKERS?
  DATELINE_NATS_REPLICAS is 2: use 1, 3 or 5
testd -h lists all settings.
`
	if diff := cmp.Diff(want, got.stderr); got.code != 2 || diff != "" {
		t.Errorf("got %d, stderr (-want +got):\n%s", got.code, diff)
	}
}

func TestLifecycle(t *testing.T) {
	t.Setenv("DATELINE_INGEST_WORKERS", "7")
	t.Setenv("DATELINE_NATS_URL", "nats://me:hunter2@127.0.0.1:1")
	var order []string
	note := func(name string, err error) func(context.Context) error {
		return func(ctx context.Context) error {
			if _, ok := ctx.Deadline(); !ok || ctx.Err() != nil {
				t.Errorf("clean-up %s has a context without deadline, or an ended one", name)
			}
			order = append(order, name)
			return err
		}
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	a := app(func(ctx context.Context, p *daemon.Process) error {
		p.OnStop("first", note("first", nil))
		p.OnStop("second", note("second", nil))
		if err := p.Health.Ready(); err != nil {
			t.Errorf("Ready while running = %v", err)
		}
		cancel(errors.New("enough"))
		<-ctx.Done()
		return context.Cause(ctx)
	})
	got := run(ctx, a)
	if got.code != 0 {
		t.Errorf("exit code %d\n%s", got.code, got.stderr)
	}
	if diff := cmp.Diff([]string{"second", "first"}, order); diff != "" {
		t.Errorf("clean-ups (-want +got):\n%s", diff)
	}
	for _, want := range []string{`"msg":"starting"`, `"DATELINE_INGEST_WORKERS":"7"`, `"DATELINE_NATS_URL":"nats://***@127.0.0.1:1"`, `"msg":"stopped","cause":"enough"`} {
		if !strings.Contains(got.stderr, want) {
			t.Errorf("the log has no %s:\n%s", want, got.stderr)
		}
	}
	if strings.Contains(got.stderr, "hunter2") {
		t.Errorf("the log shows a password:\n%s", got.stderr)
	}
}

func TestFailures(t *testing.T) {
	boom := errors.New("boom")
	tests := []struct {
		name string
		app  daemon.App
		want string
	}{
		{"service", app(func(context.Context, *daemon.Process) error { return boom }), "boom"},
		{"early end", app(func(context.Context, *daemon.Process) error { return nil }), "without being asked"},
		{"fail", app(func(ctx context.Context, p *daemon.Process) error {
			p.Fail(boom)
			<-ctx.Done()
			return nil
		}), "boom"},
		{"clean-up", app(func(_ context.Context, p *daemon.Process) error {
			p.OnStop("broken", func(context.Context) error { return boom })
			return errors.New("first")
		}), `first\nstopping broken: boom`},
		{"new", func() daemon.App {
			a := app(nil)
			a.New = func(_ context.Context, p *daemon.Process) (daemon.Service, error) {
				p.OnStop("opened before", func(context.Context) error { return errors.New("was cleaned up") })
				return nil, boom
			}
			return a
		}(), `boom\nstopping opened before: was cleaned up`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := run(t.Context(), tt.app)
			if got.code != 1 || !strings.Contains(got.stderr, tt.want) {
				t.Errorf("got %d, want 1 and %q in:\n%s", got.code, tt.want, got.stderr)
			}
		})
	}
}

func TestAdminAddressTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	t.Setenv("DATELINE_INGEST_ADMIN_ADDR", l.Addr().String())
	got := run(t.Context(), app(nil))
	if got.code != 1 || !strings.Contains(got.stderr, "is taken by another process") || !strings.Contains(got.stderr, "DATELINE_INGEST_ADMIN_ADDR") {
		t.Errorf("on a taken port: %d\n%s", got.code, got.stderr)
	}
}

func TestAdminAddress(t *testing.T) {
	t.Setenv("DATELINE_INGEST_ADMIN_PPROF", "true")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Minute}
	ctx, cancel := context.WithCancel(t.Context())
	var log buffer
	code := daemon.RunMain(ctx, app(func(ctx context.Context, _ *daemon.Process) error {
		found := regexp.MustCompile(`"addr":"([^"]+)"`).FindStringSubmatch(log.String())
		if found == nil {
			return errors.New("the log does not say the address")
		}
		for _, path := range []string{"/healthz", "/readyz", "/metrics", "/debug/pprof/", "/debug/pprof/goroutine?debug=1"} {
			res, err := client.Get("http://" + found[1] + path)
			if err != nil {
				t.Errorf("get %s: %v", path, err)
				continue
			}
			if res.StatusCode != 200 {
				t.Errorf("get %s = %s", path, res.Status)
			}
			_ = res.Body.Close()
		}
		cancel()
		<-ctx.Done()
		return nil
	}), nil, nil, io.Discard, &log)
	if code != 0 {
		t.Errorf("exit code %d\n%s", code, &log)
	}
}

// start runs the test binary as a daemon and waits until it is running.
func start(t *testing.T, mode string) (*exec.Cmd, *buffer) {
	t.Helper()
	var out buffer
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"="+mode)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	await(t, &out, "running\n")
	return cmd, &out
}

func await(t *testing.T, out *buffer, text string) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for !strings.Contains(out.String(), text) {
		if time.Now().After(deadline) {
			t.Fatalf("no %q in:\n%s", text, out)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestSignals(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		cmd, out := start(t, "obedient")
		if err := cmd.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("after %v: %v\n%s", sig, err, out)
		}
		for _, want := range []string{"told: " + sig.String(), "cleaned up", `"msg":"stopped","cause":"` + sig.String()} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("after %v: no %q in:\n%s", sig, want, out)
			}
		}
	}
}

func TestSecondSignalEndsAtOnce(t *testing.T) {
	cmd, out := start(t, "stubborn")
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	await(t, out, "told:")
	began := time.Now()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	// The first signal's effect is undone a moment after the context ends, so
	// the second one is repeated.
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			if err == nil {
				t.Error("the exit code is 0 after a second signal")
			}
			if took := time.Since(began); took >= daemon.StopTimeout {
				t.Errorf("it took %v", took)
			}
			if strings.Contains(out.String(), "cleaned up") {
				t.Errorf("it cleaned up after a second signal:\n%s", out)
			}
			return
		case <-tick.C:
			// It may have ended already.
			_ = cmd.Process.Signal(syscall.SIGTERM)
		}
	}
}
