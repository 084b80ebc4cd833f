package store

import (
	"errors"
	"time"

	"github.com/blevesearch/bleve/v2"
	index "github.com/blevesearch/bleve_index_api"
	segmentapi "github.com/blevesearch/scorch_segment_api/v2"
)

// Dump returns every document of the generation that serves.
func (s *Store) Dump() (map[string]Entry, error) {
	out := make(map[string]Entry)
	for _, slice := range *s.serving.Load().slices.Load() {
		if err := dumpSlice(slice, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func dumpSlice(s *slice, out map[string]Entry) (err error) {
	r, err := s.reader()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	var ids index.DocIDReader
	if ids, err = r.DocIDReaderAll(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ids.Close()) }()
	for {
		internal, err := ids.Next()
		if err != nil || internal == nil {
			return err
		}
		id, err := r.ExternalID(internal)
		if err != nil {
			return err
		}
		doc, _, err := s.read(r, id)
		if err != nil {
			return err
		}
		key := s.month + "/" + id
		if _, ok := out[key]; ok {
			return errors.New("document twice: " + key)
		}
		out[key] = Entry{DocumentID: id, Slice: s.month, Message: doc.message, Seq: doc.seq, ValidTo: doc.until}
	}
}

// BreakBatches lets a function stand before every batch.
func (s *Store) BreakBatches(before func(month string, ids []string) error) {
	g := s.serving.Load()
	g.batch = func(sl *slice, ops operations, b *bleve.Batch) error {
		var ids []string
		for _, w := range ops.writes {
			ids = append(ids, w.docID)
		}
		if err := before(sl.month, ids); err != nil {
			return err
		}
		return executeBatch(sl, ops, b)
	}
}

// SetPatience changes how long a batch may take.
func (s *Store) SetPatience(d time.Duration) { s.serving.Load().patience = d }

// Fingerprint returns the layout's fingerprint.
func (s *Store) Fingerprint() string { return s.layout.fingerprint }

// SetFingerprint makes the layout look like another one.
func SetFingerprint(dir, fingerprint string) error {
	m, err := readManifest(dir)
	if err != nil {
		return err
	}
	for i := range m.Generations {
		m.Generations[i].Fingerprint = fingerprint
	}
	return m.write(dir)
}

// MarkRetired gives a month up in the folder's format file alone.
func MarkRetired(dir, month string) error {
	m, err := readManifest(dir)
	if err != nil {
		return err
	}
	m.Retired = append(m.Retired, month)
	return m.write(dir)
}

// WriteRaw writes a document as no plan would.
func (s *Store) WriteRaw(month, docID string, r Record, until time.Time) error {
	g := s.serving.Load()
	one, err := g.slice(month)
	if err != nil {
		return err
	}
	rev := &revision{article: r.Article, message: r.Message, seq: r.Seq}
	return g.commit(one, operations{writes: []write{{place: place{month: month, docID: docID}, revision: rev, until: until}}})
}

// Reader opens the oldest slice as it is now.
func (s *Store) Reader() (index.IndexReader, error) {
	return (*s.serving.Load().slices.Load())[0].reader()
}

// LibraryTerms returns what Terms does for a field and a prefix, as the library
// tells it.
func (s *Store) LibraryTerms(field, prefix string, limit int) (map[string]uint64, error) {
	counts := make(map[string]uint64)
	for _, slice := range *s.serving.Load().slices.Load() {
		dict, err := slice.index.FieldDictPrefix(field, []byte(prefix))
		if err != nil {
			return nil, err
		}
		for range limit {
			entry, err := dict.Next()
			if err != nil {
				return nil, errors.Join(err, dict.Close())
			}
			if entry == nil {
				break
			}
			counts[entry.Term] += entry.Count
		}
		if err := dict.Close(); err != nil {
			return nil, err
		}
	}
	return counts, nil
}

// Segments returns how many segments the slices have together.
func (s *Store) Segments() (n int, err error) {
	for _, slice := range *s.serving.Load().slices.Load() {
		if err := slice.dictionaries(FieldID, func(segmentapi.TermDictionary) error { n++; return nil }); err != nil {
			return 0, err
		}
	}
	return n, nil
}
