package kb

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
)

// Match is a stretch of text that is a name of one or more entries.
type Match struct {
	text.Range
	// First and Last are the tokens [First, Last) that the match touches; it
	// may begin or end within one, as "US" does in "US-backed".
	First, Last int
	// Candidates are the entries, the closest in form first, then by falling
	// prominence, then id.
	Candidates []Candidate
}

// Candidate is an entry that a match may mean.
type Candidate struct {
	Entry *Entry
	// Weak candidates count only with support from the rest of the article.
	Weak bool
	// Inflected says that the text has a grammatical form of the name.
	Inflected bool
	// Acronym says that the name is one word in capitals.
	Acronym bool
	// House says that the name is one of the user's own.
	House bool
	// Form is how closely the text has the name as it is written; of two
	// names of the same words the higher is meant.
	Form int
}

// atom is the smallest part of a text that names are made of: a token, or a
// part of one between hyphens or apostrophes.
type atom struct {
	text.Range
	token int
	hash  uint64
	// glue says that only what may stand within a name parts it from the
	// atom before.
	glue bool
	// comma says that a comma is part of the glue.
	comma bool
	kase  letterCase
	// forms are the hashes of the dictionary forms that it may be one of.
	forms []form
}

// form is a dictionary form of an inflected word.
type form struct {
	hash uint64
	// demonymOnly forms are those of adjectives.
	demonymOnly bool
}

// Match finds the names in a document, the longest first from left to right
// without overlap. language is the ISO 639-1 code of the text or "und".
func (k *KB) Match(d *text.Document, language string) []Match {
	m := matcher{k: k, d: d, lang: languageBit(language), language: language}
	if m.lang == 0 {
		m.lang = languageBit("en")
	}
	return m.run()
}

type matcher struct {
	k        *KB
	d        *text.Document
	lang     uint64
	language string
	atoms    []atom
	parts    []text.Range // of a token
	shouting bool
	found    []found
}

// found is a node at which names end, before an atom.
type found struct {
	end       int
	layer     *layer
	first     uint32
	inflected bool
	demonym   bool
}

func (m *matcher) run() []Match {
	var out []Match
	for _, s := range m.d.Sentences {
		m.load(s)
		for i := 0; i < len(m.atoms); {
			match, end, ok := m.longest(i)
			if !ok {
				i++
				continue
			}
			out = append(out, match)
			i = end
		}
	}
	return out
}

// load folds the words of a sentence.
func (m *matcher) load(s text.Sentence) {
	m.atoms = m.atoms[:0]
	var buf [maxWord]byte
	letters, caps := 0, 0
	for i := s.First; i < s.Last; i++ {
		t := m.d.Tokens[i]
		if t.Kind == text.Punct || t.Kind == text.Link {
			continue
		}
		m.parts = appendParts(m.parts[:0], m.d.Text, t)
		for j, p := range m.parts {
			w := m.d.Text[p.Start:p.End]
			folded, ok := m.k.fold(buf[:0], w)
			if !ok || len(folded) == 0 {
				continue
			}
			a := atom{Range: p, token: i, hash: hash(folded), kase: caseOf(w)}
			if n := len(m.atoms); n > 0 {
				gap := m.d.Text[m.atoms[n-1].End:p.Start]
				a.glue = j > 0 || glues(gap)
				a.comma = a.glue && strings.IndexByte(gap, ',') >= 0
			}
			if t.Kind == text.Word {
				letters++
				if a.kase == allCaps || a.kase == capital && p.Len() == 1 {
					caps++
				}
				a.forms = m.k.forms(folded, w, m.language)
			}
			m.atoms = append(m.atoms, a)
		}
	}
	m.shouting = letters >= 3 && 10*caps >= 9*letters
}

// appendParts cuts a token at its hyphens and apostrophes.
func appendParts(out []text.Range, s string, t text.Token) []text.Range {
	w := s[t.Start:t.End]
	if t.Kind != text.Word || !mayJoin(w) {
		return append(out, t.Range)
	}
	start := 0
	for i, r := range w {
		if isJoint(r) {
			if i > start {
				out = append(out, text.Range{Start: t.Start + start, End: t.Start + i})
			}
			start = i + utf8.RuneLen(r)
		}
	}
	if start < len(w) {
		out = append(out, text.Range{Start: t.Start + start, End: t.End})
	}
	return out
}

// mayJoin is false for words that surely have no joint: those of ASCII
// letters and digits.
func mayJoin(w string) bool {
	for i := range len(w) {
		if c := w[i]; c|0x20 < 'a' && (c < '0' || c > '9') || c|0x20 > 'z' {
			return true
		}
	}
	return false
}

func isJoint(r rune) bool {
	switch r {
	case '-', '‐', '‑', '\'', '’', 'ʼ', '‘', '`', '_', '·', '・', '＝', '‧':
		return true
	}
	return false
}

// maxGlue bounds in bytes what may part the words of a name.
const maxGlue = 6

// glues says whether gap may stand between two words of one name.
func glues(gap string) bool {
	if gap == " " {
		return true
	}
	if gap == "." {
		// "EE.UU."
		return true
	}
	if len(gap) > maxGlue {
		return false
	}
	for _, r := range gap {
		if r == '\n' || r == '\r' || r == 0x2028 || r == 0x2029 {
			return false
		}
		if !unicode.IsSpace(r) && !isJoint(r) && r != '&' && r != '/' && r != ',' && r != '"' && r != '“' && r != '”' && r != '„' && r != '«' && r != '»' && r != '–' {
			return false
		}
	}
	return true
}

