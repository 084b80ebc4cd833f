package kb

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/dateline-news/dateline/shared/news"
)

// image is a compiled knowledge base: the bytes of its file, used in place.
// All numbers are little-endian and unsigned; there is no padding.
//
//	magic    "DLKB", then the version of the form, 4 bytes
//	sections where each begins and how long it is, 4 bytes each
//
// Text is referred to by the place of its length (one byte) in the section of
// texts. An id is 4 bytes: "Q" and "gn-" ids by their number, others by their
// text, told apart by the two highest bits.
type image struct {
	text    string // a byte of length, then the text
	kinds   string // type and kind: two texts
	sources string // source and its date: two texts
	lists   string // a byte of count, then ids
	facts   string // see appendFacts
	entries string // in the order of ids; see entrySize
	shapes  string // see shape
	masks   string // sets of languages, 8 bytes each
	names   string // in the order of the nodes that they end at; see nameSize
	nodes   string // in the order of their keys; see nodeSize
	buckets string // the number of the first node of each, and one more
	codes   string // ISO 3166-1 code, number of the entry

	count int // of entries
	shift uint
}

const (
	magic        = "DLKB"
	imageVersion = 1

	entrySize  = 16 // id 4, name 3, list 3, facts 3, kind, source, prominence 1 each
	nameSize   = 7  // entry 3, with nameLast; shape 2, mask 2
	nodeSize   = 7  // low half of the hash 4, value 3
	shapeSize  = 6  // case 4, words 1, marks 1
	codeSize   = 6
	headerSize = len(magic) + 4 + 8*sectionCount

	sectionCount = 12
)

// The value of a node is the number of its first name, plus one, and a bit
// that says that longer names go on here.
const (
	nodeMore  = 1 << 23
	nodeFirst = nodeMore - 1
)

// nameLast says of a name that it is the last of its node.
const nameLast = 1 << 23

// The schemes of ids.
const (
	schemeWikidata = 0 << 30
	schemeGeoNames = 1 << 30
	schemeText     = 2 << 30
	schemeMask     = 3 << 30
)

// The marks of a shape.
const (
	markWeak = 1 << iota
	markExact
	markComma
)

// shape is what names have in common that are written alike.
type shape struct {
	// need is the case that each word must have at least, two bits a word.
	need  uint32
	words uint8
	// marks: weak; exact, capitalised as written; commas between words.
	marks uint8
}

func (m *image) sections() [sectionCount]*string {
	return [...]*string{
		&m.text, &m.kinds, &m.sources, &m.lists, &m.facts, &m.entries, &m.shapes, &m.masks, &m.names, &m.nodes, &m.buckets, &m.codes,
	}
}

// openImage finds the sections of a file. It does not look into them; see
// check.
func openImage(data string) (*image, error) {
	if len(data) < headerSize || data[:len(magic)] != magic {
		return nil, errors.New("this is no compiled knowledge base; build one with kbbuild")
	}
	if v := u32(data, len(magic)); v != imageVersion {
		return nil, fmt.Errorf("the knowledge base has the form of version %d, this program reads %d; build it again with kbbuild", v, imageVersion)
	}
	m := &image{}
	for i, s := range m.sections() {
		at := len(magic) + 4 + 8*i
		start, size := uint64(u32(data, at)), uint64(u32(data, at+4))
		if start+size > uint64(len(data)) {
			return nil, fmt.Errorf("section %d of the knowledge base ends behind the file, which may have been cut short", i)
		}
		*s = data[start : start+size]
	}
	for i, n := range [...]int{5: entrySize, 6: shapeSize, 7: 8, 8: nameSize, 9: nodeSize, 10: 4, 11: codeSize} {
		if n > 0 && len(*m.sections()[i])%n != 0 {
			return nil, fmt.Errorf("section %d of the knowledge base is cut", i)
		}
	}
	m.count = len(m.entries) / entrySize
	buckets := len(m.buckets)/4 - 1
	if buckets < 1 || buckets&(buckets-1) != 0 || buckets > maxBuckets {
		return nil, errors.New("the knowledge base has no table of names")
	}
	for m.shift = 64; buckets > 1; buckets >>= 1 {
		m.shift--
	}
	return m, nil
}

