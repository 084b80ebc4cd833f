package crf

// restoration is why a piece of a headline is read in the case that it is.
type restoration uint8

const (
	// byArticle pieces are read as the article's running text has the word. The
	// zero value is that of pieces read as written.
	byArticle restoration = iota + 1
	// byList pieces are part of a name from a list.
	byList
	// byLexicon pieces are read as other texts mostly have the word.
	byLexicon
	// byGuess pieces are of unknown words, which are taken for names.
	byGuess
)

// usage is how the running text of an article has a word.
type usage struct {
	lower, capital *word
	// balance is how much more often it is capitalised than not.
	balance int
}

// headline says that the case of letters tells little.
func (s *sentence) headline() bool { return s.shouts || s.titles }

// mostlyLower is the casing from which a word is taken to be in lower case.
const mostlyLower = 4

// restore replaces the words of headlines by what they would be in running
// text: as the article has them elsewhere, else as names of lists have them,
// else as texts mostly do. Pieces keep their places.
func (d *document) restore(wordOf func(string) *word) {
	d.restored = d.restored[:0]
	found := false
	for i := range d.sentences {
		found = found || d.sentences[i].headline()
	}
	if !found {
		return
	}
	d.restored = append(d.restored, make([]restoration, len(d.pieces))...)
	d.readUsage()
	matches := d.matches
	for i := range d.sentences {
		s := &d.sentences[i]
		if !s.headline() {
			continue
		}
		for p := s.first; p < s.last; p++ {
			for len(matches) > 0 && matches[0].last <= p {
				matches = matches[1:]
			}
			listed := len(matches) > 0 && matches[0].first <= p
			if w := d.words[p]; w.capital {
				d.words[p], d.restored[p] = d.usualOf(w, s, listed, wordOf)
			}
		}
	}
}

// readUsage reads how the running text has each word. The first word of a
// sentence tells nothing.
func (d *document) readUsage() {
	d.usual = d.usual[:0]
	d.index.reset(len(d.pieces))
	for i := range d.sentences {
		s := &d.sentences[i]
		if s.headline() {
			continue
		}
		for _, w := range d.words[s.first+1 : s.last] {
			if !w.letter {
				continue
			}
			n, fresh := d.index.number(w.lower, int32(len(d.usual)))
			if fresh {
				d.usual = append(d.usual, usage{})
			}
			u := &d.usual[n]
			if w.capital {
				u.capital = w
				u.balance++
			} else {
				u.lower = w
				u.balance--
			}
		}
	}
}

// usualOf returns how a word of a headline stands in running text, and why.
func (d *document) usualOf(w *word, s *sentence, listed bool, wordOf func(string) *word) (*word, restoration) {
	if n, ok := d.index.find(w.lower); ok {
		if u := &d.usual[n]; u.balance > 0 || u.lower == nil {
			return u.capital, byArticle
		}
		return d.usual[n].lower, byArticle
	}
	capital := w.text
	if s.shouts && !w.acronym {
		capital = titled(w.small)
	}
	switch {
	case listed && w.little:
		return wordOf(unsure + w.small), byList
	case listed:
		return wordOf(unsure + capital), byList
	case w.casing >= mostlyLower:
		return wordOf(unsure + w.small), byLexicon
	case w.casing > 0:
		return wordOf(unsure + capital), byLexicon
	}
	return wordOf(unsure + capital), byGuess
}
