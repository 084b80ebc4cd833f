package keep

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"time"

	"github.com/dateline-news/dateline/index/internal/control"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// The tasks that an index can be asked for.
const (
	TaskVerify  = "verify"
	TaskBackup  = "backup"
	TaskRetire  = "retire"
	TaskRebuild = "rebuild"
)

// VerifyArgs are those of TaskVerify, whose result is a [Report].
type VerifyArgs struct {
	Mend bool `json:"mend"`
}

// BackupArgs are those of TaskBackup, whose result is a [store.Backup] without
// its files.
type BackupArgs struct {
	// Dir is absolute.
	Dir string `json:"dir"`
}

// RetireArgs are those of TaskRetire, whose result is a [store.Retirement].
type RetireArgs struct {
	Month string `json:"month"`
	// Undo takes articles of the month again.
	Undo bool `json:"undo"`
}

// Rebuilt is the result of TaskRebuild.
type Rebuilt struct {
	Documents  uint64  `json:"documents"`
	Slices     int     `json:"slices"`
	Unreadable uint64  `json:"unreadable"`
	Seconds    float64 `json:"seconds"`
}

// Tasks returns what this index does when asked. Rebuild makes it anew and
// returns when that is done.
func (k *Keeper) Tasks(rebuild func(context.Context) error) map[string]control.Task {
	return map[string]control.Task{
		TaskVerify: task(func(ctx context.Context, a VerifyArgs, tell func(any)) (any, error) {
			return k.Verify(ctx, a.Mend, func(p Progress) { tell(p) })
		}),
		TaskBackup: task(func(ctx context.Context, a BackupArgs, tell func(any)) (any, error) {
			return k.Backup(ctx, a.Dir, func(p Progress) { tell(p) })
		}),
		TaskRetire: task(func(_ context.Context, a RetireArgs, _ func(any)) (any, error) {
			if a.Undo {
				return store.Retirement{Month: a.Month}, k.store.Readmit(a.Month)
			}
			return k.store.Retire(a.Month)
		}),
		TaskRebuild: task(func(ctx context.Context, _ struct{}, tell func(any)) (any, error) {
			return k.rebuild(ctx, rebuild, func(p Progress) { tell(p) })
		}),
	}
}

func task[A any](run func(context.Context, A, func(any)) (any, error)) control.Task {
	return func(ctx context.Context, data json.RawMessage, tell func(any)) (any, error) {
		var args A
		if len(data) > 0 {
			if err := json.Unmarshal(data, &args); err != nil {
				return nil, fmt.Errorf("reading a request: %w", err)
			}
		}
		return run(ctx, args, tell)
	}
}

// copyTell is after how many bytes a backup tells its progress.
const copyTell = 16 << 20

// Backup copies the index into a folder, see [store.Store.Backup].
func (k *Keeper) Backup(ctx context.Context, dir string, tell func(Progress)) (*store.Backup, error) {
	if !filepath.IsAbs(dir) {
		return nil, fmt.Errorf("folder %s is not absolute", dir)
	}
	var at *store.Position
	if k.bus != nil {
		var err error
		// What the stream had before is in the copy for certain.
		if at, err = k.Position(ctx); err != nil {
			return nil, err
		}
	}
	b, err := k.store.Backup(ctx, dir, at, TellCopied("bytes copied", tell))
	if err != nil {
		return nil, err
	}
	k.log.Info("backup made", telemetry.KeyPath, dir, "documents", b.Documents, telemetry.KeyBytes, b.Bytes)
	short := *b
	short.Files = nil
	return &short, nil
}

// TellCopied turns the progress of a copy into that of a task, now and then.
func TellCopied(step string, tell func(Progress)) func(store.Copied) {
	var told int64
	return func(c store.Copied) {
		if c.Done-told >= copyTell {
			told = c.Done
			tell(Progress{step, uint64(c.Done), uint64(c.Total)}) //nolint:gosec // sizes are not negative
		}
	}
}

// rebuildTell is how often the progress of a rebuild is looked at.
const rebuildTell = 200 * time.Millisecond

func (k *Keeper) rebuild(ctx context.Context, run func(context.Context) error, tell func(Progress)) (*Rebuilt, error) {
	began := time.Now()
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	ticker := time.NewTicker(rebuildTell)
	defer ticker.Stop()
	var last store.Progress
	for {
		select {
		case err := <-done:
			if err != nil {
				return nil, err
			}
			out := &Rebuilt{Unreadable: last.Unreadable, Seconds: time.Since(began).Seconds()}
			out.Documents, out.Slices = k.store.Size()
			return out, nil
		case <-ticker.C:
			if p, ok := k.store.Rebuilding(); ok {
				last = p
				tell(Progress{"documents rebuilt", p.Done, p.Total})
			}
		}
	}
}
