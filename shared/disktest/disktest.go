//go:build linux

package disktest

import (
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
)

// child is set in the environment of a process that was started by [Apart].
const child = "DISKTEST_CHILD"

// Apart runs the test that calls it, first thing and not as a subtest, once
// more in a process of its own, and fails it if that fails. It reports whether
// this is that process; the other has nothing left to do.
func Apart(t *testing.T) bool {
	t.Helper()
	if os.Getenv(child) != "" {
		// A write beyond the limit would end the process; now it fails.
		signal.Ignore(syscall.SIGXFSZ)
		return true
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v") //nolint:gosec // this test's own binary
	cmd.Env = append(os.Environ(), child+"=1")
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("%v\n%s", err, out)
	}
	return false
}

// Limit makes every write of this process behind so many bytes of a file fail,
// at least 1, until the function that it returns is called or the test ends.
func Limit(t *testing.T, size uint64) (free func()) {
	t.Helper()
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: before.Max}); err != nil {
		t.Fatal(err)
	}
	free = func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(free)
	return free
}
