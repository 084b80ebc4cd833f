package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/blevesearch/bleve/v2"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/dateline-news/dateline/shared/durable"
)

// generation is one complete set of slices. Readers take the list of slices
// as it is; only one writer at a time changes it or the slices.
type generation struct {
	name   string
	dir    string
	layout *layout
	// patience bounds one batch.
	patience time.Duration
	// skip reports whether articles of a month are not taken.
	skip func(month string) bool
	// forgotten reports an article that was taken down.
	forgotten func(id string) bool
	// batch executes a batch; tests replace it.
	batch func(*slice, operations, *bleve.Batch) error
	// slices is sorted by month and replaced whole.
	slices atomic.Pointer[[]*slice]
}

func executeBatch(s *slice, _ operations, b *bleve.Batch) error { return s.index.Batch(b) }

// openGeneration opens every slice of a generation, making its folder if
// there is none. A slice that cannot be read is set aside, one that was
// retired is removed. The caller holds the writer lock or has the store alone.
func (s *Store) openGeneration(name string) (*generation, error) {
	g := &generation{name: name, dir: filepath.Join(s.dir, name), layout: s.layout, patience: s.patience, batch: executeBatch, skip: s.refuses, forgotten: s.forgotten}
	g.slices.Store(&[]*slice{})
	if !s.readOnly {
		if err := durable.MkdirAll(g.dir, 0o755); err != nil {
			return nil, fmt.Errorf("opening the index: %w; set DATELINE_INDEX_DIR to a folder that this user may write to", err)
		}
	}
	entries, err := os.ReadDir(g.dir)
	if err != nil {
		return nil, fmt.Errorf("listing the index folder: %w", err)
	}
	var open []*slice
	for _, e := range entries {
		one, err := s.openEntry(g, e)
		if err != nil {
			return nil, errors.Join(err, g.close())
		}
		if one != nil {
			open = append(open, one)
			g.slices.Store(&open)
		}
	}
	return g, nil
}

// openEntry opens what lies in the folder of a generation; nil if that is not
// a slice to be served.
func (s *Store) openEntry(g *generation, e os.DirEntry) (*slice, error) {
	path := filepath.Join(g.dir, e.Name())
	if strings.HasPrefix(e.Name(), temporaryPrefix) && !s.readOnly {
		if err := os.RemoveAll(path); err != nil {
			return nil, fmt.Errorf("removing an unfinished slice: %w", err)
		}
		return nil, nil
	}
	if !e.IsDir() || !sliceName.MatchString(e.Name()) {
		return nil, nil
	}
	if s.isRetired(e.Name()) {
		if s.readOnly {
			return nil, nil
		}
		return nil, removeSlice(path)
	}
	one, err := openSlice(g.dir, e.Name(), s.readOnly)
	if errors.Is(err, ErrCorrupt) {
		return nil, s.setAside(g, e.Name(), err)
	}
	return one, err
}

