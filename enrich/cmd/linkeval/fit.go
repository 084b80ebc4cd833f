package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/enrich/internal/link"
	"github.com/dateline-news/dateline/enrich/internal/ner"
)

// sample is a mention: how sure the pipeline was, and whether it was right.
type sample struct {
	raw   float64
	right bool
}

// fit gathers what the two parts of confidence are made from. A mention is
// found right if a name of its borders and type is marked. Of those, a link is
// right if its entry is; what was not linked is right if the knowledge base
// does not have it.
type fit struct {
	// Raw confidence of the recogniser, by what found the name.
	learned, supported, knowledge []sample
	// What confidence.go makes of it for the entity, which has the best of
	// its names.
	found, linked []sample
	rules         map[link.Rule]*share
}

// add adds the mentions of an article.
func (f *fit) add(g *gold, a *article, x *enrich.Explanation) {
	if f.rules == nil {
		f.rules = map[link.Rule]*share{}
	}
	for i := range x.Entities {
		e := &x.Entities[i]
		for _, n := range e.Names {
			for _, m := range n.Mentions {
				place := inDocument(m.Span, a.offset)
				at := slices.IndexFunc(a.Names, func(o corpus.Name) bool {
					return o.Range == place && o.Type == corpus.Coarse(e.Type)
				})
				f.addFound(&n, e, at >= 0)
				if at >= 0 {
					f.addLinked(n.Rule, e, g.right(a.ID, &a.Names[at], e.ID))
				}
			}
		}
	}
}

func (f *fit) addFound(n *enrich.ExplainedName, e *enrich.ExplainedEntity, right bool) {
	s := sample{n.Confidence, right}
	switch {
	case n.Sources == ner.SourceLearned.String():
		f.learned = append(f.learned, s)
	case strings.Contains(n.Sources, ner.SourceLearned.String()):
		f.supported = append(f.supported, s)
	case n.Sources == ner.SourceKnowledge.String():
		f.knowledge = append(f.knowledge, s)
	}
	f.found = append(f.found, sample{e.Figures.Found, right})
}

func (f *fit) addLinked(r link.Rule, e *enrich.ExplainedEntity, right bool) {
	if f.rules[r] == nil {
		f.rules[r] = new(share)
	}
	f.rules[r].add(right)
	f.linked = append(f.linked, sample{e.Figures.Linked, right})
}

func (f *fit) print(w io.Writer) {
	fmt.Fprintln(w, "found: raw confidence, share with right borders and type")
	printCurve(w, "learnedAlone", f.learned)
	printCurve(w, "supported", f.supported)
	printCurve(w, "knownName", f.knowledge)
	printCurve(w, "foundBy, as it is", f.found)
	fmt.Fprintln(w, "linked: share with the right entry, by rule")
	for _, r := range slices.Sorted(maps.Keys(f.rules)) {
		fmt.Fprintf(w, "  %.3f of %d, %s\n", f.rules[r].value(), f.rules[r].all, r)
	}
	printCurve(w, "linkedBy and linkedTo, as they are", f.linked)
}

func printCurve(w io.Writer, name string, samples []sample) {
	fmt.Fprintf(w, "  %s, %d mentions\n", name, len(samples))
	for _, s := range monotone(samples, least) {
		fmt.Fprintf(w, "    {%.3f, %.3f} of %d\n", s.raw(), s.value(), s.all)
	}
}

// least is how many mentions make a step of a curve, so that none hangs on a
// few.
const least = 40

// step is a run of samples: how many are right, and their raw confidences.
type step struct {
	share
	sum float64
}

func (s *step) raw() float64 { return s.sum / float64(s.all) }

func (s *step) join(o step) {
	s.part += o.part
	s.all += o.all
	s.sum += o.sum
}

// monotone returns the steps of the curve, rising with raw confidence, that
// fits the samples best: isotonic regression by pooling adjacent violators.
// Samples of one raw confidence stay together, and a step has at least so many
// unless there are fewer in all.
func monotone(samples []sample, least int) []step {
	samples = slices.SortedFunc(slices.Values(samples), func(a, b sample) int { return cmp.Compare(a.raw, b.raw) })
	var runs []step
	for i, s := range samples {
		last := len(runs) - 1
		if last < 0 || runs[last].all >= least && s.raw != samples[i-1].raw && len(samples)-i >= least {
			runs = append(runs, step{})
			last++
		}
		runs[last].add(s.right)
		runs[last].sum += s.raw
	}
	var out []step
	for _, r := range runs {
		for n := len(out); n > 0 && out[n-1].value() >= r.value(); n-- {
			out[n-1].join(r)
			r, out = out[n-1], out[:n-1]
		}
		out = append(out, r)
	}
	return out
}
