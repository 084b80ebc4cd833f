package topic_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/enrich/internal/topic"
	"github.com/dateline-news/dateline/shared/news"
)

func classifier(tb testing.TB) *topic.Classifier {
	tb.Helper()
	k, err := kb.Load()
	if err != nil {
		tb.Fatal(err)
	}
	c, err := topic.New(k)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func fields(title, body string) []ner.Field {
	doc := text.Parse(body)
	return []ner.Field{
		{Name: news.FieldTitle, Doc: text.Parse(title), Headline: true},
		{Name: news.FieldText, Doc: doc, Structure: text.Analyse(doc, nil)},
	}
}

func names(topics []news.Topic) string {
	var out []string
	for _, t := range topics {
		out = append(out, t.Name)
	}
	return strings.Join(out, "; ")
}

func TestClassify(t *testing.T) {
	c := classifier(t)
	for _, tt := range []struct {
		language, title, body string
		want                  []string
		not                   []string
	}{
		{"en", "Central bank raises interest rates to curb inflation", "The central bank lifted its key rate by half a point on Thursday, saying that inflation was still too high.",
			[]string{"economy, business and finance", "central bank", "interest rate"}, []string{"politics"}},
		{"en", "Three killed as coach plunges off mountain road", "The coach crashed through a barrier and overturned. The driver and two passengers died at the scene, rescuers said.",
			[]string{"disaster, accident and emergency incident", "transportation accident and incident"}, []string{"sport"}},
		{"en", "United held to goalless draw", "The striker missed a penalty and the goalkeeper saved twice in stoppage time as the league leaders dropped points.",
			[]string{"sport", "soccer"}, []string{"conflict, war and peace"}},
		{"en", "Jury finds former mayor guilty of bribery", "Prosecutors said the defendant had taken bribes for building permits. The judge will pass sentence in May.",
			[]string{"crime, law and justice", "corruption", "trial (court)"}, []string{"sport"}},
		{"en", "Rebels seize border town after days of shelling", "Government troops withdrew as insurgents advanced with artillery, residents said.",
			[]string{"conflict, war and peace", "armed conflict"}, []string{"weather"}},
		{"en", "Suicide bomber kills nine outside barracks", "No group claimed responsibility for the suicide bombing.",
			[]string{"act of terror"}, []string{"suicide", "society"}},
		{"en", "Gunman opens fire at shopping centre", "Police said the gunman opened fire shortly after noon and was arrested.",
			[]string{"crime, law and justice", "shootings"}, []string{"fire"}},
		{"en", "Poultry culled as bird flu reaches third farm", "Vets confirmed avian influenza among turkeys and 20,000 birds will be culled.",
			[]string{"environment", "animal disease"}, []string{"health"}},
		{"en", "Hospitals fill up as measles outbreak spreads", "Doctors urged parents to have children vaccinated against the disease.",
			[]string{"health", "communicable disease"}, nil},
		{"en", "Probe lands near the Moon's south pole", "The space agency said the spacecraft had sent its first pictures from the lunar surface.",
			[]string{"science and technology", "space exploration"}, nil},
		{"en", "Nurses walk out over pay", "The strike, called by three trade unions, is the first for a decade. Unions want wages to rise with prices.",
			[]string{"labor", "labor strike"}, nil},
		{"en", "Air strike hits market", "The air strike killed civilians, witnesses said. Warplanes returned at dusk.",
			[]string{"conflict, war and peace"}, []string{"labor", "labor strike"}},
		{"en", "Bishops meet in Rome to choose a new path for the church", "The pope told cardinals that priests must live closer to the poor.",
			[]string{"religion"}, nil},
		{"en", "Pupils return to unheated classrooms", "Teachers said schools lacked money. The education minister promised help for schools.",
			[]string{"education", "school"}, nil},
		{"en", "Heatwave to break records, forecasters warn", "Temperatures may reach 41 degrees, the weather service said.",
			[]string{"weather"}, nil},
		{"en", "Nobel Prize for inventor of gene scissors", "The laureate will receive the Nobel Prize in Stockholm.",
			[]string{"human interest", "award and prize"}, nil},
		{"en", "Video game makers court older gamers", "The new console and its video games sold out in a day.",
			[]string{"lifestyle and leisure", "video game"}, nil},
		{"en", "Novelist and film director share stage at festival", "The novelist read from her latest novel before the premiere of the film.",
			[]string{"arts, culture, entertainment and media"}, nil},
		{"en", "Migrants and refugees sleep rough as poverty grows", "Charities said that homeless families, many of them immigrants, had nowhere to go.",
			[]string{"society"}, nil},
		{"en", "Government falls after losing confidence vote in parliament", "The prime minister will resign and elections are to be held in June.",
			[]string{"politics", "legislative body"}, nil},
		{"it", "Terremoto in Calabria, paura nella notte", "La scossa di magnitudo 4,7 ha fatto crollare due case. Vigili del fuoco al lavoro.", []string{"earthquake", "natural disaster"}, nil},
		{"it", "Il Senato approva la legge di bilancio", "Il governo ha posto la fiducia, l'opposizione ha lasciato l'aula.", []string{"politics"}, nil},
		{"pt", "Polícia prende suspeito de homicídio no Recife", "O suspeito foi preso em flagrante, disse o delegado.", []string{"crime, law and justice"}, nil},
		{"pt", "Palmeiras vence o clássico com dois gols", "O atacante marcou duas vezes e a equipe lidera o campeonato de futebol.", []string{"sport", "soccer"}, nil},
		{"nl", "Kabinet valt na ruzie over asielzoekers", "De premier biedt zijn ontslag aan, de Tweede Kamer debatteert over verkiezingen.", []string{"politics"}, nil},
		{"nl", "Brand verwoest loods in Tilburg", "De brandweer had de vlammen na vier uur onder controle.", []string{"fire"}, nil},
		{"tr", "Merkez Bankası faiz kararını açıkladı", "Politika faizi değişmedi, enflasyon beklentisi yükseldi.", []string{"economy, business and finance", "central bank"}, nil},
		{"tr", "Ege'de deprem: 5,2 büyüklüğünde sarsıntı", "AFAD, depremde yaralanan olmadığını bildirdi.", []string{"earthquake"}, nil},
		{"zh", "央行宣布降息以应对经济放缓", "中央银行表示，通胀已经回落。", []string{"economy, business and finance", "central bank"}, nil},
		{"zh", "球队在决赛中夺得冠军", "教练赞扬球员在足球联赛中的表现。", []string{"sport"}, nil},
		{"ja", "首相、衆院解散を表明 総選挙へ", "内閣は国会で野党の追及を受けていた。", []string{"politics"}, nil},
		{"ja", "東北で震度5弱の地震", "気象庁は津波の心配はないとしている。", []string{"earthquake"}, nil},
	} {
		t.Run(tt.title, func(t *testing.T) {
			got := c.Classify(tt.language, fields(tt.title, tt.body), nil)
			for _, w := range tt.want {
				if !slices.ContainsFunc(got, func(t news.Topic) bool { return t.Name == w }) {
					t.Errorf("no topic %q, got %s", w, names(got))
				}
			}
			for _, n := range tt.not {
				if slices.ContainsFunc(got, func(t news.Topic) bool { return t.Name == n }) {
					t.Errorf("wrong topic %q, got %s", n, names(got))
				}
			}
		})
	}
}

func TestNothing(t *testing.T) {
	c := classifier(t)
	for _, tt := range []struct{ name, language, title, body string }{
		{"empty", "en", "", ""},
		{"punctuation", "en", "...", "!!! --- ???"},
		{"nonsense", "en", "Blorf wug", "Snig frobble zint quax. Dwint mo gleb."},
		{"filler", "en", "It is what it is", "And so they went there, and then they came back again, as they had always done."},
		{"language without a table", "fi", "Keskuspankki nosti korkoa", "Korko nousi."},
		{"undetermined", "und", "bank bank bank", ""},
		{"a town's name", "en", "A walk by the river", "We walked for an hour, talked about nothing much and went home for tea."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := c.Classify(tt.language, fields(tt.title, tt.body), nil); len(got) > 0 {
				t.Errorf("Classify gave %s, want nothing", names(got))
			}
		})
	}
}

