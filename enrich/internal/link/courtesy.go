package link

import (
	"strings"

	"github.com/dateline-news/dateline/shared/news"
)

// courtesy is what a form of address says of a person.
type courtesy uint8

const (
	unsaid courtesy = iota
	mister
	missis
)

// courtesyOf reads the word before mention i.
func (d *document) courtesyOf(i int) courtesy {
	m := &d.mentions[i]
	doc := d.fields[m.Field].Doc
	k := m.First - 1
	if k < 0 || k >= len(doc.Tokens) {
		return unsaid
	}
	w := doc.Word(k)
	if w == "." && k > 0 {
		w = doc.Word(k - 1)
	}
	switch strings.ToLower(strings.TrimSuffix(w, ".")) {
	case "mr", "herr", "herrn", "m", "monsieur", "señor", "sr", "senhor", "signor", "meneer", "г-н", "господин", "السيد":
		return mister
	case "mrs", "ms", "miss", "frau", "mme", "madame", "señora", "sra", "senhora", "signora", "mevrouw", "г-жа", "госпожа", "السيدة":
		return missis
	}
	return unsaid
}

// partCouple parts the mentions of a surname that the article gives to a man
// and a woman: those with the form of address that comes second are a name of
// their own, which it returns, or nil.
func (d *document) partCouple(n *name) *name {
	first := unsaid
	var kept, second []int
	for _, i := range n.mentions {
		c := d.courtesyOf(i)
		if first == unsaid {
			first = c
		}
		if c == unsaid || c == first {
			kept = append(kept, i)
		} else {
			second = append(second, i)
		}
	}
	if second == nil {
		return nil
	}
	o := *n
	n.mentions, o.mentions = kept, second
	o.candidates, o.trace = nil, nil
	m := &d.mentions[second[0]]
	doc := d.fields[m.Field].Doc
	o.shown = strings.TrimSuffix(doc.Word(m.First-1), ".") + " " + d.text(second[0])
	return &o
}

// decideSpouse gives the second of a couple its own entity: that of a person
// with the same form of address, or a new one.
func (d *document) decideSpouse(o *name) {
	c := d.courtesyOf(o.mentions[0])
	for _, b := range d.short.surnames[o.key] {
		if d.courtesyOf(b.mentions[0]) == c {
			d.attach(o, b.target, RuleSurname)
			return
		}
	}
	id := news.NilID(o.typ, o.shown)
	d.attach(o, d.target(id, func() *target { return &target{id: id, typ: o.typ, name: o.shown} }), RuleNew)
}
