package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// settings are what the caller wants.
type settings struct {
	faults, items int
	seed          uint64
	kinds, on     string
	dir, bin      string
	verbose       bool
	ingests       int
	enrichers     int
	indexes       int
	natsServers   int
	patience      time.Duration
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout))
}

// run is the program; it returns its exit code.
func run(ctx context.Context, args []string, out io.Writer) int {
	s := settings{}
	f := flag.NewFlagSet("torture", flag.ContinueOnError)
	f.IntVar(&s.faults, "faults", 25, "number of faults")
	f.IntVar(&s.items, "items", 0, "number of items that the press serves; 0: 50 a fault, at least 500")
	f.Uint64Var(&s.seed, "seed", 0, "what drives all that is random; 0: the clock")
	f.StringVar(&s.kinds, "kinds", "", "kinds of faults, comma separated, one with a - before it is left out, or \"list\"; empty: all that are possible here")
	f.StringVar(&s.on, "on", "", "programs that faults of one process strike, such as indexd,nats; empty: all")
	f.StringVar(&s.dir, "dir", "", "folder for everything; empty: a temporary one that goes if all is well")
	f.StringVar(&s.bin, "bin", "", "folder of built programs; empty: they are built")
	f.BoolVar(&s.verbose, "v", false, "tell of every fault")
	f.IntVar(&s.ingests, "ingestd", 2, "number of ingestd")
	f.IntVar(&s.enrichers, "enrichd", 1, "number of enrichd")
	f.IntVar(&s.indexes, "indexd", 1, "number of indexd, each a copy of its own")
	f.IntVar(&s.natsServers, "nats", 1, "number of servers of NATS: 1, 3 or 5; each stream is on all of them")
	f.DurationVar(&s.patience, "patience", 15*time.Minute, "most time to come to rest after the last fault")
	if err := f.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil {
		return 2
	}
	if s.kinds == "list" {
		listKinds(out)
		return 0
	}
	if s.seed == 0 {
		s.seed = uint64(time.Now().UnixNano()) //nolint:gosec // any number will do
	}
	for name := range strings.FieldsFuncSeq(s.on, func(r rune) bool { return r == ',' }) {
		if _, ok := limits[name]; !ok {
			fmt.Fprintf(out, "torture: -on %s: the programs are nats, ingestd, enrichd and indexd\n", name)
			return 2
		}
	}
	if s.items == 0 {
		s.items = max(500, 50*s.faults)
	}
	if err := torture(ctx, s, out); err != nil {
		fmt.Fprintln(out, "torture:", err)
		return 1
	}
	return 0
}

// errLoss is returned when the truth and what is there differ.
var errLoss = errors.New("not everything is as it has to be")

// torture does the whole run. The figures are the last line of the output.
func torture(ctx context.Context, s settings, out io.Writer) (err error) {
	kinds, err := chooseKinds(s, out)
	if err != nil {
		return err
	}
	if s.dir == "" {
		if s.dir, err = os.MkdirTemp("", "dateline-torture-"); err != nil {
			return fmt.Errorf("making a folder for the run: %w", err)
		}
		defer func() {
			if err == nil {
				_ = os.RemoveAll(s.dir) // what stays is in the way of nobody
			}
		}()
	} else if s.dir, err = filepath.Abs(s.dir); err != nil {
		return fmt.Errorf("finding the folder of the run: %w", err)
	}
	fmt.Fprintf(out, "torture: %d faults over %d items, seed %d, in %s\nkinds: %s\n", s.faults, s.items, s.seed, s.dir, names(kinds))
	st, err := open(ctx, s, kinds, out)
	if err != nil {
		return err
	}
	defer st.close()
	began := time.Now()
	if err := st.run(ctx, kinds); err != nil {
		return err
	}
	struck := time.Since(began)
	findings := st.settle(ctx)
	w, err := st.gather(ctx)
	if err != nil {
		return fmt.Errorf("reading what is there: %w", err)
	}
	findings = append(findings, check(w)...)
	findings = append(findings, st.verify(ctx)...)
	findings = append(findings, st.growth()...)
	findings = append(findings, st.accidents()...)
	st.report(ctx, findings)
	st.figures(w, findings, struck)
	if len(findings) > 0 {
		return fmt.Errorf("%w: %d findings; logs and data are in %s", errLoss, len(findings), s.dir)
	}
	return nil
}

// command is how the run is repeated.
func (s settings) command() string {
	words := []string{"go run ./deployments/torture"}
	add := func(format string, args ...any) { words = append(words, fmt.Sprintf(format, args...)) }
	add("-faults %d -items %d -seed %d", s.faults, s.items, s.seed)
	if s.kinds != "" {
		add("-kinds=%s", s.kinds)
	}
	if s.on != "" {
		add("-on %s", s.on)
	}
	for _, n := range []struct {
		name      string
		is, usual int
	}{{"ingestd", s.ingests, 2}, {"enrichd", s.enrichers, 1}, {"indexd", s.indexes, 1}, {"nats", s.natsServers, 1}} {
		if n.is != n.usual {
			add("-%s %d", n.name, n.is)
		}
	}
	return strings.Join(words, " ")
}

func names(kinds []kind) string {
	var list []string
	for _, k := range kinds {
		list = append(list, k.name)
	}
	return strings.Join(list, ",")
}
