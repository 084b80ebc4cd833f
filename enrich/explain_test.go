package enrich_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/shared/news"
)

// TestExplainFindsTheSame compares explanations with annotations.
func TestExplainFindsTheSame(t *testing.T) {
	an := annotator(t)
	for _, a := range stories(20) {
		got := map[string][]news.Span{}
		for _, e := range an.Explain(a).Entities {
			if e.Figures.Salience.Sum()-e.Salience > 0.001 || e.Salience-e.Figures.Salience.Sum() > 0.001 {
				t.Errorf("%s: the parts of the salience %+v do not make %v", e.Name, e.Figures.Salience, e.Salience)
			}
			for _, n := range e.Names {
				if n.Rule == "" || n.Sources == "" {
					t.Errorf("%s: %q has rule %q and sources %q", e.Name, n.Text, n.Rule, n.Sources)
				}
				for _, m := range n.Mentions {
					got[e.ID] = append(got[e.ID], m.Span)
				}
			}
		}
		want := map[string][]news.Span{}
		for _, e := range an.Annotate(a).Entities {
			for _, m := range e.Mentions {
				want[e.ID] = append(want[e.ID], m.Span)
			}
		}
		sorted := cmp.Transformer("set", func(in []news.Span) map[news.Span]int {
			out := map[news.Span]int{}
			for _, s := range in {
				out[s]++
			}
			return out
		})
		if diff := cmp.Diff(want, got, sorted); diff != "" {
			t.Errorf("%q: mentions by entity (-annotated +explained):\n%s", a.Title, diff)
		}
	}
}

func TestExplainDropped(t *testing.T) {
	x := annotator(t).Explain(&news.Article{Text: "Children love Reading and writing, and it cost US$5 million."})
	rules := map[string]string{}
	for _, n := range x.Dropped {
		rules[n.Text] = string(n.Rule)
	}
	if rules["US"] != "dropped: part of an amount of money" {
		t.Errorf("dropped names: %v, want US as part of an amount", rules)
	}
}
