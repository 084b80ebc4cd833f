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

	"github.com/dateline-news/dateline/deployments/internal/newsroom"
	"github.com/dateline-news/dateline/deployments/internal/rig"
	"github.com/dateline-news/dateline/index/client"
)

// settings are what the caller wants.
type settings struct {
	length, every, warm, poll time.Duration
	rate                      float64
	dir, bin, plot, csv       string
	seed                      uint64
	outlets                   int
	edits                     float64
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	code, err := run(ctx, os.Args[1:], os.Stdout)
	if err != nil {
		fmt.Fprintf(os.Stderr, "soak: %v\n", err)
		code = 2
	}
	os.Exit(code)
}

// run is the program; it returns its exit code.
func run(ctx context.Context, args []string, out io.Writer) (int, error) {
	var s settings
	f := flag.NewFlagSet("soak", flag.ContinueOnError)
	f.DurationVar(&s.length, "for", 30*time.Minute, "how long")
	f.Float64Var(&s.rate, "rate", 60, "new items a second")
	f.DurationVar(&s.every, "every", 5*time.Second, "how often everything is measured")
	f.DurationVar(&s.warm, "warm", 0, "what is left out of the slopes; 0: the first sixth")
	f.DurationVar(&s.poll, "poll", 5*time.Second, "how often each feed is polled")
	f.IntVar(&s.outlets, "outlets", 40, "outlets of the press, of two feeds each")
	f.Float64Var(&s.edits, "edits", 0.3, "items that a feed edits when it changes, on average")
	f.Uint64Var(&s.seed, "seed", 1, "what drives all that is random")
	f.StringVar(&s.dir, "dir", "", "folder for everything; empty: a temporary one that goes at the end")
	f.StringVar(&s.bin, "bin", "", "folder of built programs; empty: they are built")
	f.StringVar(&s.plot, "plot", "", "file for the picture (SVG)")
	f.StringVar(&s.csv, "csv", "", "file for the figures")
	if err := f.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0, nil
	} else if err != nil {
		return 2, nil //nolint:nilerr // told by flag
	}
	if s.warm == 0 {
		s.warm = s.length / 6
	}
	if s.length < 30*s.every || s.warm >= s.length {
		return 2, fmt.Errorf("-for %s is too short for -every %s and -warm %s", s.length, s.every, s.warm)
	}
	if s.dir == "" {
		dir, err := os.MkdirTemp("", "dateline-soak-")
		if err != nil {
			return 2, err
		}
		s.dir = dir
		defer func() { _ = os.RemoveAll(dir) }()
	}
	if err := os.MkdirAll(filepath.Join(s.dir, "bin"), 0o750); err != nil {
		return 2, err
	}
	return soak(ctx, s, out)
}

func soak(ctx context.Context, s settings, out io.Writer) (int, error) {
	press := newsroom.DefaultOptions()
	press.Seed, press.Outlets, press.Edits, press.Signal = s.seed, s.outlets, s.edits, 0
	r, err := rig.Start(ctx, rig.Options{Dir: s.dir, Bin: s.bin, Press: press, Poll: s.poll})
	if err != nil {
		return 2, err
	}
	defer r.Close()
	fmt.Fprintf(out, "%s with %g new items a second from %d feeds, seed %d, in %s\n", s.length, s.rate, 2*s.outlets, s.seed, s.dir)
	c, err := collect(ctx, r, s, out)
	if err != nil {
		return 2, err
	}
	findings := settle(ctx, r, out)
	for _, p := range r.Fleet.Processes() {
		for _, d := range p.Deaths() {
			findings = append(findings, fmt.Sprintf("%s ended by itself: %v", p.Name, d.Err))
		}
	}
	if s.csv != "" {
		if err := os.WriteFile(s.csv, c.table(), 0o600); err != nil {
			return 2, err
		}
	}
	if s.plot != "" {
		if err := os.WriteFile(s.plot, c.plot(s), 0o600); err != nil {
			return 2, err
		}
	}
	findings = append(findings, c.report(out, s)...)
	for _, finding := range findings {
		fmt.Fprintln(out, "FAIL:", finding)
	}
	if len(findings) > 0 {
		return 1, nil
	}
	fmt.Fprintln(out, "nothing grew that should not, nothing is missing")
	return 0, nil
}

// rest is how long everything may take to come to rest at the end.
const rest = 10 * time.Minute

// settle waits until all that was published can be found.
func settle(ctx context.Context, r *rig.Rig, out io.Writer) []string {
	began := time.Now()
	ctx, cancel := context.WithTimeout(ctx, rest)
	defer cancel()
	search := client.New(r.Bus.Conn(), r.Bus.Names().Prefix)
	var missing error
	for {
		p := r.Newsroom.Progress()
		answer, err := search.Stats(ctx)
		switch {
		case err != nil:
			missing = err
		case !r.Newsroom.Done():
			missing = fmt.Errorf("%d feeds are not read to their end", p.Unread)
		case answer.Documents != uint64(p.Versions): //nolint:gosec // a count
			missing = fmt.Errorf("%d documents in the index, %d versions of %d items were published", answer.Documents, p.Versions, p.Items)
		default:
			fmt.Fprintf(out, "all %d versions of %d items are in the index, %.1f s after the last\n", p.Versions, p.Items, time.Since(began).Seconds())
			return nil
		}
		select {
		case <-ctx.Done():
			return []string{strings.TrimSpace(errors.Join(context.Cause(ctx), missing).Error())}
		case <-time.After(500 * time.Millisecond):
		}
	}
}
