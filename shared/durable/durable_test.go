package durable

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// model is a disk as POSIX promises it and nothing more: bytes are durable when
// their file was synced, names when their folder was. What was not synced may
// be there after a power cut or not, bytes also in part.
type model struct {
	now, kept map[string]map[string]*inode // by folder, then by name
	// calls is how many operations are left until the power goes; below 0: it
	// stays.
	calls int
	made  int
}

type inode struct {
	now, kept string
	folder    bool
}

var errCut = errors.New("power cut")

func newModel(files map[string]string) *model {
	m := &model{now: map[string]map[string]*inode{"/d": {}}, kept: map[string]map[string]*inode{}, calls: -1}
	for name, text := range files {
		m.now["/d"][name] = &inode{now: text, kept: text}
	}
	m.keep("/d")
	return m
}

func (m *model) keep(dir string) { m.kept[dir] = maps.Clone(m.now[dir]) }

func (m *model) call() error {
	if m.calls == 0 {
		return errCut
	}
	m.calls--
	return nil
}

type modelFile struct {
	m     *model
	path  string
	inode *inode
}

func (f *modelFile) Name() string { return f.path }
func (f *modelFile) Close() error { return nil }

func (f *modelFile) Write(p []byte) (int, error) {
	if err := f.m.call(); err != nil {
		return 0, err
	}
	f.inode.now += string(p)
	return len(p), nil
}

func (f *modelFile) Sync() error {
	if err := f.m.call(); err != nil {
		return err
	}
	f.inode.kept = f.inode.now
	return nil
}

func (m *model) create(dir, prefix string) (file, error) {
	if err := m.call(); err != nil {
		return nil, err
	}
	m.made++
	name := fmt.Sprintf("%s%d", prefix, m.made)
	f := &modelFile{m: m, path: filepath.Join(dir, name), inode: &inode{}}
	m.now[dir][name] = f.inode
	return f, nil
}

func (m *model) rename(from, to string) error {
	if err := m.call(); err != nil {
		return err
	}
	fromDir, fromName := filepath.Split(from)
	toDir, toName := filepath.Split(to)
	fromDir, toDir = filepath.Clean(fromDir), filepath.Clean(toDir)
	m.now[toDir][toName] = m.now[fromDir][fromName]
	delete(m.now[fromDir], fromName)
	for _, state := range []map[string]map[string]*inode{m.now, m.kept} {
		for _, dir := range slices.Collect(maps.Keys(state)) {
			if dir == from || strings.HasPrefix(dir, from+"/") {
				state[to+strings.TrimPrefix(dir, from)] = state[dir]
			}
		}
	}
	return nil
}

func (m *model) remove(path string) error {
	if err := m.call(); err != nil {
		return err
	}
	delete(m.now[filepath.Dir(path)], filepath.Base(path))
	return nil
}

func (m *model) mkdir(path string, _ fs.FileMode) error {
	if err := m.call(); err != nil {
		return err
	}
	parent, ok := m.now[filepath.Dir(path)]
	if !ok {
		return fs.ErrNotExist
	}
	if parent[filepath.Base(path)] != nil {
		return fs.ErrExist
	}
	parent[filepath.Base(path)] = &inode{folder: true}
	m.now[path], m.kept[path] = map[string]*inode{}, map[string]*inode{}
	return nil
}

func (m *model) sync(path string) error {
	if err := m.call(); err != nil {
		return err
	}
	if _, ok := m.now[path]; ok {
		m.keep(path)
		return nil
	}
	one := m.now[filepath.Dir(path)][filepath.Base(path)]
	one.kept = one.now
	return nil
}

