package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	blevedoc "github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/numeric"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/dateline-news/dateline/index/internal/document"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/shared/news"
)

// FormatVersion is the version of the folder's format.
//
//	1: first release.
const FormatVersion = 1

// The fields of an index document. Text fields end in the name of their chain
// of analysis, see [TextField].
const (
	// FieldID is bleve's own: <id> or <id>.<revision>.
	FieldID = "_id"
	// FieldNames holds the words of the text that name an entity, folded and
	// not stemmed, whatever the language.
	FieldNames = "names"
	// FieldChain is the name of the chain that analysed the texts.
	FieldChain = "chain"
	// FieldSuperseded is "1" on documents that are not the newest revision.
	FieldSuperseded = "superseded"
	FieldPublished  = "published"
	// FieldOrder is what answers are sorted by, see [OrderKey]: one short doc
	// value where a date has sixteen, and one for an id that would otherwise
	// be looked up for every hit.
	FieldOrder     = "order"
	FieldValidFrom = "valid_from"
	FieldValidTo   = "valid_to"
	// FieldAuthor holds authors, folded and not stemmed.
	FieldAuthor   = "author"
	FieldSource   = "source"
	FieldDomain   = "domain"
	FieldCountry  = "country"
	FieldLanguage = "lang"
	FieldAgency   = "agency"
	FieldCategory = "category"
	FieldURL      = "url"
	// FieldSaid holds the ids and folded names of all speakers, FieldSpeaker
	// the words that stand for them, folded and not stemmed, so that "foreign
	// ministry" finds "a spokesman for the Foreign Ministry".
	FieldSaid    = "said"
	FieldSpeaker = "speaker"
	// FieldTopic holds topics by id and by folded name, FieldTag the
	// operator's words for the feed, FieldHas and FieldIs the values of
	// [document.HasValues] and [document.IsValues].
	FieldTopic = "topic"
	FieldTag   = "tag"
	FieldHas   = "has"
	FieldIs    = "is"
	// FieldTextHash is [document.TextHash]: equal for reprints of one story.
	FieldTextHash = "text_hash"
	// FieldEntity holds the ids of all entities, FieldSalient the same as often
	// as [document.Entity.Weight] says, FieldInside those of the places and of
	// what they lie in.
	FieldEntity  = "entity"
	FieldSalient = "salient"
	FieldInside  = "inside"
	// FieldAlias is the table of names: one term <type>␟<folded name>␟<id> for
	// each name of an entity; FieldEntityName is its reverse, <id>␟<name>.
	FieldAlias      = "alias"
	FieldEntityName = "entity_name"

	// The facets hold ids and codes as they are.
	FacetSource   = "facet_source"
	FacetLanguage = "facet_lang"
	FacetCountry  = "facet_country"
	FacetPerson   = "facet_person"
	FacetOrg      = "facet_org"
	FacetPlace    = "facet_place"
	FacetEvent    = "facet_event"
	// FacetTopic holds ids, FacetAgency and FacetTag the words as written.
	FacetTopic  = "facet_topic"
	FacetAgency = "facet_agency"
	FacetTag    = "facet_tag"

	// FieldMessage is the message that the document was made from, whole; it
	// is stored and cannot be searched.
	FieldMessage = "_source"
	fieldSeq     = "stream_seq"
)

// separator stands between the parts of a term of FieldAlias and
// FieldEntityName. No folded name holds it.
const separator = "\x1f"

// Part is a text of an article that has a field for each chain of analysis.
type Part string

// The parts.
const (
	PartTitle Part = "title"
	PartLead  Part = "lead"
	PartText  Part = "text"
	// PartQuote is the direct speech of the text. Each quotation is a value of
	// its own: no phrase reaches from one into the next.
	PartQuote Part = "quote"
)

// TextField returns the field that holds a part of articles of a chain.
func TextField(p Part, chain string) string { return string(p) + "_" + chain }

// AliasPrefix returns the beginning that the alias terms of one name share;
// name is folded.
func AliasPrefix(t news.EntityType, name string) string {
	return string(t) + separator + name + separator
}

