package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/shared/news"
)

// share is a part of a whole.
type share struct{ part, all int }

func (s *share) add(in bool) {
	s.all++
	if in {
		s.part++
	}
}

func (s share) value() float64 { return float64(s.part) / float64(max(1, s.all)) }

func (s share) percent() string { return fmt.Sprintf("%.1f %% of %d", 100*s.value(), s.all) }

// bins are the tenths of confidence.
const bins = 10

// scores compares what was found with what is marked.
type scores struct {
	gold *gold
	// errors takes a line for each link that is wrong or missed.
	errors io.Writer
	// right are the marked names with the right id among those that the
	// knowledge base has.
	right share
	// wrong are the links that are wrong: noName where no name is marked,
	// otherType where one of another type is.
	wrong, noName, otherType share
	byType                   map[news.EntityType]*share
	clusters                 bcubed
	// sure are, by tenth of confidence, the mentions with the right borders,
	// type and id, and confidence the sums of theirs.
	sure       [bins]share
	confidence [bins]float64
}

func newScores(g *gold) *scores {
	return &scores{gold: g, errors: io.Discard, byType: map[news.EntityType]*share{}}
}

// add scores an article.
func (s *scores) add(d *corpus.Document, found []mention) {
	pairs := map[pair]int{}
	for i := range d.Names {
		n := &d.Names[i]
		// What was missed is a cluster of its own.
		p := pair{gold: news.Fold(n.Canonical), found: fmt.Sprintf("missed at %d", n.Start)}
		id := ""
		for _, f := range found {
			if f.Overlaps(n.Range) {
				id = f.ID
			}
			if f.Range == n.Range {
				p.found = f.ID
			}
		}
		pairs[p]++
		want := s.gold.wanted(d.ID, n)
		if len(want) == 0 {
			continue
		}
		right := slices.Contains(want, id)
		s.right.add(right)
		if !right {
			fmt.Fprintf(s.errors, "missed\t%s\t%s\t%s\twant %s\tgot %q\n",
				d.ID, d.Text[n.Start:n.End], n.Canonical, strings.Join(want, " "), id)
		}
	}
	s.clusters.add(pairs)
	for _, f := range found {
		s.judge(d, f)
	}
}

// judge scores one mention that was found.
func (s *scores) judge(d *corpus.Document, f mention) {
	n := overlapping(d.Names, f)
	typed := n != nil && corpus.Coarse(f.Type) == n.Type
	linked := !news.IsNil(f.ID) || f.Relation != nil
	right := typed && (!linked || slices.Contains(s.gold.wanted(d.ID, n), f.ID))
	bin := min(bins-1, int(bins*f.Confidence))
	s.sure[bin].add(right && f.Range == n.Range)
	s.confidence[bin] += f.Confidence
	if !linked {
		return
	}
	if s.byType[f.Type] == nil {
		s.byType[f.Type] = new(share)
	}
	s.byType[f.Type].add(!right)
	s.wrong.add(!right)
	s.noName.add(n == nil)
	s.otherType.add(n != nil && !typed)
	if !right {
		why := "no name"
		if n != nil {
			why = string(n.Type) + " " + n.Canonical
		}
		fmt.Fprintf(s.errors, "wrong\t%s\t%s\tgot %s %s (%s, %.2f)\twant %s\n",
			d.ID, d.Text[f.Start:f.End], f.ID, f.Name, f.Type, f.Confidence, why)
	}
}

// overlapping returns the marked name that a mention overlaps, the last of
// several, nil for none.
func overlapping(names []corpus.Name, f mention) *corpus.Name {
	for i := range slices.Backward(names) {
		if names[i].Overlaps(f.Range) {
			return &names[i]
		}
	}
	return nil
}

func (s *scores) print(w io.Writer) {
	fmt.Fprintf(w, "links right   %s linkable names\n", s.right.percent())
	fmt.Fprintf(w, "links wrong   %s links (no name %.1f, other type %.1f)\n",
		s.wrong.percent(), 100*s.noName.value(), 100*s.otherType.value())
	for _, t := range []news.EntityType{
		news.TypePerson, news.TypeOrganisation, news.TypePlace, news.TypeMisc, news.TypeEvent, news.TypeWork, news.TypeProduct,
	} {
		if c := s.byType[t]; c != nil {
			fmt.Fprintf(w, "  %-12s %s\n", t, c.percent())
		}
	}
	s.clusters.print(w)
	var distance float64
	all := 0
	for i, b := range s.sure {
		if b.all == 0 {
			continue
		}
		mean := s.confidence[i] / float64(b.all)
		distance += math.Abs(s.confidence[i] - float64(b.part))
		all += b.all
		fmt.Fprintf(w, "confidence    %.1f to %.1f: mean %.3f, right %.3f of %d\n", float64(i)/bins, float64(i+1)/bins, mean, b.value(), b.all)
	}
	fmt.Fprintf(w, "ECE           %.3f\n", distance/float64(max(1, all)))
}
