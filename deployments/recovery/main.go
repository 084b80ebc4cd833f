package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/dateline-news/dateline/deployments/internal/fleet"
	"github.com/dateline-news/dateline/deployments/internal/newsroom"
	"github.com/dateline-news/dateline/deployments/internal/rig"
	"github.com/dateline-news/dateline/index/client"
)

const (
	// goal is the longest that the first answer may take.
	goal = 10 * time.Second
	// ahead is how many items the press may be ahead of the index, so that
	// every stage has always something to do and no stage a heap of it.
	ahead = 1000
	// patience bounds every wait for something that must come.
	patience = 30 * time.Minute
)

// settings are what the caller wants.
type settings struct {
	items, kills int
	dir, bin     string
	seed         uint64
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	ok, err := run(ctx, os.Args[1:], os.Stdout)
	switch {
	case errors.Is(err, flag.ErrHelp): // was printed
	case err != nil:
		fmt.Fprintf(os.Stderr, "recovery: %v\n", err)
		os.Exit(2)
	case !ok:
		os.Exit(1)
	}
}

// run is the program; it reports whether the goal was met.
func run(ctx context.Context, args []string, out io.Writer) (bool, error) {
	var s settings
	f := flag.NewFlagSet("recovery", flag.ContinueOnError)
	f.IntVar(&s.items, "items", 100_000, "number of articles in the end")
	f.IntVar(&s.kills, "kills", 5, "how often everything is killed")
	f.Uint64Var(&s.seed, "seed", 1, "what drives all that is random")
	f.StringVar(&s.dir, "dir", "", "folder for everything; empty: a temporary one that goes at the end")
	f.StringVar(&s.bin, "bin", "", "folder of built programs; empty: they are built")
	if err := f.Parse(args); err != nil {
		return false, err
	}
	if s.dir == "" {
		dir, err := os.MkdirTemp("", "dateline-recovery-")
		if err != nil {
			return false, err
		}
		s.dir = dir
		defer func() { _ = os.RemoveAll(dir) }()
	}
	press := newsroom.DefaultOptions()
	press.Seed, press.Outlets, press.Edits, press.Signal = s.seed, 40, 0, 0
	r, err := rig.Start(ctx, rig.Options{Dir: s.dir, Bin: s.bin, Press: press, Poll: time.Second})
	if err != nil {
		return false, err
	}
	defer r.Close()
	t := &trial{settings: s, rig: r, out: out, search: client.New(r.Bus.Conn(), r.Bus.Names().Prefix)}
	if err := t.fill(ctx); err != nil {
		return false, err
	}
	if err := t.rebuild(ctx); err != nil {
		return false, err
	}
	return t.report(t.deaths()), nil
}

// trial is one run.
type trial struct {
	settings
	rig    *rig.Rig
	out    io.Writer
	search *client.Client
	// answers and caughtUp are the times after each kill.
	answers, caughtUp []time.Duration
	// live and anew are articles a second, cost the processor time of indexd
	// an article in each.
	live, anew         float64
	liveCost, anewCost time.Duration
}

// fill lets the press publish everything, and kills in between.
func (t *trial) fill(ctx context.Context) error {
	part := t.items / (t.kills + 1)
	articles, took, cost := 0, time.Duration(0), time.Duration(0)
	for i := 1; i <= t.kills+1; i++ {
		upTo := part * i
		if i == t.kills+1 {
			upTo = t.items
		}
		start, err := t.search.Stats(ctx)
		if err != nil {
			return err
		}
		began := time.Now()
		used, err := t.rig.Index.Measure()
		if err != nil {
			return err
		}
		if err := t.press(ctx, upTo); err != nil {
			return err
		}
		now, err := t.rig.Index.Measure()
		if err != nil {
			return err
		}
		articles, took, cost = articles+upTo-int(start.Documents), took+time.Since(began), cost+now.CPU-used.CPU //nolint:gosec // a count
		fmt.Fprintf(t.out, "%d articles, %.0f a second\n", upTo, float64(articles)/took.Seconds())
		if i <= t.kills {
			if err := t.kill(ctx); err != nil {
				return err
			}
		}
	}
	if err := t.await(ctx, "everything to be found", t.found); err != nil {
		return err
	}
	t.live, t.liveCost = float64(articles)/took.Seconds(), cost/time.Duration(max(articles, 1))
	return nil
}

// press lets the press go on until so many items are in the index, as fast as
// they get there.
func (t *trial) press(ctx context.Context, items int) error {
	return t.await(ctx, fmt.Sprintf("%d items", items), func(ctx context.Context) error {
		stats, err := t.search.Stats(ctx)
		if err != nil {
			return err
		}
		found := int(stats.Documents) //nolint:gosec // a count
		t.rig.Newsroom.Allow(min(found+ahead, t.items))
		if found < items {
			return fmt.Errorf("%d documents so far", found)
		}
		return nil
	})
}

