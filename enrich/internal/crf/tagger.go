package crf

import (
	"sync"
	"sync/atomic"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// Options bound what a tagger keeps.
type Options struct {
	// Words is the number of word forms whose features are kept; 0 stands for
	// [DefaultWords]. One costs about 500 bytes.
	Words int
}

// DefaultWords caps the memory for word forms at roughly 30 MB.
const DefaultWords = 1 << 16

// Tagger finds names with a model. It may be used concurrently.
type Tagger struct {
	model *Model
	// words holds one word form in each place, two neighbours the last that
	// were met of those that belong to either.
	words []atomic.Pointer[word]
	pool  sync.Pool
}

// scratch is what tagging one article needs.
type scratch struct {
	document
	lattice
	features
	spans []span
	named []candidate
}

// NewTagger returns a tagger.
func NewTagger(m *Model, o Options) *Tagger {
	size := 2
	for size < o.Words || o.Words == 0 && size < DefaultWords {
		size *= 2
	}
	return &Tagger{
		model: m,
		words: make([]atomic.Pointer[word], size),
		pool:  sync.Pool{New: func() any { return &scratch{document: document{index: formIndex{edge: m.edge}}} }},
	}
}

// Mention is a name in a text.
type Mention struct {
	// Part is the place of the text in the tagger's input.
	Part int
	text.Range
	// First and Last are the tokens [First, Last) that it touches.
	First, Last int
	// Type is person, organisation, place or misc.
	Type news.EntityType
	// Confidence is how often mentions are right, borders and type, to which
	// the model gives the probability that it gives this one; where the
	// article's other mentions of the name changed the type, that before.
	Confidence float64
}

// maxKept is the number of pieces of an article beyond which its buffers are
// not kept.
const maxKept = 1 << 15

// Tag returns the names in the texts of one article, sorted by part and
// start, without overlaps.
func (t *Tagger) Tag(parts []*text.Document) []Mention {
	s := t.pool.Get().(*scratch)
	out := t.tag(s, parts)
	if len(s.pieces) <= maxKept {
		t.pool.Put(s)
	}
	return out
}

func (t *Tagger) tag(s *scratch, parts []*text.Document) []Mention {
	m := t.model
	s.read(parts, m.lexicon, func(w string) *word { return t.word(s, w) })
	var out []Mention
	s.named = s.named[:0]
	matches := s.matches
	for i := range s.sentences {
		sent := &s.sentences[i]
		for len(matches) > 0 && matches[0].last <= sent.first {
			matches = matches[1:]
		}
		s.size(sent.last - sent.first)
		m.score(s.weights, &s.document, sent, matches, &s.features)
		s.spans = spans(s.spans[:0], s.best(&m.transitions))
		if len(s.spans) == 0 {
			continue
		}
		s.sumsFrom(&m.odds, s.spans[0].last-1)
		for _, found := range s.spans {
			a, b := s.pieces[sent.first+found.first], s.pieces[sent.first+found.last-1]
			s.named = append(s.named, s.candidate(sent.first+found.first, sent.first+found.last, found.kind))
			out = append(out, Mention{
				Part: sent.part, Range: text.Range{Start: int(a.start), End: int(b.end)},
				First: int(a.token), Last: int(b.token) + 1,
				Type: types[found.kind], Confidence: s.probability(&m.odds, found),
			})
		}
	}
	agree(out, s.named)
	for i := range out {
		out[i].Confidence = m.calibration.of(out[i].Confidence)
	}
	return out
}

// word returns what is known of a word form.
func (t *Tagger) word(s *scratch, form string) *word {
	h := digest(14695981039346656037)
	for i := 0; i < len(form); i++ {
		h = (h ^ digest(form[i])) * 1099511628211
	}
	at := int(h.finish()) & (len(t.words) - 1)
	first, second := &t.words[at], &t.words[at^1]
	if w := first.Load(); w != nil && w.form == form {
		return w
	}
	if w := second.Load(); w != nil && w.form == form {
		return w
	}
	w := newWord(form, t.model.lexicon)
	t.model.sum(w, &s.features)
	second.Store(first.Load())
	first.Store(w)
	return w
}
