package store

import (
	"slices"
	"testing"
	"time"

	index "github.com/blevesearch/bleve_index_api"
	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/index/internal/document"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/shared/news"
)

// termsOf analyses a document and returns the terms of each field.
func termsOf(t *testing.T, a *news.Article) map[string][]string {
	t.Helper()
	languages, err := language.New()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := newLayout(languages).document(&revision{article: a, message: []byte("{}")}, a.ID, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	terms := make(map[string][]string)
	doc.VisitFields(func(f index.Field) {
		if !f.Options().IsIndexed() {
			return
		}
		f.Analyze()
		for term := range f.AnalyzedTokenFrequencies() {
			terms[f.Name()] = append(terms[f.Name()], term)
		}
	})
	for name := range terms {
		slices.Sort(terms[name])
	}
	return terms
}

func TestDocumentFields(t *testing.T) {
	text := "ANKARA (AFP) - The truce holds, Ann Lee said."
	a := &news.Article{
		ID: "aaaaaaaaaaaaaaaaaaaaaaaaaa", Revision: 1, Title: "Truce", Text: text, Authors: []string{"Bo Ek", "Cy Dorn"},
		Feed: news.Feed{Tags: []string{"World "}}, Source: news.Source{ID: "example-org", Name: "Example"},
		Annotations: &news.Annotations{
			Language: news.Language{Code: "en"},
			Dateline: &news.Dateline{Agency: " AFP"},
			Entities: []news.Entity{
				{ID: "Q1", Type: news.TypePerson, Name: "Ann Lee"},
				{ID: "Q2", Type: news.TypeEvent, Name: "War"},
			},
			Quotations: []news.Quotation{
				{Span: news.Span{Field: news.FieldText, Start: 15, End: 30}, Speaker: "Ann Lee of the UN", SpeakerID: "Q1"},
				{Span: news.Span{Field: news.FieldText, Start: 0, End: 6}, Speaker: "Bo"},
			},
			Topics: []news.Topic{{ID: "medtop:16000000", Name: "conflict, war and peace"}},
		},
	}
	got := termsOf(t, a)
	for field, want := range map[string][]string{
		TextField(PartQuote, "en"): {"ankara", "hold", "truce"},
		FieldSpeaker:               {"ann", "bo", "lee", "of", "the", "un"},
		FieldSaid:                  {"Q1", "ann lee", "ann lee of the un", "bo"},
		FieldTopic:                 {"16000000", "conflict, war and peace", "medtop:16000000"},
		FieldTag:                   {"world"},
		FieldHas:                   {"agency", "author", "dateline", "event", "person", "quote", "speaker", "text", "topic"},
		FieldIs:                    {"short"},
		FieldTextHash:              {document.TextHash(a)},
		FacetEvent:                 {"Q2"},
		FacetTopic:                 {"medtop:16000000"},
		FacetAgency:                {"AFP"},
		FacetTag:                   {"World"},
	} {
		if diff := cmp.Diff(want, got[field]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", field, diff)
		}
	}
	if want := NamePrefix(TopicKey("medtop:16000000")) + "conflict, war and peace"; !slices.Contains(got[FieldEntityName], want) {
		t.Errorf("names %q do not hold the topic's", got[FieldEntityName])
	}
}

// TestFieldsAreListed checks that the fingerprint covers every field of a
// document.
func TestFieldsAreListed(t *testing.T) {
	known := make(map[string]bool)
	for _, f := range fields {
		known[f.name] = true
	}
	for _, p := range []Part{PartTitle, PartLead, PartText, PartQuote} {
		known[TextField(p, "en")] = true
	}
	a := &news.Article{ID: "a", Title: "a", Text: "b", Annotations: &news.Annotations{Language: news.Language{Code: "en"}}}
	for name := range termsOf(t, a) {
		if !known[name] {
			t.Errorf("field %s is not in the list", name)
		}
	}
	if len(known) != len(fields)+4 {
		t.Errorf("%d names of %d fields", len(known), len(fields))
	}
}
