package enrich_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/shared/news"
)

func annotator(t testing.TB) *enrich.Annotator {
	t.Helper()
	a, err := enrich.NewAnnotator(enrich.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// story is a wire story with all that wire stories have.
func story() *news.Article {
	return &news.Article{
		Title:   "Ankara and Moscow press for talks in Geneva",
		Summary: "Turkey and Russia want the Syrian sides at one table.",
		Text: "ISTANBUL, Jan 5 (MPA) — Turkish President Recep Tayyip Erdogan and Russia's Vladimir Putin called on Thursday for talks in Geneva, officials said.\n\n" +
			"Erdogan spoke to Putin by telephone. The High Mediation Panel (HMP), which few had heard of, welcomed the plan; the HMP would send a delegation, its spokesman Zorblat Quenby said.\n\n" +
			"- What comes next -\n\n" +
			"Quenby added that US-backed fighters near Deir Ezzor had not been asked. The Syrian Observatory for Human Rights, based in Britain, said that 12 people had been killed.\n\n" +
			"mpa/kd/rl\n\n" +
			"Sign up for our newsletter from London to get the best stories of Paris.",
		Source: news.Source{Language: "en", Country: "GB"},
	}
}

// seen renders annotations with the words that their spans cover.
func seen(a *news.Article, n *news.Annotations) []string {
	text := map[news.Field]string{news.FieldTitle: a.Title, news.FieldSummary: a.Summary, news.FieldText: a.Text}
	word := func(s news.Span) string { return text[s.Field][s.Start:s.End] }
	out := []string{"language " + n.Language.Code}
	if d := n.Dateline; d != nil {
		out = append(out, fmt.Sprintf("dateline %q: %s %s, %s, %s", word(d.Span), d.PlaceID, d.Place, d.Date, d.Agency))
	}
	for _, s := range n.Headings {
		out = append(out, "heading "+word(s))
	}
	for _, s := range n.Credits {
		out = append(out, "credit "+word(s))
	}
	for _, s := range n.Boilerplate {
		out = append(out, "notice "+word(s))
	}
	var entities []string
	for _, e := range n.Entities {
		var forms []string
		for _, m := range e.Mentions {
			forms = append(forms, word(m.Span))
		}
		id := e.ID
		if news.IsNil(id) {
			id = "nil"
		}
		entities = append(entities, fmt.Sprintf("%s %s %s: %s", e.Type, id, e.Name, strings.Join(forms, ", ")))
	}
	slices.Sort(entities)
	return append(out, entities...)
}

func TestAnnotate(t *testing.T) {
	a := story()
	got := seen(a, annotator(t).Annotate(a))
	want := []string{
		"language en",
		`dateline "ISTANBUL, Jan 5 (MPA) — ": Q406 ISTANBUL, Jan 5, MPA`,
		"heading - What comes next -",
		"credit mpa/kd/rl",
		"notice Sign up for our newsletter from London to get the best stories of Paris.",
		"misc nil Syrian: Syrian",
		"misc nil Turkish: Turkish",
		"organisation dl-syrian-observatory-for-human-rights Syrian Observatory for Human Rights: Syrian Observatory for Human Rights",
		"organisation nil High Mediation Panel: High Mediation Panel, HMP, HMP",
		"organisation nil MPA: MPA",
		"person Q39259 Recep Tayyip Erdoğan: Recep Tayyip Erdogan, Erdogan",
		"person Q7747 Vladimir Putin: Vladimir Putin, Putin",
		"person nil Zorblat Quenby: Zorblat Quenby, Quenby",
		"place Q145 United Kingdom: Britain",
		"place Q159 Russia: Russia, Russia",
		"place Q30 United States: US",
		"place Q3640 Ankara: Ankara",
		"place Q406 Istanbul: ISTANBUL",
		"place Q43 Turkey: Turkey",
		"place Q649 Moscow: Moscow",
		"place Q71 Geneva: Geneva, Geneva",
		"place gn-170794 Deir ez-Zor: Deir Ezzor",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAnnotateOtherLanguages(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"german", "Genf (MPA) - Bundeskanzlerin Angela Merkel traf am Montag den syrischen Präsidenten Baschar al-Assad. Merkels Sprecher Reiner Quenby schwieg.",
			[]string{"language de", `dateline "Genf (MPA) - ": Q71 Genf, , MPA`, "misc nil Syrian: syrischen", "organisation nil MPA: MPA",
				"person Q44329 Bashar al-Assad: Baschar al-Assad", "person Q567 Angela Merkel: Angela Merkel, Merkels", "person nil Reiner Quenby: Reiner Quenby", "place Q71 Geneva: Genf"}},
		{"french", "GENÈVE (MPA) - Le ministre russe des Affaires étrangères Sergueï Lavrov a rencontré lundi l'émissaire de l'ONU à Genève, selon Moscou.",
			[]string{"language fr", `dateline "GENÈVE (MPA) - ": Q71 GENÈVE, , MPA`, "misc nil Russian: russe", "organisation Q1065 United Nations: ONU", "organisation nil MPA: MPA",
				"person Q58217 Sergei Lavrov: Sergueï Lavrov", "place Q649 Moscow: Moscou", "place Q71 Geneva: GENÈVE, Genève"}},
		{"spanish", "Bogotá, 26 sep (MPA).- El presidente colombiano, Juan Manuel Santos, y el jefe de las FARC firmaron la paz en Cartagena, según Santos.",
			[]string{"language es", `dateline "Bogotá, 26 sep (MPA).- ": Q2841 Bogotá, 26 sep, MPA`, "misc nil Colombian: colombiano", "organisation dl-farc FARC: FARC", "organisation nil MPA: MPA",
				"person dl-juan-manuel-santos Juan Manuel Santos: Juan Manuel Santos, Santos", "place Q2841 Bogotá: Bogotá", "place gn-3687238 Cartagena: Cartagena"}},
		{"russian", "МОСКВА, 29 дек — МПА. Президент России Владимир Путин сообщил о перемирии в Сирии, сказал министр Сергей Шойгу журналистам.",
			nil},
		{"arabic", "إسطنبول (م ب أ) - قال الرئيس التركي رجب طيب أردوغان يوم الخميس إن روسيا وتركيا اتفقتا على وقف لإطلاق النار في سوريا.",
			[]string{"language ar", `dateline "إسطنبول (م ب أ) - ": Q406 إسطنبول, , م ب أ`, "misc nil Turkish: التركي", "organisation nil م ب أ: م ب أ",
				"person Q39259 Recep Tayyip Erdoğan: رجب طيب أردوغان", "place Q159 Russia: روسيا", "place Q406 Istanbul: إسطنبول", "place Q43 Turkey: تركيا", "place Q858 Syria: سوريا"}},
	}
	an := annotator(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := &news.Article{Text: tt.in}
			got := seen(a, an.Annotate(a))
			if tt.want == nil {
				for _, w := range []string{"language ru", "person Q7747 Vladimir Putin: Владимир Путин", "place Q858 Syria: Сирии", "place Q159 Russia: России"} {
					if !slices.Contains(got, w) {
						t.Errorf("%q is missing in %q", w, got)
					}
				}
				return
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// check asserts what annotations promise of any article.
func check(t *testing.T, a *news.Article, n *news.Annotations) {
	t.Helper()
	text := map[news.Field]string{news.FieldTitle: a.Title, news.FieldSummary: a.Summary, news.FieldText: a.Text}
	span := func(s news.Span) {
		t.Helper()
		f := text[s.Field]
		if s.Start < 0 || s.End <= s.Start || s.End > len(f) || !utf8.ValidString(f[s.Start:s.End]) {
			t.Fatalf("span %+v of a field of %d bytes", s, len(f))
		}
	}
	if n.Dateline != nil {
		span(n.Dateline.Span)
	}
	notNews := slices.Concat(n.Credits, n.Boilerplate)
	for _, s := range slices.Concat(notNews, n.Headings) {
		span(s)
	}
	ids := map[string]bool{}
	for i, e := range n.Entities {
		if ids[e.ID] || !news.ValidToken(e.ID) || e.Name == "" || len(e.Mentions) == 0 {
			t.Fatalf("entity %+v", e)
		}
		ids[e.ID] = true
		if e.Salience < 0 || e.Salience > 1 || e.Confidence <= 0 || e.Confidence > 1 || i > 0 && e.Salience > n.Entities[i-1].Salience {
			t.Fatalf("entity %s: salience %v, confidence %v", e.Name, e.Salience, e.Confidence)
		}
		for _, m := range e.Mentions {
			span(m.Span)
			for _, s := range notNews {
				if s.Field == m.Field && s.Start < m.End && m.Start < s.End {
					t.Fatalf("mention %+v of %s lies in a credit or a notice", m, e.Name)
				}
			}
		}
	}
	if _, err := json.Marshal(n); err != nil {
		t.Fatal(err)
	}
}

// TestAnnotateHostileTexts takes what feeds can hold at the bounds of the
// contract.
func TestAnnotateHostileTexts(t *testing.T) {
	an := annotator(t)
	rnd := rand.New(rand.NewPCG(1, 2))
	names := []string{"Putin", "Aleppo", "(", ")", "Margaret", "al-Quenby", "U.S.", "—", "de", "\n", "Committee", "«", "'s", "Иван", "الرئيس", "叙"}
	var mixed strings.Builder
	for mixed.Len() < 100_000 {
		mixed.WriteString(names[rnd.IntN(len(names))])
		if rnd.IntN(3) > 0 {
			mixed.WriteByte(' ')
		}
	}
	for name, text := range map[string]string{
		"no space":    strings.Repeat("A", 200_000),
		"stops":       strings.Repeat("A.", 100_000),
		"at signs":    strings.Repeat("a@", 100_000),
		"brackets":    strings.Repeat("(AB) ", 40_000),
		"names":       strings.Repeat("Vladimir Putin ", 14_000),
		"capitals":    strings.Repeat("Quenby ", 30_000),
		"lines":       strings.Repeat("Quenby\n", 30_000),
		"joiners":     strings.Repeat("a\u200d", 50_000),
		"marks":       strings.Repeat("e\u0301\u0301", 40_000),
		"not utf-8":   strings.Repeat("Putin \xff\xfe\xc3", 20_000),
		"mixed":       mixed.String(),
		"quotes":      strings.Repeat("\"“„«", 20_000),
		"controls":    strings.Repeat("Putin\x00\x1b[31m\u202e ", 10_000),
		"hyphens":     strings.Repeat("al-", 60_000),
		"apostrophes": strings.Repeat("l'", 60_000),
	} {
		t.Run(name, func(t *testing.T) {
			a := &news.Article{Title: text[:400], Summary: text[:400], Text: text}
			check(t, a, an.Annotate(a))
		})
	}
}

func TestAnnotateIsDeterministic(t *testing.T) {
	an := annotator(t)
	a := story()
	want, err := json.Marshal(an.Annotate(a))
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		got, err := json.Marshal(an.Annotate(story()))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Fatalf("a second run gives %s, the first gave %s", got, want)
		}
	}
	if diff := cmp.Diff(story(), a); diff != "" {
		t.Errorf("the article was changed (-want +got):\n%s", diff)
	}
}

func FuzzAnnotate(f *testing.F) {
	a := story()
	f.Add(a.Title, a.Summary, a.Text)
	f.Add("", "", "МОСКВА, 29 дек — ТАСС. Президент Владимир Путин (РАН).")
	f.Add("عاجل", "", "إسطنبول (أ ف ب) - قال الرئيس محمد الخوارزمي")
	f.Add("A", "B", "\xff(\xfe)\n- x -\n©")
	an, err := enrich.NewAnnotator(enrich.Config{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, title, summary, text string) {
		a := &news.Article{Title: title, Summary: summary, Text: text}
		check(t, a, an.Annotate(a))
	})
}

// TestOwnNames checks that names of the user's file are found and linked, and
// that its version counts more than that without them.
func TestOwnNames(t *testing.T) {
	file := filepath.Join(t.TempDir(), "names.tsv")
	if err := os.WriteFile(file, []byte("acme-17\torganisation\tcompany\tBlue Heron Fisheries\tBHF\tIS\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var cfg enrich.Config
	cfg.KB.Extra = file
	own, err := enrich.NewAnnotator(cfg)
	if err != nil {
		t.Fatal(err)
	}
	notes := own.Annotate(&news.Article{Title: "Trawler lost off Akureyri", Text: "The trawler belongs to Blue Heron Fisheries. BHF said the crew was safe."})
	i := slices.IndexFunc(notes.Entities, func(e news.Entity) bool { return e.ID == "acme-17" })
	if i < 0 || len(notes.Entities[i].Mentions) != 2 || notes.Entities[i].Kind != "company" {
		t.Errorf("entities = %+v, want acme-17 twice", notes.Entities)
	}
	if notes.Enricher.Compare(annotator(t).Enricher()) <= 0 {
		t.Errorf("version %s is not above %s", notes.Enricher.Version, annotator(t).Enricher().Version)
	}
	if err := os.WriteFile(file, []byte("acme-17\tcolour\t\tBlue\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := enrich.NewAnnotator(cfg); err == nil || !strings.Contains(err.Error(), "names.tsv:1") {
		t.Errorf("error %v, want one that names the line", err)
	}
}

// TestKnownNames: what the knowledge base knows with a title stays whole, and
// what it knows without its legal form is found with it.
func TestKnownNames(t *testing.T) {
	a := &news.Article{Title: "Crash kills four in Japan", Text: "The prime minister of Thailand offered her condolences, as did Pope Francis, Japan's Shigeru Ishiba and King Charles III.\n\nGoldman Sachs and JPMorgan Chase & Co both said they now expected the first cut in June.", Source: news.Source{Language: "en"}}
	got := strings.Join(seen(a, annotator(t).Annotate(a)), "\n")
	for _, want := range []string{"\nperson Q450675 ", "\norganisation dl-jpmorgan-chase JPMorgan Chase: JPMorgan Chase & Co"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}
