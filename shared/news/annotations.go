package news

import "time"

// Annotations is what enrichment adds to an article. Every span is a byte
// range into the named field of the article that carries it.
type Annotations struct {
	Enricher Enricher  `json:"enricher"`
	Language Language  `json:"language"`
	Dateline *Dateline `json:"dateline,omitempty"`
	// Headings, Credits and Boilerplate mark mid-text headings, credit lines
	// and site notices. They are marked, never deleted.
	Headings    []Span `json:"headings,omitempty"`
	Credits     []Span `json:"credits,omitempty"`
	Boilerplate []Span `json:"boilerplate,omitempty"`
	// Entities are sorted by falling salience, then id.
	Entities []Entity `json:"entities,omitempty"`
	// Quotations, Counts, Money, Percentages and Dates are in the order of
	// the text.
	Quotations  []Quotation  `json:"quotations,omitempty"`
	Counts      []Count      `json:"counts,omitempty"`
	Money       []Money      `json:"money,omitempty"`
	Percentages []Percentage `json:"percentages,omitempty"`
	Dates       []Date       `json:"dates,omitempty"`
	// Topics are what the article is about, by falling confidence.
	Topics []Topic `json:"topics,omitempty"`
}

// Enricher names the program that annotated and the version of its results,
// "<ordinal>-<hash>", such as "0003-6f1c02d94ab7": the ordinal rises with each
// change of what is found, the hash is of all that the results depend on. Of
// two annotations of one revision the one with the higher version counts, see
// [Enricher.Compare].
type Enricher struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Language is the language an article is written in.
type Language struct {
	// Code is ISO 639-1, or "und" where it could not be told.
	Code string `json:"code"`
	// Confidence is in [0, 1].
	Confidence float64 `json:"confidence"`
}

// LanguageUndetermined is the code of a language that could not be told.
const LanguageUndetermined = "und"

// Span is a byte range [Start, End) of one field of an article.
type Span struct {
	Field Field `json:"field"`
	Start int   `json:"start"`
	End   int   `json:"end"`
}

// Field names a text field of an article.
type Field string

// The fields that spans point into.
const (
	FieldTitle   Field = "title"
	FieldSummary Field = "summary"
	FieldText    Field = "text"
)

// Dateline is the opening of a wire story, such as "ISTANBUL, Dec 29 (AFP) -".
type Dateline struct {
	// Span covers the dateline in the text up to the first word of the story.
	Span Span `json:"span"`
	// Place is the place as written; PlaceID its entity, where known.
	Place   string `json:"place,omitempty"`
	PlaceID string `json:"place_id,omitempty"`
	// Agency is the agency as written.
	Agency string `json:"agency,omitempty"`
	// Date is the date as written.
	Date string `json:"date,omitempty"`
}

// EntityType is the coarse type of an entity.
type EntityType string

// The types of entities.
const (
	TypePerson       EntityType = "person"
	TypeOrganisation EntityType = "organisation"
	TypePlace        EntityType = "place"
	TypeEvent        EntityType = "event"
	TypeWork         EntityType = "work"
	TypeProduct      EntityType = "product"
	TypeMisc         EntityType = "misc"
)

// Entity is one thing that an article names, with every mention of it.
type Entity struct {
	// ID is stable across articles: a Wikidata id (Q858), a GeoNames id
	// (gn-2787416), an ISO code (iso-SY), a house id (acme-17), or
	// [NilID] for what no knowledge base knows.
	ID   string     `json:"id"`
	Type EntityType `json:"type"`
	// Kind is finer than Type where known: country, city, party, company,
	// agency, armed group, demonym and so on.
	Kind string `json:"kind,omitempty"`
	// Name is the canonical name.
	Name string `json:"name"`
	// Aliases are the other forms met in this article.
	Aliases []string `json:"aliases,omitempty"`
	// Within are the ids of the places that a place lies in, nearest first.
	Within []string `json:"within,omitempty"`
	// Relation ties an entity to another without being it: "Turkish" to Turkey.
	Relation *Relation `json:"relation,omitempty"`
	// MetonymOf is the id of the country or body whose government a capital
	// or a seat stands for in at least one of its mentions: "Moscow agreed".
	MetonymOf string `json:"metonym_of,omitempty"`
	// Coordinates say where a place is, where known.
	Coordinates *Coordinates `json:"coordinates,omitempty"`
	// Salience and Confidence are in [0, 1].
	Salience   float64   `json:"salience"`
	Confidence float64   `json:"confidence"`
	Mentions   []Mention `json:"mentions"`
}

// Relation ties an entity to another one.
type Relation struct {
	Kind string `json:"kind"`
	// To is the id of the other entity.
	To string `json:"to"`
}

// RelationDemonymOf ties an adjective or a people to its country.
const RelationDemonymOf = "demonym_of"

// Coordinates are degrees on WGS 84, north and east positive.
type Coordinates struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

// Mention is one place in the article where an entity is named.
type Mention struct {
	Span
	// Metonym is set where the name stands for what [Entity.MetonymOf] says.
	Metonym bool `json:"metonym,omitempty"`
}

// Topic is a subject of the IPTC Media Topics, such as medtop:16000000,
// "conflict, war and peace".
type Topic struct {
	// ID is "medtop:" and the eight digits of the concept.
	ID string `json:"id"`
	// Name is the concept's English name.
	Name string `json:"name"`
	// Confidence is in [0, 1].
	Confidence float64 `json:"confidence"`
}

// MentionPointer is the small message on the mentions stream: this article
// names this entity.
type MentionPointer struct {
	Schema int `json:"schema"`
	// Entity is a linked entity, never one with a [NilID].
	Entity    string     `json:"entity"`
	Type      EntityType `json:"type"`
	Name      string     `json:"name"`
	Salience  float64    `json:"salience"`
	Article   string     `json:"article"`
	Revision  int        `json:"revision"`
	Title     string     `json:"title"`
	URL       string     `json:"url,omitempty"`
	Source    string     `json:"source"`
	Language  string     `json:"language"`
	Published time.Time  `json:"published"`
}

// Quotation is a stretch of direct speech, without its quotation marks.
type Quotation struct {
	Span
	// Speaker is the speaker's name, or the words that stand for one, such as
	// "an official"; empty where nobody could be told. SpeakerID is the id of
	// one of the article's entities.
	Speaker   string `json:"speaker,omitempty"`
	SpeakerID string `json:"speaker_id,omitempty"`
	// Cue is the verb that introduces it, such as "said".
	Cue string `json:"cue,omitempty"`
}

// Count is a number of things: "at least 22 civilians".
type Count struct {
	Span
	Value float64 `json:"value"`
	// Bound is "at_least", "at_most" or "about"; empty for an exact number.
	Bound string `json:"bound,omitempty"`
	// Object is what is counted, as written.
	Object string `json:"object,omitempty"`
	// Event is what became of it, from a closed set: killed, injured,
	// missing, displaced, evacuated, arrested and so on; empty where nothing
	// is said.
	Event string `json:"event,omitempty"`
}

// Money is an amount of money.
type Money struct {
	Span
	Amount float64 `json:"amount"`
	// Currency is an ISO 4217 code; empty where the sign could mean several.
	Currency string `json:"currency,omitempty"`
}

// Percentage is a share or a change in per cent.
type Percentage struct {
	Span
	Value float64 `json:"value"`
}

// Date is a date that the text names.
type Date struct {
	Span
	// Value is ISO 8601, as precise as the text with the article's date: a
	// year, a month or a day.
	Value string `json:"value"`
}
