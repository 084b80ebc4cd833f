package compare

import (
	"strings"

	"github.com/dateline-news/dateline/shared/news"
)

// Kind says what is different.
type Kind string

// The kinds of change, in the order in which they are reported. Those of
// entities say it once for each entity of an article.
const (
	// EntityGained and EntityLost are entities that only one side has, with
	// none of their mentions in another entity of the other side.
	EntityGained Kind = "entity_gained"
	EntityLost   Kind = "entity_lost"
	// EntityRetyped is another type at the same place or under the same id.
	EntityRetyped Kind = "entity_retyped"
	// EntityRelinked is another id, of the same type, at the same place.
	EntityRelinked Kind = "entity_relinked"
	// EntityRenamed is another canonical name under the same id, or of what
	// the knowledge base does not know.
	EntityRenamed Kind = "entity_renamed"
	// EntityKind is another finer kind of the same type.
	EntityKind Kind = "entity_kind"
	// EntityTied is another relation, or another government that it stands
	// for.
	EntityTied Kind = "entity_tied"
	// MentionsChanged are other places at which both name an entity.
	MentionsChanged Kind = "mentions_changed"

	QuotationGained Kind = "quotation_gained"
	QuotationLost   Kind = "quotation_lost"
	// QuotationMoved is a quotation that begins or ends elsewhere.
	QuotationMoved Kind = "quotation_moved"
	SpeakerChanged Kind = "speaker_changed"

	// The figures are counts, money, percentages and dates.
	FigureGained  Kind = "figure_gained"
	FigureLost    Kind = "figure_lost"
	FigureChanged Kind = "figure_changed"

	TopicGained Kind = "topic_gained"
	TopicLost   Kind = "topic_lost"

	LanguageChanged Kind = "language_changed"
	DatelineChanged Kind = "dateline_changed"
	// Structure is headings, credits and notices.
	StructureGained Kind = "structure_gained"
	StructureLost   Kind = "structure_lost"
)

// Kinds lists every kind in the order of reports.
func Kinds() []Kind {
	return []Kind{
		EntityGained, EntityLost, EntityRetyped, EntityRelinked, EntityRenamed, EntityKind, EntityTied, MentionsChanged,
		QuotationGained, QuotationLost, QuotationMoved, SpeakerChanged,
		FigureGained, FigureLost, FigureChanged, TopicGained, TopicLost,
		LanguageChanged, DatelineChanged, StructureGained, StructureLost,
	}
}

// Change is one difference between the annotations of an article.
type Change struct {
	Kind Kind `json:"kind"`
	// Name is what is different: a canonical name, a figure, a topic.
	Name string `json:"name"`
	// Old and New are what the sides have; empty where a side has nothing.
	Old string `json:"old,omitempty"`
	New string `json:"new,omitempty"`
	// Span is where, nil where it is about the whole article.
	Span *news.Span `json:"span,omitempty"`
	// Context are the words around, with those of the span in brackets.
	Context string `json:"context,omitempty"`
}

// around is how many bytes of context stand on either side.
const around = 50

// surroundings returns the words around a span in one line.
func surroundings(a *news.Article, s news.Span) string {
	text := a.Text
	switch s.Field {
	case news.FieldTitle:
		text = a.Title
	case news.FieldSummary:
		text = a.Summary
	}
	if s.Start < 0 || s.Start > s.End || s.End > len(text) {
		return ""
	}
	before, words, after := text[:s.Start], text[s.Start:s.End], text[s.End:]
	left, right := "", ""
	if len(before) > around {
		before, left = before[len(before)-around:], "…"
		if i := strings.IndexAny(before, " \n"); i >= 0 {
			before = before[i+1:]
		}
	}
	if len(after) > around {
		after, right = after[:around], "…"
		if i := strings.LastIndexAny(after, " \n"); i >= 0 {
			after = after[:i]
		}
	}
	if len(words) > 4*around {
		words = words[:2*around] + " … " + words[len(words)-2*around:]
	}
	line := left + before + "[" + words + "]" + after + right
	return strings.Join(strings.Fields(strings.ToValidUTF8(line, "")), " ")
}
