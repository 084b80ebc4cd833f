package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// clockVariable names the file from which a process that was built with the
// clock of a run takes how many seconds its clock is wrong. It is none of
// Dateline's settings: the variable is read by package time itself.
const clockVariable = "TORTURE_CLOCK"

// clockSource is added to package time: the wall clock of the process is wrong
// by what the file says, the monotonic clock is not, as when somebody sets the
// clock of a machine.
//
// The clock is read where nothing may be called, so a goroutine of its own
// reads the file.
const clockSource = `package time

import (
	"sync/atomic"
	"syscall"
)

// tortureSkew is by how many seconds the clock is wrong.
var tortureSkew atomic.Int64

func init() {
	if path, ok := syscall.Getenv("` + clockVariable + `"); ok {
		go func() {
			for {
				tortureSkew.Store(tortureRead(path))
				Sleep(20 * Millisecond)
			}
		}()
	}
}

// tortureRead returns the number in a file, 0 where there is none.
func tortureRead(path string) int64 {
	fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return 0
	}
	var text [32]byte
	n, _ := syscall.Read(fd, text[:])
	syscall.Close(fd)
	value, sign := int64(0), int64(1)
	for _, c := range text[:max(n, 0)] {
		switch {
		case c == '-':
			sign = -1
		case c >= '0' && c <= '9':
			value = 10*value + int64(c-'0')
		}
	}
	return sign * value
}
`

// now is where package time reads the clocks.
const now = "	sec, nsec, mono := runtimeNow()\n"

// clockFlags makes the overlay with which programs are built whose clocks can
// be set, and returns the flags for go build.
func clockFlags(ctx context.Context, dir string) ([]string, error) {
	root, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("looking for the sources of Go: %w", err)
	}
	original := filepath.Join(strings.TrimSpace(string(root)), "src", "time", "time.go")
	source, err := os.ReadFile(original) //nolint:gosec // Go's own
	if err != nil {
		return nil, fmt.Errorf("looking for the sources of Go: %w", err)
	}
	if strings.Count(string(source), now) != 1 {
		return nil, fmt.Errorf("%s does not read the clock as it did: leave out the kind clock", original)
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("making the overlay of package time: %w", err)
	}
	changed, added := filepath.Join(dir, "time.go"), filepath.Join(dir, "torture.go")
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {
		original: changed, filepath.Join(filepath.Dir(original), "torture.go"): added,
	}})
	if err != nil {
		return nil, err
	}
	list := filepath.Join(dir, "overlay.json")
	for path, text := range map[string]string{
		changed: strings.Replace(string(source), now, now+"	sec += tortureSkew.Load()\n", 1),
		added:   clockSource,
		list:    string(overlay),
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return nil, fmt.Errorf("making the overlay of package time: %w", err)
		}
	}
	return []string{"-overlay", list}, nil
}

// needsGo is true of what builds programs of its own.
func needsGo(s settings) string {
	if s.bin != "" {
		return "it needs programs built for it, without -bin"
	}
	return ""
}

// clock is the environment that leads a process to its clock.
func (st *stage) clock(name string) map[string]string {
	if !st.ownClocks {
		return map[string]string{}
	}
	return map[string]string{clockVariable: filepath.Join(st.dir, name+".clock")}
}

// jumps are by how much clocks are set wrong.
var jumps = []time.Duration{time.Second, time.Minute, time.Hour, 24 * time.Hour}

// jump sets the clock of a process wrong for a while.
func jump(ctx context.Context, st *stage, r *rand.Rand) error {
	a, d := st.anyone(r), between(r, time.Second, 12*time.Second)
	by := jumps[r.IntN(len(jumps))]
	if r.IntN(2) == 0 {
		by = -by
	}
	a.one.Lock()
	defer a.one.Unlock()
	st.say("clock of %s wrong by %s for %s", a.Name, by, d)
	path := a.Env[clockVariable]
	if err := os.WriteFile(path, fmt.Append(nil, int64(by.Seconds())), 0o600); err != nil {
		return fmt.Errorf("setting a clock: %w", err)
	}
	pause(ctx, d)
	err := os.WriteFile(path, []byte("0"), 0o600)
	st.over(a)
	if err != nil {
		return fmt.Errorf("setting a clock: %w", err)
	}
	return nil
}