// maxBuckets keeps the number of a bucket out of the low half of a hash.
const maxBuckets = 1 << 24

func u16(s string, at int) uint16 { return uint16(s[at]) | uint16(s[at+1])<<8 }

func u24(s string, at int) uint32 {
	s = s[at : at+3]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16
}

func u32(s string, at int) uint32 {
	s = s[at : at+4]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

func u64(s string, at int) uint64 { return uint64(u32(s, at)) | uint64(u32(s, at+4))<<32 }

// find returns the value of the node with a hash, or 0.
func (m *image) find(hash uint64) uint32 {
	b := 4 * int(hash>>m.shift)
	for i, end := u32(m.buckets, b), u32(m.buckets, b+4); i < end; i++ {
		if n := nodeSize * int(i); u32(m.nodes, n) == uint32(hash) {
			return u24(m.nodes, n+4)
		}
	}
	return 0
}

// textAt returns the text at a place.
func (m *image) textAt(at uint32) string {
	start := int(at) + 1
	return m.text[start : start+int(m.text[at])]
}

// id returns an id as text.
func (m *image) id(packed uint32) string {
	n := uint64(packed &^ schemeMask)
	switch packed & schemeMask {
	case schemeWikidata:
		return "Q" + strconv.FormatUint(n, 10)
	case schemeGeoNames:
		return "gn-" + strconv.FormatUint(n, 10)
	}
	return m.textAt(uint32(n))
}

// packID returns the number form of an id that has one.
func packID(id string) (packed uint32, ok bool) {
	digits, ok := strings.CutPrefix(id, "Q")
	if !ok {
		if digits, ok = strings.CutPrefix(id, "gn-"); !ok {
			return 0, false
		}
		packed = schemeGeoNames
	}
	n, err := strconv.ParseUint(digits, 10, 30)
	if err != nil || len(digits) > 1 && digits[0] == '0' || digits[0] == '+' {
		return 0, false
	}
	return packed | uint32(n), true
}

// index returns the number of the entry with an id.
func (m *image) index(id string) (int, bool) {
	packed, numeric := packID(id)
	lo, hi := 0, m.count
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		at := u32(m.entries, entrySize*mid)
		less := false
		switch {
		case numeric:
			less = at < packed
		case at < schemeText:
			less = true
		default:
			less = m.id(at) < id
		}
		if less {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, lo < m.count && m.id(u32(m.entries, entrySize*lo)) == id
}

// list returns the ids of a list; 0 is none.
func (m *image) list(at uint32) []string {
	if at == 0 {
		return nil
	}
	out := make([]string, m.lists[at])
	for i := range out {
		out[i] = m.id(u32(m.lists, int(at)+1+4*i))
	}
	return out
}

// entry reads the entry with a number.
func (m *image) entry(i int) *Entry {
	r := m.entries[entrySize*i : entrySize*(i+1)]
	kind, source := 6*int(r[13]), 6*int(r[14])
	e := &Entry{
		ID:   m.id(u32(r, 0)),
		Name: m.textAt(u24(r, 4)), Of: m.list(u24(r, 7)),
		Type: news.EntityType(m.textAt(u24(m.kinds, kind))), Kind: m.textAt(u24(m.kinds, kind+3)),
		Source: m.textAt(u24(m.sources, source)), AsOf: m.textAt(u24(m.sources, source+3)),
		Prominence: int(r[15]),
	}
	if at := u24(r, 10); at != 0 {
		m.addFacts(e, int(at))
	}
	return e
}

// nameAt is one name of one entry.
type nameAt struct {
	entry int32
	shape uint16
	mask  uint16
	last  bool // of its node
}

func (m *image) name(i uint32) nameAt {
	r := m.names[nameSize*int(i) : nameSize*int(i)+nameSize]
	entry := u24(r, 0)
	return nameAt{entry: int32(entry &^ nameLast), last: entry&nameLast != 0, shape: u16(r, 3), mask: u16(r, 5)}
}

func (m *image) shape(i uint16) shape {
	r := m.shapes[shapeSize*int(i) : shapeSize*int(i)+shapeSize]
	return shape{need: u32(r, 0), words: r[4], marks: r[5]}
}

func (m *image) mask(i uint16) uint64 { return u64(m.masks, 8*int(i)) }
