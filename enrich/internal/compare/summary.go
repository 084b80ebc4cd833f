package compare

import (
	"cmp"
	"slices"

	"github.com/dateline-news/dateline/shared/news"
)

// Summary is what is different in sum.
type Summary struct {
	// Compared articles are in both sides in the same revision; Differ is how
	// many of them are not annotated alike.
	Compared int `json:"compared"`
	Differ   int `json:"differ"`
	// OnlyOld and OnlyNew articles are in one side alone, or in another
	// revision. OnlyOld is -1 where the old side is the stream, which holds
	// more than what a file is about.
	OnlyOld int `json:"only_old"`
	OnlyNew int `json:"only_new"`
	// Unreadable articles could not be decoded on one of the sides, or have
	// different texts.
	Unreadable int `json:"unreadable"`
	// Old and New are the enrichers met, with how many articles each has
	// annotated.
	Old []Version `json:"old"`
	New []Version `json:"new"`
	// Totals are what the sides found in the articles compared.
	Totals []Total `json:"totals"`
	// Changes has an item for each kind that was met, in the order of
	// [Kinds].
	Changes []KindTotal `json:"changes"`
}

// Version is an enricher with how many articles it annotated.
type Version struct {
	Enricher news.Enricher `json:"enricher"`
	Articles int           `json:"articles"`
}

// Total is how much of something the sides found.
type Total struct {
	Name string `json:"name"`
	Old  int    `json:"old"`
	New  int    `json:"new"`
}

// KindTotal is how often one kind of change was met.
type KindTotal struct {
	Kind     Kind `json:"kind"`
	Changes  int  `json:"changes"`
	Articles int  `json:"articles"`
	// Frequent are the most frequent changes of the kind, by falling count.
	Frequent []Frequent `json:"frequent"`
	// AtLeast is set where there were so many different ones that the counts
	// of Frequent may be too low.
	AtLeast bool `json:"at_least,omitempty"`
}

// Frequent is a change that was met in several articles.
type Frequent struct {
	Name  string `json:"name"`
	Old   string `json:"old,omitempty"`
	New   string `json:"new,omitempty"`
	Count int    `json:"count"`
	// Article, Title and Context are where it was met first.
	Article string `json:"article"`
	Title   string `json:"title"`
	Context string `json:"context,omitempty"`
}

// maxFrequent bounds the different changes of a kind that are counted: when
// there are twice as many, the rarer half is forgotten. They take about 1 MB
// a kind.
const maxFrequent = 1000

// tally sums up changes.
type tally struct {
	summary  Summary
	kinds    map[Kind]*kindTally
	old, new map[news.Enricher]int
	totals   map[string]*Total
}

type kindTally struct {
	changes, articles int
	frequent          map[changeKey]*Frequent
	forgot            bool
}

type changeKey struct{ name, old, new string }

func newTally() *tally {
	return &tally{kinds: map[Kind]*kindTally{}, old: map[news.Enricher]int{}, new: map[news.Enricher]int{}, totals: map[string]*Total{}}
}

// add counts the changes of an article.
func (t *tally) add(old, now *news.Article, changes []Change) {
	t.summary.Compared++
	t.old[old.Annotations.Enricher]++
	t.new[now.Annotations.Enricher]++
	for _, name := range totalNames {
		total := t.totals[name]
		if total == nil {
			total = &Total{Name: name}
			t.totals[name] = total
		}
		total.Old += found(old.Annotations, name)
		total.New += found(now.Annotations, name)
	}
	if len(changes) > 0 {
		t.summary.Differ++
	}
	met := map[Kind]bool{}
	for _, c := range changes {
		k := t.kinds[c.Kind]
		if k == nil {
			k = &kindTally{frequent: map[changeKey]*Frequent{}}
			t.kinds[c.Kind] = k
		}
		k.changes++
		if !met[c.Kind] {
			met[c.Kind] = true
			k.articles++
		}
		k.add(now, c)
	}
}

func (k *kindTally) add(a *news.Article, c Change) {
	key := changeKey{c.Name, c.Old, c.New}
	switch c.Kind {
	case MentionsChanged:
		key.old, key.new = "", ""
	case QuotationMoved:
		key = changeKey{name: c.Name}
	}
	f := k.frequent[key]
	if f == nil {
		if len(k.frequent) >= 2*maxFrequent {
			k.forget()
		}
		f = &Frequent{Name: key.name, Old: key.old, New: key.new, Article: a.ID, Title: a.Title, Context: c.Context}
		k.frequent[key] = f
	}
	f.Count++
}

// forget drops the rarer half.
func (k *kindTally) forget() {
	for _, f := range k.sorted()[maxFrequent:] {
		delete(k.frequent, changeKey{f.Name, f.Old, f.New})
	}
	k.forgot = true
}

func (k *kindTally) sorted() []Frequent {
	out := make([]Frequent, 0, len(k.frequent))
	for _, f := range k.frequent {
		out = append(out, *f)
	}
	slices.SortFunc(out, func(a, b Frequent) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Old, b.Old), cmp.Compare(a.New, b.New))
	})
	return out
}

// result sums up, with at most top frequent changes of each kind.
func (t *tally) result(top int) Summary {
	s := t.summary
	s.Old, s.New = versions(t.old), versions(t.new)
	for _, name := range totalNames {
		if total := t.totals[name]; total != nil {
			s.Totals = append(s.Totals, *total)
		}
	}
	for _, kind := range Kinds() {
		if k := t.kinds[kind]; k != nil {
			frequent := k.sorted()
			s.Changes = append(s.Changes, KindTotal{kind, k.changes, k.articles, frequent[:min(top, len(frequent))], k.forgot})
		}
	}
	return s
}

func versions(counts map[news.Enricher]int) []Version {
	out := []Version{}
	for e, n := range counts {
		out = append(out, Version{e, n})
	}
	slices.SortFunc(out, func(a, b Version) int { return a.Enricher.Compare(b.Enricher) })
	return out
}

// totalNames are what is counted on both sides.
var totalNames = []string{"entities", "linked entities", "mentions", "quotations", "quotations with a speaker", "counts", "money", "percentages", "dates", "topics", "datelines"}

// found returns how much of something an article has.
func found(n *news.Annotations, name string) int {
	sum := 0
	switch name {
	case "entities":
		return len(n.Entities)
	case "linked entities":
		for _, e := range n.Entities {
			if !news.IsNil(e.ID) {
				sum++
			}
		}
	case "mentions":
		for _, e := range n.Entities {
			sum += len(e.Mentions)
		}
	case "quotations":
		return len(n.Quotations)
	case "quotations with a speaker":
		for _, q := range n.Quotations {
			if q.Speaker != "" {
				sum++
			}
		}
	case "counts":
		return len(n.Counts)
	case "money":
		return len(n.Money)
	case "percentages":
		return len(n.Percentages)
	case "dates":
		return len(n.Dates)
	case "topics":
		return len(n.Topics)
	case "datelines":
		if n.Dateline != nil {
			sum = 1
		}
	}
	return sum
}
