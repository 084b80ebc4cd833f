package crf

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/enrich/internal/text"
)

// Training says how to train.
type Training struct {
	// Seed sets the order of sentences and which of them are re-cased.
	Seed uint64
	// Epochs is how often every sentence is seen.
	Epochs int
	// Rate is the step of the first epoch; steps shrink evenly to 15 % of it.
	Rate float64
	// MinCount is how often a feature must occur to have weights.
	MinCount int
	// Prune drops features without a weight of at least this size.
	Prune float64
	// Recase is the share of sentences, and of whole documents, that are seen
	// once more in capitals or in the style of titles.
	Recase float64
	// Progress, if not nil, is told of each epoch: its number from 1 on and
	// the mean log-likelihood of a sentence before its step.
	Progress func(epoch int, likelihood float64)
}

// DefaultTraining is what the embedded model was trained with.
var DefaultTraining = Training{Seed: 1, Epochs: 6, Rate: 0.06, MinCount: 3, Prune: 0.05, Recase: 0.3}

// Summary counts what training saw.
type Summary struct {
	Documents, Sentences, Pieces, Names int
	// Lost names do not begin and end at the borders of pieces; their
	// sentences were left out.
	Lost int
	// Features occurred often enough; Rows of them were kept.
	Features, Rows int
}

// ErrNoTexts is returned by Train where there is nothing to learn from.
var ErrNoTexts = errors.New("no annotated sentence to train on")

// Train trains a model. The same texts, lexicon and options give the same
// model on machines of one architecture.
func Train(docs []corpus.Document, l *Lexicon, o Training) (*Model, Summary, error) {
	random := rand.New(rand.NewPCG(o.Seed, 0x6461746c696e65))
	b := newBatch(l)
	for i := range docs {
		b.read(&docs[i], len(docs[i].Text))
	}
	if o.Recase > 0 {
		for i := range docs {
			for _, d := range recased(&docs[i], o.Recase, random) {
				b.read(&d.Document, d.upTo)
			}
		}
	}
	b.summary.Documents, b.summary.Sentences, b.summary.Pieces = len(docs), len(b.sentences), len(b.gold)
	if len(b.sentences) == 0 {
		return nil, b.summary, ErrNoTexts
	}
	keys := b.number(o.MinCount)
	b.summary.Features = len(keys)
	t, err := b.train(len(keys), o, random)
	if err != nil {
		return nil, b.summary, err
	}
	m := t.model(keys, float32(o.Prune))
	b.summary.Rows = m.Rows()
	return m, b.summary, nil
}

// averaged is the share of the epochs, the last ones, at whose ends the weights
// are taken that are averaged: single ones depend much on what was seen last.
const averaged = 0.5

// train runs over the sentences and returns the mean of the weights.
func (b *batch) train(features int, o Training, random *rand.Rand) (*trainer, error) {
	mean := &trainer{batch: b, weights: make([]float32, features*labels)}
	t := &trainer{batch: b, weights: make([]float32, features*labels), spread: make([]float32, features)}
	taken := max(int(averaged*float64(o.Epochs)), 1)
	for epoch := range o.Epochs {
		random.Shuffle(len(b.sentences), func(i, j int) {
			b.sentences[i], b.sentences[j] = b.sentences[j], b.sentences[i]
		})
		rate := o.Rate * (1 - 0.85*float64(epoch)/float64(o.Epochs))
		total := 0.0
		for _, s := range b.sentences {
			total += t.step(s, float32(rate))
		}
		if math.IsNaN(total) {
			return nil, fmt.Errorf("training diverged in epoch %d; lower the rate", epoch+1)
		}
		if o.Progress != nil {
			o.Progress(epoch+1, total/float64(len(b.sentences)))
		}
		if epoch >= o.Epochs-taken {
			mean.addPart(t, 1/float32(taken))
		}
	}
	return mean, nil
}

// batch is all training text as rows of features.
type batch struct {
	lexicon   *Lexicon
	words     map[string]*word
	document  document
	features  []uint32 // keys, later places among the sorted keys
	ends      []int    // of the features of each piece
	gold      []label  // of each piece
	sentences [][2]int // ranges of pieces
	summary   Summary
}

func newBatch(l *Lexicon) *batch {
	return &batch{lexicon: l, words: map[string]*word{}, document: document{index: formIndex{edge: edgeWord()}}}
}

