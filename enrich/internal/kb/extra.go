package kb

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"github.com/dateline-news/dateline/shared/news"
)

// The bounds of a user's file. Each entry takes about 200 bytes of memory.
const (
	maxExtraEntries = 200_000
	maxExtraLine    = 64 << 10
	maxExtraBytes   = 64 << 20
	// maxExtraErrors is how many broken lines are listed.
	maxExtraErrors = 20
	// extraProminence is that of entries whose line says none: enough for the
	// name to count by itself.
	extraProminence = 60
)

// The columns of a user's line.
const (
	extraID = iota
	extraType
	extraKind
	extraName
	extraNames
	extraOf
	extraWeight
	extraColumns
)

var types = [...]news.EntityType{
	news.TypePerson, news.TypeOrganisation, news.TypePlace, news.TypeEvent, news.TypeWork, news.TypeProduct, news.TypeMisc,
}

// LoadWith returns the embedded knowledge base with the names of a user's
// table, called name in errors. A line is one entry; its columns are parted by
// tabs, later ones may be left out, and "-" is the same as an empty one:
//
//	id          Wikidata (Q42), GeoNames (gn-2950159) or house id (acme-17): letters, digits, "-", "_"; made from the name where empty
//	type        person, organisation, place, event, work, product or misc
//	kind        finer, such as company or politician
//	name        the name that articles are given
//	names       further names, parted by "|"; "~" before one: counts only with support from the article,
//	            "=" only capitalised as written; "@de,fr" behind one: only in these languages
//	country     ISO 3166-1 code, or ids of what it lies in or belongs to, nearest first, parted by commas
//	prominence  0 to 100, 60 where empty: how likely the name means this entry rather than another
//
// Lines that are empty or begin with "#" are skipped. The line of an id that
// the embedded table knows adds its names to that entry, and its other columns
// replace the entry's unless they are empty. A name of the user's that is not
// marked "~" leaves no other meaning of the same words. As with all names, one
// in lower case matches in any case, one with capitals only where these words
// have capitals.
//
// Every broken line is reported, up to 20, each with its number and the
// remedy. A table of more than 200,000 entries or 64 MB is refused.
func LoadWith(extra io.Reader, name string) (*KB, error) {
	base, err := Load()
	if err != nil {
		return nil, err
	}
	return base.with(extra, name)
}

// with returns k with the names of a table; k stays as it is.
func (k *KB) with(extra io.Reader, name string) (*KB, error) {
	x := &extraReader{base: k, file: name, scratch: newCompiler(), lines: map[string]int{}}
	x.read(extra)
	x.resolve()
	if len(x.problems) > 0 {
		return nil, x.error()
	}
	data, err := compile(x.records)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	m, err := openImage(data)
	if err != nil {
		return nil, err
	}
	out := newKB(k.layers[0].image)
	own := &layer{image: m, read: make([]atomic.Pointer[Entry], m.count), house: true}
	out.layers = append(out.layers, own)
	for i := range m.count {
		e := own.at(i)
		if at, known := out.layers[0].index(e.ID); known {
			out.layers[0].read[at].Store(e)
		}
	}
	return out, nil
}

// extraReader reads a user's table.
type extraReader struct {
	base    *KB
	file    string
	scratch *compiler
	records []record
	// lines are where ids stand.
	lines    map[string]int
	problems []error
	more     int // problems that are not listed
}

func (x *extraReader) fail(line int, format string, args ...any) {
	if len(x.problems) == maxExtraErrors {
		x.more++
		return
	}
	x.problems = append(x.problems, fmt.Errorf("%s:%d: %w", x.file, line, fmt.Errorf(format, args...)))
}

func (x *extraReader) error() error {
	if x.more > 0 {
		x.problems = append(x.problems, fmt.Errorf("%s: %d more problems", x.file, x.more))
	}
	return errors.Join(x.problems...)
}

func (x *extraReader) read(r io.Reader) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxExtraLine)
	n, size := 0, 0
	for lines.Scan() {
		n++
		if size += len(lines.Bytes()); size > maxExtraBytes {
			x.fail(n, "the table is larger than %d MB; remove some entries", maxExtraBytes>>20)
			return
		}
		line := strings.TrimSuffix(lines.Text(), "\r")
		if n == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			continue
		}
		if len(x.records) == maxExtraEntries {
			x.fail(n, "there are more than %d entries; remove some, or split the table between several enrichers", maxExtraEntries)
			return
		}
		x.add(n, line)
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		x.fail(n+1, "the line is longer than %d KB; give the entry fewer names", maxExtraLine>>10)
	case err != nil:
		x.fail(n+1, "reading: %w", err)
	}
}

