package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/dateline-news/dateline/shared/news"
)

// maxFindings bounds how many findings are listed; all are counted.
const maxFindings = 1000

// Finding is something wrong with an article's documents.
type Finding struct {
	Slice   string `json:"slice"`
	Article string `json:"article"`
	Problem string `json:"problem"`
}

// SliceCheck is what was found in one slice.
type SliceCheck struct {
	Month     string `json:"month"`
	Documents uint64 `json:"documents"`
	Segments  int    `json:"segments"`
	Bytes     int64  `json:"bytes"`
	// Damage says what of it cannot be read; empty when all can.
	Damage string `json:"damage,omitempty"`
}

// Checked is what was found in an index.
type Checked struct {
	Slices    []SliceCheck `json:"slices"`
	Documents uint64       `json:"documents"`
	Articles  uint64       `json:"articles"`
	// Wrong lists articles whose documents contradict each other, at most a
	// thousand of WrongTotal.
	Wrong      []Finding `json:"wrong,omitempty"`
	WrongTotal uint64    `json:"wrong_total"`

	seed maphash.Seed
	held []held
	// newest are the hashes of the ids of newest documents, in all slices.
	newest []uint64
}

// held says that a revision was made from the message with a sequence.
type held struct{ seq, key uint64 }

func newChecked() *Checked { return &Checked{seed: maphash.MakeSeed(), Slices: []SliceCheck{}} }

// Holds reports whether a document was made from the message with this
// sequence and is of this revision. False means only that it is not known.
func (c *Checked) Holds(seq uint64, id string, revision int) bool {
	if len(c.held) == 0 {
		return false
	}
	want := held{seq, c.key(id, revision)}
	_, ok := slices.BinarySearchFunc(c.held, want, compareHeld)
	return ok
}

// Older counts the documents that were made from messages before a sequence.
func (c *Checked) Older(first uint64) uint64 {
	at, _ := slices.BinarySearchFunc(c.held, held{seq: first}, compareHeld)
	return uint64(at) //nolint:gosec // an index is not negative
}

func compareHeld(a, b held) int {
	return cmp.Or(cmp.Compare(a.seq, b.seq), cmp.Compare(a.key, b.key))
}

func (c *Checked) key(id string, revision int) uint64 {
	return maphash.String(c.seed, documentID(id, revision))
}

func (c *Checked) wrong(month, article, format string, args ...any) {
	c.WrongTotal++
	if len(c.Wrong) < maxFindings {
		c.Wrong = append(c.Wrong, Finding{Slice: month, Article: article, Problem: fmt.Sprintf(format, args...)})
	}
}

// Check reads the index that serves: every byte of its segments against their
// checksums, every document, and that the documents of an article fit
// together. Searches and writes go on; each slice is looked at as it is at one
// moment. It takes some 30 bytes of memory a document. Tell gets the documents
// done so far.
func (s *Store) Check(ctx context.Context, tell func(done, total uint64)) (*Checked, error) {
	c := newChecked()
	total, _ := s.Size()
	g := s.serving.Load()
	for _, one := range *g.slices.Load() {
		p, err := one.pin(filepath.Join(g.name, one.month))
		if errors.Is(err, errClosed) {
			// It was retired meanwhile.
			continue
		}
		if err != nil {
			return nil, err
		}
		found, err := c.slice(ctx, p, func() { tell(c.Documents, total) })
		if err := errors.Join(err, p.release()); err != nil {
			return nil, err
		}
		c.Slices = append(c.Slices, found)
	}
	slices.SortFunc(c.held, compareHeld)
	return c, s.checkTwice(c)
}

// slice checks one slice.
func (c *Checked) slice(ctx context.Context, p *pinned, tell func()) (SliceCheck, error) {
	out := SliceCheck{Month: p.month, Segments: len(p.snapshot.Segments()), Bytes: p.bytes()}
	for _, s := range p.snapshot.Segments() {
		file, ok := s.Segment().(interface{ Path() string })
		if !ok {
			// Not on disk yet: it is not older than a moment.
			continue
		}
		if err := ctx.Err(); err != nil {
			return out, err
		}
		if err := checkSegment(file.Path()); err != nil {
			out.Damage = fmt.Sprintf("segment %s: %v", filepath.Base(file.Path()), err)
			return out, nil
		}
	}
	_, err := guarded(func() (struct{}, error) { return struct{}{}, c.documents(ctx, p, &out, tell) })
	if err != nil && ctx.Err() == nil {
		out.Damage, err = err.Error(), nil
	}
	return out, err
}