// AliasBeginning returns the beginning that the alias terms of names that
// begin so share; it is folded.
func AliasBeginning(t news.EntityType, beginning string) string {
	return string(t) + separator + beginning
}

// AliasName returns the folded name of an alias term.
func AliasName(term string) string {
	parts := strings.Split(term, separator)
	if len(parts) != 3 {
		return ""
	}
	return parts[1]
}

// NamePrefix returns the beginning that the name terms of an entity share.
func NamePrefix(id string) string { return id + separator }

// SourceKey is what stands for an outlet in FieldEntityName, which cannot be
// the id of an entity.
func SourceKey(id string) string { return "source:" + id }

// TopicKey is what stands for a topic in FieldEntityName.
func TopicKey(id string) string { return "topic:" + id }

// How fields are kept. Nothing but the message, the sequence, the end of
// validity and the hash of the text is stored. Doc values exist where answers
// are sorted alone: facets are counted by package facet, which reads terms.
const (
	asText    = index.IndexField | index.IncludeTermVectors
	asWords   = index.IndexField
	asKeyword = index.IndexField | index.SkipFreqNorm
	asScored  = index.IndexField
	asSorted  = index.IndexField | index.SkipFreqNorm | index.DocValues
	asDate    = index.IndexField
	asEnd     = index.IndexField | index.StoreField
	asStored  = index.StoreField
	asKept    = index.IndexField | index.SkipFreqNorm | index.StoreField
)

// fields lists every field with its options, for the fingerprint. A change
// here, of [language.Version] or of what [layout.document] puts into a field
// needs a rebuild.
var fields = []struct {
	name    string
	options index.FieldIndexingOptions
}{
	{FieldNames, asWords}, {FieldAuthor, asText}, {FieldChain, asKeyword}, {FieldSuperseded, asKeyword},
	{FieldPublished, asDate}, {FieldOrder, asSorted}, {FieldValidFrom, asDate}, {FieldValidTo, asEnd},
	{FieldSource, asKeyword}, {FieldDomain, asKeyword}, {FieldCountry, asKeyword}, {FieldLanguage, asKeyword},
	{FieldAgency, asKeyword}, {FieldCategory, asKeyword}, {FieldURL, asKeyword},
	{FieldEntity, asKeyword}, {FieldSalient, asScored}, {FieldInside, asKeyword}, {FieldAlias, asKeyword}, {FieldEntityName, asKeyword},
	{FacetSource, asKeyword}, {FacetLanguage, asKeyword}, {FacetCountry, asKeyword}, {FacetPerson, asKeyword}, {FacetOrg, asKeyword}, {FacetPlace, asKeyword},
	{FacetEvent, asKeyword}, {FacetTopic, asKeyword}, {FacetAgency, asKeyword}, {FacetTag, asKeyword},
	{FieldSaid, asKeyword}, {FieldSpeaker, asText}, {FieldTopic, asKeyword}, {FieldTag, asKeyword}, {FieldHas, asKeyword}, {FieldIs, asKeyword},
	{FieldTextHash, asKept},
	{FieldMessage, asStored}, {fieldSeq, asStored},
}

// contentVersion counts changes of what is put into the fields.
//
//	1: first release.
//	2: quotations, topics, tags and what an article has and is; no phrase
//	   reaches from one author into the next; entities by weight.
const contentVersion = 2

// layout makes index documents.
type layout struct {
	languages *language.Set
	mapping   *mapping.IndexMappingImpl
	options   map[string]index.FieldIndexingOptions
	// fingerprint changes whenever documents made before are no longer what
	// would be made now.
	fingerprint string
}

func newLayout(languages *language.Set) *layout {
	m := bleve.NewIndexMapping()
	m.DefaultMapping = bleve.NewDocumentDisabledMapping()
	m.IndexDynamic, m.StoreDynamic, m.DocValuesDynamic = false, false, false

	l := &layout{languages: languages, mapping: m, options: make(map[string]index.FieldIndexingOptions)}
	sum := sha256.New()
	fmt.Fprintln(sum, FormatVersion, contentVersion, language.Version, bleve.Config.DefaultIndexType)
	for _, f := range fields {
		l.options[f.name] = f.options
		fmt.Fprintln(sum, f.name, uint64(f.options))
	}
	for _, chain := range languages.All() {
		fmt.Fprintln(sum, chain.Name, uint64(asText))
	}
	l.fingerprint = hex.EncodeToString(sum.Sum(nil)[:8])
	return l
}

