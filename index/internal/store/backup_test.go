package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/index/internal/store"
)

func TestBackup(t *testing.T) {
	dir := t.TempDir()
	s := openWith(t, store.Options{Dir: dir})
	months(t, s, 2, 6)
	at := &store.Position{Created: christmas, Seq: 16}
	// Writes go on meanwhile.
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		var err error
		for i := 0; ctx.Err() == nil && err == nil; i++ {
			err = s.Apply(t.Context(), []store.Record{record(t, fmt.Sprintf("https://example.org/late/%d", i), 1, 1, uint64(100+i), christmas.AddDate(0, i%2, 0), "late")})
		}
		done <- err
	}()
	parent := t.TempDir()
	for i := range 5 {
		backup := filepath.Join(parent, fmt.Sprint(i))
		b, err := s.Backup(t.Context(), backup, at, func(store.Copied) {})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Check(t.Context(), backup, func(store.Copied) {}); err != nil {
			t.Error(err)
		}
		restored := filepath.Join(parent, fmt.Sprintf("restored-%d", i))
		if _, err := store.Restore(t.Context(), backup, restored, func(store.Copied) {}); err != nil {
			t.Fatal(err)
		}
		r := openWith(t, store.Options{Dir: restored})
		if docs, _ := r.Size(); docs != b.Documents || docs < 16 {
			t.Errorf("%d documents restored, %d backed up", docs, b.Documents)
		}
		if p, ok := r.Resume(); !ok || p != *at {
			t.Errorf("resumes at %+v", p)
		}
		if r.ReplicaID() == s.ReplicaID() {
			t.Error("the copy has the same replica id")
		}
		if c, err := r.Check(t.Context(), func(uint64, uint64) {}); err != nil || c.WrongTotal > 0 {
			t.Errorf("the copy: %+v, %v", c, err)
		}
		closed(t, r)
	}
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestBackupRefusals(t *testing.T) {
	s := openWith(t, store.Options{Dir: t.TempDir()})
	months(t, s, 1, 3)
	none := func(store.Copied) {}
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "letter"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Backup(t.Context(), full, nil, none); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("into a folder that is not empty: %v", err)
	}
	// One that is cut short is told, and begun again.
	cut := filepath.Join(t.TempDir(), "cut")
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := s.Backup(ctx, cut, nil, func(store.Copied) { cancel() }); err == nil {
		t.Error("a backup that was cut short ended well")
	}
	if _, err := store.Restore(t.Context(), cut, t.TempDir(), none); !errors.Is(err, store.ErrNoBackup) {
		t.Errorf("restoring from what was cut short: %v", err)
	}
	for _, readOnly := range []bool{true, false} {
		if _, err := store.Open(store.Options{Dir: cut, Languages: languages(t), ReadOnly: readOnly}); !errors.Is(err, store.ErrIncomplete) {
			t.Errorf("opening what was cut short: %v", err)
		}
	}
	b, err := s.Backup(t.Context(), cut, nil, none)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Restore(t.Context(), cut, full, none); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("restoring over something: %v", err)
	}
	// A changed byte is found, and the folder stays marked.
	flip(t, filepath.Join(cut, filepath.FromSlash(b.Files[len(b.Files)-1].Path)), 5)
	to := filepath.Join(t.TempDir(), "to")
	if _, err := store.Restore(t.Context(), cut, to, none); err == nil || !strings.Contains(err.Error(), "differs") {
		t.Errorf("restoring a torn backup: %v", err)
	}
	if _, err := store.Open(store.Options{Dir: to, Languages: languages(t)}); !errors.Is(err, store.ErrIncomplete) {
		t.Errorf("opening half a restore: %v", err)
	}
}
