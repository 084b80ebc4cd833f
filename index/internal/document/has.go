package document

import (
	"slices"
	"unicode/utf8"

	"github.com/dateline-news/dateline/shared/news"
)

// shortCharacters is the length of a text below which an article is short:
// about a hundred words of English.
const shortCharacters = 600

// property is something that an article has or is.
type property struct {
	name  string
	holds func(*news.Article, *news.Annotations) bool
}

// has lists what has: can ask for.
var has = []property{
	{"agency", func(_ *news.Article, n *news.Annotations) bool { return n.Dateline != nil && n.Dateline.Agency != "" }},
	{"author", func(a *news.Article, _ *news.Annotations) bool { return len(a.Authors) > 0 }},
	{"coordinates", func(_ *news.Article, n *news.Annotations) bool {
		return slices.ContainsFunc(n.Entities, func(e news.Entity) bool { return e.Coordinates != nil })
	}},
	{"count", func(_ *news.Article, n *news.Annotations) bool { return len(n.Counts) > 0 }},
	{"dateline", func(_ *news.Article, n *news.Annotations) bool { return n.Dateline != nil }},
	{"event", hasType(news.TypeEvent)},
	{"image", func(a *news.Article, _ *news.Annotations) bool { return a.Image != "" }},
	{"money", func(_ *news.Article, n *news.Annotations) bool { return len(n.Money) > 0 }},
	{"org", hasType(news.TypeOrganisation)},
	{"person", hasType(news.TypePerson)},
	{"place", hasType(news.TypePlace)},
	{"quote", func(_ *news.Article, n *news.Annotations) bool { return len(n.Quotations) > 0 }},
	{"revision", func(a *news.Article, _ *news.Annotations) bool { return a.Revision > 1 }},
	{"speaker", func(_ *news.Article, n *news.Annotations) bool {
		return slices.ContainsFunc(n.Quotations, func(q news.Quotation) bool { return q.Speaker != "" || q.SpeakerID != "" })
	}},
	{"summary", func(a *news.Article, _ *news.Annotations) bool { return a.Summary != "" }},
	{"text", func(a *news.Article, _ *news.Annotations) bool { return a.Text != "" }},
	{"topic", func(_ *news.Article, n *news.Annotations) bool { return len(n.Topics) > 0 }},
}

// is lists what is: can ask for.
var is = []property{
	// Edited is a text that its outlet changed, revised any later revision.
	{"edited", func(a *news.Article, _ *news.Annotations) bool { return a.Reason == news.ReasonEdit }},
	{"fulltext", func(a *news.Article, _ *news.Annotations) bool {
		return a.TextFrom == news.TextFromContent || a.TextFrom == news.TextFromPage
	}},
	{"revised", func(a *news.Article, _ *news.Annotations) bool { return a.Revision > 1 }},
	{"short", func(a *news.Article, _ *news.Annotations) bool {
		return utf8.RuneCountInString(a.Text) < shortCharacters
	}},
	{"truncated", func(a *news.Article, _ *news.Annotations) bool { return a.Truncated }},
}

func hasType(t news.EntityType) func(*news.Article, *news.Annotations) bool {
	return func(_ *news.Article, n *news.Annotations) bool {
		return slices.ContainsFunc(n.Entities, func(e news.Entity) bool { return e.Type == t })
	}
}

// HasValues lists what an article can have, sorted, IsValues what it can be:
// the values of [Has] and [Is].
func HasValues() []string { return namesOf(has) }

// IsValues lists what an article can be, see [HasValues].
func IsValues() []string { return namesOf(is) }

func namesOf(properties []property) []string {
	out := make([]string, len(properties))
	for i, p := range properties {
		out[i] = p.name
	}
	return out
}

// holding returns the names of the properties that hold.
func holding(properties []property, a *news.Article) []string {
	n := a.Annotations
	if n == nil {
		n = &news.Annotations{}
	}
	var out []string
	for _, p := range properties {
		if p.holds(a, n) {
			out = append(out, p.name)
		}
	}
	return out
}
