package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/dateline-news/dateline/index"
	"github.com/dateline-news/dateline/index/internal/control"
	"github.com/dateline-news/dateline/index/internal/keep"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/diskspace"
)

// tool is what a command has.
type tool struct {
	dir            string
	config         *index.Config
	log            *slog.Logger
	connect        connect
	stdout, stderr io.Writer
}

// need says whether a task needs the stream.
type need int

const (
	noStream need = iota
	// wantStream takes the stream where it can be had at once.
	wantStream
	mustStream
)

// do has a task done by the process that has the folder open, or does it here.
func (t *tool) do(ctx context.Context, name string, args any, stream need, result any) error {
	if _, err := os.Stat(t.dir); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no index folder %s: set %s_DIR to where it is", t.dir, index.Prefix)
	}
	note := newNoting(t.stderr)
	tell := func(data json.RawMessage) {
		var p keep.Progress
		if json.Unmarshal(data, &p) == nil {
			note.progress(p)
		}
	}
	for deadline := time.Now().Add(askPatience); ; {
		if !t.config.ReadOnly {
			if err := control.Ask(ctx, t.dir, name, args, tell, result); !errors.Is(err, control.ErrNobody) {
				return err
			}
		}
		err := t.local(ctx, name, args, stream, tell, result)
		if !errors.Is(err, store.ErrInUse) || time.Now().After(deadline) || t.config.ReadOnly {
			return err
		}
		// It is about to open or to close the folder.
	}
}

// askPatience is how long a process that has the folder open may take to
// answer.
const askPatience = 10 * time.Second

// local does a task in a folder that no other process has open.
func (t *tool) local(ctx context.Context, name string, args any, stream need, tell func(json.RawMessage), result any) (err error) {
	var b *bus.Bus
	if stream == mustStream || stream == wantStream && !t.config.ReadOnly {
		if b, err = t.connect(ctx); err != nil {
			if stream == mustStream || ctx.Err() != nil {
				return err
			}
			fmt.Fprintf(t.stderr, "note: %v\n", err)
			b = nil
		}
	}
	languages, err := language.New()
	if err != nil {
		return err
	}
	guard := diskspace.Guard{Dir: t.dir, Reserve: store.MergeRoom(t.dir)}
	idx, err := store.Open(store.Options{
		Dir: t.dir, Languages: languages, Log: t.log, CheckSpace: guard.Check,
		ReadOnly: t.config.ReadOnly, Retention: time.Duration(t.config.Retention),
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, idx.Close()) }()
	replica := t.config.Replica
	if replica == "" {
		replica = idx.ReplicaID()
	}
	k := keep.New(keep.Options{Store: idx, Bus: b, Durable: bus.DurableIndexPrefix + replica, Log: t.log})
	data, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("encoding a request: %w", err)
	}
	tasks := k.Tasks(func(ctx context.Context) error { return idx.Rebuild(ctx, false) })
	out, err := tasks[name](ctx, data, func(p any) {
		if data, err := json.Marshal(p); err == nil {
			tell(data)
		}
	})
	if err != nil {
		return err
	}
	if data, err = json.Marshal(out); err != nil {
		return fmt.Errorf("encoding the answer: %w", err)
	}
	return json.Unmarshal(data, result)
}

func (t *tool) printf(format string, args ...any) {
	// Nobody reads on: the exit code says what became of it.
	_, _ = fmt.Fprintf(t.stdout, format, args...)
}

func (t *tool) json(v any) error {
	e := json.NewEncoder(t.stdout)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("writing the answer: %w", err)
	}
	return nil
}

// absolute makes a path that means the same in another process.
func absolute(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("finding folder %s: %w", path, err)
	}
	return abs, nil
}

// noteEvery is how often progress is shown.
const noteEvery = 2 * time.Second

// noting shows progress now and then, a line each.
type noting struct {
	w    io.Writer
	last time.Time
}

func newNoting(w io.Writer) *noting { return &noting{w: w, last: time.Now()} }

func (n *noting) progress(p keep.Progress) {
	if time.Since(n.last) < noteEvery {
		return
	}
	n.last = time.Now()
	if p.Total == 0 {
		_, _ = fmt.Fprintf(n.w, "%s\n", p.Step)
		return
	}
	_, _ = fmt.Fprintf(n.w, "%s: %d of %d (%d %%)\n", p.Step, p.Done, p.Total, 100*p.Done/p.Total)
}
