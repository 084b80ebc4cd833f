package enrich

import (
	"slices"

	"github.com/dateline-news/dateline/enrich/internal/link"
	"github.com/dateline-news/dateline/shared/news"
)

// Explanation says why the annotator found the entities that it found.
type Explanation struct {
	Enricher news.Enricher `json:"enricher"`
	Language news.Language `json:"language"`
	// Entities are those of the annotations, in their order.
	Entities []ExplainedEntity `json:"entities"`
	// Dropped are names that were thought of and left out.
	Dropped []ExplainedName `json:"dropped,omitempty"`
}

// ExplainedEntity says how one entity came about.
type ExplainedEntity struct {
	ID         string          `json:"id"`
	Type       news.EntityType `json:"type"`
	Kind       string          `json:"kind,omitempty"`
	Name       string          `json:"name"`
	MetonymOf  string          `json:"metonym_of,omitempty"`
	Salience   float64         `json:"salience"`
	Confidence float64         `json:"confidence"`
	// Figures are the parts of the salience, which add up to it times the
	// factor, and those of the confidence, whose product it is.
	Figures link.Figures `json:"figures"`
	// Names are the forms under which it is mentioned.
	Names []ExplainedName `json:"names"`
}

// ExplainedName says what was decided about the mentions of one form of a
// name.
type ExplainedName struct {
	// Text is the first of them as written.
	Text string `json:"text"`
	// Mentions are the places, in the order of the article.
	Mentions []ExplainedMention `json:"mentions"`
	// Recognized is the type that the recogniser gave, Sources what found the
	// name: "rules", "knowledge base", "learned"; Confidence how sure that is.
	Recognized news.EntityType `json:"recognized"`
	Sources    string          `json:"sources"`
	Confidence float64         `json:"confidence"`
	// Rule is what decided which entity is meant.
	Rule link.Rule `json:"rule"`
	// Candidates are the entries of the knowledge base that were thought of,
	// each with the points for and against it. The highest score among those
	// not refused is meant.
	Candidates []link.Considered `json:"candidates,omitempty"`
}

// ExplainedMention is one mention.
type ExplainedMention struct {
	news.Span
	// Metonym says why the mention stands for a government; "" where it does
	// not.
	Metonym string `json:"metonym,omitempty"`
}

// Explain annotates an article and says how it came to its entities. It takes
// somewhat longer than [Annotator.Annotate] and finds the same.
func (a *Annotator) Explain(article *news.Article) *Explanation {
	trace := &link.Trace{}
	w := &working{article: article, notes: &news.Annotations{Enricher: a.enricher}, trace: trace}
	a.run(w)
	out := &Explanation{Enricher: w.notes.Enricher, Language: w.notes.Language}
	byID := map[string]*ExplainedEntity{}
	out.Entities = make([]ExplainedEntity, len(w.notes.Entities))
	// entityAt finds the entity of a mention by its place.
	entityAt := map[news.Span]string{}
	for i, e := range w.notes.Entities {
		out.Entities[i] = ExplainedEntity{
			ID: e.ID, Type: e.Type, Kind: e.Kind, Name: e.Name, MetonymOf: e.MetonymOf,
			Salience: e.Salience, Confidence: e.Confidence, Figures: trace.Entities[e.ID],
		}
		byID[e.ID] = &out.Entities[i]
		for _, m := range e.Mentions {
			entityAt[m.Span] = e.ID
		}
	}
	for _, d := range trace.Decisions {
		for id, name := range w.explainName(d, entityAt) {
			if e := byID[id]; e != nil {
				e.Names = append(e.Names, *name)
			} else {
				out.Dropped = append(out.Dropped, *name)
			}
		}
	}
	return out
}

// explainName yields what was decided about a name for each entity that its
// mentions mean, "" for what was dropped.
func (w *working) explainName(d *link.Decision, entityAt map[news.Span]string) func(func(string, *ExplainedName) bool) {
	var ids []string
	names := map[string]*ExplainedName{}
	for _, i := range d.Mentions {
		m := &w.mentions[i]
		span := news.Span{Field: w.fields[m.Field].Name, Start: m.Start, End: m.End}
		id := entityAt[span]
		n := names[id]
		if n == nil {
			n = &ExplainedName{
				Text: m.Text(w.fields), Recognized: d.Type, Sources: d.Source.String(), Confidence: d.Confidence,
				Rule: d.Rule, Candidates: d.Candidates,
			}
			if id == "" && d.ID != "" {
				n.Rule = link.RuleDoubtful
			}
			names[id] = n
			ids = append(ids, id)
		}
		n.Mentions = append(n.Mentions, ExplainedMention{Span: span, Metonym: w.trace.Metonyms[i]})
	}
	slices.Sort(ids)
	return func(yield func(string, *ExplainedName) bool) {
		for _, id := range ids {
			if !yield(id, names[id]) {
				return
			}
		}
	}
}
