package kb

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"math"
	"math/bits"
	"slices"
	"strings"
)

// maxWords is the most words a name may have.
const maxWords = 14

// Compile reads a knowledge base as a table and returns its compiled form,
// which [Open] opens. The same lines in any order give the same bytes.
//
// A line is one entry; its columns, parted by tabs, are id, type, kind,
// canonical name, further names parted by "|", what it belongs to (ids parted
// by commas, or "iso-" and the ISO 3166-1 code of a country), prominence,
// source, the date of the source, and optionally latitude and longitude, the
// capital, what the place stands for, and tenures parted by "|", each "office;
// of;from;to". A name may begin with "~" (it counts only with support from
// the article) or "=" (only in this case) and end with "@de,fr" (only in
// these languages). Lines that are empty or begin with "#" are skipped; a
// broken line is an error that names it.
func Compile(table io.Reader) (string, error) {
	records, err := readRecords(table)
	if err != nil {
		return "", err
	}
	if err := checkIDs(records); err != nil {
		return "", err
	}
	return compile(records)
}

// Format writes a table in its plain form: an entry a line, with its id, in
// the order of ids. Two versions of a knowledge base compare well so.
func Format(w io.Writer, table io.Reader) error {
	records, err := readRecords(table)
	if err != nil {
		return err
	}
	sortByID(records)
	var line []byte
	for i := range records {
		line = appendRecord(line[:0], &records[i])
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}

func sortByID(records []record) {
	slices.SortStableFunc(records, func(a, b record) int {
		switch {
		case idLess(a.ID, b.ID):
			return -1
		case idLess(b.ID, a.ID):
			return 1
		}
		return 0
	})
}

func readRecords(table io.Reader) ([]record, error) {
	var all strings.Builder
	if _, err := io.Copy(&all, table); err != nil {
		return nil, err
	}
	var out []record
	n := 0
	for line := range strings.Lines(all.String()) {
		n++
		if line = strings.TrimSuffix(line, "\n"); line == "" || line[0] == '#' {
			continue
		}
		r, err := parseRecord(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		r.line = n
		out = append(out, r)
	}
	return out, nil
}

// compiler collects the sections. The first error is kept.
type compiler struct {
	folder
	image struct{ text, kinds, sources, lists, facts, entries, shapes, masks, names, nodes, buckets, codes []byte }
	texts map[string]uint32
	// The numbers of what is stored once.
	kinds, sources map[[2]string]int
	lists          map[string]uint32
	shapes         map[shape]int
	masks          map[uint64]int
	names          []ended
	// more holds the hashes behind which names go on.
	more map[uint64]bool
	err  error
}

// ended is a name in the making: where it ends and what it is.
type ended struct {
	hash        uint64
	entry       int
	shape, mask int
}

func newCompiler() *compiler {
	return &compiler{
		folder: letters(), texts: map[string]uint32{}, kinds: map[[2]string]int{}, sources: map[[2]string]int{},
		lists: map[string]uint32{}, shapes: map[shape]int{}, masks: map[uint64]int{}, more: map[uint64]bool{},
	}
}

func (c *compiler) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf(format, args...)
	}
}

// compile builds the image of records. It sorts them.
func compile(records []record) (string, error) {
	c := newCompiler()
	sortByID(records)
	// Place 0 of the lists and the facts says that there is none; that of the
	// texts is the empty one.
	c.image.lists, c.image.facts = []byte{0}, []byte{0}
	c.text("")
	for i := range records {
		r := &records[i]
		if i > 0 && r.ID == records[i-1].ID {
			c.fail("line %d: entry %q occurs twice", r.line, r.ID)
		}
		c.addEntry(i, r)
		if c.err != nil {
			return "", c.err
		}
	}
	// So that the last tenure may be read as if it were of the longer form.
	c.image.facts = append(c.image.facts, 0, 0, 0, 0)
	c.addNodes()
	return c.join(), c.err
}

// maxText bounds a text in bytes.
const maxText = math.MaxUint8

