package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/dateline-news/dateline/shared/diskspace"
)

// volume is a small ext4 filesystem in a file, mounted through a loop device:
// a disk that can be filled, and copied as it is at a moment, as a power cut
// leaves it.
type volume struct {
	// dir is where it is mounted.
	dir string
	// image is the file, which is sparse.
	image string
}

// newVolume makes a filesystem and mounts it.
func newVolume(ctx context.Context, image, dir string, size int64) (*volume, error) {
	v := &volume{dir: dir, image: image}
	f, err := os.OpenFile(image, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("making a disk: %w", err)
	}
	if err := errors.Join(f.Truncate(size), f.Close()); err != nil {
		return nil, fmt.Errorf("making a disk: %w", err)
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("making a disk: %w", err)
	}
	// No blocks are kept for root, who the daemons here are.
	if err := command(ctx, "mkfs.ext4", "-q", "-m", "0", "-F", image); err != nil {
		return nil, err
	}
	return v, v.mount(ctx)
}

func (v *volume) mount(ctx context.Context) error {
	return command(ctx, "mount", "-o", "loop,discard", v.image, v.dir)
}

// unmount tries for a while: what had files open there may just be ending.
func (v *volume) unmount(ctx context.Context) error {
	var err error
	for range 100 {
		if err = command(ctx, "umount", v.dir); err == nil {
			return nil
		}
		if !pause(ctx, 50*time.Millisecond) {
			break
		}
	}
	return err
}

// copying is how long a copy is tried that the system writes into meanwhile,
// as it does for some seconds after much was deleted.
const copying = time.Minute

// snapshot copies the image as it is at one moment: what a process wrote and
// did not sync may or may not be in it, in the order in which the system wrote
// it back. Nobody may write to the volume meanwhile but the system itself.
func (v *volume) snapshot(ctx context.Context) (string, error) {
	path := v.image + ".cut"
	for deadline := time.Now().Add(copying); time.Now().Before(deadline); pause(ctx, 50*time.Millisecond) {
		before, err := os.Stat(v.image)
		if err != nil {
			return "", fmt.Errorf("copying a disk: %w", err)
		}
		// Two writes within a tick of the clock leave one time.
		if time.Since(before.ModTime()) < 30*time.Millisecond {
			continue
		}
		if err := command(ctx, "cp", "--sparse=always", v.image, path); err != nil {
			return "", err
		}
		after, err := os.Stat(v.image)
		if err != nil {
			return "", fmt.Errorf("copying a disk: %w", err)
		}
		if after.ModTime().Equal(before.ModTime()) {
			return path, nil
		}
	}
	return "", fmt.Errorf("copying a disk: the system has written to %s for %s on end", v.image, copying)
}

// replace puts a copy in the place of the volume, as after the power is back.
// Nobody may have a file open on it.
func (v *volume) replace(ctx context.Context, path string) error {
	if err := v.unmount(ctx); err != nil {
		return err
	}
	if err := os.Rename(path, v.image); err != nil {
		return fmt.Errorf("replacing a disk: %w", err)
	}
	if err := v.mount(ctx); err != nil {
		return err
	}
	// One that had just been made room on may be full again.
	if err := os.Remove(v.ballast()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("making room on a disk: %w", err)
	}
	return nil
}

// ballast is the file that fills a volume.
func (v *volume) ballast() string { return filepath.Join(v.dir, "ballast") }

// fill leaves no room on the volume.
func (v *volume) fill(ctx context.Context) error {
	space, err := diskspace.Measure(v.dir)
	if err != nil {
		return fmt.Errorf("filling a disk: %w", err)
	}
	const rest = 1 << 20 // is written, since what is taken may change meanwhile
	if space.Free > 2*rest {
		if err := command(ctx, "fallocate", "-l", fmt.Sprint(space.Free-rest), v.ballast()); err != nil && !strings.Contains(err.Error(), "No space left") {
			return err
		}
	}
	f, err := os.OpenFile(v.ballast(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("filling a disk: %w", err)
	}
	defer func() { _ = f.Close() }() // what it holds is of no interest
	block := make([]byte, 4096)
	for {
		if _, err := f.Write(block); errors.Is(err, syscall.ENOSPC) {
			return nil
		} else if err != nil {
			return fmt.Errorf("filling a disk: %w", err)
		}
	}
}

// empty makes room again.
func (v *volume) empty() error {
	if err := os.Remove(v.ballast()); err != nil {
		return fmt.Errorf("making room on a disk: %w", err)
	}
	return nil
}

// command runs a tool of the system.
func command(ctx context.Context, name string, args ...string) error {
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput() //nolint:gosec // our own arguments
	if err != nil {
		return fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, strings.TrimSpace(string(out)))
	}
	return nil
}
