package main

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dateline-news/dateline/deployments/internal/fleet"
)

// secretSettings are all settings that hold a secret, with what the tests put
// there.
var secretSettings = map[string]string{
	"DATELINE_NATS_PASSWORD":    "marker-of-the-password",
	"DATELINE_INDEX_HTTP_TOKEN": "marker-of-the-token",
}

// TestEverySecretIsTested reads the settings from the documentation, which a
// test of its own keeps complete.
func TestEverySecretIsTested(t *testing.T) {
	doc, err := os.ReadFile("../docs/config.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\| secret ").FindAllStringSubmatch(string(doc), -1) {
		if secretSettings[m[1]] == "" {
			t.Errorf("%s is a secret that TestSecretsStaySecret does not look for", m[1])
		}
	}
}

// TestSecretsStaySecret runs each program with markers for secrets and looks
// for them in everything that it tells: help, log at its most talkative,
// metrics, health, errors.
func TestSecretsStaySecret(t *testing.T) {
	markers := []string{"marker-of-the-address"}
	env := append(os.Environ(), "DATELINE_LOG_LEVEL=debug", "DATELINE_NATS_USER=nobody", "DATELINE_NATS_URL=nats://x:marker-of-the-address@127.0.0.1:1,nats://127.0.0.1:2")
	for name, value := range secretSettings {
		markers = append(markers, value)
		env = append(env, name+"="+value)
	}
	clean := func(t *testing.T, what, text string) {
		t.Helper()
		if text == "" {
			t.Errorf("%s: nothing was told", what)
		}
		for _, m := range markers {
			if i := strings.Index(text, m); i >= 0 {
				t.Errorf("%s: %s is in %q", what, m, text[max(0, i-100):min(len(text), i+100)])
			}
		}
	}
	bin := t.TempDir()
	for _, p := range []struct {
		pkg, prefix string
	}{{"ingest/cmd/ingestd", "DATELINE_INGEST"}, {"enrich/cmd/enrichd", "DATELINE_ENRICH"}, {"index/cmd/indexd", "DATELINE_INDEX"}, {"index/cmd/newsq", ""}, {"deployments/standalone", ""}} {
		program := filepath.Join(bin, filepath.Base(p.pkg))
		t.Run(filepath.Base(p.pkg), func(t *testing.T) {
			build(t, program, p.pkg)
			// Each is called wrongly and shows its help.
			for _, args := range [][]string{{"-h"}, {"none", "-none"}} {
				cmd := exec.Command(program, args...)
				cmd.Env = env
				out, _ := cmd.CombinedOutput()
				clean(t, strings.Join(args, " "), string(out))
			}
			bad := exec.Command(program, "stats")
			bad.Env = append(slices.Clone(env), "DATELINE_NATS_REPLICAS=x", "DATELINE_INDEX_HTTP_STREAMS=x")
			out, _ := bad.CombinedOutput()
			clean(t, "wrong settings", string(out))
			if p.prefix != "" {
				told(t, clean, program, p.prefix, env)
			}
		})
	}
}

// told runs a daemon that cannot reach NATS and asks it everything.
func told(t *testing.T, clean func(*testing.T, string, string), program, prefix string, env []string) {
	admin, api := free(t), free(t)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, program)
	cmd.Dir = t.TempDir()
	cmd.Env = append(slices.Clone(env), prefix+"_ADMIN_ADDR="+admin, prefix+"_ADMIN_PPROF=true")
	if prefix == "DATELINE_INDEX" {
		cmd.Env = append(cmd.Env, "DATELINE_INDEX_DIR="+t.TempDir(), "DATELINE_INDEX_HTTP_ADDR="+api)
	}
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	read := func(path string) string {
		r, err := http.Get("http://" + admin + path) //nolint:noctx // ends with the program
		if err != nil {
			return ""
		}
		defer func() { _ = r.Body.Close() }()
		body, _ := io.ReadAll(r.Body)
		return string(body)
	}
	until(t, "the daemon says what it waits for", func() error {
		if !strings.Contains(read("/readyz"), "NATS") {
			return fs.ErrNotExist
		}
		return nil
	})
	time.Sleep(time.Second) // a few attempts to connect
	for _, path := range []string{"/readyz", "/healthz", "/metrics", "/debug/pprof/cmdline"} {
		clean(t, path, read(path))
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	clean(t, "log", log.String())
}

// free returns an address that nobody listens on.
func free(t *testing.T) string {
	t.Helper()
	addr, err := fleet.FreeAddr()
	if err != nil {
		t.Fatal(err)
	}
	return addr
}

// TestSecretsAreKept runs the program again: what is there stays, and nobody
// else may read it.
func TestSecretsAreKept(t *testing.T) {
	for _, users := range []string{"nkey", "password"} {
		dir := t.TempDir()
		args := []string{"-out", dir, "-users", users, "-tls", "wire.example"}
		snapshot := func() map[string]string {
			t.Helper()
			out := map[string]string{}
			err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				data, err := os.ReadFile(path)
				out[path] = string(data)
				info, err2 := d.Info()
				if err2 != nil {
					return err2
				}
				if want := fs.FileMode(0o600); filepath.Ext(path) != ".pem" && info.Mode().Perm() != want {
					t.Errorf("%s has mode %o", path, info.Mode().Perm())
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		var printed bytes.Buffer
		if err := run(args, &printed); err != nil {
			t.Fatal(err)
		}
		first := snapshot()
		if err := run(args, &printed); err != nil {
			t.Fatal(err)
		}
		second := snapshot()
		if err := run(append(args, "-force"), &printed); err != nil {
			t.Fatal(err)
		}
		forced := snapshot()
		secrets := 0
		for path, content := range first {
			switch filepath.Ext(path) {
			case ".nk", ".password", ".key":
				secrets++
				if second[path] != content {
					t.Errorf("%s was overwritten", path)
				}
				if forced[path] == content {
					t.Errorf("%s is the same after -force", path)
				}
				secret := strings.TrimSpace(content)
				if strings.Contains(first[filepath.Join(dir, "server.conf")], secret) || strings.Contains(printed.String(), secret) {
					t.Errorf("the secret of %s is in the configuration or was printed", path)
				}
			}
		}
		if secrets < 7+7+2 {
			t.Errorf("%d secrets, want one a user, and keys", secrets)
		}
	}
}