// document makes the index document of a revision. Until is when the next
// revision took its place, the zero time for the newest.
func (l *layout) document(r *revision, docID string, until time.Time) (*blevedoc.Document, error) {
	d := document.Of(r.article)
	b := &builder{doc: blevedoc.NewDocument(docID), layout: l}
	chain := l.languages.For(d.Language)
	plain := l.languages.Named(language.Unknown)

	b.text(TextField(PartTitle, chain.Name), d.Title, asText, chain)
	b.text(TextField(PartLead, chain.Name), d.Lead, asText, chain)
	b.text(TextField(PartText, chain.Name), d.Text, asText, chain)
	// Names have no positions that could run into one another.
	b.text(FieldNames, strings.Join(d.Names, "\n"), asWords, plain)
	for i, author := range r.article.Authors {
		b.value(FieldAuthor, i, author, plain)
	}
	for i := range d.Quotations {
		q := &d.Quotations[i]
		b.value(TextField(PartQuote, chain.Name), i, q.Text, chain)
		b.value(FieldSpeaker, i, q.Speaker, plain)
		b.keyword(FieldSaid, q.SpeakerID)
		b.keyword(FieldSaid, q.Names...)
	}
	b.keyword(FieldChain, chain.Name)
	b.keyword(FieldSource, d.Values[document.Source]...)
	b.keyword(FieldDomain, d.Values[document.Domain]...)
	b.keyword(FieldCountry, d.Values[document.Country]...)
	b.keyword(FieldLanguage, d.Values[document.Language]...)
	b.keyword(FieldAgency, d.Values[document.Agency]...)
	b.keyword(FieldCategory, d.Values[document.Category]...)
	b.keyword(FieldURL, d.Values[document.URL]...)
	b.keyword(FieldTopic, d.Values[document.Topic]...)
	b.keyword(FieldTag, d.Values[document.Tag]...)
	b.keyword(FieldHas, d.Values[document.Has]...)
	b.keyword(FieldIs, d.Values[document.Is]...)
	if hash := document.TextHash(r.article); hash != "" {
		b.stored(FieldTextHash, []byte(hash))
	}
	b.keyword(FacetSource, r.article.Source.ID)
	if name := r.article.Source.Name; name != "" {
		b.keyword(FieldEntityName, NamePrefix(SourceKey(r.article.Source.ID))+name)
	}
	b.keyword(FacetLanguage, d.Language)
	b.keyword(FacetCountry, r.article.Source.Country)
	for i := range d.Entities {
		b.entity(&d.Entities[i])
	}
	b.weights(d.Entities)
	b.facets(r.article)
	b.date(FieldPublished, r.article.Published)
	b.keyword(FieldOrder, OrderKey(r.article.Published, r.article.ID))
	b.date(FieldValidFrom, r.article.Fetched)
	if !until.IsZero() {
		b.date(FieldValidTo, until)
		b.keyword(FieldSuperseded, "1")
	}
	b.stored(FieldMessage, r.message)
	b.stored(fieldSeq, strconv.AppendUint(nil, r.seq, 10))
	return b.doc, b.err
}

// builder adds fields to a document.
type builder struct {
	doc    *blevedoc.Document
	layout *layout
	values map[string]*valuesField
	err    error
}

func (b *builder) text(name, text string, o index.FieldIndexingOptions, l *language.Language) {
	if text != "" {
		b.doc.AddField(&textField{indexed: indexed{name: name, options: o}, text: text, language: l})
	}
}

// value adds one of several texts of a field that no phrase reaches across.
func (b *builder) value(name string, at int, text string, l *language.Language) {
	if text != "" {
		b.doc.AddField(&textField{indexed: indexed{name: name, options: asText, array: []uint64{uint64(at)}}, text: text, language: l})
	}
}

