package e2e

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/shared/natstest"
)

// TestExportLoads takes what newsq exports from one installation into another,
// which then has the same articles.
func TestExportLoads(t *testing.T) {
	t.Parallel() // most of it is waiting for timers
	first := newWorld(t, &inProcess{indexDir: t.TempDir(), running: map[string]*task{}})
	first.poll(t)
	first.untilExactlyOnce(t)
	exported := filepath.Join(t.TempDir(), "articles.ndjson")
	if err := os.WriteFile(exported, first.tool(t, "newsq", "export"), 0o600); err != nil {
		t.Fatal(err)
	}
	want, err := first.indexed(t.Context())
	if err != nil {
		t.Fatal(err)
	}

	second := &world{nats: natstest.Run(t), deployment: &inProcess{indexDir: t.TempDir(), running: map[string]*task{}}}
	second.natsURL = second.nats.ClientURL()
	for _, name := range []string{"enrich", "index"} {
		second.start(t, second, name)
	}
	published := fmt.Sprintf("%d lines: %d published, 0 revised, 0 unchanged,", len(want), len(want))
	if said := second.tool(t, "ingestd", "load", exported); !strings.HasPrefix(string(said), published) {
		t.Errorf("loading says %q, want %q", said, published)
	}
	ids := slices.Sorted(maps.Keys(want))
	until(t, "the same articles in the second installation", func() error {
		got, err := second.indexed(t.Context())
		if err != nil {
			return err
		}
		if have := slices.Sorted(maps.Keys(got)); !slices.Equal(have, ids) {
			return fmt.Errorf("%d articles, want the %d of the first", len(have), len(ids))
		}
		return nil
	})
	// Loaded again it changes nothing.
	unchanged := fmt.Sprintf("%d lines: 0 published, 0 revised, %d unchanged,", len(want), len(want))
	if said := second.tool(t, "ingestd", "load", exported); !strings.HasPrefix(string(said), unchanged) {
		t.Errorf("loading again says %q, want %q", said, unchanged)
	}
}

// tool runs a program of a world and returns what it prints.
func (w *world) tool(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), binary(t, name), args...)
	cmd.Env = environment(map[string]string{"DATELINE_NATS_URL": w.natsURL})
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, stderr.String())
	}
	return stdout.Bytes()
}
