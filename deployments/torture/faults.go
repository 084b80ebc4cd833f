package main

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/deployments/internal/newsroom"
)

// kinds is every way of treating an installation badly.
func kinds() []kind {
	return []kind{
		{name: "kill", about: "kill -9 of a daemon or of NATS", weight: 8, strike: killOne},
		{name: "killall", about: "kill -9 of several at once, or of all", weight: 2, strike: killSeveral},
		{name: "restart", about: "SIGTERM, and a start some time later", weight: 1, strike: restart},
		{name: "stop", about: "SIGSTOP for a while, now and then for longer than an acknowledgement may take", weight: 3, strike: stop},
		{name: "cut", about: "a connection to NATS cut after some bytes, in the middle of a message", weight: 4, strike: cut},
		{name: "stall", about: "a connection to NATS on which nothing moves", weight: 2, strike: stall},
		{name: "partition", about: "several daemons that cannot reach NATS", weight: 1, strike: partition},
		{name: "feeds", about: "outlets that break off, stall or fail", weight: 1, strike: feeds},
		{name: "replay", about: "annotated articles published again, old revisions among them, in any order", weight: 2, strike: replay},
		{name: "duplicate", about: "articles published again as they were, which the stream has to refuse", weight: 1, strike: duplicate},
		{name: "poison", about: "garbage on the streams of articles", weight: 1, strike: poison},
		{name: "slow", about: "a process that gets a tenth of its time, in bursts", weight: 1, strike: slow},
		{name: "power", about: "a power cut of one process and its disk", weight: 2, needs: onVolumes, disks: true, strike: power},
		{name: "full", about: "a disk that is full for a while, of NATS or of indexd", weight: 1, needs: onVolumes, disks: true, strike: full},
		{name: "unplug", about: "the network of a server of NATS taken away, or of two of three", weight: 1, needs: tools("ip"), networks: true, strike: unplug},
		{name: "leader", about: "kill -9 of the server that leads a stream", weight: 2, needs: needsCluster, strike: killLeader},
		{name: "clock", about: "a clock set wrong for a while, by up to a day", weight: 1, needs: needsGo, clocks: true, strike: jump},
	}
}

// longStop is longer than a message may go without an acknowledgement.
const longStop = 40 * time.Second

// struck are those of some processes that single faults may strike.
func (st *stage) struck(all []*actor) []*actor {
	chosen := slices.DeleteFunc(slices.Clone(all), func(a *actor) bool {
		program, _, _ := strings.Cut(a.Name, "-")
		return st.on != "" && !slices.Contains(strings.Split(st.on, ","), program)
	})
	if len(chosen) == 0 {
		return all
	}
	return chosen
}

func (st *stage) anyone(r *rand.Rand) *actor {
	all := st.struck(st.everyone())
	return all[r.IntN(len(all))]
}

func (st *stage) anyDaemon(r *rand.Rand) *actor {
	all := st.struck(st.daemons)
	return all[r.IntN(len(all))]
}

func killOne(_ context.Context, st *stage, r *rand.Rand) error {
	a := st.anyone(r)
	a.one.Lock()
	defer a.one.Unlock()
	st.say("kill %s", a.Name)
	a.Kill()
	st.over(a)
	return nil
}

func killSeveral(_ context.Context, st *stage, r *rand.Rand) error {
	all := st.everyone()
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for _, a := range all[:2+r.IntN(len(all)-1)] {
		st.say("killall %s", a.Name)
		a.one.Lock()
		a.Kill()
		a.one.Unlock()
		st.over(a)
	}
	return nil
}

func restart(ctx context.Context, st *stage, r *rand.Rand) error {
	a, away := st.anyone(r), between(r, 0, 5*time.Second)
	a.one.Lock()
	defer a.one.Unlock()
	st.say("restart %s, away for %s", a.Name, away)
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	err := a.Down(ctx, true)
	if err != nil {
		_ = a.Down(context.WithoutCancel(ctx), false) // it has to end for the run to go on
	}
	pause(ctx, away)
	a.Up()
	st.over(a)
	return err
}

func stop(ctx context.Context, st *stage, r *rand.Rand) error {
	a, d := st.anyone(r), between(r, 50*time.Millisecond, 8*time.Second)
	if !a.server && r.IntN(8) == 0 {
		d = longStop
	}
	a.one.Lock()
	defer a.one.Unlock()
	st.say("stop %s for %s", a.Name, d)
	a.Hold()
	pause(ctx, d)
	a.Resume()
	st.over(a)
	return nil
}

func cut(ctx context.Context, st *stage, r *rand.Rand) error {
	a := st.anyDaemon(r)
	bytes := r.IntN(1 << (4 + r.IntN(14)))
	st.say("cut %s after %d bytes", a.Name, bytes)
	a.wires.CutAfter(bytes)
	pause(ctx, time.Second)
	a.wires.Cut()
	st.over(a)
	return nil
}

func stall(ctx context.Context, st *stage, r *rand.Rand) error {
	a, d := st.anyDaemon(r), between(r, 100*time.Millisecond, 10*time.Second)
	if r.IntN(10) == 0 {
		d = longStop
	}
	st.say("stall %s for %s", a.Name, d)
	a.wires.Hold()
	pause(ctx, d)
	if r.IntN(2) == 0 {
		a.wires.Cut()
	}
	a.wires.Free()
	st.over(a)
	return nil
}

func partition(ctx context.Context, st *stage, r *rand.Rand) error {
	d := between(r, 200*time.Millisecond, 10*time.Second)
	var away []*actor
	for _, a := range st.daemons {
		if r.IntN(2) == 0 {
			st.say("partition %s for %s", a.Name, d)
			a.wires.Refuse()
			away = append(away, a)
		}
	}
	pause(ctx, d)
	for _, a := range away {
		a.wires.Free()
		st.over(a)
	}
	return nil
}

func feeds(ctx context.Context, st *stage, r *rand.Rand) error {
	flaws := []newsroom.Flaw{newsroom.Cut, newsroom.Stalled, newsroom.Failing}
	flaw, d := flaws[r.IntN(len(flaws))], between(r, 200*time.Millisecond, 3*time.Second)
	st.say("feeds: flaw %d for %s", flaw, d)
	st.newsroom.Misbehave(flaw, d)
	pause(ctx, d)
	return nil
}

// slow lets a process run in short bursts.
func slow(ctx context.Context, st *stage, r *rand.Rand) error {
	a, d := st.anyone(r), between(r, 500*time.Millisecond, 10*time.Second)
	a.one.Lock()
	defer a.one.Unlock()
	st.say("slow %s for %s", a.Name, d)
	for end := time.Now().Add(d); time.Now().Before(end) && ctx.Err() == nil; {
		a.Hold()
		pause(ctx, 90*time.Millisecond)
		a.Resume()
		pause(ctx, 10*time.Millisecond)
	}
	st.over(a)
	return nil
}

// needsCluster is true of what is done to one of several servers.
func needsCluster(s settings) string {
	if s.natsServers < 3 {
		return "it needs a cluster: -nats 3"
	}
	return ""
}

// over notes that a fault has ended; one of NATS concerns everybody.
func (st *stage) over(a *actor) {
	if a.server {
		st.fleet.Disturbed()
		return
	}
	a.Disturbed()
}
