package control_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/dateline-news/dateline/index/internal/control"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const patience = time.Minute

// serve runs a server of a folder until the test ends.
func serve(t *testing.T, dir string, tasks map[string]control.Task) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- control.Serve(ctx, dir, tasks) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(patience):
			t.Error("the server does not stop")
		}
	}
	t.Cleanup(stop)
	deadline := time.Now().Add(patience)
	for {
		var out string
		err := control.Ask(t.Context(), dir, "ping", nil, func(json.RawMessage) {}, &out)
		if err != nil && strings.Contains(err.Error(), "knows no task") {
			return stop
		}
		if time.Now().After(deadline) {
			t.Fatalf("the server does not answer: %v", err)
		}
		time.Sleep(time.Millisecond)
	}
}

func TestTasks(t *testing.T) {
	for _, dir := range []string{t.TempDir(), filepath.Join(t.TempDir(), strings.Repeat("long", 30))} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		var out int
		none := func(json.RawMessage) {}
		if err := control.Ask(t.Context(), dir, "double", 3, none, &out); !errors.Is(err, control.ErrNobody) {
			t.Errorf("without a server: %v", err)
		}
		stop := serve(t, dir, map[string]control.Task{
			"double": func(_ context.Context, args json.RawMessage, tell func(any)) (any, error) {
				var n int
				if err := json.Unmarshal(args, &n); err != nil {
					return nil, err
				}
				tell(n + 1)
				return 2 * n, nil
			},
			"fail": func(context.Context, json.RawMessage, func(any)) (any, error) { return nil, errors.New("no room") },
		})
		var progress []string
		if err := control.Ask(t.Context(), dir, "double", 3, func(p json.RawMessage) { progress = append(progress, string(p)) }, &out); err != nil || out != 6 {
			t.Errorf("answer %d, %v", out, err)
		}
		if len(progress) != 1 || progress[0] != "4" {
			t.Errorf("progress %v", progress)
		}
		if err := control.Ask(t.Context(), dir, "fail", nil, none, &out); err == nil || err.Error() != "no room" {
			t.Errorf("a task that fails: %v", err)
		}
		stop()
		if err := control.Ask(t.Context(), dir, "double", 3, none, &out); !errors.Is(err, control.ErrNobody) {
			t.Errorf("after the server ended: %v", err)
		}
	}
}

// TestCancel checks that a task ends with its caller, and that a second one is
// refused meanwhile.
func TestCancel(t *testing.T) {
	dir := t.TempDir()
	ended := make(chan struct{})
	serve(t, dir, map[string]control.Task{
		"wait": func(ctx context.Context, _ json.RawMessage, tell func(any)) (any, error) {
			tell("began")
			<-ctx.Done()
			close(ended)
			return nil, ctx.Err()
		},
	})
	ctx, cancel := context.WithCancel(t.Context())
	err := control.Ask(ctx, dir, "wait", nil, func(json.RawMessage) {
		var out any
		err := control.Ask(t.Context(), dir, "wait", nil, func(json.RawMessage) {}, &out)
		if err == nil || !strings.Contains(err.Error(), "another command") {
			t.Errorf("a second task: %v", err)
		}
		cancel()
	}, new(any))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a call that was ended: %v", err)
	}
	select {
	case <-ended:
	case <-time.After(patience):
		t.Error("the task goes on without its caller")
	}
}
