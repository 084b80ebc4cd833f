package compare

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

var (
	second = news.Enricher{Name: "dateline", Version: "0002-00"}
	third  = news.Enricher{Name: "dateline", Version: "0003-00"}
)

const text = `Paris said no. “We wait,” Haddad said in Paris. Turkish troops left; 20 to 30 people fled.`

func article(t *testing.T, n int) *news.Article {
	t.Helper()
	link := fmt.Sprintf("https://harbour.example/story-%d", n)
	id, err := news.IDFromURL(link)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2017, 1, 5, 9, 0, 0, 0, time.UTC)
	return &news.Article{
		Schema: news.SchemaVersion, ID: id, Revision: 1, URL: link, Source: news.SourceOf(link), Feed: news.Feed{ID: news.FeedID("https://harbour.example/feed")},
		Title: fmt.Sprintf("Story %d", n), Text: text, ContentHash: news.ContentHash("Story", text), TextFrom: news.TextFromContent,
		Published: at, FirstSeen: at, Fetched: at,
		Annotations: &news.Annotations{Enricher: second, Language: news.Language{Code: "en", Confidence: 1}},
	}
}

// span finds the nth words of the text, counted from 0.
func span(words string, nth int) news.Span {
	at := 0
	for ; nth > 0; nth-- {
		at += strings.Index(text[at:], words) + 1
	}
	i := at + strings.Index(text[at:], words)
	return news.Span{Field: news.FieldText, Start: i, End: i + len(words)}
}

func entity(id string, t news.EntityType, name string, spans ...news.Span) news.Entity {
	if id == "" {
		id = news.NilID(t, name)
	}
	e := news.Entity{ID: id, Type: t, Name: name}
	for _, s := range spans {
		e.Mentions = append(e.Mentions, news.Mention{Span: s})
	}
	return e
}

func standsFor(id string, e news.Entity) news.Entity {
	e.MetonymOf = id
	return e
}