// kill ends every process at once in full flow and waits until all is well.
func (t *trial) kill(ctx context.Context) error {
	began := time.Now()
	var all sync.WaitGroup
	for _, p := range t.rig.Processes() {
		all.Go(p.Kill)
	}
	all.Wait()
	if err := t.await(ctx, "an answer", t.answer); err != nil {
		return err
	}
	t.answers = append(t.answers, time.Since(began))
	if err := t.await(ctx, "everything to be found", t.found); err != nil {
		return err
	}
	t.caughtUp = append(t.caughtUp, time.Since(began))
	fmt.Fprintf(t.out, "killed all with %d articles: the first answer after %.2f s, all found after %.2f s; ready after: nats %.2f s, ingestd %.2f s, enrichd %.2f s, indexd %.2f s\n",
		t.rig.Newsroom.Progress().Items, t.answers[len(t.answers)-1].Seconds(), t.caughtUp[len(t.caughtUp)-1].Seconds(),
		t.rig.NATS.Worst().Seconds(), t.rig.Ingest.Worst().Seconds(), t.rig.Enrich.Worst().Seconds(), t.rig.Index.Worst().Seconds())
	return nil
}

// rebuild deletes the index and waits until it is made anew.
func (t *trial) rebuild(ctx context.Context) error {
	if err := t.rig.Index.Down(ctx, true); err != nil {
		return err
	}
	if err := os.RemoveAll(filepath.Join(t.dir, "index")); err != nil {
		return err
	}
	t.rig.Index.Up()
	began := time.Now()
	var used fleet.Figures
	if err := t.await(ctx, "the index to be made anew", func(ctx context.Context) error {
		if figures, err := t.rig.Index.Measure(); err == nil {
			used = figures
		}
		return t.found(ctx)
	}); err != nil {
		return err
	}
	versions := t.rig.Newsroom.Progress().Versions
	t.anew, t.anewCost = float64(versions)/time.Since(began).Seconds(), used.CPU/time.Duration(max(versions, 1))
	fmt.Fprintf(t.out, "index of %d documents from the stream: %.1f s\n", versions, time.Since(began).Seconds())
	return nil
}

// report prints the figures and reports whether the goal was met.
func (t *trial) report(deaths []string) bool {
	for _, f := range []struct {
		what  string
		times []time.Duration
	}{{"to the first answer", t.answers}, {"until all is found", t.caughtUp}} {
		if len(f.times) == 0 {
			continue
		}
		slices.Sort(f.times)
		fmt.Fprintf(t.out, "kill -9 of everything, %s: median %.2f s, worst %.2f s of %d\n", f.what, f.times[len(f.times)/2].Seconds(), f.times[len(f.times)-1].Seconds(), len(f.times))
	}
	fmt.Fprintf(t.out, "live %.0f articles a second, %s of indexd each; anew from the stream %.0f, %s each: %.1f times as fast\n",
		t.live, t.liveCost.Round(10*time.Microsecond), t.anew, t.anewCost.Round(10*time.Microsecond), t.anew/t.live)
	ok := true
	for _, death := range deaths {
		fmt.Fprintf(t.out, "FAIL: %s\n", death)
		ok = false
	}
	if len(t.answers) > 0 && t.answers[len(t.answers)-1] > goal {
		fmt.Fprintf(t.out, "FAIL: the first answer took more than %s\n", goal)
		ok = false
	}
	return ok
}

// deaths are the ends of processes that nobody asked for.
func (t *trial) deaths() (out []string) {
	for _, p := range t.rig.Fleet.Processes() {
		for _, d := range p.Deaths() {
			out = append(out, fmt.Sprintf("%s ended by itself: %v", p.Name, d.Err))
		}
	}
	return out
}

// answer asks the search API for something that is there.
func (t *trial) answer(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, t.rig.Search+"/v1/search?q="+url.QueryEscape("ceasefire"), nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }() // only read
	var found client.SearchResponse
	if response.StatusCode != http.StatusOK {
		return errors.New(response.Status)
	}
	if err := json.NewDecoder(response.Body).Decode(&found); err != nil {
		return err
	}
	if found.Total == 0 {
		return errors.New("nothing found")
	}
	return nil
}

// found reports what is missing in the index.
func (t *trial) found(ctx context.Context) error {
	p := t.rig.Newsroom.Progress()
	if !t.rig.Newsroom.Done() {
		return fmt.Errorf("%d feeds are not read to their end", p.Unread)
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	stats, err := t.search.Stats(ctx)
	if err != nil {
		return err
	}
	if stats.Documents != uint64(p.Versions) || stats.Pending > 0 { //nolint:gosec // a count
		return fmt.Errorf("%d of %d documents, %d messages wait", stats.Documents, p.Versions, stats.Pending)
	}
	return nil
}

// await asks again and again.
func (t *trial) await(ctx context.Context, what string, check func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		err := check(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for %s: %w", what, errors.Join(context.Cause(ctx), err))
		case <-time.After(25 * time.Millisecond):
		}
	}
}