// read adds the sentences of a document that begin before upTo.
func (b *batch) read(doc *corpus.Document, upTo int) {
	d := &b.document
	d.read([]*text.Document{text.Parse(doc.Text)}, b.lexicon, b.word)
	gold, bad := b.labels(doc)
	matches := d.matches
	for i := range d.sentences {
		s := &d.sentences[i]
		if int(d.pieces[s.first].start) >= upTo {
			break
		}
		if bad[i] {
			continue
		}
		first := len(b.gold)
		for p := s.first; p < s.last; p++ {
			for place := range window {
				b.features = d.word(s, p+place-centre).appendOwn(b.features, place)
			}
			b.features = d.appendContext(b.features, s, p)
			for len(matches) > 0 && matches[0].last <= p {
				matches = matches[1:]
			}
			if len(matches) > 0 && matches[0].first <= p {
				b.features = matches[0].appendKeys(b.features, p)
			}
			b.ends = append(b.ends, len(b.features))
			b.gold = append(b.gold, gold[p])
		}
		b.sentences = append(b.sentences, [2]int{first, len(b.gold)})
	}
}

func (b *batch) word(form string) *word {
	w := b.words[form]
	if w == nil {
		w = newWord(form, b.lexicon)
		b.words[form] = w
	}
	return w
}

// labels returns the labels of the pieces of b.document, and which of its
// sentences are no evidence: those with parts to ignore, and those with names
// that do not fit the pieces.
func (b *batch) labels(doc *corpus.Document) ([]label, []bool) {
	d := &b.document
	row := make([]label, len(d.pieces))
	bad := make([]bool, len(d.sentences))
	at := 0
	for _, n := range doc.Names {
		for at < len(d.pieces) && int(d.pieces[at].end) <= n.Start {
			at++
		}
		end := at
		for end < len(d.pieces) && int(d.pieces[end].start) < n.End {
			end++
		}
		if end == at {
			continue
		}
		b.summary.Names++
		fits := int(d.pieces[at].start) == n.Start && int(d.pieces[end-1].end) == n.End &&
			d.sentence[at] == d.sentence[end-1]
		if !fits {
			b.summary.Lost++
			for i := at; i < end; i++ {
				bad[d.sentence[i]] = true
			}
			continue
		}
		mark(row, span{at, end, typeIndex(n.Type)})
	}
	for _, r := range doc.Ignore {
		for i, p := range d.pieces {
			if int(p.start) < r.End && r.Start < int(p.end) {
				bad[d.sentence[i]] = true
			}
		}
	}
	return row, bad
}

// number replaces keys by their places among those that occur at least least
// times, drops the others, and returns the sorted keys.
func (b *batch) number(least int) []uint32 {
	c := newCounter(1 << 20)
	for _, k := range b.features {
		c.add(k)
	}
	keys := c.atLeast(uint32(least))
	slices.Sort(keys)
	t := newTable(keys)
	kept, start := 0, 0
	for p, end := range b.ends {
		for _, k := range b.features[start:end] {
			if i := t.find(k); i >= 0 {
				b.features[kept] = uint32(i)
				kept++
			}
		}
		b.ends[p], start = kept, end
	}
	b.features = b.features[:kept]
	return keys
}

// counter counts keys.
type counter struct {
	keys, counts []uint32
	used         int
}

func newCounter(size int) *counter {
	return &counter{keys: make([]uint32, size), counts: make([]uint32, size)}
}

func (c *counter) add(k uint32) {
	i := c.place(k)
	if c.counts[i] == 0 {
		if c.used*2 >= len(c.keys) {
			c.grow()
			i = c.place(k)
		}
		c.keys[i] = k
		c.used++
	}
	c.counts[i]++
}

// place returns where k is or belongs.
func (c *counter) place(k uint32) int {
	mask := len(c.keys) - 1
	i := int(k*2654435761) & mask
	for c.counts[i] != 0 && c.keys[i] != k {
		i = (i + 1) & mask
	}
	return i
}

func (c *counter) grow() {
	old := *c
	*c = *newCounter(2 * len(old.keys))
	c.used = old.used
	for i, n := range old.counts {
		if n != 0 {
			j := c.place(old.keys[i])
			c.keys[j], c.counts[j] = old.keys[i], n
		}
	}
}

func (c *counter) atLeast(n uint32) []uint32 {
	var out []uint32
	for i, m := range c.counts {
		if m >= n && m > 0 {
			out = append(out, c.keys[i])
		}
	}
	return out
}
