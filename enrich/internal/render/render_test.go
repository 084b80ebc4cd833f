package render

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/shared/news"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// span finds words in a field of the article.
func span(t *testing.T, a *news.Article, f news.Field, words string) news.Span {
	t.Helper()
	i := strings.Index(field(a, f), words)
	if i < 0 {
		t.Fatalf("%q is not in the %s", words, f)
	}
	return news.Span{Field: f, Start: i, End: i + len(words)}
}

// truce is an article with every kind of mark.
func truce(t *testing.T) *news.Article {
	t.Helper()
	a := &news.Article{
		ID: "aaaaaaaaaaaaaaaaaaaaaaaaaa", Title: "Moscow <agrees> truce", Summary: "A truce & talks.",
		Text: "ANKARA, Dec 29 (Harbour Wire) - At least 22 civilians died.\n\n" +
			"- Last chance -\n\n" +
			"“We told Ankara\nwhat we think,” Amina Haddad said \x1b[31m.\u202e\n\n" +
			"Reporting by J. Doe\n\nSubscribe to our newsletter",
		Published: time.Date(2016, 12, 29, 8, 0, 0, 0, time.UTC), Source: news.Source{ID: "harbour", Name: "Harbour Wire"},
	}
	in := func(words string) news.Span { return span(t, a, news.FieldText, words) }
	mention := func(words string) news.Mention { return news.Mention{Span: in(words)} }
	moscow := news.Mention{Span: span(t, a, news.FieldTitle, "Moscow"), Metonym: true}
	a.Annotations = &news.Annotations{
		Enricher: news.Enricher{Name: "dateline", Version: "0003-00"}, Language: news.Language{Code: "en", Confidence: 0.99},
		Dateline:    &news.Dateline{Span: in("ANKARA, Dec 29 (Harbour Wire) - ")},
		Headings:    []news.Span{in("- Last chance -")},
		Credits:     []news.Span{in("Reporting by J. Doe")},
		Boilerplate: []news.Span{in("Subscribe to our newsletter")},
		Entities: []news.Entity{
			{ID: "Q649", Type: news.TypePlace, Kind: "city", Name: "Moscow", MetonymOf: "Q159", Salience: 0.8, Confidence: 0.9, Mentions: []news.Mention{moscow}},
			{ID: "Q3640", Type: news.TypePlace, Kind: "city", Name: "Ankara", Salience: 0.6, Confidence: 0.95, Mentions: []news.Mention{mention("ANKARA"), mention("Ankara")}},
			{ID: news.NilID(news.TypeMisc, "Turkish"), Type: news.TypeMisc, Kind: "demonym", Name: "Turkish", Relation: &news.Relation{Kind: news.RelationDemonymOf, To: "Q43"}},
			{ID: news.NilID(news.TypePerson, "Amina Haddad"), Type: news.TypePerson, Name: "Amina Haddad", Salience: 0.4, Confidence: 0.7, Mentions: []news.Mention{mention("Amina Haddad")}},
		},
		Quotations: []news.Quotation{{Span: in("We told Ankara\nwhat we think"), Speaker: "Amina Haddad", Cue: "said"}},
		Counts:     []news.Count{{Span: in("At least 22 civilians"), Value: 22, Bound: "at_least", Object: "civilians", Event: "killed"}},
		Topics:     []news.Topic{{ID: "medtop:16000000", Name: "conflict, war and peace", Confidence: 0.91}},
	}
	return a
}

// golden compares with a file of testdata, which -update rewrites.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func TestText(t *testing.T) {
	var plain, coloured bytes.Buffer
	if err := Text(&plain, truce(t), false); err != nil {
		t.Fatal(err)
	}
	golden(t, "truce.txt", plain.String())
	if err := Text(&coloured, truce(t), true); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(plain.String(), "\x1b") || !strings.Contains(coloured.String(), "\x1b[32mAmina Haddad\x1b[0m") {
		t.Errorf("colours:\n%q", coloured.String())
	}
	if got := colours.ReplaceAllString(coloured.String(), ""); got != plain.String() {
		t.Errorf("colours change the text (-want +got):\n%s", cmp.Diff(plain.String(), got))
	}
}

func TestPage(t *testing.T) {
	var out bytes.Buffer
	p := NewPage(&out)
	arabic := &news.Article{Title: "سلام", Text: "سلام", Annotations: &news.Annotations{Language: news.Language{Code: "ar"}}}
	for _, a := range []*news.Article{truce(t), arabic} {
		if err := p.Add(a); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	_, main, _ := strings.Cut(out.String(), "<main>")
	golden(t, "truce.html", main)
	for _, never := range []string{"<script", "<agrees>", "\x1b", "http-equiv=\"refresh\"", " src=", "@import", "url("} {
		if strings.Contains(out.String(), never) {
			t.Errorf("the page holds %q", never)
		}
	}
}

type broken struct{}

var errBroken = errors.New("no room")

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestErrors(t *testing.T) {
	if err := Text(broken{}, truce(t), false); !errors.Is(err, errBroken) {
		t.Errorf("Text: %v", err)
	}
	p := NewPage(broken{})
	if err := p.Add(truce(t)); !errors.Is(err, errBroken) {
		t.Errorf("Add: %v", err)
	}
	if err := p.Close(); !errors.Is(err, errBroken) {
		t.Errorf("Close: %v", err)
	}
}
