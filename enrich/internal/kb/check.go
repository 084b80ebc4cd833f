package kb

import (
	"fmt"
	"unicode/utf8"

	"github.com/dateline-news/dateline/shared/news"
)

// check looks at every record, so that nothing that [KB] does with the image
// can leave its bounds.
func (m *image) check() error {
	for _, step := range []func() error{m.checkTables, m.checkEntries, m.checkNames, m.checkNodes} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (m *image) checkText(at uint32) error {
	if uint64(at) >= uint64(len(m.text)) || int(at)+1+int(m.text[at]) > len(m.text) {
		return fmt.Errorf("text %d is behind the end", at)
	}
	if !utf8.ValidString(m.textAt(at)) {
		return fmt.Errorf("text %d is no UTF-8", at)
	}
	return nil
}

func (m *image) checkID(packed uint32) error {
	switch packed & schemeMask {
	case schemeWikidata, schemeGeoNames:
		return nil
	case schemeText:
		return m.checkText(packed &^ schemeMask)
	}
	return fmt.Errorf("id %#x has no scheme", packed)
}

func (m *image) checkTables() error {
	for _, pairs := range [...]string{m.kinds, m.sources} {
		if len(pairs)%6 != 0 {
			return fmt.Errorf("a table of kinds or sources is cut")
		}
		for i := 0; i < len(pairs); i += 3 {
			if err := m.checkText(u24(pairs, i)); err != nil {
				return err
			}
		}
	}
	for i := 0; i < len(m.shapes); i += shapeSize {
		if s := m.shape(uint16(i / shapeSize)); s.words == 0 || s.words > maxWords {
			return fmt.Errorf("a name has %d words, want 1 to %d", s.words, maxWords)
		}
	}
	for i := 0; i < len(m.codes); i += codeSize {
		if int(u32(m.codes, i+2)) >= m.count {
			return fmt.Errorf("country code %q has no entry", m.codes[i:i+2])
		}
	}
	return nil
}

func (m *image) checkEntries() error {
	last := ""
	for i := range m.count {
		r := m.entries[entrySize*i : entrySize*(i+1)]
		if err := m.checkID(u32(r, 0)); err != nil {
			return fmt.Errorf("entry %d: %w", i, err)
		}
		id := m.id(u32(r, 0))
		if i > 0 && !idLess(last, id) {
			return fmt.Errorf("entry %d: id %q is out of order", i, id)
		}
		last = id
		if err := m.checkText(u24(r, 4)); err != nil {
			return fmt.Errorf("entry %q: %w", id, err)
		}
		if 6*int(r[13]) >= len(m.kinds) || 6*int(r[14]) >= len(m.sources) || r[15] > 100 {
			return fmt.Errorf("entry %q: kind, source or prominence is out of range", id)
		}
		if err := m.checkList(int(u24(r, 7))); err != nil {
			return fmt.Errorf("entry %q: %w", id, err)
		}
		if err := m.checkFacts(int(u24(r, 10))); err != nil {
			return fmt.Errorf("entry %q: %w", id, err)
		}
	}
	return nil
}

// idLess is the order of entries: numbers before texts.
func idLess(a, b string) bool {
	x, xok := packID(a)
	y, yok := packID(b)
	switch {
	case xok && yok:
		return x < y
	case xok || yok:
		return xok
	}
	return a < b
}

func (m *image) checkList(at int) error {
	if at == 0 {
		return nil
	}
	if at >= len(m.lists) || at+1+4*int(m.lists[at]) > len(m.lists) {
		return fmt.Errorf("list %d is behind the end", at)
	}
	for i := range int(m.lists[at]) {
		if err := m.checkID(u32(m.lists, at+1+4*i)); err != nil {
			return err
		}
	}
	return nil
}

func (m *image) checkFacts(at int) error {
	if at == 0 {
		return nil
	}
	if at >= len(m.facts) {
		return fmt.Errorf("facts %d are behind the end", at)
	}
	flags := m.facts[at]
	at++
	if flags&factPoint != 0 {
		at += 8
	}
	var ids []int
	for _, f := range [...]byte{factCapital, factMetonym} {
		if flags&f != 0 {
			ids = append(ids, at)
			at += 4
		}
	}
	if at > len(m.facts) {
		return fmt.Errorf("facts end behind the end")
	}
	if flags&factTenures != 0 {
		if at >= len(m.facts) {
			return fmt.Errorf("tenures end behind the end")
		}
		count := int(m.facts[at])
		at++
		for range count {
			if at+tenureSize+4 > len(m.facts) {
				return fmt.Errorf("tenures end behind the end")
			}
			office := u24(m.facts, at)
			if err := m.checkText(office &^ ofOther); err != nil {
				return err
			}
			at += tenureSize
			if office&ofOther != 0 {
				ids = append(ids, at)
				at += 4
			}
		}
	}
	for _, i := range ids {
		if err := m.checkID(u32(m.facts, i)); err != nil {
			return err
		}
	}
	return nil
}

func (m *image) checkNames() error {
	total := len(m.names) / nameSize
	for i := range total {
		n := m.name(uint32(i))
		if int(n.entry) >= m.count || shapeSize*int(n.shape) >= len(m.shapes) || 8*int(n.mask) >= len(m.masks) {
			return fmt.Errorf("name %d is out of range", i)
		}
		if i == total-1 && !n.last {
			return fmt.Errorf("the last name goes on")
		}
	}
	return nil
}

func (m *image) checkNodes() error {
	total := uint32(len(m.nodes) / nodeSize)
	before := uint32(0)
	for i := 0; i < len(m.buckets); i += 4 {
		b := u32(m.buckets, i)
		if b < before || b > total {
			return fmt.Errorf("bucket %d is out of order", i/4)
		}
		before = b
	}
	for i := range int(total) {
		if v := u24(m.nodes, nodeSize*i+4); int(v&nodeFirst) > len(m.names)/nameSize {
			return fmt.Errorf("node %d has no name", i)
		}
	}
	return nil
}

// checkIDs says whether the ids are such that articles can carry them.
func checkIDs(records []record) error {
	for i := range records {
		if r := &records[i]; !news.ValidToken(r.ID) {
			return fmt.Errorf("line %d: id %q is not made of up to 64 letters, digits, '-' and '_'", r.line, r.ID)
		}
	}
	return nil
}
