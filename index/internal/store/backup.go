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
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/dateline-news/dateline/shared/diskspace"
	"github.com/dateline-news/dateline/shared/durable"
)

const (
	// incompleteName marks a folder that is being written. While it is there,
	// nobody takes the folder for an index or a backup.
	incompleteName = "INCOMPLETE"
	// backupName lists what a backup holds. It is written last.
	backupName = "backup.json"
	// backupFormat is the version of that list.
	//
	//	1: first release.
	backupFormat = 1
)

// ErrNoBackup is returned for a folder that holds no complete backup.
var ErrNoBackup = errors.New("holds no complete backup")

// Backup describes a copy of an index. Beside the list it has the form of an
// index folder and can be searched read-only as it is.
type Backup struct {
	Format int `json:"format"`
	// Made is when the copy was consistent.
	Made      time.Time `json:"made"`
	Documents uint64    `json:"documents"`
	Bytes     int64     `json:"bytes"`
	Slices    []string  `json:"slices"`
	// Resume is how far the stream is in the copy, nil where nobody knew.
	Resume *Position    `json:"resume,omitempty"`
	Files  []BackupFile `json:"files"`
}

// BackupFile is a file of a backup.
type BackupFile struct {
	// Path is below the folder of the backup, with slashes.
	Path   string `json:"path"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Copied is how far a backup or a restore has come, in bytes.
type Copied struct {
	Done  int64 `json:"done"`
	Total int64 `json:"total"`
}

// pinned is a slice at one moment, whose files stay until it is let go.
type pinned struct {
	path     string
	month    string
	snapshot *scorch.IndexSnapshot
}

// pin holds a slice as it is now.
func (s *slice) pin(path string) (*pinned, error) {
	advanced, err := s.index.Advanced()
	if err != nil {
		return nil, fmt.Errorf("reading slice %s: %w", s.month, err)
	}
	lib, ok := advanced.(*scorch.Scorch)
	if !ok {
		return nil, fmt.Errorf("reading slice %s: it is an index of type %T", s.month, advanced)
	}
	snapshot, ok := lib.CopyReader().(*scorch.IndexSnapshot)
	if !ok || snapshot == nil {
		return nil, fmt.Errorf("reading slice %s: %w", s.month, errClosed)
	}
	return &pinned{path: path, month: s.month, snapshot: snapshot}, nil
}

func (p *pinned) release() error { return p.snapshot.CloseCopyReader() }

// bytes is the size of the slice's segments.
func (p *pinned) bytes() int64 {
	var n int64
	for _, s := range p.snapshot.Segments() {
		n += s.FileSize()
	}
	return n
}

// Backup copies the index as it is at one moment into a folder that is empty
// or not there, while searches and writes go on, and syncs it. At is how far
// the stream was in the index when Backup was called, nil where nobody knows.
// A backup that is cut short leaves a file INCOMPLETE; the same call begins it
// again.
func (s *Store) Backup(ctx context.Context, dir string, at *Position, tell func(Copied)) (b *Backup, err error) {
	if err := beginFolder(dir); err != nil {
		return nil, err
	}
	m, all, err := s.pinAll()
	defer func() {
		for _, p := range all {
			err = errors.Join(err, p.release())
		}
	}()
	if err != nil {
		return nil, err
	}
	m.Resume, m.Follows = at, &time.Time{}
	b = &Backup{Format: backupFormat, Made: s.now().UTC(), Resume: at}
	progress := Copied{}
	for _, p := range all {
		progress.Total += p.bytes()
	}
	if err := room(dir, progress.Total); err != nil {
		return nil, err
	}
	for _, p := range all {
		to := filepath.Join(dir, p.path)
		d := &directory{ctx: ctx, dir: to, note: func(n int) { progress.Done += int64(n); tell(progress) }}
		if err := p.copyTo(d, filepath.Join(s.dir, p.path)); err != nil {
			return nil, fmt.Errorf("copying slice %s: %w", p.path, err)
		}
		if filepath.Dir(p.path) == m.Generations[0].Name || len(m.Generations) == 1 {
			n, err := p.snapshot.DocCount()
			if err != nil {
				return nil, fmt.Errorf("counting slice %s: %w", p.path, err)
			}
			b.Documents += n
			b.Slices = append(b.Slices, p.month)
		}
	}
	for _, g := range m.Generations {
		// A generation without articles is an empty folder.
		if err := os.MkdirAll(filepath.Join(dir, g.Name), 0o755); err != nil {
			return nil, fmt.Errorf("making a folder of the backup: %w", err)
		}
	}
	if err := m.write(dir); err != nil {
		return nil, err
	}
	return b, b.seal(ctx, dir)
}

// beginFolder makes and marks the folder of a backup or a restore.
func beginFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("looking into %s: %w", dir, err)
	}
	again := slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() == incompleteName })
	for _, e := range entries {
		name := e.Name()
		switch {
		case name == "lost+found":
		case again && (generationName.MatchString(name) || name == manifestName || strings.HasPrefix(name, temporaryPrefix)):
			// What an earlier attempt left.
			if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
				return fmt.Errorf("removing what an earlier attempt left: %w", err)
			}
		case again && name == incompleteName:
		default:
			return fmt.Errorf("folder %s is not empty (it holds %s): name one that is empty or not there yet", dir, name)
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making the folder: %w", err)
	}
	return durable.WriteFile(filepath.Join(dir, incompleteName), []byte("This copy of an index was begun and not finished. It is of no use: delete it, or do it again.\n"))
}

// room checks that a copy of so many bytes leaves the disk some space.
func room(dir string, bytes int64) error {
	space, err := diskspace.Measure(dir)
	if errors.Is(err, diskspace.ErrUnknown) {
		return nil
	}
	if err != nil {
		return err
	}
	if need := uint64(bytes) + copySlack; space.Free < need { //nolint:gosec // a size is not negative
		return fmt.Errorf("the disk of %s is too small: %d MB free, %d MB needed; free some space or name a folder on a larger disk", dir, space.Free>>20, need>>20)
	}
	return nil
}

// copySlack is what must stay free beside a copy.
const copySlack = 64 << 20

// pinAll holds every slice of every generation at one moment between two
// batches.
func (s *Store) pinAll() (*manifest, []*pinned, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, nil, errClosed
	}
	if gaps := s.Gaps(); len(gaps) > 0 {
		return nil, nil, fmt.Errorf("slice %s is being made anew after damage; wait until indexd verify finds nothing", gaps[0].Month)
	}
	var all []*pinned
	for _, g := range s.generations() {
		for _, one := range *g.slices.Load() {
			p, err := one.pin(filepath.Join(g.name, one.month))
			if err != nil {
				return nil, all, err
			}
			all = append(all, p)
		}
	}
	return s.manifest.clone(), all, nil
}

// copyTo copies a pinned slice whose files lie in source.
func (p *pinned) copyTo(d *directory, source string) error {
	if err := p.snapshot.CopyTo(d); err != nil {
		return err
	}
	meta, err := os.ReadFile(filepath.Join(source, metaName))
	if err != nil {
		return err
	}
	if err := durable.WriteFile(filepath.Join(d.dir, metaName), meta); err != nil {
		return err
	}
	// A backup of a torn file is none.
	for _, s := range p.snapshot.Segments() {
		file, ok := s.Segment().(interface{ Path() string })
		if !ok {
			continue
		}
		copied := filepath.Join(d.dir, segmentsDir, filepath.Base(file.Path()))
		if err := checkSegment(copied); err != nil {
			return fmt.Errorf("segment %s: %w; run indexd verify -mend first", file.Path(), err)
		}
	}
	return nil
}

// directory is where the library copies to.
type directory struct {
	ctx  context.Context //nolint:containedctx // the library passes none to its writers
	dir  string
	note func(int)
}

var _ index.Directory = (*directory)(nil)

// GetWriter creates a file.
func (d *directory) GetWriter(name string) (io.WriteCloser, error) {
	if err := d.ctx.Err(); err != nil {
		return nil, err
	}
	path := filepath.Join(d.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil || filepath.Base(name) == rootName {
		// The library opens this one again by its name.
		return f, err
	}
	return &watched{File: f, d: d}, nil
}

// watched is a file that ends with the context.
type watched struct {
	*os.File
	d *directory
}

func (w *watched) Write(p []byte) (int, error) {
	if err := w.d.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := w.File.Write(p)
	w.d.note(n)
	return n, err
}

// ReadFrom keeps the copy in parts, so that it can be cut short.
func (w *watched) ReadFrom(r io.Reader) (int64, error) {
	return io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{r}, make([]byte, 1<<20))
}

// seal syncs the files of a backup, lists them and takes the mark away.
func (b *Backup) seal(ctx context.Context, dir string) error {
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if e.IsDir() && e.Name() == "lost+found" {
			return fs.SkipDir
		}
		if !e.IsDir() && e.Name() != incompleteName {
			f, err := hashFile(path)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(dir, path)
			if err != nil {
				return err
			}
			f.Path = filepath.ToSlash(rel)
			b.Files = append(b.Files, f)
			b.Bytes += f.Bytes
		}
		return durable.Sync(path)
	})
	if err != nil {
		return fmt.Errorf("sealing the backup: %w", err)
	}
	data, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return fmt.Errorf("listing the backup: %w", err)
	}
	if err := durable.WriteFile(filepath.Join(dir, backupName), append(data, '\n')); err != nil {
		return err
	}
	return endFolder(dir)
}

func endFolder(dir string) error {
	if err := os.Remove(filepath.Join(dir, incompleteName)); err != nil {
		return fmt.Errorf("taking the mark off %s: %w", dir, err)
	}
	return durable.Sync(dir)
}

func hashFile(path string) (BackupFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return BackupFile{}, err
	}
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	if err := errors.Join(err, f.Close()); err != nil {
		return BackupFile{}, err
	}
	return BackupFile{Bytes: n, SHA256: hex.EncodeToString(sum.Sum(nil))}, nil
}