// tellEvery is after how many documents progress is told.
const tellEvery = 1000

// documents reads every document of a slice.
func (c *Checked) documents(ctx context.Context, p *pinned, out *SliceCheck, tell func()) error {
	ids, err := p.snapshot.DocIDReaderAll()
	if err != nil {
		return fmt.Errorf("listing documents: %w", err)
	}
	// A reader that does not close holds memory, nothing else.
	defer func() { _ = ids.Close() }()
	older := make(map[string][]span)
	newest := make(map[string]span)
	for {
		internal, err := ids.Next()
		if err != nil {
			return fmt.Errorf("listing documents: %w", err)
		}
		if internal == nil {
			break
		}
		docID, err := p.snapshot.ExternalID(internal)
		if err != nil {
			return fmt.Errorf("listing documents: %w", err)
		}
		d, err := p.snapshot.Document(docID)
		if err != nil {
			return fmt.Errorf("reading document %s: %w", docID, err)
		}
		if d == nil {
			return fmt.Errorf("document %s is listed and cannot be read", docID)
		}
		doc, err := outlineOf(d)
		if err != nil {
			return fmt.Errorf("reading document %s: %w", docID, err)
		}
		out.Documents++
		c.Documents++
		c.document(p.month, docID, doc, older, newest)
		if c.Documents%tellEvery == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			tell()
		}
	}
	c.chains(p.month, older, newest)
	return nil
}

// outline is what a document is checked by. The article is not decoded whole,
// which would take most of the time: its bytes have been compared with their
// checksum.
type outline struct {
	ID       string    `json:"id"`
	Revision int       `json:"revision"`
	Fetched  time.Time `json:"fetched"`

	seq   uint64
	until time.Time
}

func outlineOf(d index.Document) (*outline, error) {
	o := &outline{}
	var errs []error
	d.VisitFields(func(f index.Field) {
		var err error
		switch f.Name() {
		case FieldMessage:
			err = json.Unmarshal(f.Value(), o)
		case fieldSeq:
			o.seq, err = strconv.ParseUint(string(f.Value()), 10, 64)
		case FieldValidTo:
			if date, ok := f.(index.DateTimeField); ok {
				o.until, _, err = date.DateTime()
			}
		}
		errs = append(errs, err)
	})
	if o.ID == "" {
		errs = append(errs, errors.New("it holds no article"))
	}
	return o, errors.Join(errs...)
}

// span is when a revision is valid.
type span struct {
	revision    int
	from, until time.Time
}

// document checks one document and notes what its neighbours are checked by.
// Only articles with a number above one, or with a superseded document, have
// neighbours.
func (c *Checked) document(month, docID string, a *outline, older map[string][]span, newest map[string]span) {
	c.held = append(c.held, held{a.seq, c.key(a.ID, a.Revision)})
	at := span{revision: a.Revision, from: representable(a.Fetched), until: a.until}
	switch docID {
	case a.ID:
		c.Articles++
		c.newest = append(c.newest, maphash.String(c.seed, docID))
		if a.Revision > 1 {
			newest[a.ID] = at
		}
		if !a.until.IsZero() {
			c.wrong(month, a.ID, "the newest revision, %d, is said to have ended at %s", a.Revision, a.until.Format(time.RFC3339))
		}
	case documentID(a.ID, a.Revision):
		older[a.ID] = append(older[a.ID], at)
	default:
		id, _, _ := strings.Cut(docID, ".")
		c.wrong(month, id, "document %s holds revision %d of article %s", docID, a.Revision, a.ID)
	}
}

