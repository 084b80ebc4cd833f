package kb

import (
	"encoding/binary"
	"math"
	"strconv"
)

// The facts of an entry that only some have: a byte of flags, then each fact
// whose flag is set, in this order.
const (
	factPoint   = 1 << iota // latitude and longitude in ten-thousandths of a degree, signed, 4 bytes each
	factCapital             // id
	factMetonym             // id
	factTenures             // a byte of count; of each: office 3 (text), of 4 (id), from 4, to 4 (dates)
)

const (
	degree     = 10_000 // units of a coordinate
	tenureSize = 15
	// noID stands for an absent id: no text has that place.
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
		dst = append24(dst, c.text(t.Office))
		of := uint32(noID)
		if t.Of != "" {
			of = c.id(t.Of)
		}
		dst = binary.LittleEndian.AppendUint32(dst, of)
		dst = binary.LittleEndian.AppendUint32(dst, packDate(t.From))
		dst = binary.LittleEndian.AppendUint32(dst, packDate(t.To))
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
	for i := range e.Tenures {
		t := &e.Tenures[i]
		t.Office = m.textAt(u24(m.facts, at))
		if of := u32(m.facts, at+3); of != noID {
			t.Of = m.id(of)
		}
		t.From, t.To = dateOf(u32(m.facts, at+7)), dateOf(u32(m.facts, at+11))
		at += tenureSize
	}
}

// packDate packs a date as a number of eight digits; month and day are 0
// where they are not known.
func packDate(s string) uint32 {
	n := uint32(0)
	for i, size := range [...]int{4, 2, 2} {
		part := uint32(0)
		if len(s) >= size {
			p, _ := strconv.Atoi(s[:size])
			part = uint32(p)
			s = s[min(size+1, len(s)):]
		}
		if n *= 100; i == 0 {
			n = 0
		}
		n += part
	}
	return n
}

func dateOf(n uint32) string {
	if n == 0 {
		return ""
	}
	year, month, day := n/10_000, n/100%100, n%100
	s := digits(year, 4)
	if month != 0 {
		s += "-" + digits(month, 2)
	}
	if day != 0 {
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
