package query

import (
	"slices"

	"github.com/dateline-news/dateline/shared/news"
)

// Field is what a term looks into.
type Field string

// The fields. The zero Field is every text of an article.
const (
	Anywhere Field = ""
	// Title and Text hold words; Text is the summary and the text.
	Title Field = "title"
	Text  Field = "text"
	// Quote holds the words of direct speech.
	Quote Field = "quote"
	// Said holds who speaks: a name, an id, or words as written. What quote
	// and said look for in one AND is the same quotation.
	Said Field = "said"
	// Author holds the words of one author's name.
	Author Field = "author"
	// Person to Entity hold a name or an id; Entity is a thing of any type.
	Person Field = "person"
	Org    Field = "org"
	Place  Field = "place"
	Event  Field = "event"
	Entity Field = "entity"
	// Source to ID hold one exact value, compared without case and diacritics.
	Source   Field = "source"
	Domain   Field = "domain"
	Country  Field = "country"
	Lang     Field = "lang"
	Agency   Field = "agency"
	Category Field = "category"
	// Topic holds ids and names of topics, Tag the tags of the feed.
	Topic Field = "topic"
	Tag   Field = "tag"
	URL   Field = "url"
	ID    Field = "id"
	// Date, After and Before compare the date of publication.
	Date   Field = "date"
	After  Field = "after"
	Before Field = "before"
	// AsOf asks for the articles and revisions that were valid at a time; it
	// stands for the whole query.
	AsOf Field = "asof"
	// Has and Is hold what an article carries and what it is, see [Values].
	Has Field = "has"
	Is  Field = "is"
)

// sortField is written like a field and orders the answer.
const sortField = "sort"

// spellings maps what may be written before the colon to the field.
var spellings = map[string]Field{
	"title": Title, "text": Text, "quote": Quote, "said": Said, "author": Author,
	"person": Person, "org": Org, "organisation": Org, "organization": Org, "place": Place, "event": Event, "entity": Entity,
	"source": Source, "domain": Domain, "country": Country, "lang": Lang, "language": Lang, "agency": Agency,
	"category": Category, "url": URL, "id": ID,
	"topic": Topic, "tag": Tag, "has": Has, "is": Is,
	"date": Date, "after": After, "before": Before, "asof": AsOf,
}

// Fields lists every field as it is printed, in the order of the manual.
func Fields() []Field {
	return []Field{
		Title, Text, Quote, Said, Person, Org, Place, Event, Entity, Source, Domain, Country, Lang, Agency, Author,
		Topic, Category, Tag, Has, Is, URL, ID, Date, After, Before, AsOf,
	}
}

// IsText reports whether the field holds words that are analysed by language.
func (f Field) IsText() bool { return f == Anywhere || f == Title || f == Text || f == Quote }

// IsName reports whether the field holds the name or id of an entity. Said is
// among them; it also holds speakers that are no entity.
func (f Field) IsName() bool {
	switch f {
	case Person, Org, Place, Event, Entity, Said:
		return true
	}
	return false
}

// IsDate reports whether the field compares the date of publication.
func (f Field) IsDate() bool { return f == Date || f == After || f == Before }

// compares reports whether the value is a date.
func (f Field) compares() bool { return f.IsDate() || f == AsOf }

// EntityTypes returns the types of entities that a name field reaches.
func (f Field) EntityTypes() []news.EntityType {
	switch f {
	case Person:
		return []news.EntityType{news.TypePerson}
	case Org:
		return []news.EntityType{news.TypeOrganisation}
	case Place:
		return []news.EntityType{news.TypePlace}
	case Event:
		return []news.EntityType{news.TypeEvent}
	case Said:
		return []news.EntityType{news.TypePerson, news.TypeOrganisation, news.TypePlace}
	case Entity:
		return []news.EntityType{
			news.TypePerson, news.TypeOrganisation, news.TypePlace, news.TypeEvent, news.TypeWork, news.TypeProduct, news.TypeMisc,
		}
	}
	return nil
}

// Sort is the order of an answer.
type Sort string

// The orders. The zero Sort leaves it to the program that asks.
const (
	SortDefault   Sort = ""
	SortRelevance Sort = "relevance"
	SortNewest    Sort = "newest"
	SortOldest    Sort = "oldest"
)

// Sorts lists the orders that can be asked for.
func Sorts() []Sort { return []Sort{SortRelevance, SortNewest, SortOldest} }

// Suggest returns the candidate nearest to word, or "" if none is near: one
// slip in a short word, two in a longer one. Two neighbours swapped are one
// slip.
func Suggest(word string, candidates []string) string {
	limit := 1
	if len(word) > 4 {
		limit = 2
	}
	best, distance := "", limit+1
	slices.Sort(candidates)
	for _, c := range candidates {
		if len(c) > len(word)+4*limit || len(word) > len(c)+4*limit {
			// More slips than allowed, whatever the letters.
			continue
		}
		if d := slips(word, c); d < distance {
			best, distance = c, d
		}
	}
	return best
}

// slips counts insertions, deletions, changes and swaps of neighbours that
// make a into b.
func slips(a, b string) int {
	x, y := []rune(a), []rune(b)
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range y {
		rows[0][j+1] = j + 1
	}
	for i := range x {
		for j := range y {
			change := 1
			if x[i] == y[j] {
				change = 0
			}
			d := min(rows[i][j+1]+1, rows[i+1][j]+1, rows[i][j]+change)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				d = min(d, rows[i-1][j-1]+1)
			}
			rows[i+1][j+1] = d
		}
	}
	return rows[len(x)][len(y)]
}
