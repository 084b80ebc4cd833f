package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blevesearch/bleve/v2/search/searcher"
	bolt "go.etcd.io/bbolt"

	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/shared/durable"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// maxClauses bounds what one wildcard of a query may expand to.
const maxClauses = 1024

// limitClauses sets bleve's bound on expanded queries, a variable of that
// package, once in a process.
var limitClauses sync.Once

var (
	// ErrOlder is returned for a folder that an earlier version made, where
	// it may not be rebuilt.
	ErrOlder = errors.New("made by an earlier version")
	// ErrIncomplete is returned for a folder that a restore or a backup left
	// half done.
	ErrIncomplete = errors.New("is not complete")

	errClosed   = fmt.Errorf("%w: the index is closed", ErrUnavailable)
	errReadOnly = errors.New("the index is open for reading only; unset DATELINE_INDEX_READ_ONLY")
)

// Options is what a Store is opened with.
type Options struct {
	// Dir is the data folder; it is made if it does not exist.
	Dir string
	// Languages are the chains of analysis.
	Languages *language.Set
	Log       *slog.Logger
	// CheckSpace returns an error while the disk is too full to write to. It
	// is called before each batch. Optional.
	CheckSpace func() error
	// Patience bounds one write; 0: two minutes.
	Patience time.Duration
	// ReadOnly answers from a folder without writing anything into it, beside
	// others that do the same.
	ReadOnly bool
	// Retention is how long after the end of a month its articles are kept;
	// 0: for ever.
	Retention time.Duration
	// Forgotten reports whether an article was taken down, see [Store.Forget].
	// Optional.
	Forgotten func(id string) bool
	// Now is the clock; nil: the system's.
	Now func() time.Time
}

// Store is an open index folder. Its methods may be called concurrently.
type Store struct {
	dir        string
	layout     *layout
	log        *slog.Logger
	checkSpace func() error
	patience   time.Duration
	readOnly   bool
	retention  time.Duration
	forgotten  func(id string) bool
	now        func() time.Time
	lock       *bolt.DB
	replica    string

	// serving answers searches. It is replaced when a rebuild is done.
	serving atomic.Pointer[generation]
	// progress is nil unless a rebuild runs or is due.
	progress atomic.Pointer[Progress]
	// gaps is replaced whole, by the writer.
	gaps    atomic.Pointer[[]Gap]
	refused atomic.Uint64
	// suspects are the months that a search stumbled over.
	suspects  sync.Map
	suspicion chan struct{}

	// mu guards what follows: there is one writer at a time.
	mu       sync.Mutex
	manifest *manifest
	// census is how many documents each slice had when they were counted.
	census map[string]uint64
	// sources are older generations that are copied from, oldest first;
	// target is what they are copied to, nil without a rebuild.
	sources []*generation
	target  *generation
	closed  bool
}

