package fleet

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// maxPage bounds what is read of a page of a process.
const maxPage = 4 << 20

func copyAtMost(w io.Writer, r io.Reader) (int64, error) {
	return io.Copy(w, io.LimitReader(r, maxPage))
}

// Figures are what a process takes, as seen from outside.
type Figures struct {
	// RSS is the resident memory and Anonymous the part of it that no file
	// backs, in bytes.
	RSS, Anonymous int64
	Threads        int
	FDs            int
	// CPU is the processor time since the start of this life.
	CPU time.Duration
	// Goroutines is 0 where the process has no metrics.
	Goroutines int
}

// clockTick is the unit of /proc/<pid>/stat on Linux.
const clockTick = 10 * time.Millisecond

// Measure reads the figures of the process as it is now.
func (p *Process) Measure() (Figures, error) {
	p.mu.Lock()
	process := p.process
	p.mu.Unlock()
	if process == nil {
		return Figures{}, fmt.Errorf("measuring %s: it is not running", p.Name)
	}
	dir := fmt.Sprintf("/proc/%d/", process.Pid)
	var f Figures
	status, err := os.ReadFile(dir + "status")
	if err != nil {
		return f, fmt.Errorf("measuring %s: %w", p.Name, err)
	}
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(line, ":")
		n, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
		switch name {
		case "VmRSS":
			f.RSS = n << 10
		case "RssAnon":
			f.Anonymous = n << 10
		case "Threads":
			f.Threads = int(n)
		}
	}
	fds, err := os.ReadDir(dir + "fd")
	if err != nil {
		return f, fmt.Errorf("measuring %s: %w", p.Name, err)
	}
	f.FDs = len(fds)
	stat, err := os.ReadFile(dir + "stat")
	if err != nil {
		return f, fmt.Errorf("measuring %s: %w", p.Name, err)
	}
	// The name in parentheses may hold anything; user and system time are the
	// 12th and 13th field behind it.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	if len(fields) > 12 {
		user, _ := strconv.ParseInt(fields[11], 10, 64)
		system, _ := strconv.ParseInt(fields[12], 10, 64)
		f.CPU = time.Duration(user+system) * clockTick
	}
	if p.Metrics == "" {
		return f, nil
	}
	goroutines, err := p.Metric("go_goroutines")
	f.Goroutines = int(goroutines)
	return f, err
}

// runs reports whether any thread of the process is not stopped.
func (p *Process) runs() bool {
	p.mu.Lock()
	process := p.process
	p.mu.Unlock()
	if process == nil {
		return false
	}
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", process.Pid)) // the pattern is well formed
	for _, task := range tasks {
		stat, err := os.ReadFile(task) //nolint:gosec // of /proc
		if err != nil {
			continue
		}
		if state := strings.TrimSpace(string(stat[strings.LastIndexByte(string(stat), ')')+1:])); state != "" && state[0] != 'T' {
			return true
		}
	}
	return false
}

// ErrNoMetric is wrapped by the error of a metric that a process has not.
var ErrNoMetric = errors.New("no such metric")

// Metric returns the sum of all samples of a metric.
func (p *Process) Metric(name string) (float64, error) {
	page, err := p.get(p.Metrics)
	if err != nil {
		return 0, fmt.Errorf("reading the metrics of %s: %w", p.Name, err)
	}
	sum, found := 0.0, false
	for lines := bufio.NewScanner(strings.NewReader(page)); lines.Scan(); {
		rest, ok := strings.CutPrefix(lines.Text(), name)
		if !ok || rest == "" || rest[0] != ' ' && rest[0] != '{' {
			continue
		}
		v, err := strconv.ParseFloat(rest[strings.LastIndexByte(rest, ' ')+1:], 64)
		if err != nil {
			return 0, fmt.Errorf("reading %s of %s: %w", name, p.Name, err)
		}
		sum, found = sum+v, true
	}
	if !found {
		return 0, fmt.Errorf("%s of %s: %w", name, p.Name, ErrNoMetric)
	}
	return sum, nil
}
