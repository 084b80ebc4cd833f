package ner

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// known names of the article, for what is named again in a shorter way.
type memory struct {
	// surnames are folded last words of persons.
	surnames map[string]bool
	// bearers counts the different full names with a surname.
	bearers map[string]int
	seen    map[string]bool
	// acronyms are short forms, by what they stand for.
	acronyms map[string]news.EntityType
	// places are unknown places of datelines, folded.
	places map[string]bool
	// names are unknown names of more than one word, by their first word.
	names map[string][]remembered
}

type remembered struct {
	words []string
	typ   news.EntityType
	kind  string
}

// backward finds again what the article has named in full: surnames, short
// forms, and names that only their context told at first.
func (p *pass) backward() {
	mem := memory{surnames: map[string]bool{}, bearers: map[string]int{}, seen: map[string]bool{}, acronyms: map[string]news.EntityType{}, places: map[string]bool{}, names: map[string][]remembered{}}
	for _, f := range p.fields {
		for i := range f.mentions {
			p.remember(&mem, f, &f.mentions[i])
		}
	}
	for _, f := range p.fields {
		f.recall(&mem)
	}
}

func (p *pass) remember(mem *memory, f *fieldPass, m *Mention) {
	if m.Type == "" {
		return
	}
	if m.Acronym != "" {
		mem.acronyms[m.Acronym] = m.Type
	}
	if m.Last-m.First < 2 {
		if m.Type == news.TypePlace && len(m.Candidates) == 0 {
			mem.places[text.Fold(f.words[m.First].text)] = true
		}
		return
	}
	if m.Type == news.TypePerson && (len(m.Candidates) == 0 || !m.Candidates[0].Weak) {
		last := f.words[m.Last-1].lower
		stem := nameStem(last, p.language)
		mem.surnames[stem] = true
		if full := f.doc.Text[m.Start:m.End]; !mem.seen[full] {
			mem.seen[full] = true
			mem.bearers[stem]++
		}
		if _, bare, ok := strings.Cut(last, "-"); ok && hasNameArticle(f.words[m.Last-1].text) {
			mem.surnames[nameStem(bare, p.language)] = true
		}
		if m.Last-m.First > 2 || m.First > 0 {
			first := f.words[m.First].lower
			if p.language == "en" && len(m.Candidates) > 0 && !isForename(f.words[m.First].text) {
				mem.surnames[nameStem(first, p.language)] = true
			}
		}
	}
	if len(m.Candidates) == 0 {
		r := remembered{typ: m.Type, kind: m.Kind}
		for i := m.First; i < m.Last; i++ {
			r.words = append(r.words, f.words[i].text)
		}
		same := func(o remembered) bool { return slices.Equal(o.words, r.words) }
		if known := mem.names[r.words[0]]; len(known) < maxAlike && !slices.ContainsFunc(known, same) {
			mem.names[r.words[0]] = append(known, r)
		}
	}
}

// maxAlike bounds the names that are remembered by one first word.
const maxAlike = 64

// nameStem folds a surname and takes off the endings of German and Russian.
func nameStem(lower, language string) string {
	w := text.Fold(lower)
	switch language {
	case "de":
		if len(w) > 4 {
			return strings.TrimSuffix(w, "s")
		}
	case "ru", "uk", "be":
		for _, e := range [...]string{"ого", "ому", "ыми", "ым", "им", "ой", "ои", "ыи", "ии", "ая", "ую", "ом", "ем", "еи", "а", "у", "е", "ы", "и", "я", "ю", "ь"} {
			if s, ok := strings.CutSuffix(w, e); ok && utf8.RuneCountInString(s) >= 3 {
				return s
			}
		}
	}
	return w
}

// minSurname is the least length of a surname that is found again, in
// characters; shorter ones are found only if they stand behind a title.
const minSurname = 3

func (f *fieldPass) recall(mem *memory) {
	for i := 0; i < len(f.words); i++ {
		w := &f.words[i]
		if w.kind != text.Word || w.excluded {
			continue
		}
		if w.mention != 0 {
			f.reconsider(mem, i)
			continue
		}
		if t, ok := mem.acronyms[w.text]; ok {
			f.putWords(i, i+1, t, "", confidenceBackward)
			continue
		}
		if w.name && len(mem.places) > 0 && mem.places[text.Fold(w.text)] && !f.opener(i) {
			f.putWords(i, i+1, news.TypePlace, "", confidenceBackward)
			continue
		}
		if r, ok := f.recallName(mem, i); ok {
			f.putWords(i, i+len(r.words), r.typ, r.kind, confidenceBackward)
			continue
		}
		if !w.name && f.language != "ar" && f.lex.han == nil || utf8.RuneCountInString(w.text) < minSurname || !mem.surnames[nameStem(w.lower, f.language)] {
			continue
		}
		if f.language == "ar" || f.lex.han != nil || !f.surnameElsewhere(i) {
			first := i
			if f.language == "ar" && i > 0 && f.same(i-1, i) && f.free(i-1) && f.arabicUnit(i-1) > i {
				first--
			}
			f.putWords(first, i+1, news.TypePerson, "", confidenceBackward)
		}
	}
}

// reconsider looks at a mention again now that the persons of the article are
// known: a word that the knowledge base knows as something else perhaps, and
// an unknown "person" that is a surname behind the word that opens a sentence.
func (f *fieldPass) reconsider(mem *memory, i int) {
	m := f.at(i)
	if m.First != i {
		return
	}
	last := m.Last - 1
	if !mem.surnames[nameStem(f.words[last].lower, f.language)] {
		return
	}
	switch {
	case last == i && m.Type != news.TypePerson && len(m.Candidates) > 0 && (m.Candidates[0].Weak || m.Kind == "town" || m.Kind == "city" && f.language == "ar") && !f.expectsPlace(i) && !f.surnameElsewhere(i):
		f.putWords(i, i+1, news.TypePerson, "", confidenceBackward)
	case last == i+1 && m.Type == news.TypePerson && len(m.Candidates) == 0 && f.words[i].first && !knownForename(f.words[i].text, f.language) && mem.bearers[nameStem(f.words[last].lower, f.language)] > 1:
		f.drop(i)
		f.putWords(last, last+1, news.TypePerson, "", confidenceBackward)
	}
}

// recallName returns the longest remembered name that stands at word i.
func (f *fieldPass) recallName(mem *memory, i int) (best remembered, ok bool) {
	for _, r := range mem.names[f.words[i].text] {
		if len(r.words) <= len(best.words) || i+len(r.words) > len(f.words) {
			continue
		}
		fits := true
		for j, w := range r.words {
			if f.words[i+j].text != w || f.words[i+j].mention != 0 || !f.same(i, i+j) {
				fits = false
				break
			}
		}
		if fits {
			best, ok = r, true
		}
	}
	return best, ok
}

// surnameElsewhere says whether word i is a word that only looks like a known
// surname: it opens the sentence as a common word, or it is part of another
// name.
func (f *fieldPass) surnameElsewhere(i int) bool {
	if f.opener(i) || f.words[i].first && f.lower[f.words[i].lower] {
		return true
	}
	if i > 0 && f.same(i-1, i) && f.nameWord(i-1) && f.free(i-1) && !f.opener(i-1) && !f.isTitleWord(i-1) && f.plain && !f.lex.nounsCapital {
		return true
	}
	return i+1 < len(f.words) && f.same(i, i+1) && f.nameWord(i+1) && f.isHead(i+1) && f.plain && !f.lex.nounsCapital
}