// Open opens or makes an index folder. The error wraps [ErrInUse],
// [ErrCorrupt] or [ErrNewer] and says in one line what to do.
func Open(o Options) (*Store, error) {
	limitClauses.Do(func() { searcher.DisjunctionMaxClauseCount = maxClauses })
	if o.Patience == 0 {
		o.Patience = 2 * time.Minute
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.CheckSpace == nil {
		o.CheckSpace = func() error { return nil }
	}
	if o.Forgotten == nil {
		o.Forgotten = func(string) bool { return false }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if err := checkFolder(o.Dir, o.ReadOnly); err != nil {
		return nil, err
	}
	held, err := lock(o.Dir, o.ReadOnly)
	if err != nil {
		return nil, err
	}
	s := &Store{
		dir: o.Dir, layout: newLayout(o.Languages), log: o.Log, checkSpace: o.CheckSpace, patience: o.Patience,
		readOnly: o.ReadOnly, retention: o.Retention, forgotten: o.Forgotten, now: o.Now, lock: held,
		suspicion: make(chan struct{}, 1),
	}
	if err := s.open(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// open reads the folder. A folder whose documents were made by another layout
// gets a new generation, which serves at once and is filled by [Store.Rebuild].
func (s *Store) open() error {
	if err := s.openManifest(); err != nil {
		return err
	}
	s.readCensus()
	if err := s.findTorn(); err != nil {
		return err
	}
	if !s.readOnly {
		var err error
		if s.replica, err = replicaID(s.dir); err != nil {
			return err
		}
	}
	var open []*generation
	for _, entry := range s.manifest.Generations {
		g, err := s.openGeneration(entry.Name)
		if err != nil {
			s.sources = open
			return err
		}
		open = append(open, g)
	}
	last := len(open) - 1
	s.serving.Store(open[last])
	if last > 0 {
		s.sources, s.target = open[:last], open[last]
		s.progress.Store(&Progress{Total: documents(s.sources)})
		// A rebuild that was asked for while its layout did not change has a
		// complete generation to serve from meanwhile.
		if s.manifest.Generations[0].Fingerprint == s.layout.fingerprint {
			s.serving.Store(open[0])
		}
	}
	if s.readOnly {
		return nil
	}
	return s.removeStrangers()
}

// openManifest reads what the folder holds and settles what it is to hold.
func (s *Store) openManifest() error {
	m, err := readManifest(s.dir)
	if errors.Is(err, ErrCorrupt) && !s.readOnly || err == nil && m == nil {
		if err != nil {
			s.log.Error("index format file lost, the index is made anew from the generations that are there", telemetry.KeyErr, err)
		}
		m, err = recoverManifest(s.dir)
	}
	if err != nil {
		return err
	}
	s.manifest = m
	if n := len(m.Generations); n > 0 && m.Generations[n-1].Fingerprint == s.layout.fingerprint {
		return nil
	}
	if s.readOnly {
		return fmt.Errorf("index folder %s was %w: its documents are laid out otherwise than this program lays them out; search it with the version that made it, or copy it and let indexd rebuild the copy without DATELINE_INDEX_READ_ONLY", s.dir, ErrOlder)
	}
	m.add(s.layout.fingerprint)
	return m.write(s.dir)
}

// checkFolder makes the folder, or refuses one that is not whole.
func checkFolder(dir string, readOnly bool) error {
	if _, err := os.Stat(filepath.Join(dir, incompleteName)); err == nil {
		return fmt.Errorf("index folder %s %w: a backup or a restore into it was cut short; delete the folder and do it again", dir, ErrIncomplete)
	}
	if !readOnly {
		if _, err := os.Stat(filepath.Join(dir, backupName)); err == nil {
			return fmt.Errorf("folder %s is a backup, which would be changed: restore it to another folder (indexd restore %s), or search it as it is with DATELINE_INDEX_READ_ONLY=true", dir, dir)
		}
	}
	if readOnly {
		if _, err := os.Stat(filepath.Join(dir, manifestName)); err != nil {
			return fmt.Errorf("looking for an index in %s: %w; set DATELINE_INDEX_DIR", dir, err)
		}
		return nil
	}
	if err := durable.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("opening the index: %w; set DATELINE_INDEX_DIR to a folder that this user may write to", err)
	}
	return nil
}

// removeStrangers deletes generations that the manifest does not know: what a
// finished rebuild had no time to delete.
func (s *Store) removeStrangers() error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return fmt.Errorf("listing the index folder: %w", err)
	}
	for _, e := range entries {
		known := slices.ContainsFunc(s.manifest.Generations, func(g generationEntry) bool { return g.Name == e.Name() })
		if !e.IsDir() || known || !generationName.MatchString(e.Name()) {
			continue
		}
		s.log.Info("removing an old index generation", telemetry.KeyPath, filepath.Join(s.dir, e.Name()))
		if err := os.RemoveAll(filepath.Join(s.dir, e.Name())); err != nil {
			return fmt.Errorf("removing an old index generation: %w", err)
		}
	}
	return nil
}

// Close closes every slice and lets go of the folder. Searches that run are
// waited for.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	var errs []error
	for _, g := range s.generations() {
		errs = append(errs, g.close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}

// generations lists every open generation once.
func (s *Store) generations() []*generation {
	all := slices.Clone(s.sources)
	for _, g := range []*generation{s.target, s.serving.Load()} {
		if g != nil && !slices.Contains(all, g) {
			all = append(all, g)
		}
	}
	return all
}

// ReadOnly reports whether the folder is open for reading only.
func (s *Store) ReadOnly() bool { return s.readOnly }

// Resume returns where a restored copy goes on reading the stream; ok is false
// for an index that reads it from the beginning.
func (s *Store) Resume() (p Position, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.manifest.Resume == nil {
		return Position{}, false
	}
	return *s.manifest.Resume, true
}

// Follows reports whether the position of a reader of the stream, made then,
// is that of this folder: what it has acknowledged is in here.
func (s *Store) Follows(reader time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.manifest.Follows == nil || s.manifest.Follows.Equal(reader)
}

// Unfollowed reports a folder that no reader of the stream has filled yet: a
// new one, or a copy that was restored, which may hold what was taken down
// since it was made.
func (s *Store) Unfollowed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.manifest.Follows != nil && s.manifest.Follows.IsZero()
}

// Follow notes when the reader was made that this folder is filled by.
func (s *Store) Follow(reader time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.readOnly || s.manifest.Follows != nil && s.manifest.Follows.Equal(reader) {
		return nil
	}
	next := s.manifest.clone()
	next.Follows = &reader
	if err := next.write(s.dir); err != nil {
		return err
	}
	s.manifest = next
	return nil
}

// ReplicaID names this copy of the index. It was made at first start and stays
// with the folder.
func (s *Store) ReplicaID() string { return s.replica }

// Dir returns the data folder.
func (s *Store) Dir() string { return s.dir }

// BatchError says which records of a batch could not be indexed; all others
// are.
type BatchError struct {
	// Failed maps the position in the batch to the error.
	Failed map[int]error
}

func (e *BatchError) Error() string {
	for _, err := range e.Failed {
		return fmt.Sprintf("%d records were not indexed, one with: %v", len(e.Failed), err)
	}
	return "no record failed"
}

// Apply indexes records. It returns nil when all of them are on disk and can
// be found, a [*BatchError] when that holds for all but those it names, an
// error that wraps [ErrUnavailable] when the same records should be given
// again later, and one that wraps [ErrBroken] when the folder must be
// opened again.
func (s *Store) Apply(ctx context.Context, records []Record) error {
	if s.readOnly {
		return errReadOnly
	}
	if err := s.checkSpace(); err != nil {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	for i := range records {
		if s.refuses(monthOf(records[i].Article)) {
			s.refused.Add(1)
		}
	}
	failed := make(map[int]error)
	if err := s.serving.Load().apply(ctx, records, failed); err != nil {
		return err
	}
	if s.target != nil && s.target != s.serving.Load() {
		if err := s.target.apply(ctx, records, failed); err != nil {
			return err
		}
	}
	if len(failed) > 0 {
		return &BatchError{Failed: failed}
	}
	return nil
}
