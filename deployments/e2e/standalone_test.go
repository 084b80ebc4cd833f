package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dateline-news/dateline/deployments/standalone/sample"
)

var errNotYet = errors.New("not yet")

func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestStandaloneSample kills standalone as hard as can be, starts it again on
// its data, and finds every story, the live outlet's new ones and the edit.
func TestStandaloneSample(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := startStandalone(t, data, "-sample")
	newsroom, err := sample.New(sample.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	for _, item := range newsroom.Items() {
		want[item.ID] = true
	}
	check := func() error {
		got, err := (&world{deployment: address(s.http)}).indexed(t.Context())
		if err != nil {
			return err
		}
		missing := 0
		for id := range want {
			if got[id] == 0 {
				missing++
			}
		}
		if missing > 0 {
			return fmt.Errorf("%d of %d articles missing", missing, len(want))
		}
		revised, live := 0, len(got)-len(want)
		for _, revision := range got {
			if revision > 1 {
				revised++
			}
		}
		if revised == 0 || live == 0 {
			return fmt.Errorf("%d revised, %d live articles", revised, live)
		}
		return nil
	}
	until(t, "every story, an edit and a live story", check)
	s.stop(t, syscall.SIGKILL)
	s = startStandalone(t, data, "-sample")
	until(t, "all of it after a kill", check)
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		if err := getOK(t.Context(), "http://"+s.http+path); err != nil {
			t.Error(err)
		}
	}
	second := exec.Command(binary(t, "standalone"), "-sample", "-data", data, "-http", freeAddr(t), "-nats", freeAddr(t))
	second.Env = environment(nil)
	out, err := second.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "in use by another standalone") || !strings.Contains(string(out), "-data DIR") {
		t.Errorf("a second one on the same data: %v, %s", err, out)
	}
}

// address is a deployment of which only the API is used.
type address string

func (a address) api() string                    { return "http://" + string(a) }
func (address) feeds(all []string) []string      { return all }
func (address) start(*testing.T, *world, string) {}
func (address) stop(*testing.T, string)          {}
func (address) kill(*testing.T, string)          {}

// TestStandaloneRefuses checks what a start that cannot work says.
func TestStandaloneRefuses(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	for _, c := range []struct {
		name string
		args []string
		env  map[string]string
		want []string
	}{
		{"NATS port taken", []string{"-nats", taken.Addr().String()}, nil, []string{taken.Addr().String(), "address already in use", "-nats HOST:PORT"}},
		{"HTTP port taken", []string{"-http", taken.Addr().String()}, nil, []string{taken.Addr().String(), "address already in use", "-http HOST:PORT"}},
		{"two problems at once", nil, map[string]string{"DATELINE_INGEST_WORKERS": "many", "DATELINE_INDEX_BATCH_CUONT": "5"}, []string{"DATELINE_INGEST_WORKERS", "DATELINE_INDEX_BATCH_CUONT", "DATELINE_INDEX_BATCH_COUNT"}},
		{"a server of its own", nil, map[string]string{"DATELINE_NATS_URL": "nats://127.0.0.1:4222"}, []string{"DATELINE_NATS_URL", "brings its own"}},
		{"no such feeds file", []string{"-feeds", "/nonexistent.opml"}, nil, []string{"/nonexistent.opml"}},
		{"an unknown flag", []string{"-smaple"}, nil, []string{"-smaple"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := append([]string{"-data", t.TempDir(), "-http", freeAddr(t), "-nats", freeAddr(t)}, c.args...)
			p := run(t, binary(t, "standalone"), c.env, args...)
			select {
			case <-p.done:
			case <-time.After(patience):
				_ = p.cmd.Process.Kill()
				t.Fatal("it did not end")
			}
			if p.err == nil {
				t.Error("it ended with 0")
			}
			for _, want := range c.want {
				if !strings.Contains(p.log.String(), want) {
					t.Errorf("output %q, want %q in it", p.log, want)
				}
			}
		})
	}
}

// TestStreamsPrint checks that the settings are printed without a server.
func TestStreamsPrint(t *testing.T) {
	cmd := exec.Command(binary(t, "standalone"), "-streams", "print")
	cmd.Env = environment(map[string]string{"DATELINE_NATS_PREFIX": "desk"})
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	names := 0
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); names++ {
		var stream struct{ Name string }
		if err := d.Decode(&stream); err != nil || !strings.HasPrefix(stream.Name, "DESK_") {
			t.Fatalf("stream %q: %v", stream.Name, err)
		}
	}
	if names != 6 {
		t.Errorf("%d streams", names)
	}
}