func (c *compiler) text(s string) uint32 {
	if at, ok := c.texts[s]; ok {
		return at
	}
	if len(s) > maxText {
		c.fail("text %q is longer than %d bytes", s, maxText)
		return 0
	}
	at := uint32(len(c.image.text))
	c.image.text = append(append(c.image.text, byte(len(s))), s...)
	c.texts[s] = at
	c.fits("texts", len(c.image.text))
	return at
}

// fits refuses what three bytes cannot count.
func (c *compiler) fits(what string, n int) {
	if n >= 1<<24 {
		c.fail("there are too many entries: their %s take more than 16 MB", what)
	}
}

func (c *compiler) id(id string) uint32 {
	if packed, ok := packID(id); ok {
		return packed
	}
	return schemeText | c.text(id)
}

func append24(dst []byte, n uint32) []byte { return append(dst, byte(n), byte(n>>8), byte(n>>16)) }

// pair returns the number of a pair of texts in a table.
func (c *compiler) pair(table *[]byte, seen map[[2]string]int, a, b string) byte {
	key := [2]string{a, b}
	n, ok := seen[key]
	if !ok {
		n = len(seen)
		seen[key] = n
		*table = append24(append24(*table, c.text(a)), c.text(b))
	}
	if n > math.MaxUint8 {
		c.fail("there are more than %d kinds or sources; %q %q is one too many", math.MaxUint8+1, a, b)
	}
	return byte(n)
}

func (c *compiler) list(ids []string) uint32 {
	if len(ids) == 0 {
		return 0
	}
	key := strings.Join(ids, ",")
	if at, ok := c.lists[key]; ok {
		return at
	}
	if len(ids) > math.MaxUint8 {
		c.fail("list %q is too long", key)
	}
	at := uint32(len(c.image.lists))
	c.image.lists = append(c.image.lists, byte(len(ids)))
	for _, id := range ids {
		c.image.lists = binary.LittleEndian.AppendUint32(c.image.lists, c.id(id))
	}
	c.lists[key] = at
	c.fits("lists", len(c.image.lists))
	return at
}

func (c *compiler) addEntry(i int, r *record) {
	facts := len(c.image.facts)
	c.image.facts = c.appendFacts(c.image.facts, &r.Entry)
	c.fits("facts", len(c.image.facts))
	if facts == len(c.image.facts) {
		facts = 0
	}
	e := binary.LittleEndian.AppendUint32(c.image.entries, c.id(r.ID))
	e = append24(e, c.text(r.Name))
	e = append24(e, c.list(r.Of))
	e = append24(e, uint32(facts))
	c.image.entries = append(e, c.pair(&c.image.kinds, c.kinds, string(r.Type), r.Kind), c.pair(&c.image.sources, c.sources, r.Source, r.AsOf), byte(r.Prominence))
	if r.code != "" {
		c.image.codes = binary.LittleEndian.AppendUint32(append(c.image.codes, r.code...), uint32(i))
	}
	named := false
	for _, marked := range r.names {
		s, err := unmark(marked)
		if err == nil {
			err = c.addName(i, s)
		}
		if err != nil {
			c.fail("line %d: entry %q: %w", r.line, r.Name, err)
		}
		named = named || s.name == r.Name
	}
	if named || r.unnamed {
		return
	}
	if err := c.addName(i, spelling{name: r.Name}); err != nil {
		c.fail("line %d: %w", r.line, err)
	}
}

