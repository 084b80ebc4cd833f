package compare

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/dateline-news/dateline/enrich/internal/shadow"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// Source holds annotated articles in an order of its own.
type Source interface {
	// Index tells what each entry is, in order, without its article.
	Index(ctx context.Context, visit func(Entry) error) error
	// Read hands every entry from a position on to visit, with the article's
	// JSON, which visit must not keep.
	Read(ctx context.Context, from int64, visit func(Entry, []byte) error) error
	// Name is shown to people.
	Name() string
}

// Entry is what a source knows of an annotated article. Size is set by files
// alone.
type Entry struct {
	ID       string
	Revision int
	Enricher news.Enricher
	// Position is where it is, rising from entry to entry.
	Position int64
	Size     int
}

// Stream is the enriched stream as a source.
type Stream struct{ Bus *bus.Bus }

// Name implements [Source].
func (s Stream) Name() string { return s.Bus.Names().Stream(bus.Enriched) }

// Index implements [Source].
func (s Stream) Index(ctx context.Context, visit func(Entry) error) error {
	return s.Bus.ReadRange(ctx, bus.Enriched, bus.Range{Headers: true}, func(m bus.Scanned) error {
		if e, ok := entryOf(m); ok {
			return visit(e)
		}
		return nil
	})
}

// Read implements [Source].
func (s Stream) Read(ctx context.Context, from int64, visit func(Entry, []byte) error) error {
	return s.Bus.ReadRange(ctx, bus.Enriched, bus.Range{From: uint64(from)}, func(m bus.Scanned) error { //nolint:gosec // never negative
		if e, ok := entryOf(m); ok {
			return visit(e, m.Data)
		}
		return nil
	})
}

func entryOf(m bus.Scanned) (Entry, bool) {
	id, revision, by, ok := bus.EnrichedBy(m)
	return Entry{ID: id, Revision: revision, Enricher: by, Position: int64(m.Seq)}, ok //nolint:gosec // far below
}

// File is a file of package shadow as a source.
type File struct{ file *os.File }

// OpenFile opens a file. Whoever opens it closes it.
func OpenFile(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the annotations: %w", err)
	}
	return &File{f}, nil
}

// Close closes the file.
func (f *File) Close() error { return f.file.Close() }

// Name implements [Source].
func (f *File) Name() string { return f.file.Name() }

// Index implements [Source].
func (f *File) Index(ctx context.Context, visit func(Entry) error) error {
	return f.Read(ctx, 0, func(e Entry, _ []byte) error { return visit(e) })
}

// Read implements [Source].
func (f *File) Read(ctx context.Context, from int64, visit func(Entry, []byte) error) error {
	if _, err := f.file.Seek(from, io.SeekStart); err != nil {
		return fmt.Errorf("reading %s: %w", f.Name(), err)
	}
	_, err := shadow.Scan(bufio.NewReader(f.file), func(e shadow.Entry, data []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return visit(Entry{e.ID, e.Revision, e.Enricher, from + e.Offset, e.Size}, data)
	})
	if errors.Is(err, shadow.ErrLine) {
		return fmt.Errorf("reading %s: %w; enrichd replay -shadow writes such files", f.Name(), err)
	}
	return err
}

// at returns the article's JSON of an entry.
func (f *File) at(position int64, size int32) ([]byte, error) {
	data := make([]byte, size)
	if _, err := f.file.ReadAt(data, position); err != nil {
		return nil, fmt.Errorf("reading %s at %d: %w", f.Name(), position, err)
	}
	return data, nil
}
