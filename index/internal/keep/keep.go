// Package keep keeps an index whole: it compares it with the stream that it is
// a view of, brings back what is missing, and makes slices anew that were torn.
//
// What it finds missing is what the stream still holds: of articles older than
// the stream nobody can tell whether one is missing, and its reports say so.
// It writes through the store alone, so searches and indexing go on meanwhile.
package keep

import (
	"context"
	"errors"
	"log/slog"

	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/bus"
)

// stage is the name of the indexing stage in quarantine.
const stage = "index"

// ErrRebuilding is returned while the index is not to be compared with
// anything.
var ErrRebuilding = errors.New("the index is being rebuilt, so much is missing that will come: wait until newsq stats shows no rebuild, or run indexd rebuild where no indexd runs")

// Keeper keeps one index. Its methods may be called concurrently.
type Keeper struct {
	store   *store.Store
	bus     *bus.Bus
	durable string
	log     *slog.Logger
}

// Options is what a Keeper is made with.
type Options struct {
	Store *store.Store
	// Bus reaches the stream; nil: only the folder is looked at.
	Bus *bus.Bus
	// Durable is the consumer that indexes into this folder.
	Durable string
	Log     *slog.Logger
}

// New returns a Keeper.
func New(o Options) *Keeper {
	return &Keeper{store: o.Store, bus: o.Bus, durable: o.Durable, log: o.Log}
}

// Progress is how far a task has come.
type Progress struct {
	// Step says in a few words what is done now.
	Step  string `json:"step"`
	Done  uint64 `json:"done"`
	Total uint64 `json:"total"`
}

// Report is what a verification found.
type Report struct {
	*store.Checked
	// Gaps are slices that were torn and are not made anew yet.
	Gaps []store.Gap `json:"gaps,omitempty"`
	// Retired are the months that were given up.
	Retired []string `json:"retired,omitempty"`
	// Stream is nil where the stream was not looked at.
	Stream *Stream `json:"stream,omitempty"`
	// Mended is nil where nothing was to be mended.
	Mended *Mended `json:"mended,omitempty"`
	// Problems counts what is wrong now.
	Problems uint64 `json:"problems"`
}

// Mended counts what was put right.
type Mended struct {
	Articles uint64 `json:"articles"`
	Holes    uint64 `json:"holes"`
	Slices   uint64 `json:"slices"`
}

// count sums what is wrong.
func (r *Report) count() {
	r.Problems = r.WrongTotal + uint64(len(r.Gaps))
	for _, s := range r.Slices {
		if s.Damage != "" {
			r.Problems++
		}
	}
	if r.Stream != nil {
		r.Problems += r.Stream.HolesTotal
	}
}

// Verify reads the whole index and compares it with the stream. With mend it
// puts right what is wrong and verifies once more, so that the report is of
// what there is now.
func (k *Keeper) Verify(ctx context.Context, mend bool, tell func(Progress)) (*Report, error) {
	r, missing, err := k.verify(ctx, tell)
	if err != nil || !mend || r.Problems == 0 {
		return r, err
	}
	m := &Mended{}
	if err := k.mend(ctx, r, missing, m, tell); err != nil {
		return nil, err
	}
	if r, _, err = k.verify(ctx, tell); err != nil {
		return nil, err
	}
	r.Mended = m
	return r, nil
}

func (k *Keeper) verify(ctx context.Context, tell func(Progress)) (*Report, []uint64, error) {
	if _, ok := k.store.Rebuilding(); ok {
		return nil, nil, ErrRebuilding
	}
	var st *Stream
	if k.bus != nil {
		var err error
		if st, err = k.stream(ctx); err != nil {
			return nil, nil, err
		}
	}
	checked, err := k.store.Check(ctx, func(done, total uint64) { tell(Progress{"documents read", done, total}) })
	if err != nil {
		return nil, nil, err
	}
	r := &Report{Checked: checked, Gaps: k.store.Gaps(), Retired: k.store.Retired(), Stream: st}
	var missing []uint64
	if st != nil {
		if missing, err = k.compare(ctx, st, checked, tell); err != nil {
			return nil, nil, err
		}
	}
	r.count()
	return r, missing, nil
}

// mend puts right what a verification found.
func (k *Keeper) mend(ctx context.Context, r *Report, missing []uint64, m *Mended, tell func(Progress)) error {
	for _, s := range r.Slices {
		if s.Damage == "" {
			continue
		}
		if err := k.store.SetAside(s.Month, errors.New(s.Damage)); err != nil {
			return err
		}
	}
	for _, gap := range k.store.Gaps() {
		if _, err := k.Repair(ctx, gap, tell); err != nil {
			return err
		}
		m.Slices++
	}
	if len(r.Wrong) > 0 {
		var ids []string
		for _, f := range r.Wrong {
			ids = append(ids, f.Article)
		}
		if err := k.store.Straighten(ctx, ids); err != nil {
			return err
		}
		m.Articles += uint64(len(ids))
	}
	if len(missing) == 0 {
		return nil
	}
	n, err := k.fetch(ctx, missing, tell)
	m.Holes += n
	return err
}
