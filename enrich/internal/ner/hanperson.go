package ner

import (
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// isDot holds for the marks between the parts of a foreign name.
func isDot(w string) bool {
	switch w {
	case "·", "・", "＝", "‧", "•", "．":
		return true
	}
	return false
}

// dottedNames puts foreign names whose parts have a dot between them.
func (h *hanPass) dottedNames() {
	for i := 1; i+1 < len(h.runes); i++ {
		if !isDot(string(h.runes[i])) || !h.syllable(i-1) || !h.syllable(i+1) {
			continue
		}
		first, end := i-1, i+2
		for first > 0 && i-first < maxHanName && h.syllable(first-1) && h.joined(first) && h.word(h.lex.before, first) == "" {
			if h.wordBefore(h.lex.before, first) != "" {
				break
			}
			if m := h.covered(first - 1); m != nil && m.Type != news.TypePerson && m.Last <= h.token[first] {
				break
			}
			first--
		}
		last := i
		for end < len(h.runes) && end-last < maxHanName+1 && h.joined(end) {
			if isDot(string(h.runes[end])) && end+1 < len(h.runes) && h.syllable(end+1) {
				last = end
				end += 2
				continue
			}
			if !h.syllable(end) || h.word(h.lex.after, end) != "" || h.word(h.lex.personal, end) != "" {
				break
			}
			end++
		}
		if h.word(h.lex.places, end) != "" || h.word(h.lex.organisations, end) != "" {
			i = end - 1
			continue
		}
		known := false
		for j := first; j < end; j++ {
			if m := h.covered(j); m != nil && m.Type != news.TypePerson && (m.Last-m.First > 1 || len(m.Candidates) > 0 && m.Candidates[0].Entry.IsCountry()) {
				known = true
			}
		}
		if !known {
			h.mention(first, end, news.TypePerson, confidenceForename)
		}
		i = end - 1
	}
}

// syllable says whether character i may be part of a foreign name written by
// sound.
func (h *hanPass) syllable(i int) bool {
	if i < 0 || i >= len(h.runes) {
		return false
	}
	switch h.run[i] {
	case kanaRun, latinRun:
		return true
	case hanRun:
		return !h.lex.syllabary && soundCharacters()[h.runes[i]]
	}
	return false
}

// hanPersons puts persons by their titles: a surname and what follows it, or
// a name written by sound.
func (h *hanPass) hanPersons() {
	for i := 0; i < len(h.runes); i++ {
		if h.lex.syllabary {
			h.japanesePerson(i)
			continue
		}
		if h.run[i] == noRun || !h.free(h.token[i]) && h.covered(i).Type != news.TypePerson {
			continue
		}
		end := h.chinesePerson(i)
		if end > i {
			h.mention(i, end, news.TypePerson, confidenceContext)
			i = end - 1
		}
	}
}

// chinesePerson returns the end of the name of a person at character i, or 0.
func (h *hanPass) chinesePerson(i int) int {
	if h.run[i] != hanRun || h.lex.stops[h.runes[i]] || h.word(h.lex.before, i) != "" {
		return 0
	}
	titled := h.wordBefore(h.lex.before, i) != "" && h.joined(i)
	// A name by sound: two characters or more after a title, three before.
	end := i
	for end < len(h.runes) && end-i < maxHanName && h.syllable(end) && h.run[end] == hanRun && (end == i || h.joined(end)) && h.free(h.token[end]) {
		if end > i && (h.word(h.lex.after, end) != "" || h.stands("说", end)) {
			break
		}
		end++
	}
	bounded := i == 0 || !h.joined(i) || !h.nameCharacter(i-1) || h.covered(i-1) != nil
	follows := h.word(h.lex.after, end) != ""
	if n := end - i; n >= 3 && (titled || bounded && follows) || n == 2 && titled && (follows || end == len(h.runes) || !h.nameCharacter(end)) {
		return end
	}
	surname := h.word(h.lex.surnames, i)
	if surname == "" {
		return 0
	}
	given := i + utf8.RuneCountInString(surname)
	for _, n := range [...]int{2, 1} {
		end := given + n
		if end > len(h.runes) || !h.givenCharacters(given, end) {
			continue
		}
		following := h.word(h.lex.after, end)
		after := following != "" || h.word(h.lex.personal, end) != ""
		told := utf8.RuneCountInString(following) > 1 || following == "说" || following == "称" || h.word(h.lex.personal, end) != ""
		ends := end == len(h.runes) || !h.joined(end) || h.run[end] == noRun || h.lex.stops[h.runes[end]] || after
		switch {
		case titled && (ends || n == 2 && !h.lex.stops[h.runes[end-1]]), bounded && told:
			return end
		}
	}
	return 0
}

// givenCharacters says whether the characters [first, end) may be a given
// name.
func (h *hanPass) givenCharacters(first, end int) bool {
	for j := first; j < end; j++ {
		if h.run[j] != hanRun || !h.joined(j) || h.lex.stops[h.runes[j]] || !h.free(h.token[j]) || h.word(h.lex.after, j) != "" || h.word(h.lex.before, j) != "" {
			return false
		}
	}
	return true
}

// japanesePerson puts the person whose title stands at character i.
func (h *hanPass) japanesePerson(i int) {
	title := h.word(h.lex.personal, i)
	personal := title != ""
	if !personal {
		if title = h.word(h.lex.after, i); title == "" && !h.aged(i) {
			return
		}
	}
	if i == 0 || h.run[i-1] == noRun || h.run[i] != noRun && !h.joined(i) {
		return
	}
	first := i
	for first > 0 && i-first < maxHanName && h.run[first-1] == h.run[i-1] && h.joined(first) && h.free(h.token[first-1]) {
		first--
	}
	n := i - first
	bounded := first == 0 || h.run[first-1] != h.run[i-1] || !h.joined(first)
	if h.run[i-1] == kanaRun {
		if n >= 2 && bounded {
			h.mention(first, i, news.TypePerson, confidenceContext)
		}
		return
	}
	if h.run[i-1] != hanRun {
		return
	}
	// A title or a body may stand before the name in the same run.
	for at := i - 2; at > first; at-- {
		if h.wordBefore(h.lex.before, at) != "" {
			first, bounded = at, true
			break
		}
	}
	if !bounded && h.covered(first-1) == nil {
		return
	}
	n = i - first
	surname := h.word(h.lex.surnames, first)
	named := surname != "" && utf8.RuneCountInString(surname) <= n || n <= 3 && h.word(chineseSurnames(), first) != ""
	switch {
	case h.word(h.lex.generic, first) != "" || h.word(h.lex.before, first) != "" || h.word(h.lex.after, first) != "":
	case h.wordBefore(h.lex.before, i) != "" && title != "":
	case n == 4 && title != "", n >= 2 && n <= 5 && (named || personal), title == "" && n >= 3 && n <= 5, n == 1 && named && (personal || title != ""):
		h.mention(first, i, news.TypePerson, confidenceContext)
	}
}

// aged says whether a bracket with an age stands at character i.
func (h *hanPass) aged(i int) bool {
	if h.runes[i] != '(' && h.runes[i] != '（' {
		return false
	}
	t := h.token[i]
	return t+2 < len(h.words) && h.words[t+1].kind == text.Number && utf8.RuneCountInString(h.words[t+1].text) <= 2 && (h.words[t+2].text == ")" || h.words[t+2].text == "）" || h.words[t+2].text == "歳")
}