// keyword adds exact values, each once a field.
func (b *builder) keyword(name string, values ...string) {
	for _, v := range values {
		if v != "" {
			f := b.field(name)
			f.values = append(f.values, v)
		}
	}
}

// field returns the field of exact values of that name.
func (b *builder) field(name string) *valuesField {
	f, ok := b.values[name]
	if !ok {
		f = &valuesField{indexed: indexed{name: name, options: b.layout.options[name]}}
		b.doc.AddField(f)
		if b.values == nil {
			b.values = make(map[string]*valuesField)
		}
		b.values[name] = f
	}
	return f
}

func (b *builder) entity(e *document.Entity) {
	b.keyword(FieldEntity, e.ID)
	switch e.Type {
	case news.TypePerson:
		b.keyword(FacetPerson, e.ID)
	case news.TypeOrganisation:
		b.keyword(FacetOrg, e.ID)
	case news.TypeEvent:
		b.keyword(FacetEvent, e.ID)
	case news.TypePlace:
		b.keyword(FacetPlace, e.ID)
		b.keyword(FieldInside, e.ID)
		b.keyword(FieldInside, e.Within...)
	}
	for _, name := range e.Names {
		b.keyword(FieldAlias, AliasPrefix(e.Type, name)+e.ID)
	}
	if e.Name != "" {
		b.keyword(FieldEntityName, NamePrefix(e.ID)+e.Name)
	}
}

// weights adds each entity as often as its weight says: the frequency of a term
// is read where answers are ranked.
func (b *builder) weights(entities []document.Entity) {
	for i := range entities {
		if id := entities[i].ID; id != "" {
			f := b.field(FieldSalient)
			f.values = append(f.values, id)
			f.weights = append(f.weights, entities[i].Weight)
		}
	}
}

// facets adds what is counted beside entities.
func (b *builder) facets(a *news.Article) {
	for _, tag := range a.Feed.Tags {
		b.keyword(FacetTag, strings.TrimSpace(tag))
	}
	n := a.Annotations
	if n == nil {
		return
	}
	if n.Dateline != nil {
		b.keyword(FacetAgency, strings.TrimSpace(n.Dateline.Agency))
	}
	for i := range n.Topics {
		b.keyword(FacetTopic, n.Topics[i].ID)
		if name := n.Topics[i].Name; name != "" {
			b.keyword(FieldEntityName, NamePrefix(TopicKey(n.Topics[i].ID))+name)
		}
	}
}

func (b *builder) date(name string, t time.Time) {
	f, err := blevedoc.NewDateTimeFieldWithIndexingOptions(name, nil, representable(t), time.RFC3339Nano, b.layout.options[name])
	if err != nil {
		b.err = fmt.Errorf("keeping %s of %s: %w", name, b.doc.ID(), err)
		return
	}
	b.doc.AddField(f)
}

func (b *builder) stored(name string, value []byte) {
	b.doc.AddField(blevedoc.NewTextFieldCustom(name, nil, value, b.layout.options[name], nil))
}

// orderTimeLen is the length of the time in an order key.
const orderTimeLen = 11

// OrderKey is the key that sorts articles by publication, then by id.
func OrderKey(published time.Time, id string) string {
	return string(numeric.MustNewPrefixCodedInt64(representable(published).UnixNano(), 0)) + id
}

// OrderTime returns the time of publication in an order key; ok is false for
// anything else.
func OrderTime(key []byte) (t time.Time, ok bool) {
	if len(key) < orderTimeLen {
		return time.Time{}, false
	}
	coded := numeric.PrefixCoded(key[:orderTimeLen])
	if shift, err := coded.Shift(); err != nil || shift != 0 {
		return time.Time{}, false
	}
	nanos, err := coded.Int64()
	return time.Unix(0, nanos), err == nil
}

// The ends of time as an index can keep it, in nanoseconds of 64 bits.
var (
	earliest = time.Date(1678, 1, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(2262, 1, 1, 0, 0, 0, 0, time.UTC)
)

// representable moves a time that an index cannot keep to the nearest it can.
func representable(t time.Time) time.Time {
	switch {
	case t.Before(earliest):
		return earliest
	case t.After(latest):
		return latest
	}
	return t.UTC()
}