// chains checks that each superseded revision ends where the next begins.
func (c *Checked) chains(month string, older map[string][]span, newest map[string]span) {
	for _, id := range sortedKeys(older) {
		last, ok := newest[id]
		if !ok {
			c.wrong(month, id, "it has superseded revisions and no newer one")
			continue
		}
		list := older[id]
		slices.SortFunc(list, func(a, b span) int { return cmp.Compare(a.revision, b.revision) })
		list = append(list, last)
		for i := range len(list) - 1 {
			if list[i].revision >= last.revision {
				c.wrong(month, id, "revision %d is superseded by revision %d", list[i].revision, last.revision)
			} else if !list[i].until.Equal(list[i+1].from) {
				c.wrong(month, id, "revision %d ends at %s, the next begins at %s", list[i].revision, list[i].until.Format(time.RFC3339), list[i+1].from.Format(time.RFC3339))
			}
		}
	}
}

// checkTwice finds articles that are in more than one slice.
func (s *Store) checkTwice(c *Checked) error {
	slices.Sort(c.newest)
	doubles := make(map[uint64]bool)
	for i := 1; i < len(c.newest); i++ {
		if c.newest[i] == c.newest[i-1] {
			doubles[c.newest[i]] = true
		}
	}
	c.newest = nil
	if len(doubles) == 0 {
		return nil
	}
	places := make(map[string][]string)
	for _, one := range *s.serving.Load().slices.Load() {
		if err := one.eachID(func(docID string) {
			if doubles[maphash.String(c.seed, docID)] {
				places[docID] = append(places[docID], one.month)
			}
		}); err != nil {
			return err
		}
	}
	for _, id := range sortedKeys(places) {
		if months := places[id]; len(months) > 1 {
			c.wrong(months[0], id, "it is in the slices %s", strings.Join(months, " and "))
		}
	}
	return nil
}

// eachID tells of every document of a slice.
func (s *slice) eachID(visit func(docID string)) (err error) {
	r, err := s.reader()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	ids, err := r.DocIDReaderAll()
	if err != nil {
		return fmt.Errorf("listing documents of slice %s: %w", s.month, err)
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
		visit(id)
	}
}

// Has reports whether the index holds a revision, annotated by this version of
// the enricher or a better one.
func (s *Store) Has(id string, revision int, by news.Enricher) (bool, error) {
	e, err := s.Document(id)
	if err == nil && e != nil && e.Article.Revision != revision {
		e, err = s.Document(documentID(id, revision))
	}
	if err != nil || e == nil {
		return false, err
	}
	has := e.Article.Enricher()
	// Headers hold names in the form of a token.
	has.Name, by.Name = news.Token(has.Name), news.Token(by.Name)
	return has.Compare(by) >= 0, nil
}

// Straighten writes the documents of articles anew so that they fit together.
func (s *Store) Straighten(ctx context.Context, articles []string) error {
	if s.readOnly {
		return errReadOnly
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	g := s.serving.Load()
	var changes []change
	for _, id := range articles {
		if err := ctx.Err(); err != nil {
			return err
		}
		var have []stored
		for _, one := range *g.slices.Load() {
			docs, err := one.every(id)
			if err != nil {
				return err
			}
			have = append(have, docs...)
		}
		if len(have) > 0 {
			changes = append(changes, plan(have, nil))
		}
	}
	failed := make(map[int]error)
	for i := range changes {
		changes[i].positions = []int{i}
	}
	if err := g.perform(changes, failed); err != nil {
		return err
	}
	return anyError(failed)
}

// every returns every document of an article in this slice, also where the
// newest is missing.
func (s *slice) every(id string) (docs []stored, err error) {
	r, err := s.reader()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	dict, err := r.FieldDictPrefix(FieldID, []byte(id))
	if err != nil {
		return nil, fmt.Errorf("listing revisions of %s: %w", id, err)
	}
	var ids []string
	for {
		entry, err := dict.Next()
		if err != nil || entry == nil {
			if err := errors.Join(err, dict.Close()); err != nil {
				return nil, fmt.Errorf("listing revisions of %s: %w", id, err)
			}
			break
		}
		ids = append(ids, entry.Term)
	}
	for _, docID := range ids {
		doc, ok, err := s.read(r, docID)
		if err != nil {
			return nil, err
		}
		if ok && doc.article.ID == id {
			docs = append(docs, doc)
		}
	}
	return docs, nil
}