func TestArticles(t *testing.T) {
	paris, again, haddad := span("Paris", 0), span("Paris", 1), span("Haddad", 0)
	place, person := news.TypePlace, news.TypePerson
	wait, people := span("We wait", 0), span("20 to 30 people", 0)
	quote := func(s news.Span, speaker, id string) news.Annotations {
		return news.Annotations{Quotations: []news.Quotation{{Span: s, Speaker: speaker, SpeakerID: id}}}
	}
	entities := func(e ...news.Entity) news.Annotations { return news.Annotations{Entities: e} }
	count := func(s news.Span, value float64) news.Annotations {
		return news.Annotations{Counts: []news.Count{{Span: s, Value: value, Object: "people"}}}
	}
	english := func(n news.Annotations) news.Annotations { n.Language.Code = "en"; return n }
	tests := []struct {
		name     string
		old, new news.Annotations
		want     []string
	}{
		{"the same", entities(entity("Q90", place, "Paris", paris)), entities(entity("Q90", place, "Paris", paris)), nil},
		{"gained and lost", entities(entity("Q90", place, "Paris", paris)), entities(entity("", person, "Haddad", haddad)), []string{
			"entity_gained Haddad: → person | Paris said no. “We wait,” [Haddad] said in Paris. Turkish troops left; 20 to 30…",
			"entity_lost Paris: place Q90 → | [Paris] said no. “We wait,” Haddad said in Paris.…",
		}},
		{"retyped", entities(entity("", person, "Paris", paris, again)), entities(entity("Q90", place, "Paris", paris, again)), []string{
			"entity_retyped Paris: person → place Q90 | [Paris] said no. “We wait,” Haddad said in Paris.…",
		}},
		{"retyped under its id", entities(entity("Q90", person, "Paris", paris)), entities(entity("Q90", place, "Paris", paris)), []string{
			"entity_retyped Paris: person Q90 → place Q90 | [Paris] said no. “We wait,” Haddad said in Paris.…",
		}},
		{"relinked", entities(entity("Q830149", place, "Paris (Texas)", paris)), entities(entity("Q90", place, "Paris", paris)), []string{
			"entity_relinked Paris: Paris (Texas), place Q830149 → Paris, place Q90 | [Paris] said no. “We wait,” Haddad said in Paris.…",
		}},
		{"linked", entities(entity("", place, "Paris", paris)), entities(entity("Q90", place, "Paris", paris)), []string{
			"entity_relinked Paris: place → place Q90 | [Paris] said no. “We wait,” Haddad said in Paris.…",
		}},
		{"renamed", entities(entity("", person, "Haddad", haddad)), entities(entity("", person, "Amina Haddad", haddad)), []string{
			"entity_renamed Amina Haddad: Haddad → Amina Haddad | Paris said no. “We wait,” [Haddad] said in Paris. Turkish troops left; 20 to 30…",
		}},
		{"stands for", entities(entity("Q90", place, "Paris", paris)), entities(standsFor("Q142", entity("Q90", place, "Paris", paris))), []string{
			"entity_tied Paris: → stands for Q142 | [Paris] said no. “We wait,” Haddad said in Paris.…",
		}},
		{"one mention relinked", entities(entity("Q90", place, "Paris", paris, again)), entities(entity("Q90", place, "Paris", paris), entity("Q1", place, "Paris", again)), []string{
			"entity_relinked Paris: place Q90 → place Q1 | Paris said no. “We wait,” Haddad said in [Paris]. Turkish troops left; 20 to 30 people fled.",
		}},
		{"mentions", entities(entity("Q90", place, "Paris", paris)), entities(entity("Q90", place, "Paris", again)), []string{
			"mentions_changed Paris: 1 mentions → 1 mentions (+1 -1) | Paris said no. “We wait,” Haddad said in [Paris]. Turkish troops left; 20 to 30 people fled.",
		}},
		{"speaker", quote(wait, "Haddad", "Q7"), quote(wait, "", ""), []string{
			"speaker_changed Haddad → unknown: Haddad Q7 → unknown | Paris said no. “[We wait],” Haddad said in Paris. Turkish troops left;…",
		}},
		{"quotation moved", quote(wait, "x", ""), quote(span("We wait,", 0), "x", ""), []string{
			"quotation_moved x: text 18-25 → text 18-26 | Paris said no. “[We wait,]” Haddad said in Paris. Turkish troops left; 20…",
		}},
		{"quotation elsewhere", quote(wait, "x", ""), quote(paris, "x", ""), []string{
			"quotation_gained x: → x | [Paris] said no. “We wait,” Haddad said in Paris.…",
			"quotation_lost x: x → | Paris said no. “[We wait],” Haddad said in Paris. Turkish troops left;…",
		}},
		{"figures", count(people, 20), count(people, 25), []string{
			"figure_changed count: 25 people: count: 20 people → count: 25 people | …Haddad said in Paris. Turkish troops left; [20 to 30 people] fled.",
		}},
		{
			"the whole article",
			news.Annotations{Topics: []news.Topic{{ID: "medtop:1", Name: "war"}}, Dateline: &news.Dateline{Span: paris, Place: "Paris"}, Headings: []news.Span{paris}},
			english(news.Annotations{Topics: []news.Topic{{ID: "medtop:2", Name: "peace"}}, Boilerplate: []news.Span{paris}}),
			[]string{
				"topic_gained peace: → medtop:2 |",
				"topic_lost war: medtop:1 → |",
				"language_changed → en: → en |",
				"dateline_changed text 0-5: Paris: text 0-5: Paris → | [Paris] said no. “We wait,” Haddad said in Paris.…",
				"structure_gained notice: → notice | [Paris] said no. “We wait,” Haddad said in Paris.…",
				"structure_lost heading: heading → | [Paris] said no. “We wait,” Haddad said in Paris.…",
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			old, now := article(t, 1), article(t, 1)
			old.Annotations, now.Annotations = &tt.old, &tt.new
			var got []string
			for _, c := range Articles(old, now) {
				line := fmt.Sprintf("%s %s: %s → %s | %s", c.Kind, c.Name, c.Old, c.New, c.Context)
				got = append(got, strings.Join(strings.Fields(line), " "))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// file writes articles as a shadow file and opens it.
func file(t *testing.T, articles ...*news.Article) *File {
	t.Helper()
	var b strings.Builder
	for _, a := range articles {
		data, err := news.Encode(a)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(data)
		b.WriteByte('\n')
	}
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// versionOf returns the article as annotated by a version, which finds Paris,
// in even articles of the third version as a person.
func versionOf(t *testing.T, n int, by news.Enricher) *news.Article {
	t.Helper()
	a := article(t, n)
	a.Annotations.Enricher = by
	e := entity("Q90", news.TypePlace, "Paris", span("Paris", 0))
	if by == third && n%2 == 0 {
		e = entity("", news.TypePerson, "Paris", span("Paris", 0))
	}
	a.Annotations.Entities = []news.Entity{e}
	return a
}

func TestRun(t *testing.T) {
	s := natstest.Run(t)
	b, err := bus.Connect(bus.Config{URL: s.ClientURL()}, bus.Options{Name: t.Name(), Conn: natstest.Connect(t, s)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if err := b.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	var old, now []*news.Article
	for n := range 10 {
		old = append(old, versionOf(t, n, news.Enricher{Name: "dateline", Version: "0001-00"}), versionOf(t, n, second))
		now = append(now, versionOf(t, n, third))
	}
	// Article 0 is in the new side alone, 1 in another revision, 2 with other
	// words, and 11 in the old side alone.
	old = old[2:]
	old[0].Revision, old[1].Revision = 2, 2
	now[2].Text += " More."
	old = append(old, versionOf(t, 11, second))
	for _, a := range old {
		if _, err := b.PublishEnriched(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	want := Summary{
		Compared: 7, Differ: 3, OnlyOld: 3, OnlyNew: 2, Unreadable: 1,
		Old: []Version{{second, 7}}, New: []Version{{third, 7}},
		Changes: []KindTotal{{Kind: EntityRetyped, Changes: 3, Articles: 3, Frequent: []Frequent{{
			Name: "Paris", Old: "place Q90", New: "person", Count: 3, Article: article(t, 4).ID, Title: "Story 4",
			Context: "[Paris] said no. “We wait,” Haddad said in Paris.…",
		}}}},
	}
	for _, side := range []struct {
		name    string
		source  Source
		onlyOld int
	}{{"stream", Stream{b}, -1}, {"file", file(t, old...), 3}} {
		t.Run(side.name, func(t *testing.T) {
			var differ []string
			got, err := Run(t.Context(), side.source, file(t, now...), Options{Top: 5, Each: func(_, a *news.Article, changes []Change) error {
				differ = append(differ, fmt.Sprint(a.Title, " ", len(changes)))
				return nil
			}})
			if err != nil {
				t.Fatal(err)
			}
			want.OnlyOld = side.onlyOld
			if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Summary{}, "Totals")); diff != "" {
				t.Errorf("summary (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string{"Story 4 1", "Story 6 1", "Story 8 1"}, differ); diff != "" {
				t.Errorf("articles (-want +got):\n%s", diff)
			}
			if total := got.Totals[1]; total != (Total{"linked entities", 7, 4}) {
				t.Errorf("total = %v", total)
			}
		})
	}
}

func TestRunRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "garbage")
	if err := os.WriteFile(path, []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if _, err := Run(t.Context(), file(t), f, Options{}); err == nil || !strings.Contains(err.Error(), "line 1: not an annotated article") {
		t.Errorf("Run: %v", err)
	}
}

// TestForget counts more different changes than are kept.
func TestForget(t *testing.T) {
	tally := newTally()
	a := article(t, 1)
	for n := range 5 * maxFrequent {
		tally.add(a, a, []Change{{Kind: EntityLost, Name: fmt.Sprint(n)}, {Kind: EntityLost, Name: "often"}})
	}
	k := tally.result(1).Changes[0]
	if k.Changes != 10*maxFrequent || !k.AtLeast || k.Frequent[0].Name != "often" || k.Frequent[0].Count != 5*maxFrequent {
		t.Errorf("%+v", k)
	}
	if n := len(tally.kinds[EntityLost].frequent); n > 2*maxFrequent {
		t.Errorf("%d changes are kept", n)
	}
}