func (m *model) walk(root string) ([]string, error) {
	paths := []string{root}
	for _, name := range slices.Sorted(maps.Keys(m.now[root])) {
		path := filepath.Join(root, name)
		if m.now[root][name].folder {
			below, err := m.walk(path)
			if err != nil {
				return nil, err
			}
			paths = append(paths, below...)
			continue
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// after returns everything that a path may hold after a power cut now; "-" is
// a path that is not there.
func (m *model) after(path string) []string {
	found := map[string]bool{}
	m.resolve(strings.Split(strings.TrimPrefix(path, "/d/"), "/"), "/d", found)
	return slices.Sorted(maps.Keys(found))
}

func (m *model) resolve(names []string, dir string, found map[string]bool) {
	for _, state := range []map[string]map[string]*inode{m.now, m.kept} {
		one := state[dir][names[0]]
		switch {
		case one == nil:
			found["-"] = true
		case one.folder && len(names) == 1:
			found["folder"] = true
		case one.folder:
			m.resolve(names[1:], filepath.Join(dir, names[0]), found)
		default:
			found[one.kept], found[one.now] = true, true
			if one.kept != one.now {
				found[one.now[:len(one.now)/2]] = true
			}
		}
	}
}

// TestPowerCut lets the power go behind each operation.
func TestPowerCut(t *testing.T) {
	const whole = "something new"
	for _, c := range []struct {
		name  string
		files map[string]string
		do    func(*model) error
		path  string
		// before and done are what may be there when the power goes before the
		// end, and what must be there after it.
		before []string
		done   string
	}{
		{
			name: "replacing a file", files: map[string]string{"state": "old"},
			do:   func(m *model) error { return writeFile(m, "/d/state", []byte(whole)) },
			path: "/d/state", before: []string{"old", whole}, done: whole,
		},
		{
			name: "writing a new file",
			do:   func(m *model) error { return writeFile(m, "/d/state", []byte(whole)) },
			path: "/d/state", before: []string{"-", whole}, done: whole,
		},
		{
			name: "naming a folder",
			do: func(m *model) error {
				for _, dir := range []string{"/d/tmp", "/d/tmp/store"} {
					if err := m.mkdir(dir, 0); err != nil {
						return err
					}
				}
				for _, name := range []string{"/d/tmp/meta", "/d/tmp/store/root"} {
					f := &inode{now: whole}
					m.now[filepath.Dir(name)][filepath.Base(name)] = f
				}
				return move(m, "/d/tmp", "/d/2026-11")
			},
			path: "/d/2026-11/store/root", before: []string{"-", whole}, done: whole,
		},
		{
			name: "making folders",
			do:   func(m *model) error { return mkdirAll(m, "/d/a/b/c", 0) },
			path: "/d/a/b/c", before: []string{"-", "folder"}, done: "folder",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			for calls := 0; ; calls++ {
				m := newModel(c.files)
				m.calls = calls
				err := c.do(m)
				want := c.before
				if err == nil {
					want = []string{c.done}
				} else if !errors.Is(err, errCut) {
					t.Fatal(err)
				}
				for _, got := range m.after(c.path) {
					if !slices.Contains(want, got) {
						t.Errorf("a power cut behind operation %d (error %v) may leave %q, want one of %q", calls, err, got, want)
					}
				}
				if err == nil {
					if calls < 3 {
						t.Errorf("done after %d operations", calls)
					}
					return
				}
			}
		})
	}
}

// TestFailure lets each operation fail while the power stays: the old content
// is there, and nothing else is left.
func TestFailure(t *testing.T) {
	for calls := range 5 {
		m := &failing{model: newModel(map[string]string{"state": "old"}), left: calls}
		err := writeFile(m, "/d/state", []byte("new"))
		if !errors.Is(err, errCut) {
			t.Fatalf("operation %d failed, and the error is %v", calls, err)
		}
		if !strings.Contains(err.Error(), "/d/state") && calls < 4 {
			t.Errorf("operation %d failed, and the error does not name the file: %v", calls, err)
		}
		content := m.now["/d"]["state"].now
		if want := map[bool]string{true: "new", false: "old"}[calls == 4]; content != want || len(m.now["/d"]) != 1 {
			t.Errorf("operation %d failed: the file holds %q, the folder %v", calls, content, slices.Collect(maps.Keys(m.now["/d"])))
		}
	}
}

// failing is a disk of which one operation fails.
type failing struct {
	*model
	left int
}

func (f *failing) fail() error {
	f.left--
	if f.left == -1 {
		return errCut
	}
	return nil
}

func (f *failing) create(dir, prefix string) (file, error) {
	if err := f.fail(); err != nil {
		return nil, err
	}
	made, err := f.model.create(dir, prefix)
	return &failingFile{made, f}, err
}

func (f *failing) rename(from, to string) error {
	return errors.Join(f.fail(), f.unless(func() error { return f.model.rename(from, to) }))
}

func (f *failing) sync(path string) error {
	return errors.Join(f.fail(), f.unless(func() error { return f.model.sync(path) }))
}

// unless does something unless the operation has just failed.
func (f *failing) unless(do func() error) error {
	if f.left == -1 {
		return nil
	}
	return do()
}

type failingFile struct {
	file
	f *failing
}

func (f *failingFile) Write(p []byte) (int, error) {
	if err := f.f.fail(); err != nil {
		return 0, err
	}
	return f.file.Write(p)
}

func (f *failingFile) Sync() error {
	if err := f.f.fail(); err != nil {
		return err
	}
	return f.file.Sync()
}

// TestSystem does all of it on the disk of the machine.
func TestSystem(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	for range 2 {
		if err := MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "state")
	for _, text := range []string{"one", "two"} {
		if err := WriteFile(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("%q, %v", got, err)
		}
	}
	if err := Move(dir, filepath.Join(filepath.Dir(dir), "c")); err != nil {
		t.Fatal(err)
	}
	if err := SyncTree(filepath.Dir(dir)); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(filepath.Join(filepath.Dir(dir), "c")); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
	path = filepath.Join(filepath.Dir(dir), "c", "state")
	if err := MkdirAll(path, 0o755); err == nil {
		t.Error("a file passed for a folder")
	}
	if err := WriteFile(filepath.Join(path, "below"), nil); err == nil {
		t.Error("a file below a file was written")
	}
}
