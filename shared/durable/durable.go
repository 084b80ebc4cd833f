// Package durable writes files that survive a power cut.
//
// A file that was written and closed is in the memory of the system for many
// seconds; its name is kept elsewhere than its bytes, and the two reach the disk
// in any order. What this package has returned from is on the disk, and what it
// was at when the power went is there whole or as it was before. It does not
// help against a disk that says that it has written what it has not, and it is
// for state that is written now and then: each call waits for the disk.
package durable

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// TemporaryPrefix begins the names of what is being written. After a crash
// files of such a name may be left, and may be deleted.
const TemporaryPrefix = ".new-"

// WriteFile makes a file hold data, in place of what it held. A reader sees the
// one or the other. The file is readable by its owner alone.
func WriteFile(path string, data []byte) error { return writeFile(system{}, path, data) }

// Move gives a file, or a folder with all that is in it, its final name, which
// nothing else has. What was written under the old name is synced before.
func Move(from, to string) error { return move(system{}, from, to) }

// MkdirAll makes a folder and those above it that are missing.
func MkdirAll(path string, mode fs.FileMode) error { return mkdirAll(system{}, path, mode) }

// SyncTree syncs every file and folder under a path, and the path.
func SyncTree(root string) error { return syncTree(system{}, root) }

// Sync syncs one file, or the names in one folder.
func Sync(path string) error { return system{}.sync(path) }

// disk is what the package does to a disk, one call an operation that a power
// cut may fall behind.
type disk interface {
	// create makes an empty file of a new name that begins with prefix.
	create(dir, prefix string) (file, error)
	rename(from, to string) error
	remove(path string) error
	mkdir(path string, mode fs.FileMode) error
	// sync makes the bytes of a file, or the names in a folder, durable.
	sync(path string) error
	// walk lists what is under a path, and the path, children behind parents.
	walk(root string) ([]string, error)
}

type file interface {
	io.Writer
	io.Closer
	Name() string
	Sync() error
}

func writeFile(d disk, path string, data []byte) error {
	f, err := d.create(filepath.Dir(path), TemporaryPrefix)
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = d.rename(f.Name(), path)
	}
	if err != nil {
		// The leftover is harmless and is told about by the first error.
		_ = d.remove(f.Name())
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return d.sync(filepath.Dir(path))
}

func move(d disk, from, to string) error {
	if err := syncTree(d, from); err != nil {
		return err
	}
	if err := d.rename(from, to); err != nil {
		return fmt.Errorf("naming %s: %w", to, err)
	}
	if err := d.sync(filepath.Dir(to)); err != nil || filepath.Dir(from) == filepath.Dir(to) {
		return err
	}
	return d.sync(filepath.Dir(from))
}

func mkdirAll(d disk, path string, mode fs.FileMode) error {
	err := d.mkdir(path, mode)
	if errors.Is(err, fs.ErrNotExist) {
		if err := mkdirAll(d, filepath.Dir(path), mode); err != nil {
			return err
		}
		err = d.mkdir(path, mode)
	}
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("making folder %s: %w", path, err)
	}
	return d.sync(filepath.Dir(path))
}

func syncTree(d disk, root string) error {
	paths, err := d.walk(root)
	if err != nil {
		return fmt.Errorf("syncing %s: %w", root, err)
	}
	for _, path := range paths {
		if err := d.sync(path); err != nil {
			return err
		}
	}
	return nil
}

// system is the disk of the operating system.
type system struct{}

func (system) create(dir, prefix string) (file, error) { return os.CreateTemp(dir, prefix) }
func (system) rename(from, to string) error            { return os.Rename(from, to) }
func (system) remove(path string) error                { return os.Remove(path) }

func (system) mkdir(path string, mode fs.FileMode) error {
	err := os.Mkdir(path, mode)
	if errors.Is(err, fs.ErrExist) {
		if info, statErr := os.Stat(path); statErr == nil && !info.IsDir() {
			return fmt.Errorf("%s is a file, not a folder", path)
		}
	}
	return err
}

func (system) sync(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("syncing %s: %w", path, err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("syncing %s: %w", path, err)
	}
	return nil
}

func (system) walk(root string) ([]string, error) {
	var paths []string
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		paths = append(paths, path)
		return err
	})
	return paths, err
}
