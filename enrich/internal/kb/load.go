package kb

import (
	_ "embed"
	"fmt"
	"io"
	"iter"
	"sync"
	"sync/atomic"

	"github.com/dateline-news/dateline/enrich/internal/text"
)

// embedded is read-only and stays where the operating system maps it.
//
//go:embed kb.bin
var embedded string

// KB is a knowledge base.
type KB struct {
	folder
	// layers are the embedded table and, behind it, that of the user.
	layers []*layer
	// codes maps ISO 3166-1 alpha-2 codes to ids.
	codes map[string]string
}

// layer is an image and what has been read of it.
type layer struct {
	*image
	// read holds the entries that were asked for, so that each has one
	// address; it is filled as they are met.
	read []atomic.Pointer[Entry]
	// house entries are the user's own.
	house bool
}

// Load returns the embedded knowledge base. The first call opens it, which
// takes a millisecond or two.
var Load = sync.OnceValues(func() (*KB, error) {
	m, err := openImage(embedded)
	if err != nil {
		return nil, fmt.Errorf("opening the embedded knowledge base: %w", err)
	}
	return newKB(m), nil
})

// Open opens a compiled knowledge base, such as a file that kbbuild wrote,
// and checks it: a broken file is an error. The bytes are used in place.
func Open(data string) (*KB, error) {
	m, err := openImage(data)
	if err != nil {
		return nil, err
	}
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("checking the knowledge base, which may be damaged: %w", err)
	}
	return newKB(m), nil
}

// Read reads a knowledge base in the form of a table; see [Compile].
func Read(table io.Reader) (*KB, error) {
	records, err := readRecords(table)
	if err != nil {
		return nil, err
	}
	data, err := compile(records)
	if err != nil {
		return nil, err
	}
	m, err := openImage(data)
	if err != nil {
		return nil, err
	}
	return newKB(m), nil
}

func newKB(m *image) *KB {
	k := &KB{folder: letters(), codes: make(map[string]string, len(m.codes)/codeSize)}
	k.layers = append(k.layers, &layer{image: m, read: make([]atomic.Pointer[Entry], m.count)})
	for i := 0; i < len(m.codes); i += codeSize {
		k.codes[m.codes[i:i+2]] = m.id(u32(m.entries, entrySize*int(u32(m.codes, i+2))))
	}
	return k
}

// at returns the entry with a number, always the same one.
func (l *layer) at(i int) *Entry {
	if e := l.read[i].Load(); e != nil {
		return e
	}
	if e := l.entry(i); l.read[i].CompareAndSwap(nil, e) {
		return e
	}
	return l.read[i].Load()
}

// words yields the parts of a name that are compared one by one: its tokens,
// cut at hyphens and apostrophes.
func words(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		var cut []text.Range
		for _, t := range text.Tokens(name) {
			cut = appendParts(cut[:0], name, t)
			for _, p := range cut {
				if p.Start < p.End && !yield(name[p.Start:p.End]) {
					return
				}
			}
		}
	}
}

// ByID returns the entry with an id. An entry has one address, so that
// pointers may be compared. It is not to be changed.
func (k *KB) ByID(id string) (*Entry, bool) {
	for _, l := range k.layers {
		if i, ok := l.index(id); ok {
			return l.at(i), true
		}
	}
	return nil, false
}

// Len is the number of entries.
func (k *KB) Len() int {
	n := k.layers[0].count
	for _, l := range k.layers[1:] {
		for i := range l.count {
			if !k.known(l, i) {
				n++
			}
		}
	}
	return n
}

// known says whether the embedded table has the entry of another layer too.
func (k *KB) known(l *layer, i int) bool {
	_, ok := k.layers[0].index(l.id(u32(l.entries, entrySize*i)))
	return ok
}

// All yields the entries, each once.
func (k *KB) All() iter.Seq[*Entry] {
	return func(yield func(*Entry) bool) {
		for n, l := range k.layers {
			for i := range l.count {
				if n > 0 && k.known(l, i) {
					continue
				}
				if !yield(l.at(i)) {
					return
				}
			}
		}
	}
}

// CountryByCode returns the country with an ISO 3166-1 alpha-2 code.
func (k *KB) CountryByCode(code string) (*Entry, bool) {
	id, ok := k.codes[code]
	if !ok {
		return nil, false
	}
	return k.ByID(id)
}