// TestOrder: topics fall in confidence, are few, and have their top concept
// beside them.
func TestOrder(t *testing.T) {
	c := classifier(t)
	got := c.Classify("en", fields("Parliament passes budget amid strike and floods",
		strings.Repeat("The election, the court ruling, the earthquake, the football match, the vaccine, the rocket launch, the film festival and the ceasefire talks. ", 5)), nil)
	if len(got) == 0 || len(got) > topic.MaxTopics {
		t.Fatalf("%d topics, want 1 to %d", len(got), topic.MaxTopics)
	}
	for i, tp := range got {
		if i > 0 && tp.Confidence > got[i-1].Confidence {
			t.Errorf("%s has a higher confidence than %s before it", tp.Name, got[i-1].Name)
		}
		if !strings.HasPrefix(tp.ID, "medtop:") || len(tp.ID) != len("medtop:00000000") || tp.Confidence <= 0 || tp.Confidence > 1 {
			t.Errorf("odd topic %+v", tp)
		}
	}
}

// TestEntities: what the knowledge base knows of an entity is evidence, so
// that words that say little become a topic.
func TestEntities(t *testing.T) {
	c := classifier(t)
	title := "Milan beat Roma"
	f := fields(title, "They won by one.")
	mention := []news.Mention{{Span: news.Span{Field: news.FieldTitle, Start: 0, End: 5}}}
	with := c.Classify("en", f, []news.Entity{{ID: "x1", Kind: "team", Mentions: mention}, {ID: "x2", Kind: "team", Mentions: mention}})
	if len(with) == 0 || with[0].Name != "sport" {
		t.Errorf("with two teams: %s, want sport", names(with))
	}
}