// longest returns the longest acceptable name that begins at atom i.
func (m *matcher) longest(i int) (Match, int, bool) {
	m.found = m.found[:0]
	m.walk(i, i, 0, false, false)
	slices.SortFunc(m.found, func(a, b found) int {
		if a.end != b.end {
			return b.end - a.end
		}
		return boolOrder(a.inflected) - boolOrder(b.inflected)
	})
	for at := 0; at < len(m.found); {
		end := m.found[at].end
		var cands []Candidate
		for ; at < len(m.found) && m.found[at].end == end; at++ {
			cands = m.candidates(cands, i, m.found[at])
		}
		if len(cands) == 0 {
			continue
		}
		first, last := m.atoms[i], m.atoms[end-1]
		return Match{
			Range:      text.Range{Start: first.Start, End: last.End},
			First:      first.token,
			Last:       last.token + 1,
			Candidates: ranked(cands),
		}, end, true
	}
	return Match{}, 0, false
}

// walk follows the names that go on with atom i, whose words before it have
// the hash h, and collects those that end here.
func (m *matcher) walk(start, i int, h uint64, inflected, demonym bool) {
	if i >= len(m.atoms) || i-start >= maxWords || i > start && !m.atoms[i].glue {
		return
	}
	a := &m.atoms[i]
	m.step(start, i, chain(h, a.hash), inflected, demonym)
	for _, f := range a.forms {
		m.step(start, i, chain(h, f.hash), true, demonym || f.demonymOnly)
	}
}

func (m *matcher) step(start, i int, h uint64, inflected, demonym bool) {
	more := false
	for _, l := range m.k.layers {
		v := l.find(h)
		if first := v & nodeFirst; first > 0 {
			m.found = append(m.found, found{i + 1, l, first - 1, inflected, demonym})
		}
		more = more || v&nodeMore != 0
	}
	if more {
		m.walk(start, i+1, h, inflected, demonym)
	}
}

// candidates adds the entries of the names that f found, where language, case
// and comma agree.
func (m *matcher) candidates(out []Candidate, start int, f found) []Candidate {
	for x, last := f.first, false; !last; x++ {
		n := f.layer.name(x)
		last = n.last
		if langs := f.layer.mask(n.mask); langs != 0 && langs&m.lang == 0 {
			continue
		}
		s := f.layer.shape(n.shape)
		if int(s.words) != f.end-start {
			continue
		}
		closeness, ok := m.cased(s, start)
		if !ok {
			continue
		}
		e := f.layer.at(int(n.entry))
		if f.demonym && e.Kind != KindDemonym {
			continue
		}
		c := Candidate{Entry: e, Weak: s.marks&markWeak != 0, Inflected: f.inflected, Form: closeness,
			Acronym: s.words == 1 && s.need == uint32(allCaps), House: f.layer.house}
		if f.inflected {
			c.Form -= inflectedForm
		}
		at := slices.IndexFunc(out, func(c Candidate) bool { return c.Entry == e })
		switch {
		case at < 0:
			out = append(out, c)
		case out[at].Weak || c.House && !c.Weak:
			out[at] = c
		}
	}
	return out
}

// inflectedForm is how much less close a name is in another grammatical form.
const inflectedForm = 8

// cased says whether the words from start have the case that a needs, and how
// well they agree: the more words in capitals that are so in the name, the
// closer. A name in lower case takes any case; one in capitals of up to three
// letters must stand in capitals, a longer one may stand as a capital word
// ("Nato"); where everything is in capitals, only words do.
func (m *matcher) cased(s shape, start int) (closeness int, ok bool) {
	exact := s.marks&markExact != 0
	for w := range int(s.words) {
		at := &m.atoms[start+w]
		if w > 0 && at.comma && s.marks&markComma == 0 {
			return 0, false
		}
		switch need := letterCase(s.need >> (2 * w) & 3); need {
		case anyCase:
			if at.kase == anyCase {
				closeness++
			}
		case capital:
			if at.kase == anyCase || exact && at.kase != capital {
				return 0, false
			}
			closeness++
		case allCaps:
			switch {
			case at.kase == allCaps && m.shouting && s.words == 1 && (exact || at.Len() < 3):
				return 0, false
			case at.kase == allCaps:
				closeness += 2
			case exact || at.kase == anyCase || at.Len() < 4:
				return 0, false
			}
		}
	}
	return closeness, true
}

// ranked sorts candidates by closeness of form, then prominence, then id. A
// name of the user's own, unless weak, leaves no other of as close a form.
func ranked(cands []Candidate) []Candidate {
	for _, own := range cands {
		if own.House && !own.Weak {
			cands = slices.DeleteFunc(cands, func(c Candidate) bool { return !c.House && c.Form <= own.Form })
			break
		}
	}
	slices.SortFunc(cands, func(a, b Candidate) int {
		return cmp.Or(
			cmp.Compare(b.Form, a.Form),
			cmp.Compare(boolOrder(a.Weak), boolOrder(b.Weak)),
			cmp.Compare(b.Entry.Prominence, a.Entry.Prominence),
			cmp.Compare(a.Entry.ID, b.Entry.ID),
		)
	})
	return cands
}

func boolOrder(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Lookup returns the candidates for a name that stands alone, whatever its
// language, by falling prominence.
func (k *KB) Lookup(name string) []Candidate {
	d := text.Parse(name)
	m := matcher{k: k, d: d, lang: ^uint64(0), language: "und"}
	if len(d.Sentences) == 0 {
		return nil
	}
	m.load(d.Sentences[0])
	m.shouting = false
	if len(m.atoms) == 0 {
		return nil
	}
	match, end, ok := m.longest(0)
	if !ok || end != len(m.atoms) {
		return nil
	}
	return match.Candidates
}
