package kb

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

//go:embed kb.tsv.gz
var embedded []byte

// KB is a knowledge base in memory.
type KB struct {
	entries []Entry
	byID    map[string]int32
	// codes maps ISO 3166-1 alpha-2 codes to ids.
	codes   map[string]string
	aliases []alias
	// nodes maps the chained hash of folded words to the names that end
	// there and says whether longer ones go on.
	nodes map[uint64]node
	folder
	// longest is the number of words of the longest name.
	longest int
}

// node is where the names with one hash are.
type node struct {
	first int32
	count uint16
	more  bool
}

// alias is one name of one entry.
type alias struct {
	hash  uint64
	langs uint64
	entry int32
	// need is the case that each word must have at least, two bits a word.
	need  uint32
	words uint8
	weak  bool
	// exact names must be capitalised as written.
	exact bool
	// comma names may have commas between their words.
	comma bool
}

// maxWords is the most words a name may have.
const maxWords = 14

// Load returns the embedded knowledge base. The first call reads it.
var Load = sync.OnceValues(func() (*KB, error) {
	zr, err := gzip.NewReader(bytes.NewReader(embedded))
	if err != nil {
		return nil, fmt.Errorf("opening the embedded knowledge base: %w", err)
	}
	k, err := Read(zr)
	if err != nil {
		return nil, fmt.Errorf("reading the embedded knowledge base: %w", err)
	}
	return k, nil
})

// Read reads a knowledge base in the form of its file. Lines that are empty
// or begin with "#" are skipped; a broken line is an error that names it.
func Read(r io.Reader) (*KB, error) {
	var all strings.Builder
	if _, err := io.Copy(&all, bufio.NewReader(r)); err != nil {
		return nil, err
	}
	k := &KB{folder: newFolder(), byID: map[string]int32{}, codes: map[string]string{}, nodes: make(map[uint64]node, 1<<16)}
	n := 0
	for line := range strings.Lines(all.String()) {
		n++
		line = strings.TrimSuffix(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		if err := k.add(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	k.index()
	return k, nil
}

// columns is the number of columns of a line.
const columns = 9

// add reads one line.
func (k *KB) add(line string) error {
	var c [columns]string
	rest := line
	for i := range c {
		col, more, ok := strings.Cut(rest, "\t")
		if !ok && i < columns-1 {
			return fmt.Errorf("entry has %d columns, want %d", i+1, columns)
		}
		c[i], rest = col, more
	}
	prominence, err := strconv.Atoi(c[6])
	if err != nil || prominence < 0 || prominence > 100 {
		return fmt.Errorf("prominence %q is not in 0..100", c[6])
	}
	e := Entry{
		ID: c[0], Type: news.EntityType(c[1]), Kind: c[2], Name: c[3],
		Prominence: prominence, Source: c[7], AsOf: c[8],
	}
	if e.Name == "" {
		return fmt.Errorf("entry %q has no name", c[0])
	}
	if code, ok := strings.CutPrefix(c[5], "iso-"); ok && e.IsCountry() {
		k.codes[code] = e.ID
	} else if c[5] != "" {
		e.Of = strings.Split(c[5], ",")
	}
	if e.ID == "" {
		e.ID = news.NilID(e.Type, e.Name)
	}
	if _, dup := k.byID[e.ID]; dup {
		return fmt.Errorf("entry %q occurs twice", e.ID)
	}
	at := int32(len(k.entries))
	k.byID[e.ID] = at
	k.entries = append(k.entries, e)
	named := false
	for name := range strings.SplitSeq(c[4], "|") {
		if name == "" {
			continue
		}
		a := alias{entry: at}
		name = a.marks(name)
		named = named || name == e.Name
		if err := k.addAlias(a, name); err != nil {
			return err
		}
	}
	if named {
		return nil
	}
	return k.addAlias(alias{entry: at}, e.Name)
}

// marks takes the marks off a name: "~" weak, "=" exact, "@de,fr" languages.
func (a *alias) marks(name string) string {
	for name != "" && (name[0] == '~' || name[0] == '=') {
		a.weak = a.weak || name[0] == '~'
		a.exact = a.exact || name[0] == '='
		name = name[1:]
	}
	if i := strings.LastIndexByte(name, '@'); i > 0 {
		for l := range strings.SplitSeq(name[i+1:], ",") {
			a.langs |= languageBit(l)
		}
		name = name[:i]
	}
	return name
}

func (k *KB) addAlias(a alias, name string) error {
	var buf [maxWord]byte
	a.comma = strings.ContainsRune(name, ',')
	for t := range words(name) {
		w, ok := k.fold(buf[:0], t)
		if !ok || a.words == maxWords {
			return fmt.Errorf("name %q is too long", name)
		}
		if len(w) == 0 {
			continue
		}
		// The hash of the words so far says that a name goes on.
		if a.words > 0 {
			if n := k.nodes[a.hash]; !n.more {
				n.more = true
				k.nodes[a.hash] = n
			}
		}
		a.need |= uint32(caseOf(t)) << (2 * a.words)
		a.hash = chain(a.hash, hash(w))
		a.words++
	}
	if a.words == 0 {
		return fmt.Errorf("name %q of %q has no letters", name, k.entries[a.entry].Name)
	}
	k.longest = max(k.longest, int(a.words))
	k.aliases = append(k.aliases, a)
	return nil
}

// index groups the names by hash.
func (k *KB) index() {
	slices.SortFunc(k.aliases, func(a, b alias) int {
		switch {
		case a.hash != b.hash:
			return cmp.Compare(a.hash, b.hash)
		case a.entry != b.entry:
			return int(a.entry - b.entry)
		}
		return cmp.Compare(a.langs, b.langs)
	})
	for i := 0; i < len(k.aliases); {
		j := i
		for j < len(k.aliases) && k.aliases[j].hash == k.aliases[i].hash {
			j++
		}
		n := k.nodes[k.aliases[i].hash]
		n.first, n.count = int32(i), uint16(min(j-i, 1<<16-1))
		k.nodes[k.aliases[i].hash] = n
		i = j
	}
}

// words yields the parts of a name that are compared one by one: its tokens,
// cut at hyphens and apostrophes.
func words(name string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for _, t := range text.Tokens(name) {
			for _, p := range parts(name, t) {
				if p.Start < p.End && !yield(name[p.Start:p.End]) {
					return
				}
			}
		}
	}
}

// ByID returns the entry with an id.
func (k *KB) ByID(id string) (*Entry, bool) {
	i, ok := k.byID[id]
	if !ok {
		return nil, false
	}
	return &k.entries[i], true
}

// Len is the number of entries.
func (k *KB) Len() int { return len(k.entries) }

// CountryByCode returns the country with an ISO 3166-1 alpha-2 code.
func (k *KB) CountryByCode(code string) (*Entry, bool) {
	id, ok := k.codes[code]
	if !ok {
		return nil, false
	}
	return k.ByID(id)
}
