package query

import (
	"slices"

	"github.com/dateline-news/dateline/index/internal/language"
)

// pattern is a word or phrase as one chain of analysis looks for it. The zero
// pattern is what the chain leaves out.
type pattern struct {
	// phrase holds the terms of each position, see [language.Language.Phrase].
	phrase [][]string
	// first is the number of the first position that is not empty.
	slop int
	// head and stems are those of a prefix, see [language.Language.Prefix].
	head  string
	stems []string
	// fuzzy is set for a single word that may have a slip.
	fuzzy bool
}

func newPattern(l *language.Language, t *Term) pattern {
	if t.Kind == Prefix {
		if head, stems := l.Prefix(t.Value); head != "" {
			return pattern{head: head, stems: stems}
		}
	}
	p := pattern{phrase: l.Phrase(t.Value), slop: t.Slop}
	p.fuzzy = t.Kind == Fuzzy && len(p.phrase) == 1
	if len(p.phrase) < 2 {
		p.slop = 0
	}
	return p
}

// empty reports whether the chain leaves all of it out.
func (p *pattern) empty() bool { return p.head == "" && len(p.phrase) == 0 }

// place is where a pattern was found: from the token first to the token last.
type place struct{ first, last int }

// in reports whether the text holds the pattern.
func (p *pattern) in(t *analysed) bool {
	found := false
	p.places(t, func(place) bool {
		found = true
		return false
	})
	return found
}

// places yields where the text holds the pattern; a place may be yielded
// twice.
func (p *pattern) places(t *analysed, yield func(place) bool) {
	on := true
	each := func(term string) bool {
		t.at(term, func(i int) bool {
			on = yield(place{i, i})
			return on
		})
		return on
	}
	switch {
	case p.head != "":
		t.beginning(p.head, each)
		for _, stem := range p.stems {
			if !on {
				return
			}
			each(stem)
		}
	case p.fuzzy:
		for _, term := range p.phrase[0] {
			if !on {
				return
			}
			t.alike(term, each)
		}
	case len(p.phrase) == 1:
		for _, term := range p.phrase[0] {
			if !on {
				return
			}
			each(term)
		}
	case p.slop > 0:
		p.stretches(t, yield)
	case len(p.phrase) > 1:
		p.phrases(t, yield)
	}
}

// phrases yields where the words follow one another.
func (p *pattern) phrases(t *analysed, yield func(place) bool) {
	// The first position of a phrase is never empty. Each later one must be
	// in the text at all.
	for _, terms := range p.phrase {
		if len(terms) > 0 && !slices.ContainsFunc(terms, t.has) {
			return
		}
	}
	on := true
	for _, term := range p.phrase[0] {
		t.at(term, func(i int) bool {
			if last, ok := p.follows(t, i); ok {
				on = yield(place{i, last})
			}
			return on
		})
		if !on {
			return
		}
	}
}

// follows reports whether the phrase begins with token number i, and returns
// that of its last word. A position without terms stands for any word.
func (p *pattern) follows(t *analysed, i int) (last int, ok bool) {
	first := t.tokens[i].Position
	last = i
	for at, terms := range p.phrase {
		if at == 0 || len(terms) == 0 {
			continue
		}
		found := false
		for j := i; j < len(t.tokens) && t.tokens[j].Position <= first+at; j++ {
			if t.tokens[j].Position == first+at && slices.Contains(terms, t.tokens[j].Term) {
				last, found = j, true
				break
			}
		}
		if !found {
			return 0, false
		}
	}
	return last, true
}

// stretches yields the places that hold every word of the phrase, in any
// order, and at most slop words more than the phrase has.
func (p *pattern) stretches(t *analysed, yield func(place) bool) {
	// A word that the phrase has twice must stand there twice.
	var words [][]string
	var need []int
	for _, terms := range p.phrase {
		if len(terms) == 0 {
			continue
		}
		if at := slices.IndexFunc(words, func(w []string) bool { return slices.Equal(w, terms) }); at >= 0 {
			need[at]++
		} else {
			words, need = append(words, terms), append(need, 1)
		}
	}
	// hits are the tokens that are one of the words, in the order of the text.
	type hit struct{ token, word int }
	var hits []hit
	for w, terms := range words {
		for _, term := range terms {
			t.at(term, func(i int) bool {
				hits = append(hits, hit{i, w})
				return true
			})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int { return a.token - b.token })

	have := make([]int, len(words))
	missing := len(words)
	begin := 0
	for end, h := range hits {
		if have[h.word]++; have[h.word] == need[h.word] {
			missing--
		}
		// The shortest stretch that ends here.
		for missing == 0 && have[hits[begin].word] > need[hits[begin].word] {
			have[hits[begin].word]--
			begin++
		}
		first, last := hits[begin].token, hits[end].token
		if missing == 0 && t.tokens[last].Position-t.tokens[first].Position < len(p.phrase)+p.slop {
			if !yield(place{first, last}) {
				return
			}
		}
	}
}

// near reports whether two patterns stand within a distance of sentences.
func near(t *analysed, left, right *pattern, distance int) bool {
	var holds []bool
	left.places(t, func(at place) bool {
		if holds == nil {
			holds = make([]bool, t.sentences())
		}
		first, last := t.sentencesOf(at)
		for i := first; i <= last; i++ {
			holds[i] = true
		}
		return true
	})
	if holds == nil {
		return false
	}
	found := false
	right.places(t, func(at place) bool {
		first, last := t.sentencesOf(at)
		for i := max(0, first-distance+1); i <= min(len(holds)-1, last+distance-1); i++ {
			found = found || holds[i]
		}
		return !found
	})
	return found
}

func (t *analysed) sentencesOf(at place) (first, last int) {
	return t.sentenceOf(t.tokens[at.first].Start), t.sentenceOf(t.tokens[at.last].Start)
}
