package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"
)

// kind is a way of treating an installation badly.
type kind struct {
	name  string
	about string
	// weight is how often it comes among others.
	weight int
	// needs says why it is not possible here, or nothing.
	needs func(settings) string
	// What the processes need for it: disks, networks, clocks of their own.
	disks, networks, clocks bool
	// strike does it and returns when it is over.
	strike func(context.Context, *stage, *rand.Rand) error
}

func listKinds(out io.Writer) {
	for _, k := range kinds() {
		why := ""
		if k.needs != nil {
			if why = k.needs(settings{}); why != "" {
				why = " (not here: " + why + ")"
			}
		}
		fmt.Fprintf(out, "%-11s %s%s\n", k.name, k.about, why)
	}
}

// chooseKinds returns the kinds that are wanted and possible, and tells which
// are left out.
func chooseKinds(s settings, out io.Writer) ([]kind, error) {
	var wanted, unwanted, unknown []string
	for name := range strings.FieldsFuncSeq(s.kinds, func(r rune) bool { return r == ',' }) {
		if without, ok := strings.CutPrefix(name, "-"); ok {
			unwanted, name = append(unwanted, without), without
		} else {
			wanted = append(wanted, name)
		}
		unknown = append(unknown, name)
	}
	var chosen []kind
	for _, k := range kinds() {
		unknown = slices.DeleteFunc(unknown, func(name string) bool { return name == k.name })
		if len(wanted) > 0 && !slices.Contains(wanted, k.name) || slices.Contains(unwanted, k.name) {
			continue
		}
		if k.needs != nil {
			if why := k.needs(s); why != "" {
				fmt.Fprintf(out, "left out: %s, %s\n", k.name, why)
				continue
			}
		}
		chosen = append(chosen, k)
	}
	if len(unknown) > 0 {
		return nil, fmt.Errorf("there is no fault of the kind %s; -kinds list prints them", strings.Join(unknown, ", "))
	}
	if len(chosen) == 0 && s.faults > 0 {
		return nil, fmt.Errorf("none of the faults of -kinds %s is possible here", s.kinds)
	}
	return chosen, nil
}

// pick draws a kind by weight.
func pick(r *rand.Rand, kinds []kind) kind {
	total := 0
	for _, k := range kinds {
		total += k.weight
	}
	at := r.IntN(total)
	for _, k := range kinds {
		if at -= k.weight; at < 0 {
			return k
		}
	}
	panic("unreachable: the weights add up to their total")
}

const (
	// together is how many faults are under way at once, at most.
	together = 6
	// mostGap is the most time between the beginnings of two faults.
	mostGap = 2 * time.Second
	// mostWait is how long a fault waits for the press to come to its share
	// of the items.
	mostWait = 2 * time.Minute
)

// run strikes again and again while the press goes on. Each fault draws from
// a generator of its own, so that what one does never depends on how long
// another took.
func (st *stage) run(ctx context.Context, kinds []kind) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	slots := make(chan struct{}, together)
	for i := range st.faults {
		r := rand.New(rand.NewPCG(st.seed, uint64(i)+1)) //nolint:gosec // a run is to be repeatable
		k := pick(r, kinds)
		gap := between(r, 100*time.Millisecond, mostGap)
		st.newsroom.Allow(st.items * (i + 1) / st.faults)
		st.awaitItems(ctx, st.items*i/st.faults-st.items/20-100)
		if !pause(ctx, gap) {
			return context.Cause(ctx)
		}
		if i%100 == 99 {
			st.print("%d faults, %+v", i, st.newsroom.Progress())
		}
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if err := k.strike(ctx, st, r); err != nil {
				st.blame(finding{"harness", "", fmt.Sprintf("fault %d, %s: %v", i, k.name, err)})
				return
			}
			st.mu.Lock()
			st.survived[k.name]++
			st.mu.Unlock()
		})
	}
	return nil
}

// awaitItems waits until the press has served so many items, but not for ever:
// a fault may be what keeps it from going on.
func (st *stage) awaitItems(ctx context.Context, items int) {
	deadline := time.Now().Add(mostWait)
	for st.newsroom.Progress().Items < items && time.Now().Before(deadline) && pause(ctx, 100*time.Millisecond) {
		continue
	}
}

// between draws a time, short ones more often than long ones.
func between(r *rand.Rand, least, most time.Duration) time.Duration {
	x := r.Float64()
	return least + time.Duration(x*x*float64(most-least))
}

// pause waits and reports whether the run goes on.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// blame keeps a finding of a fault itself.
func (st *stage) blame(f finding) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.trouble = append(st.trouble, f)
}

// counts prints how many faults of each kind there were.
func (st *stage) counts() string {
	st.mu.Lock()
	defer st.mu.Unlock()
	var list []string
	total := 0
	for name, n := range st.survived {
		list = append(list, fmt.Sprintf("%s %d", name, n))
		total += n
	}
	slices.SortFunc(list, func(a, b string) int { return cmp.Compare(a, b) })
	return fmt.Sprintf("%d faults survived (%s)", total, strings.Join(list, ", "))
}
