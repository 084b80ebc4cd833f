package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/dateline-news/dateline/shared/durable"
)

// ReadBackup reads what a folder holds as a backup. The error wraps
// [ErrNoBackup] or [ErrNewer].
func ReadBackup(dir string) (*Backup, error) {
	if _, err := os.Stat(filepath.Join(dir, incompleteName)); err == nil {
		return nil, fmt.Errorf("folder %s %w: making it was cut short", dir, ErrNoBackup)
	}
	data, err := os.ReadFile(filepath.Join(dir, backupName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("folder %s %w: there is no %s in it", dir, ErrNoBackup, backupName)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the backup: %w", err)
	}
	var b Backup
	if err := json.Unmarshal(data, &b); err != nil || b.Format < 1 {
		return nil, fmt.Errorf("folder %s %w: %s cannot be read", dir, ErrNoBackup, backupName)
	}
	if b.Format > backupFormat {
		return nil, fmt.Errorf("backup %s was %w (format %d, this program knows %d); run that version", dir, ErrNewer, b.Format, backupFormat)
	}
	for _, f := range b.Files {
		if !filepath.IsLocal(filepath.FromSlash(f.Path)) {
			return nil, fmt.Errorf("folder %s %w: it names a file %q", dir, ErrNoBackup, f.Path)
		}
	}
	m, err := readManifest(dir)
	if err != nil {
		return nil, err
	}
	if m == nil || !slices.ContainsFunc(b.Files, func(f BackupFile) bool { return f.Path == manifestName }) {
		return nil, fmt.Errorf("folder %s %w: %s is not in it", dir, ErrNoBackup, manifestName)
	}
	return &b, nil
}

// Check reads every file of a backup in a folder and compares its checksum.
func (b *Backup) Check(ctx context.Context, dir string, tell func(Copied)) error {
	return b.copy(ctx, dir, "", tell)
}

// Restore copies a backup to a folder that is empty or not there, checking
// every byte. The copy gets a replica id of its own when it is opened first.
func Restore(ctx context.Context, from, dir string, tell func(Copied)) (*Backup, error) {
	b, err := ReadBackup(from)
	if err != nil {
		return nil, err
	}
	if err := beginFolder(dir); err != nil {
		return nil, err
	}
	if err := room(dir, b.Bytes); err != nil {
		return nil, err
	}
	if err := b.copy(ctx, from, dir, tell); err != nil {
		return nil, err
	}
	m, err := readManifest(dir)
	if err != nil {
		return nil, err
	}
	for _, g := range m.Generations {
		// A generation without articles has no file.
		if err := os.MkdirAll(filepath.Join(dir, g.Name), 0o755); err != nil {
			return nil, fmt.Errorf("making a folder of the index: %w", err)
		}
	}
	if err := durable.SyncTree(dir); err != nil {
		return nil, err
	}
	return b, endFolder(dir)
}

// copy reads the files of a backup, checks them and writes them below to,
// unless that is empty.
func (b *Backup) copy(ctx context.Context, from, to string, tell func(Copied)) error {
	progress := Copied{Total: b.Bytes}
	buffer := make([]byte, 1<<20)
	for _, f := range b.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		name := filepath.FromSlash(f.Path)
		if err := f.copy(filepath.Join(from, name), to, name, buffer); err != nil {
			return fmt.Errorf("reading the backup: %w", err)
		}
		progress.Done += f.Bytes
		tell(progress)
	}
	return nil
}

func (f BackupFile) copy(source, to, name string, buffer []byte) (err error) {
	in, err := os.Open(source)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	sum := sha256.New()
	w := io.Writer(sum)
	if to != "" {
		path := filepath.Join(to, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, out.Close()) }()
		w = io.MultiWriter(sum, out)
	}
	if _, err := io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{in}, buffer); err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != f.SHA256 {
		return fmt.Errorf("file %s differs from what was backed up: use another backup", source)
	}
	return nil
}
