package crf

import "github.com/dateline-news/dateline/shared/news"

// settled is the confidence from which a mention keeps its type whatever the
// others of its name are.
const settled = 0.8

// surname is how much a person's full name counts for its last word alone.
const surname = 0.7

// ballot holds what the mentions of an article say of the type of each name.
type ballot map[digest]*[len(types)]float32

func (b ballot) add(name digest, kind int, weight float64) {
	v := b[name]
	if v == nil {
		v = new([len(types)]float32)
		b[name] = v
	}
	v[kind] += float32(weight)
}

// candidate is a mention on its way out: its name in lower case, and the last
// word of it where there are several.
type candidate struct {
	name, end digest
	kind      int
}

// agree gives mentions that are not settled the type that has the greatest
// sum of confidences among the mentions of the same name.
func agree(found []Mention, named []candidate) {
	b := ballot{}
	for i, c := range named {
		b.add(c.name, c.kind, found[i].Confidence)
		if types[c.kind] == news.TypePerson && c.end != 0 {
			b.add(c.end, c.kind, surname*found[i].Confidence)
		}
	}
	for i, c := range named {
		if found[i].Confidence >= settled {
			continue
		}
		votes := b[c.name]
		best := c.kind
		for k, v := range votes {
			if v > votes[best] {
				best = k
			}
		}
		found[i].Type = types[best]
	}
}

// candidate describes the pieces [first, last).
func (d *document) candidate(first, last, kind int) candidate {
	c := candidate{kind: kind}
	for _, w := range d.words[first:last] {
		c.name = c.name.phrase(w.lower)
	}
	if last-first > 1 {
		c.end = digest(0).phrase(d.words[last-1].lower)
	}
	return c
}