// add reads one line.
func (x *extraReader) add(n int, line string) {
	failed := len(x.problems) + x.more
	if !utf8.ValidString(line) {
		x.fail(n, "the line is not UTF-8; save the file in that encoding")
		return
	}
	cols := strings.Split(line, "\t")
	if len(cols) <= extraName || len(cols) > extraColumns {
		x.fail(n, "the line has %d columns, want 4 to 7: id, type, kind, name, names, country, prominence; part them by tabs", len(cols))
		return
	}
	var c [extraColumns]string
	for i, v := range cols {
		if c[i] = strings.TrimSpace(v); c[i] == "-" {
			c[i] = ""
		}
	}
	r := record{line: n, Entry: Entry{ID: c[extraID], Prominence: extraProminence, Source: x.file}}
	if known, ok := x.base.ByID(r.ID); ok {
		r.Entry, r.unnamed = *known, true
		r.Of = slices.Clone(known.Of)
	} else if c[extraName] == "" {
		x.fail(n, "the entry has no name; put one into column 4")
		return
	}
	if !x.setType(&r, c[extraType]) {
		return
	}
	if c[extraKind] != "" {
		r.Kind = c[extraKind]
	}
	if c[extraName] != "" && c[extraName] != r.Name {
		r.Name, r.unnamed = c[extraName], false
		x.name(n, r.Name)
	}
	x.setID(&r)
	if p := c[extraWeight]; p != "" {
		var err error
		if r.Prominence, err = parseProminence(p); err != nil {
			x.fail(n, "%w; leave column 7 empty for %d", err, extraProminence)
		}
	}
	for name := range strings.SplitSeq(c[extraNames], "|") {
		if name = strings.TrimSpace(name); name != "" {
			x.name(n, name)
			r.names = append(r.names, name)
		}
	}
	if c[extraOf] != "" {
		r.Of = strings.Split(c[extraOf], ",")
	}
	for _, t := range append([]string{r.Kind, r.Name, r.Source}, r.Of...) {
		if len(t) > maxText {
			x.fail(n, "%.20q… is longer than %d bytes; shorten it", t, maxText)
		}
	}
	if failed == len(x.problems)+x.more {
		x.records = append(x.records, r)
	}
}

func (x *extraReader) setType(r *record, t string) bool {
	if t != "" {
		r.Type = news.EntityType(t)
	}
	if slices.Contains(types[:], r.Type) {
		return true
	}
	x.fail(r.line, "type %q is none of %v; put one of them into column 2", r.Type, types)
	return false
}

func (x *extraReader) setID(r *record) {
	if r.ID == "" {
		r.ID = news.NilID(r.Type, r.Name)
	}
	if !news.ValidToken(r.ID) {
		x.fail(r.line, "id %q is not made of up to 64 letters, digits, '-' and '_'; change it, or leave column 1 empty", r.ID)
		return
	}
	if first, dup := x.lines[r.ID]; dup {
		x.fail(r.line, "%q has the id %q, which line %d has already; put all names of an entry into one line", r.Name, r.ID, first)
		return
	}
	x.lines[r.ID] = r.line
}

// name says whether a name can be matched.
func (x *extraReader) name(line int, marked string) {
	s, err := unmark(marked)
	if err == nil {
		err = x.scratch.addName(0, s)
		x.scratch.names = x.scratch.names[:0]
		clear(x.scratch.more)
	}
	if err != nil {
		x.fail(line, "%w; correct or remove it", err)
	}
}

// resolve turns country codes into ids and checks that all ids are known.
func (x *extraReader) resolve() {
	for i := range x.records {
		r := &x.records[i]
		if len(r.Of) == 1 {
			if c, ok := x.base.CountryByCode(strings.ToUpper(strings.TrimSpace(r.Of[0]))); ok {
				r.Of = []string{c.ID}
			}
		}
		for i, id := range r.Of {
			id = strings.TrimSpace(id)
			r.Of[i] = id
			known, ok := x.base.ByID(id)
			if _, own := x.lines[id]; !ok && !own {
				x.fail(r.line, "%q in column 6 is no ISO 3166-1 code and no id of the table or the knowledge base; correct or remove it", id)
			}
			if ok && i == len(r.Of)-1 && known.Type == news.TypePlace {
				// What lies in a city lies in its country.
				r.Of = append(r.Of, known.Of...)
				break
			}
		}
	}
}
