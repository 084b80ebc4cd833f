package e2e

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// doctor runs newsq doctor and returns what it prints and its exit code.
func (s *standalone) doctor(t *testing.T) (string, int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary(t, "newsq"), "doctor", "-all", "-o", "csv")
	cmd.Env = environment(map[string]string{"DATELINE_NATS_URL": "nats://" + s.nats})
	out, err := cmd.CombinedOutput()
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		return string(out), ended.ExitCode()
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(out), 0
}

// TestDoctor finds nothing wrong with an installation that is well, tells the
// feeds of the sample that are broken by design, and cannot look at one that
// is gone.
func TestDoctor(t *testing.T) {
	s := startStandalone(t, t.TempDir(), "-sample")
	until(t, "good health", func() error {
		out, code := s.doctor(t)
		for _, want := range []string{"ok,services,standalone", "ok,streams,NEWS_ARTICLES", "ok,consumers,enrich of NEWS_ARTICLES", "ok,polls,timers", "ok,search,searches", "note,feeds,feeds", "1 html"} {
			if !strings.Contains(out, want) {
				return fmt.Errorf("no %q in\n%s", want, out)
			}
		}
		if code != 0 {
			return fmt.Errorf("exit code %d:\n%s", code, out)
		}
		return nil
	})
	s.stop(t, syscall.SIGTERM)
	if out, code := s.doctor(t); code != 2 {
		t.Errorf("without a server: exit code %d:\n%s", code, out)
	}
}
