package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/dateline-news/dateline/shared/durable"
)

// lockTimeout is how long opening waits for another process to let go.
// Without one bleve waits for ever.
const lockTimeout = 2 * time.Second

var (
	// ErrInUse is returned when another process owns the folder.
	ErrInUse = errors.New("in use by another process")
	// ErrCorrupt is returned for a slice that cannot be read.
	ErrCorrupt = errors.New("cannot be read")
)

var sliceName = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}$`)

// slice is the index of one month.
type slice struct {
	month string
	index bleve.Index
	// extent is replaced whole after each batch.
	extent atomic.Pointer[extent]
}

// extent says what lies in a slice. It is written in the same batch as the
// documents, and only grows.
type extent struct {
	// From and To are the earliest and latest publication.
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	// Chains are the chains of analysis in use.
	Chains []string `json:"chains"`
	// Seq is the highest sequence of a message kept here.
	Seq uint64 `json:"seq"`
}

var extentKey = []byte("dateline_extent")

// grow returns the extent with one more document.
func (e extent) grow(published time.Time, chain string, seq uint64) extent {
	published = representable(published)
	if e.From.IsZero() || published.Before(e.From) {
		e.From = published
	}
	if published.After(e.To) {
		e.To = published
	}
	if !slices.Contains(e.Chains, chain) {
		e.Chains = append(slices.Clip(e.Chains), chain)
	}
	e.Seq = max(e.Seq, seq)
	return e
}

// overlaps reports whether a document published in [from, to) may lie here. A
// zero time is an open end.
func (e *extent) overlaps(from, to time.Time) bool {
	return (from.IsZero() || !e.To.Before(from)) && (to.IsZero() || e.From.Before(to))
}

func options() map[string]any { return map[string]any{"bolt_timeout": lockTimeout.String()} }

// createSlice makes an empty slice that survives a power cut: bleve does not
// sync what it writes first, so the slice is made under another name, synced
// and renamed.
func createSlice(dir, month string, l *layout) (*slice, error) {
	temporary := filepath.Join(dir, temporaryPrefix+month)
	if err := os.RemoveAll(temporary); err != nil {
		return nil, fmt.Errorf("removing an unfinished slice: %w", err)
	}
	idx, err := bleve.NewUsing(temporary, l.mapping, scorch.Name, scorch.Name, options())
	if err != nil {
		return nil, fmt.Errorf("creating slice %s: %w", filepath.Join(dir, month), err)
	}
	if err := idx.Close(); err != nil {
		return nil, fmt.Errorf("creating slice %s: %w", filepath.Join(dir, month), err)
	}
	if err := durable.Move(temporary, filepath.Join(dir, month)); err != nil {
		return nil, err
	}
	return openSlice(dir, month, false)
}

// temporaryPrefix begins the name of what is not finished.
const temporaryPrefix = durable.TemporaryPrefix

// reader gives low-level access to a slice as it is now. Close it.
func (s *slice) reader() (index.IndexReader, error) {
	advanced, err := s.index.Advanced()
	if err != nil {
		return nil, fmt.Errorf("reading slice %s: %w", s.month, err)
	}
	r, err := advanced.Reader()
	if err != nil {
		return nil, fmt.Errorf("reading slice %s: %w", s.month, err)
	}
	return r, nil
}

// read returns a document by its id; ok is false if there is none.
func (s *slice) read(r index.IndexReader, docID string) (doc stored, ok bool, err error) {
	internal, err := r.InternalID(docID)
	if err != nil || internal == nil {
		return stored{}, false, err
	}
	d, err := r.Document(docID)
	if err != nil || d == nil {
		return stored{}, false, err
	}
	doc, err = unpack(d)
	if err != nil {
		return stored{}, false, fmt.Errorf("reading document %s of slice %s: %w", docID, s.month, err)
	}
	doc.place = place{month: s.month, docID: docID}
	return doc, true, nil
}

// unpack reads the stored fields of a document.
func unpack(d index.Document) (stored, error) {
	var doc stored
	var message []byte
	var seq uint64
	var failed error
	d.VisitFields(func(f index.Field) {
		var err error
		switch f.Name() {
		case FieldMessage:
			message = slices.Clone(f.Value())
		case fieldSeq:
			seq, err = strconv.ParseUint(string(f.Value()), 10, 64)
		case FieldValidTo:
			if date, ok := f.(index.DateTimeField); ok {
				doc.until, _, err = date.DateTime()
			}
		}
		failed = errors.Join(failed, err)
	})
	if failed != nil {
		return stored{}, failed
	}
	r, err := decode(message, seq)
	if err != nil {
		return stored{}, err
	}
	doc.revision = r
	return doc, nil
}

// known returns those of the articles that the slice has: for a batch of new
// ones, nearly always none. It looks each id up in each segment and reads
// nothing else.
func (s *slice) known(r index.IndexReader, ids []string) (map[string]bool, error) {
	known := make(map[string]bool)
	snapshot, ok := r.(*scorch.IndexSnapshot)
	if !ok {
		for _, id := range ids {
			known[id] = true
		}
		return known, nil
	}
	for _, segment := range snapshot.Segments() {
		numbers, err := segment.DocNumbers(ids)
		if err != nil {
			return nil, fmt.Errorf("looking for articles in slice %s: %w", s.month, err)
		}
		for _, n := range numbers.ToArray() {
			id, err := segment.DocID(uint64(n))
			if err != nil {
				return nil, fmt.Errorf("looking for articles in slice %s: %w", s.month, err)
			}
			known[string(id)] = true
		}
	}
	return known, nil
}

// article returns every document of an article in this slice. The newest
// exists if any does.
func (s *slice) article(r index.IndexReader, id string) ([]stored, error) {
	newest, ok, err := s.read(r, id)
	if err != nil || !ok {
		return nil, err
	}
	docs := []stored{newest}
	older, err := r.FieldDictPrefix(FieldID, []byte(id+"."))
	if err != nil {
		return nil, fmt.Errorf("listing revisions of %s: %w", id, err)
	}
	// The dictionary holds terms of deleted documents too; read skips them.
	var ids []string
	for {
		entry, err := older.Next()
		if err != nil {
			return nil, errors.Join(fmt.Errorf("listing revisions of %s: %w", id, err), older.Close())
		}
		if entry == nil {
			break
		}
		ids = append(ids, entry.Term)
	}
	if err := older.Close(); err != nil {
		return nil, fmt.Errorf("listing revisions of %s: %w", id, err)
	}
	for _, docID := range ids {
		doc, ok, err := s.read(r, docID)
		if err != nil {
			return nil, err
		}
		if ok {
			docs = append(docs, doc)
		}
	}
	return docs, nil
}