// addName adds a name of an entry.
func (c *compiler) addName(entry int, s spelling) error {
	var buf [maxWord]byte
	var sh shape
	var h uint64
	var begins [maxWords]uint64
	for t := range words(s.name) {
		w, ok := c.fold(buf[:0], t)
		if !ok || sh.words == maxWords {
			return fmt.Errorf("name %q is too long", s.name)
		}
		if len(w) == 0 {
			continue
		}
		begins[sh.words] = h
		sh.need |= uint32(caseOf(t)) << (2 * sh.words)
		h = chain(h, hash(w))
		sh.words++
	}
	if sh.words == 0 {
		return fmt.Errorf("name %q has no letters", s.name)
	}
	for _, h := range begins[1:sh.words] {
		c.more[h] = true
	}
	for mark, on := range map[uint8]bool{markWeak: s.weak, markExact: s.exact, markComma: strings.ContainsRune(s.name, ',')} {
		if on {
			sh.marks |= mark
		}
	}
	e := ended{hash: h, entry: entry}
	var ok bool
	if e.shape, ok = c.shapes[sh]; !ok {
		e.shape = len(c.shapes)
		c.shapes[sh] = e.shape
		c.image.shapes = append(binary.LittleEndian.AppendUint32(c.image.shapes, sh.need), sh.words, sh.marks)
	}
	if e.mask, ok = c.masks[s.langs]; !ok {
		e.mask = len(c.masks)
		c.masks[s.langs] = e.mask
		c.image.masks = binary.LittleEndian.AppendUint64(c.image.masks, s.langs)
	}
	if max(e.shape, e.mask) > math.MaxUint16 {
		return fmt.Errorf("name %q is one too many in forms or languages", s.name)
	}
	c.names = append(c.names, e)
	return nil
}

// addNodes groups the names by where they end and spreads the nodes over
// buckets of about three. Two hashes that share bucket and low half share a node.
func (c *compiler) addNodes() {
	hashes := map[uint64]bool{}
	for _, n := range c.names {
		hashes[n.hash] = true
	}
	maps.Copy(hashes, c.more)
	buckets := min(1<<bits.Len(uint(len(hashes)/4)), maxBuckets)
	shift := 64 - uint(bits.Len(uint(buckets-1)))
	key := func(hash uint64) uint64 { return hash>>shift<<32 | hash&math.MaxUint32 }
	slices.SortFunc(c.names, func(a, b ended) int {
		return cmp.Or(cmp.Compare(key(a.hash), key(b.hash)), cmp.Compare(a.entry, b.entry), cmp.Compare(a.mask, b.mask), cmp.Compare(a.shape, b.shape))
	})
	if c.names = slices.Compact(c.names); len(c.names) >= nodeFirst {
		c.fail("there are %d names, at most %d have room", len(c.names), nodeFirst-1)
	}
	values := make(map[uint64]uint32, len(hashes))
	for h := range c.more {
		values[key(h)] |= nodeMore
	}
	for i, n := range c.names {
		entry := uint32(n.entry)
		if i+1 == len(c.names) || key(c.names[i+1].hash) != key(n.hash) {
			entry |= nameLast
		}
		if k := key(n.hash); i == 0 || key(c.names[i-1].hash) != k {
			values[k] |= uint32(i + 1)
		}
		c.image.names = append24(c.image.names, entry)
		c.image.names = binary.LittleEndian.AppendUint16(c.image.names, uint16(n.shape))
		c.image.names = binary.LittleEndian.AppendUint16(c.image.names, uint16(n.mask))
	}
	bucket := uint64(0)
	for i, k := range slices.Sorted(maps.Keys(values)) {
		for ; bucket <= k>>32; bucket++ {
			c.image.buckets = binary.LittleEndian.AppendUint32(c.image.buckets, uint32(i))
		}
		c.image.nodes = binary.LittleEndian.AppendUint32(c.image.nodes, uint32(k))
		c.image.nodes = append24(c.image.nodes, values[k])
	}
	for ; bucket <= uint64(buckets); bucket++ {
		c.image.buckets = binary.LittleEndian.AppendUint32(c.image.buckets, uint32(len(values)))
	}
}

// join writes the header and the sections, in the order of image.sections.
func (c *compiler) join() string {
	m := &c.image
	all := [sectionCount][]byte{m.text, m.kinds, m.sources, m.lists, m.facts, m.entries, m.shapes, m.masks, m.names, m.nodes, m.buckets, m.codes}
	out := binary.LittleEndian.AppendUint32([]byte(magic), imageVersion)
	at := headerSize
	for _, s := range all {
		out = binary.LittleEndian.AppendUint32(out, uint32(at))
		out = binary.LittleEndian.AppendUint32(out, uint32(len(s)))
		at += len(s)
	}
	for _, s := range all {
		out = append(out, s...)
	}
	return string(out)
}