// TestDeterministic: the same article gives the same topics, from any
// goroutine and after any other article.
func TestDeterministic(t *testing.T) {
	c := classifier(t)
	f := fields("Voters go to the polls", "Parliament was dissolved after protests over the central bank's interest rate.")
	want := c.Classify("en", f, nil)
	if len(want) == 0 {
		t.Fatal("no topics")
	}
	done := make(chan []news.Topic)
	for i := range 8 {
		go func() {
			c.Classify("de", fields("Erdbeben", strings.Repeat("Wahl ", i*50)), nil)
			done <- c.Classify("en", f, nil)
		}()
	}
	for range 8 {
		if diff := cmp.Diff(want, <-done); diff != "" {
			t.Errorf("other topics (-want +got):\n%s", diff)
		}
	}
}

// TestNames: every entity that the table names is in the knowledge base.
func TestNames(t *testing.T) {
	k, err := kb.Load()
	if err != nil {
		t.Fatal(err)
	}
	missing, err := topic.MissingNames(k)
	if err != nil {
		t.Fatal(err)
	}
	if len(missing) > 0 {
		t.Errorf("not in the knowledge base: %s", strings.Join(missing, ", "))
	}
}

// FuzzClassify: no text makes it panic or give more than it may.
func FuzzClassify(f *testing.F) {
	c := classifier(f)
	for _, s := range []string{"", "bomb", strings.Repeat("strike ", 300), "a\xff\xfe\u200d-\u200d-election", "وال وبال للا", "選挙選挙", strings.Repeat("-", 500) + "fire", "ß-ﬁ-Ǆ-İ"} {
		f.Add("en", s)
		f.Add("ar", s)
		f.Add("de", s)
	}
	f.Fuzz(func(t *testing.T, language, s string) {
		if got := c.Classify(language, fields(s, s), nil); len(got) > topic.MaxTopics {
			t.Errorf("%d topics", len(got))
		}
	})
}
