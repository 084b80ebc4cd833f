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
)

// maxClauses bounds what one wildcard of a query may expand to.
const maxClauses = 1024

// limitClauses sets bleve's bound on expanded queries, a variable of that
// package, once in a process.
var limitClauses sync.Once

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
}

// Store is an open index folder. Its methods may be called concurrently.
type Store struct {
	dir        string
	layout     *layout
	log        *slog.Logger
	checkSpace func() error
	patience   time.Duration
	lock       *bolt.DB
	replica    string

	// serving answers searches. It is replaced when a rebuild is done.
	serving atomic.Pointer[generation]
	// progress is nil unless a rebuild runs or is due.
	progress atomic.Pointer[Progress]

	// mu guards what follows: there is one writer at a time.
	mu       sync.Mutex
	manifest *manifest
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
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("making the index folder: %w", err)
	}
	held, err := lock(o.Dir)
	if err != nil {
		return nil, err
	}
	s := &Store{
		dir: o.Dir, layout: newLayout(o.Languages), log: o.Log,
		checkSpace: o.CheckSpace, patience: o.Patience, lock: held,
	}
	if err := s.open(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// open reads the folder. A folder whose documents were made by another layout
// gets a new generation, which serves at once and is filled by [Store.Rebuild].
func (s *Store) open() error {
	var err error
	if s.replica, err = replicaID(s.dir); err != nil {
		return err
	}
	if s.manifest, err = readManifest(s.dir); err != nil {
		return err
	}
	if s.manifest == nil {
		s.manifest = &manifest{Format: FormatVersion}
		s.manifest.add(s.layout.fingerprint)
		if err := s.manifest.write(s.dir); err != nil {
			return err
		}
	}
	if last := s.manifest.Generations[len(s.manifest.Generations)-1]; last.Fingerprint != s.layout.fingerprint {
		s.manifest.add(s.layout.fingerprint)
		if err := s.manifest.write(s.dir); err != nil {
			return err
		}
	}
	var open []*generation
	for _, entry := range s.manifest.Generations {
		g, err := openGeneration(s.dir, entry.Name, s.layout, s.patience)
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
	return s.removeStrangers()
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
		var n int
		if _, err := fmt.Sscanf(e.Name(), "g%04d", &n); err != nil || !e.IsDir() || known || len(e.Name()) != len("g0001") {
			continue
		}
		s.log.Info("removing an old index generation", "path", filepath.Join(s.dir, e.Name()))
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
// again later, and one that wraps [ErrBroken] when the process must end.
func (s *Store) Apply(ctx context.Context, records []Record) error {
	if err := s.checkSpace(); err != nil {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return fmt.Errorf("%w: the index is closed", ErrUnavailable)
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
