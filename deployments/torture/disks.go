package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// tools says which tools of the system are not there, for a kind that needs
// them and root.
func tools(names ...string) func(settings) string {
	return func(settings) string {
		if os.Geteuid() != 0 {
			return "it needs root"
		}
		for _, name := range names {
			if _, err := exec.LookPath(name); err != nil {
				return "it needs the program " + name
			}
		}
		return ""
	}
}

// onVolumes are the kinds that need a disk of its own for each process with data.
var onVolumes = tools("mkfs.ext4", "mount", "umount", "cp", "fallocate")

// Room for what a run writes: some, and more for each item.
const (
	diskBytes       = 96 << 20
	diskBytesAnItem = 24 << 10
)

// disk gives an actor a disk of its own if the run needs it.
func (st *stage) disk(ctx context.Context, a *actor) error {
	if !st.ownDisks {
		return nil
	}
	image := filepath.Join(st.dir, filepath.Base(a.dir)+".img")
	var err error
	a.volume, err = newVolume(ctx, image, a.dir, diskBytes+int64(st.items)*diskBytesAnItem)
	return err
}

// stored draws a process that keeps data.
func (st *stage) stored(r *rand.Rand) *actor {
	var all []*actor
	for _, a := range st.everyone() {
		if a.volume != nil {
			all = append(all, a)
		}
	}
	all = st.struck(all)
	return all[r.IntN(len(all))]
}

// power cuts the power of one process with its disk, now and then of all of
// them at the same moment: what they had not synced is gone, but for what the
// system had written back by itself.
func power(ctx context.Context, st *stage, r *rand.Rand) error {
	victims := []*actor{st.stored(r)}
	off := between(r, 0, 3*time.Second)
	if r.IntN(4) == 0 {
		victims = st.everyone()
	}
	// Once begun it is ended, so that the run can be judged.
	ctx = context.WithoutCancel(ctx)
	var names []string
	for _, a := range victims {
		a.one.Lock()
		defer a.one.Unlock()
		names = append(names, a.Name)
	}
	st.say("power cut of %s, off for %s", strings.Join(names, ", "), off)
	for _, a := range victims {
		a.Hold()
	}
	var errs []error
	cuts := map[*actor]string{}
	for _, a := range victims {
		if a.volume != nil {
			path, err := a.volume.snapshot(ctx)
			errs = append(errs, err)
			cuts[a] = path
		}
	}
	for _, a := range victims {
		errs = append(errs, a.Down(ctx, false))
		defer func() {
			a.Up()
			st.over(a)
		}()
	}
	for a, path := range cuts {
		if path != "" {
			errs = append(errs, a.volume.replace(ctx, path))
		}
	}
	pause(ctx, off)
	return errors.Join(errs...)
}

// full fills the disk of a process for a while.
func full(ctx context.Context, st *stage, r *rand.Rand) error {
	a, d := st.stored(r), between(r, 500*time.Millisecond, 12*time.Second)
	a.one.Lock()
	defer a.one.Unlock()
	st.say("disk of %s full for %s", a.Name, d)
	if err := a.volume.fill(ctx); err != nil {
		_ = a.volume.empty() // the first error tells more
		return err
	}
	pause(ctx, d)
	err := a.volume.empty()
	st.over(a)
	if a.server {
		st.revive(context.WithoutCancel(ctx), a)
	}
	return err
}

// revive does what a supervisor with a health check does: a server that could
// not write says so and stays that way until it is started again.
func (st *stage) revive(ctx context.Context, a *actor) {
	for range 15 {
		pause(ctx, 200*time.Millisecond)
		err := a.Ready()
		// One of a cluster may instead have switched JetStream off.
		if err == nil || !strings.Contains(err.Error(), "write error") && !strings.Contains(err.Error(), "JetStream not enabled") {
			continue
		}
		st.say("%s says %v: started again", a.Name, err)
		st.mu.Lock()
		st.revived++
		st.mu.Unlock()
		a.Kill()
		st.over(a)
		return
	}
}

// unmountAll gives the disks back.
func (st *stage) unmountAll() {
	for _, a := range st.everyone() {
		if a != nil && a.volume != nil {
			if err := a.volume.unmount(context.Background()); err != nil {
				st.print("torture: %v", err)
			}
		}
	}
}
