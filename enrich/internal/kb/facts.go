package kb

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"
)

// The facts of an entry that only some have: a byte of flags, then each fact
// whose flag is set, in this order.
const (
	factPoint   = 1 << iota // latitude and longitude in ten-thousandths of a degree, signed, 4 bytes each
	factCapital             // id
	factMetonym             // id
	factTenures             // a byte of count; of each: office (text), from and to (dates), 3 bytes each, and of (id) where the office has ofOther
)

const (
	degree     = 10_000 // units of a coordinate
	tenureSize = 9      // without of
	// ofOther says that the office is not one of the person's own country.
	ofOther = 1 << 23
	// noID stands for an absent id: the empty text has that place.
	noID = schemeText
)

// appendFacts appends the facts of an entry, or nothing where it has none.
func (c *compiler) appendFacts(dst []byte, e *Entry) []byte {
	flags := byte(0)
	for i, has := range [...]bool{e.HasPoint, e.Capital != "", e.Metonym != "", len(e.Tenures) > 0} {
		if has {
			flags |= 1 << i
		}
	}
	if flags == 0 {
		return dst
	}
	dst = append(dst, flags)
	if e.HasPoint {
		dst = binary.LittleEndian.AppendUint32(dst, uint32(int32(math.Round(e.Latitude*degree))))
		dst = binary.LittleEndian.AppendUint32(dst, uint32(int32(math.Round(e.Longitude*degree))))
	}
	for _, id := range [...]string{e.Capital, e.Metonym} {
		if id != "" {
			dst = binary.LittleEndian.AppendUint32(dst, c.id(id))
		}
	}
	if len(e.Tenures) == 0 {
		return dst
	}
	if len(e.Tenures) > math.MaxUint8 {
		c.fail("%q has %d tenures, at most %d are stored", e.Name, len(e.Tenures), math.MaxUint8)
	}
	dst = append(dst, byte(len(e.Tenures)))
	for _, t := range e.Tenures {
		office := c.text(t.Office)
		if office >= ofOther {
			c.fail("there are too many entries: office %q has no room", t.Office)
		}
		of := uint32(noID)
		if t.Of != "" {
			of = c.id(t.Of)
		}
		if t.Of != e.Country() {
			office |= ofOther
		}
		dst = append24(dst, office)
		dst = append24(append24(dst, packDate(t.From)), packDate(t.To))
		if office&ofOther != 0 {
			dst = binary.LittleEndian.AppendUint32(dst, of)
		}
	}
	return dst
}

// addFacts reads the facts at a place.
func (m *image) addFacts(e *Entry, at int) {
	flags := m.facts[at]
	at++
	if flags&factPoint != 0 {
		e.HasPoint = true
		e.Latitude = float64(int32(u32(m.facts, at))) / degree
		e.Longitude = float64(int32(u32(m.facts, at+4))) / degree
		at += 8
	}
	if flags&factCapital != 0 {
		e.Capital = m.id(u32(m.facts, at))
		at += 4
	}
	if flags&factMetonym != 0 {
		e.Metonym = m.id(u32(m.facts, at))
		at += 4
	}
	if flags&factTenures == 0 {
		return
	}
	e.Tenures = make([]Tenure, m.facts[at])
	at++
	country := e.Country()
	for i := range e.Tenures {
		t := &e.Tenures[i]
		office := u24(m.facts, at)
		t.Office, t.Of = m.textAt(office&^ofOther), country
		t.From, t.To = dateOf(u24(m.facts, at+3)), dateOf(u24(m.facts, at+6))
		at += tenureSize
		if office&ofOther != 0 {
			t.Of = m.id(u32(m.facts, at))
			at += 4
		}
	}
}

// packDate packs a date in three bytes; month and day are 0 where they are
// not known.
func packDate(s string) uint32 {
	var parts [3]uint32
	for i, p := range strings.Split(s, "-") {
		n, _ := strconv.Atoi(p)
		parts[min(i, 2)] = uint32(n)
	}
	return parts[0]<<9 | parts[1]<<5 | parts[2]
}

func dateOf(n uint32) string {
	if n == 0 {
		return ""
	}
	s := digits(n>>9, 4)
	if month := n >> 5 & 15; month != 0 {
		s += "-" + digits(month, 2)
	}
	if day := n & 31; day != 0 {
		s += "-" + digits(day, 2)
	}
	return s
}

func digits(n uint32, width int) string {
	s := strconv.FormatUint(uint64(n), 10)
	for len(s) < width {
		s = "0" + s
	}
	return s
}
