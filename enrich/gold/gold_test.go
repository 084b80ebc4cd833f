package gold

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/shared/news"
)

// TestSheets reads every sheet and looks up its ids.
func TestSheets(t *testing.T) {
	paths, err := filepath.Glob("../testdata/gold/*/*.tsv")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no sheets: %v", err)
	}
	k, err := kb.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		s, err := ReadSheet(f)
		f.Close()
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		for _, n := range s.Names {
			if !known(k, n) {
				t.Errorf("%s: id %s of %s is not in the knowledge base; write nil", path, n.ID, n.Surface)
			}
		}
	}
}

// known reports whether an id is nil, an entry, or what a demonym stands for.
func known(k *kb.KB, n corpus.Listed) bool {
	id, demonym := strings.CutPrefix(n.ID, DemonymOf)
	if _, ok := k.ByID(id); ok || id == NoID {
		return true
	}
	for _, c := range k.Lookup(n.Canonical) {
		if demonym && c.Entry.Kind == kb.KindDemonym && c.Entry.Country() == id {
			return true
		}
	}
	return false
}

func TestReadSheetRefuses(t *testing.T) {
	for _, test := range []struct{ sheet, want string }{
		{"#quotes\tx", "line 1: #quotes is none of"},
		{"\n#quote\tx\ty", "line 2: #quote has 3 columns, want 4"},
		{"#heading\t", "says nothing"},
		{"#quote\tx y\t\the", "no speaker"},
		{"#dateline\tA\t\t\n#dateline\tB\t\t", "second #dateline"},
		{"#count\tmany\tmany\tthings\t", `"many" is neither a number`},
		{"#count\t9-3\t9-3\tthings\t", `"9-3" is neither a number`},
		{"Paris\tplace\tParis", "3 columns"},
		{"Paris\tcity\tParis\tQ90", `type "city"`},
		{" Paris\tplace\tParis\tQ90", "white space"},
		{"Paris\tplace\tParis\t90", `id "90"`},
		{"Paris\tplace\tParis\tQ90\t@0", "occurrences"},
		{"Paris\tplace\tParis\tQ90\nParis\tperson\tParis Hilton\tnil", "listed twice"},
	} {
		if _, err := ReadSheet(strings.NewReader(test.sheet)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("ReadSheet(%q): %v, want %q", test.sheet, err, test.want)
		}
	}
}

const article = `Title: Turkey and Norda
Language: en
Published: 2016-12-29T08:00:00Z
Summary: Turkey again.

ANKARA, Turkiye (Norda) - "We will rebuild," Ada Sahin said. Turkish police held 12 to 14 men.

- A heading -

"No comment," an official said.`

const sheet = `#dateline	ANKARA, Turkiye	Norda	
#heading	- A heading -
#quote	We will rebuild,	Ada Sahin	Ada Sahin
#quote	No comment,	?	an official
#count	12 to 14 men	12-14	men	arrested
Turkey	place	Turkey	Q43
Turkish	misc	Turkish	demonym:Q43
ANKARA	place	Ankara	Q3640
Norda	organisation	Norda	nil
Ada Sahin	person	Ada Sahin	nil
`

func story(t *testing.T, sheet string) (*Story, error) {
	t.Helper()
	a, err := ParseArticle(article)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ReadSheet(strings.NewReader(sheet))
	if err != nil {
		t.Fatal(err)
	}
	return NewStory("en/norda", a, s)
}

