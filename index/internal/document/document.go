// Package document says what of an article can be searched: which text in
// which field, and which exact values. The index and the matcher that works in
// memory are both built on it, so that a query means the same in both.
//
// It is a pure function of the article.
package document

import (
	"math"
	"net/url"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/shared/news"
)

// Bounds of what is taken from one article.
const (
	// leadBytes is about the first three sentences of a wire story.
	leadBytes = 600
	// maxNameBytes leaves out names that are whole sentences by mistake.
	maxNameBytes = 200
	// MaxWeight is the weight of an entity that an article is about.
	MaxWeight = 10
	// What the title or the summary names has at least these weights, whatever
	// its salience.
	titleWeight   = 5
	summaryWeight = 3
)

// Document is an article as the index sees it.
type Document struct {
	Article *news.Article
	// Language is the article's language as annotated, "und" without one.
	Language string
	// Title and Text are the article's. Lead is the summary; an article
	// without one has the beginning of its text there.
	Title, Lead, Text string
	// Names are the words of the text that name an entity, each once.
	Names []string
	// Entities are the named things with their folded names.
	Entities []Entity
	// Quotations are the stretches of direct speech, in the order of the text.
	Quotations []Quotation
	// Values are the exact values by field. All are folded by [news.Fold]
	// except ids.
	Values map[Field][]string
}

// Field is a field of exact values.
type Field string

// The fields of exact values.
const (
	Source   Field = "source"
	Domain   Field = "domain"
	Country  Field = "country"
	Language Field = "lang"
	Agency   Field = "agency"
	Category Field = "category"
	URL      Field = "url"
	// Topic holds the ids of the topics, with and without "medtop:", and their
	// names.
	Topic Field = "topic"
	// Tag holds the operator's words for the feed.
	Tag Field = "tag"
	// Has and Is hold what the article has and is, see [HasValues] and
	// [IsValues].
	Has Field = "has"
	Is  Field = "is"
)

// Entity is a named thing of a document.
type Entity struct {
	ID   string
	Type news.EntityType
	// Name is the canonical name as written, Names all folded names that the
	// article has for it.
	Name  string
	Names []string
	// Weight says how much the article is about it, from 1 for a thing that it
	// names in passing to [MaxWeight].
	Weight int
	// Within are the places that a place lies in.
	Within []string
}

// Quotation is a stretch of direct speech.
type Quotation struct {
	// Text is what was said, without its quotation marks.
	Text string
	// Speaker is the speaker as written, SpeakerID one of the document's
	// entities; both may be empty.
	Speaker, SpeakerID string
	// Names are the folded names of the speaker: as written, and all that the
	// article has for the entity.
	Names []string
}

// Of returns the document of an article.
func Of(a *news.Article) *Document {
	d := &Document{Article: a, Language: news.LanguageUndetermined, Title: a.Title, Lead: a.Summary, Text: a.Text}
	if d.Lead == "" {
		d.Lead = beginning(a.Text, leadBytes)
	}
	d.Values = map[Field][]string{
		Source:   folded(a.Source.ID, a.Source.Name),
		Domain:   domains(a),
		Country:  folded(a.Source.Country),
		Category: folded(a.Categories...),
		URL:      links(a),
		Tag:      folded(a.Feed.Tags...),
		Has:      holding(has, a),
		Is:       holding(is, a),
	}
	if a.Annotations != nil {
		d.annotate(a.Annotations)
	}
	d.Values[Language] = folded(d.Language)
	return d
}

func (d *Document) annotate(n *news.Annotations) {
	if n.Language.Code != "" {
		d.Language = n.Language.Code
	}
	if n.Dateline != nil {
		d.Values[Agency] = folded(n.Dateline.Agency)
	}
	surfaces := make(map[string]bool)
	for i := range n.Entities {
		e := &n.Entities[i]
		d.Entities = append(d.Entities, Entity{
			ID: e.ID, Type: e.Type, Name: e.Name,
			Names:  names(e),
			Weight: weight(e),
			Within: e.Within,
		})
		for _, m := range e.Mentions {
			text, err := d.Article.Cut(m.Span)
			if err != nil || text == "" || len(text) > maxNameBytes || surfaces[text] {
				continue
			}
			surfaces[text] = true
			d.Names = append(d.Names, text)
		}
	}
	for i := range n.Quotations {
		d.quotation(&n.Quotations[i])
	}
	for i := range n.Topics {
		t := &n.Topics[i]
		d.Values[Topic] = append(d.Values[Topic], folded(t.ID, strings.TrimPrefix(t.ID, topicScheme), t.Name)...)
	}
}

// topicScheme begins the id of a topic.
const topicScheme = "medtop:"

func (d *Document) quotation(q *news.Quotation) {
	text, err := d.Article.Cut(q.Span)
	if err != nil || strings.TrimSpace(text) == "" {
		return
	}
	out := Quotation{Text: text, Speaker: q.Speaker, SpeakerID: q.SpeakerID}
	if len(q.Speaker) <= maxNameBytes {
		out.Names = folded(q.Speaker)
	}
	if at := slices.IndexFunc(d.Entities, func(e Entity) bool { return e.ID == q.SpeakerID }); at >= 0 {
		for _, name := range d.Entities[at].Names {
			if !slices.Contains(out.Names, name) {
				out.Names = append(out.Names, name)
			}
		}
	}
	d.Quotations = append(d.Quotations, out)
}

// weight returns the weight of an entity, see [Entity.Weight].
func weight(e *news.Entity) int {
	w := int(math.Ceil(e.Salience * MaxWeight))
	for _, m := range e.Mentions {
		switch m.Field {
		case news.FieldTitle:
			w = max(w, titleWeight)
		case news.FieldSummary:
			w = max(w, summaryWeight)
		}
	}
	return min(max(w, 1), MaxWeight)
}

// names returns the folded names of an entity, each once.
func names(e *news.Entity) []string {
	all := folded(append([]string{e.Name}, e.Aliases...)...)
	return slices.DeleteFunc(all, func(s string) bool { return len(s) > maxNameBytes })
}

// folded folds each value, and drops what is empty or said before.
func folded(values ...string) []string {
	var out []string
	for _, v := range values {
		if v = news.Fold(v); v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// domains returns the outlet's domain, and the link's host with every parent
// down to the outlet's domain.
func domains(a *news.Article) []string {
	out := folded(a.Source.Domain)
	u, err := url.Parse(a.URL)
	if err != nil {
		return out
	}
	for host := strings.ToLower(u.Hostname()); strings.HasSuffix(host, "."+a.Source.Domain); {
		out = append(out, host)
		_, host, _ = strings.Cut(host, ".")
	}
	return out
}

// links returns the identity forms of the article's links.
func links(a *news.Article) []string {
	var out []string
	for _, raw := range append([]string{a.URL}, a.AlsoURLs...) {
		if link := Link(raw); link != "" && !slices.Contains(out, link) {
			out = append(out, link)
		}
	}
	return out
}

// Link returns the identity form of a link, empty if it has none.
func Link(raw string) string {
	canonical, err := news.CanonicalURL(raw)
	if err != nil {
		return ""
	}
	return canonical
}

// beginning cuts text at the end of its first paragraph or, if that is longer
// than limit bytes, after the last word that fits.
func beginning(text string, limit int) string {
	if i := strings.Index(text, "\n\n"); i >= 0 {
		text = text[:i]
	}
	if len(text) <= limit {
		return text
	}
	if i := strings.LastIndexAny(text[:limit], " \n\t"); i > 0 {
		return text[:i]
	}
	return strings.ToValidUTF8(text[:limit], "")
}