func (g *generation) close() error {
	var errs []error
	for _, s := range *g.slices.Load() {
		if err := s.close(); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// slice returns the slice of a month, making it if there is none.
func (g *generation) slice(month string) (*slice, error) {
	current := *g.slices.Load()
	at, ok := slices.BinarySearchFunc(current, month, func(s *slice, m string) int { return cmp.Compare(s.month, m) })
	if ok {
		return current[at], nil
	}
	s, err := createSlice(g.dir, month, g.layout)
	if err != nil {
		return nil, err
	}
	next := slices.Insert(slices.Clone(current), at, s)
	g.slices.Store(&next)
	return s, nil
}

// apply brings the records into the slices. Failed gets the errors of single
// records by their position; any other error concerns all. The caller holds
// the store's writer lock.
func (g *generation) apply(ctx context.Context, records []Record, failed map[int]error) (err error) {
	defer broken(&err)
	changes, err := g.plan(ctx, records, failed)
	if err != nil {
		return err
	}
	return g.perform(changes, failed)
}

// broken turns a panic of the library into [ErrBroken]: after a disk was full
// it panics wherever it is touched.
func broken(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: the index library panicked: %v\n%s", ErrBroken, p, debug.Stack())
	}
}

// perform writes changes. The caller holds the store's writer lock.
func (g *generation) perform(changes []change, failed map[int]error) (err error) {
	defer broken(&err)
	byHome := make(map[string][]change)
	for _, c := range changes {
		byHome[c.home] = append(byHome[c.home], c)
	}
	for _, month := range sortedKeys(byHome) {
		if err := g.commitHome(month, byHome[month], failed); err != nil {
			return err
		}
	}
	// An article whose first_seen was told earlier leaves its old slice only
	// after it is safe in the new one.
	away := make(map[string]operations)
	for _, c := range changes {
		for _, p := range c.deletes {
			if p.month != c.home && !c.failed(failed) {
				ops := away[p.month]
				ops.deletes = append(ops.deletes, p.docID)
				away[p.month] = ops
			}
		}
	}
	for _, month := range sortedKeys(away) {
		s, err := g.slice(month)
		if err != nil {
			return err
		}
		if err := g.commit(s, away[month]); err != nil {
			return err
		}
	}
	return nil
}

// plan reads what is stored of the records' articles and works out the
// changes, one an article, in the order of first arrival.
func (g *generation) plan(ctx context.Context, records []Record, failed map[int]error) ([]change, error) {
	current := *g.slices.Load()
	readers := make([]index.IndexReader, len(current))
	defer func() {
		for _, r := range readers {
			if r != nil {
				// A reader that does not close holds memory, nothing else.
				_ = r.Close()
			}
		}
	}()
	for i, s := range current {
		r, err := s.reader()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
		}
		readers[i] = r
	}
	come := make(map[string][]revision)
	positions := make(map[string][]int)
	var order []string
	for i, r := range records {
		if g.forgotten(r.Article.ID) || g.skip(monthOf(r.Article)) {
			continue
		}
		id := r.Article.ID
		if _, ok := come[id]; !ok {
			order = append(order, id)
		}
		come[id] = append(come[id], revision{article: r.Article, message: r.Message, seq: r.Seq})
		positions[id] = append(positions[id], i)
	}
	known := make([]map[string]bool, len(current))
	for i, s := range current {
		var err error
		if known[i], err = s.known(readers[i], order); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
		}
	}
	var changes []change
articles:
	for _, id := range order {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var have []stored
		for i, s := range current {
			if !known[i][id] {
				continue
			}
			docs, err := s.article(readers[i], id)
			if err != nil {
				fail(failed, positions[id], err)
				continue articles
			}
			have = append(have, docs...)
		}
		c := plan(have, come[id])
		c.positions = positions[id]
		changes = append(changes, c)
	}
	return changes, nil
}

func fail(failed map[int]error, positions []int, err error) {
	for _, i := range positions {
		failed[i] = err
	}
}

// failed reports whether a change could not be written.
func (c *change) failed(failed map[int]error) bool {
	return len(c.positions) > 0 && failed[c.positions[0]] != nil
}

// commitHome writes the changes of articles that belong in one slice. If they
// cannot be written together, halves are tried, down to the article that is
// to blame. If none can be written, the slice is to blame.
func (g *generation) commitHome(month string, changes []change, failed map[int]error) error {
	s, err := g.slice(month)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	poison := make(map[int]error)
	if err := g.bisect(s, changes, poison); err != nil {
		return err
	}
	written := 0
	for _, c := range changes {
		if len(c.writes)+len(c.deletes) > 0 {
			written++
		}
	}
	if written > 1 && len(poison) == written {
		return fmt.Errorf("%w: no article of a batch could be written: %w", ErrUnavailable, anyError(poison))
	}
	for i, err := range poison {
		fail(failed, changes[i].positions, err)
	}
	return nil
}

func anyError(errs map[int]error) error {
	for _, err := range errs {
		return err
	}
	return nil
}

// bisect commits changes and collects by position those that fail alone.
func (g *generation) bisect(s *slice, changes []change, poison map[int]error) error {
	type part struct{ from, to int }
	parts := []part{{0, len(changes)}}
	for len(parts) > 0 {
		p := parts[0]
		parts = parts[1:]
		err := g.commit(s, collect(changes[p.from:p.to], s.month))
		switch {
		case err == nil:
		case errors.Is(err, ErrBroken), errors.Is(err, ErrUnavailable):
			return err
		case p.to-p.from == 1:
			poison[p.from] = err
		default:
			middle := (p.from + p.to) / 2
			parts = append(parts, part{p.from, middle}, part{middle, p.to})
		}
	}
	return nil
}

// collect joins what changes do to their home slice.
func collect(changes []change, month string) operations {
	var ops operations
	for _, c := range changes {
		ops.writes = append(ops.writes, c.writes...)
		for _, p := range c.deletes {
			if p.month == month {
				ops.deletes = append(ops.deletes, p.docID)
			}
		}
	}
	return ops
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