func TestNewStoryRefusesWhatDoesNotOccur(t *testing.T) {
	_, err := story(t, "#heading\tNo such line\n#quote\tNobody said so\t?\t\nGreece\tplace\tGreece\tQ41\n")
	for _, want := range []string{"en/norda", `heading "No such line"`, `quote "Nobody`, `"Greece"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("NewStory: %v, want %q", err, want)
		}
	}
}

// span returns where words first stand in a field.
func span(f news.Field, s, words string) news.Span {
	i := strings.Index(s, words)
	return news.Span{Field: f, Start: i, End: i + len(words)}
}

func entity(id string, t news.EntityType, spans ...news.Span) news.Entity {
	e := news.Entity{ID: id, Type: t, Name: id}
	for _, s := range spans {
		e.Mentions = append(e.Mentions, news.Mention{Span: s})
	}
	return e
}

func TestScores(t *testing.T) {
	s, err := story(t, sheet)
	if err != nil {
		t.Fatal(err)
	}
	title, body := s.Article.Title, s.Article.Text
	in := func(words string) news.Span { return span(news.FieldText, body, words) }
	turkish := entity(news.NilID(news.TypeMisc, "Turkish"), news.TypeMisc, in("Turkish"))
	turkish.Relation = &news.Relation{Kind: news.RelationDemonymOf, To: "Q43"}
	sahin := news.NilID(news.TypePerson, "Ada Sahin")
	got := &news.Annotations{
		Dateline: &news.Dateline{Place: "ANKARA", Agency: "Norda"},
		Headings: []news.Span{in("- A heading -"), in("an official said.")},
		Entities: []news.Entity{
			entity("Q43", news.TypePlace, span(news.FieldTitle, title, "Turkey"), span(news.FieldSummary, s.Article.Summary, "Turkey")),
			turkish,
			entity("Q1", news.TypeOrganisation, in("ANKARA")),
			entity(sahin, news.TypePerson, in("Ada Sahin")),
		},
		Quotations: []news.Quotation{
			{Span: in("We will rebuild"), Speaker: "Ada Sahin", SpeakerID: sahin},
			{Span: in("No comment"), Speaker: "Ada Sahin", SpeakerID: sahin},
			{Span: in("Turkish police")},
		},
		Counts: []news.Count{{Span: in("14 men"), Value: 14, Event: "arrested"}, {Span: in("12 to"), Value: 3}},
	}
	c := NewScores()
	c.Add(s, got)
	var out strings.Builder
	if err := c.Print(&out); err != nil {
		t.Fatal(err)
	}
	want := `  names, typed     P  75.0  R  50.0  F1  60.0  of 6
  names, untyped   P 100.0  R  66.7  F1  80.0  of 6
  person           P 100.0  R 100.0  F1 100.0  of 1
  organisation     P   0.0  R   0.0  F1   0.0  of 2
  place            P 100.0  R  50.0  F1  66.7  of 2
  misc             P 100.0  R 100.0  F1 100.0  of 1
  links right         66.7  of 3 linkable mentions
  links wrong         33.3  of 3 links
  datelines        P 100.0  R 100.0  F1 100.0  of 1
  headings         P  50.0  R 100.0  F1  66.7  of 1
  quotations       P  66.7  R 100.0  F1  80.0  of 2
  speakers right      50.0  of 2 quotations found
  counts           P  50.0  R 100.0  F1  66.7  of 1
  events right       100.0  of 1 counts found
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLoadTokens(t *testing.T) {
	path := filepath.Join(t.TempDir(), "names.tsv")
	if err := os.WriteFile(path, []byte("-DOCSTART-\tO\n\nAnkara\tB-LOC\nwaits\tO\n.\tO\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	stories, err := Load(path, "", "en")
	if err != nil || len(stories) != 1 {
		t.Fatalf("Load: %d stories, %v", len(stories), err)
	}
	c := NewScores()
	c.Add(stories[0], &news.Annotations{Entities: []news.Entity{
		entity("Q3640", news.TypePlace, span(news.FieldText, stories[0].Article.Text, "Ankara")),
	}})
	if c.Names.Typed != (corpus.Count{Right: 1}) || c.Links != 0 {
		t.Errorf("scores: %+v, %d links", c.Names.Typed, c.Links)
	}
	var out strings.Builder
	err = Report(&out, stories, func(*news.Article) *news.Annotations {
		return &news.Annotations{Entities: []news.Entity{entity("Q1", news.TypeMisc, span(news.FieldText, "Ankara waits.", "waits"))}}
	})
	if want := "en: 1 texts\n  names, typed     P   0.0  R   0.0  F1   0.0  of 1\n"; err != nil || !strings.HasPrefix(out.String(), want) || strings.Contains(out.String(), "misc") {
		t.Errorf("Report: %v\n%swant it to begin with\n%s", err, out.String(), want)
	}
}
