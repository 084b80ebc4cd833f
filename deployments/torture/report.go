package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// shown is how many findings of a kind are printed, traced how many articles
// newsq is asked about.
const (
	shown  = 20
	traced = 5
)

// verify has indexd compare each index with the stream.
func (st *stage) verify(ctx context.Context) []finding {
	var findings []finding
	for _, d := range st.daemons {
		if d.dir == "" {
			continue
		}
		if out, err := st.toolIn(ctx, d.dir, "indexd", "verify"); err != nil {
			findings = append(findings, finding{"verify", "", fmt.Sprintf("indexd verify in %s: %v\n%s", d.dir, err, out)})
		}
	}
	return findings
}

// bounds are what a process may take when it is at rest.
type bounds struct {
	goroutines, fds int
	// anonymous is memory that no file backs, in MB.
	anonymous int64
}

// limits of each program, by the beginning of the name of its process: well
// above what processes take at the end of a run of 50,000 items.
var limits = map[string]bounds{
	"ingestd": {250, 100, 400},
	"enrichd": {100, 64, 900},
	"indexd":  {200, 300, 1200},
	"nats":    {0, 512, 1500},
}

// growth compares what processes take with what they may.
func (st *stage) growth() []finding {
	var findings []finding
	for _, a := range st.everyone() {
		now, err := a.Measure()
		if err != nil {
			findings = append(findings, finding{"growth", "", err.Error()})
			continue
		}
		program, _, _ := strings.Cut(a.Name, "-")
		b := limits[program]
		st.print("%-10s %3d lives, %4d MB, %3d goroutines, %3d files, %2d threads, worst recovery %s",
			a.Name, a.Lives(), now.Anonymous>>20, now.Goroutines, now.FDs, now.Threads, a.Worst().Round(10*time.Millisecond))
		for _, g := range []struct {
			what      string
			is, bound int64
		}{
			// The server has no such metric.
			{"goroutines", int64(now.Goroutines), int64(b.goroutines)},
			{"open files", int64(now.FDs), int64(b.fds)},
			{"MB of memory", now.Anonymous >> 20, b.anonymous},
		} {
			if g.is > g.bound {
				findings = append(findings, finding{"growth", "", fmt.Sprintf("%s has %d %s at rest, more than %d", a.Name, g.is, g.what, g.bound)})
			}
		}
	}
	return findings
}

// crashes are the marks of programs that ended as none may.
var crashes = []string{"panic:", "fatal error:", "DATA RACE", "unexpected fault address", "SIGBUS"}

// accidents are crashes that the logs tell of; ends by their own will are
// told, but allowed: a supervisor is there for them.
func (st *stage) accidents() []finding {
	st.mu.Lock()
	findings := append([]finding(nil), st.trouble...)
	st.mu.Unlock()
	for _, a := range st.everyone() {
		for _, d := range a.Deaths() {
			st.print("%s ended by itself at %s: %v", a.Name, d.At.Format(time.TimeOnly), d.Err)
		}
		file, err := os.Open(filepath.Join(st.fleet.Dir, a.Name+".log"))
		if err != nil {
			findings = append(findings, finding{"harness", "", err.Error()})
			continue
		}
		lines := bufio.NewScanner(file)
		lines.Buffer(nil, 16<<20)
		for lines.Scan() {
			for _, mark := range crashes {
				if strings.Contains(lines.Text(), mark) {
					findings = append(findings, finding{"crash", "", a.Name + ": " + lines.Text()})
				}
			}
		}
		_ = file.Close() // it was only read
	}
	return findings
}

// report lists what is wrong, with what newsq knows of the first articles.
func (st *stage) report(ctx context.Context, findings []finding) {
	count := map[string]int{}
	asked := map[string]bool{}
	for _, f := range findings {
		count[f.kind]++
		if count[f.kind] > shown {
			continue
		}
		st.print("%s: %s %s", strings.ToUpper(f.kind), f.id, f.text)
		if f.id == "" || asked[f.id] || len(asked) >= traced {
			continue
		}
		asked[f.id] = true
		out, err := st.tool(ctx, "newsq", "trace", f.id)
		if err != nil {
			out += err.Error()
		}
		st.print("    newsq trace %s\n%s", f.id, indent(out))
	}
	for kind, n := range count {
		if n > shown {
			st.print("%s: %d more", strings.ToUpper(kind), n-shown)
		}
	}
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ")
}

// figures prints the last line.
func (st *stage) figures(w *world, findings []finding, struck time.Duration) {
	count := map[string]int{}
	for _, f := range findings {
		count[f.kind]++
	}
	others := len(findings) - count["lost"] - count["doubled"]
	worst := st.servers[0].Process
	versions := 0
	for _, it := range w.items {
		versions += len(it.Versions)
	}
	for _, p := range st.fleet.Processes() {
		if p.Worst() > worst.Worst() {
			worst = p
		}
	}
	st.print("torture: %s in %s; %d items served in %d versions, %d indexed, %d lost, %d doubled, %d otherwise wrong; %d in quarantine for %d pieces of garbage; NATS started again %d times by its health check; worst recovery %s (%s), at rest %s after the last fault; seed %d: %s",
		st.counts(), struck.Round(time.Second), len(w.items), versions, len(w.index), count["lost"], count["doubled"], others,
		len(w.quarantine), len(w.poison), st.revived, worst.Worst().Round(10*time.Millisecond), worst.Name, st.rested.Round(time.Second), st.seed, st.command())
}
