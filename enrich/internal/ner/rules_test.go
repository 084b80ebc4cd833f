package ner

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

func load(t testing.TB) *kb.KB {
	t.Helper()
	k, err := kb.Load()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// field parses a text as an article has it.
func field(k *kb.KB, name news.Field, s string) Field {
	f := Field{Name: name, Doc: text.Parse(s), Headline: name == news.FieldTitle}
	if name == news.FieldText {
		f.Structure = text.Analyse(f.Doc, func(p string) bool {
			for _, c := range k.Lookup(p) {
				if c.Entry.Type == news.TypePlace {
					return true
				}
			}
			return false
		})
	}
	return f
}

// unknown renders the mentions that the knowledge base has no candidate for.
func unknown(fields []Field, ms []Mention) string {
	var out []string
	for _, m := range ms {
		if len(m.Candidates) > 0 {
			continue
		}
		s := m.Text(fields) + "=" + string(m.Type)
		if m.Acronym != "" {
			s += "(" + m.Acronym + ")"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func TestRulesFindUnknownNames(t *testing.T) {
	k := load(t)
	tests := []struct{ name, language, in, want string }{
		{"title", "en", "The group's spokesman Zorblat Quenby told reporters.", "Zorblat Quenby=person"},
		{"forename", "en", "It was shown to Margaret Quenby in May.", "Margaret Quenby=person"},
		{"apposition", "en", "Zorblat Quenby, foreign relations head for the group, said so.", "Zorblat Quenby=person"},
		{"age", "en", "Zorblat Quenby, 42, was there.", "Zorblat Quenby=person"},
		{"speech", "en", "\"No,\" said Zorblat Quenby.", "Zorblat Quenby=person"},
		{"initials", "en", "A book by J. K. Quenby and John F. Quenby.", "J. K. Quenby=person; John F. Quenby=person"},
		{"arabic article", "en", "The envoy, Zubayd al-Quenbi, agreed.", "Zubayd al-Quenbi=person"},
		{"particle", "en", "They met Pieter van der Quenby there.", "Pieter van der Quenby=person"},
		{"surname again", "en", "Margaret Quenby left. On Monday Quenby returned.", "Margaret Quenby=person; Quenby=person"},
		{"formal title and surname", "en", "President Quenby has resigned.", "Quenby=person"},
		{"same surname, other forename", "en", "Margaret Trump was there.", "Margaret Trump=person"},
		{"head last", "en", "He joined the Quenby Negotiations Committee.", "Quenby Negotiations Committee=organisation"},
		{"head and complement", "en", "the Ministry of Quenby Affairs said", "Ministry of Quenby Affairs=organisation"},
		{"acronym", "en", "The High Quenby Panel (HQP) met. The HQP voted.", "High Quenby Panel=organisation(HQP); HQP=organisation; HQP=organisation"},
		{"company", "en", "Shares of Quenby Holdings fell.", "Quenby Holdings=organisation"},
		{"province", "en", "a village in Quenby province", "Quenby=place"},
		{"town of", "en", "near the town of Khan Quenby on Monday", "Khan Quenby=place"},
		{"direction", "en", "fighting in eastern Quenby went on", "Quenby=place"},
		{"lake", "en", "the shore of Lake Quenby", "Lake Quenby=place"},
		{"treaty", "en", "the Quenby Treaty was signed", "Quenby Treaty=misc"},
		{"storm", "en", "before Hurricane Quenby hit", "Hurricane Quenby=event"},
		{"armed group", "en", "fighters of Faylaq al-Quenbi advanced", "Faylaq al-Quenbi=organisation"},
		{"dateline", "en", "QUENBY, Jan 3 (Norda) — Nothing happened in Quenby.", "QUENBY=place; Norda=organisation; Quenby=place"},
		{"sentence start", "en", "Weather slowed the convoy. Snow fell.", ""},
		{"common word", "en", "The Government said it would act. Authorities agreed.", ""},
		{"days", "en", "On Monday April showers fell.", ""},
		{"plan b", "en", "There was no Plan B at all.", ""},
		{"title-case headline", "en", "", ""},

		{"german title", "de", "Ministerpräsident Reiner Quenby reiste nach Hause.", "Reiner Quenby=person"},
		{"german compound title", "de", "Die Regierungssprecherin Anna Quenby sprach.", "Anna Quenby=person"},
		{"german nouns", "de", "Die Vertreter der Opposition dämpften die Erwartungen. Das Wasser stieg.", ""},
		{"german genitive", "de", "Reiner Quenby kam. Quenbys Auto blieb.", "Reiner Quenby=person; Quenbys=person"},
		{"french", "fr", "Le ministre des Affaires étrangères Zorblat Quenby est parti.", "Zorblat Quenby=person"},
		{"french organisation", "fr", "selon le Comité de Quenby et la police", "Comité de Quenby=organisation"},
		{"french party leader", "fr", "le chef de Quenby Tounes est parti", "Quenby Tounes=organisation"},
		{"french court", "fr", "Hier, la Cour de quenbation et le Conseil quenbionnel ont écouté Zorblat Quenby.", "Cour de quenbation=organisation; Conseil quenbionnel=organisation; Zorblat Quenby=person"},
		{"french work", "fr", "Elle a écrit le roman « Quenby à la mer ».", "Quenby à la mer=work"},
		{"spanish ministry", "es", "El Ministerio de Quenby, Pesca y Alimentación lo negó.", "Ministerio de Quenby, Pesca y Alimentación=organisation"},
		{"german bodies", "de", "Das Quenbyministerium schwieg, das Bundesquenbygericht und die Quenby AG auch.", "Quenbyministerium=organisation; Bundesquenbygericht=organisation; Quenby AG=organisation"},
		{"russian bodies", "ru", "Об этом сообщили Министерство труда, Квенбинский комитет и Росквенбинадзор.", "Министерство труда=organisation; Квенбинский комитет=organisation"},
		{"arabic body", "ar", "قالت محكمة الجنايات إن المتهم غائب", "محكمة الجنايات=organisation"},
		{"arabic office", "ar", "وقال وزير الصحة زوربلان كوينبي إن العدد ارتفع", "زوربلان كوينبي=person"},
		{"arabic compound name", "ar", "قال الناقد طارق عبد الكوينب يوم السبت", "طارق عبد الكوينب=person"},
		{"arabic age", "ar", "ونجا علي كوينبي (42 عاما) من الحريق", "علي كوينبي=person"},
		{"arabic town", "ar", "وصل إلى بلدة الكوينبية يوم السبت", "الكوينبية=place"},
		{"french whereabouts", "fr", "Hier, des habitants de Quenbille ont fui vers Quenbourg et Quenbac.", "Quenbille=place; Quenbourg=place; Quenbac=place"},
		{"spanish whereabouts", "es", "Ayer, la alcaldesa de Quenbía y un vecino del Quenbal hablaron en el municipio de Quenbera.", "Quenbía=place; Quenbal=place; Quenbera=place"},
		{"russian whereabouts", "ru", "Тогда жители Квенбинска уехали из Квенбово.", "Квенбинска=place; Квенбово=place"},
		{"spanish", "es", "El presidente Juan Carlos Quenby habló en la ciudad de Quenbía.", "Juan Carlos Quenby=person; Quenbía=place"},
		{"spanish acronym", "es", "la Unidad de Quenby Civil (UQC) llegó; la UQC salió", "Unidad de Quenby Civil=organisation(UQC); UQC=organisation; UQC=organisation"},
		{"russian", "ru", "Он встретился с министром Иваном Квенбиным.", "Иваном Квенбиным=person"},
		{"russian company", "ru", "Об этом сообщила компания «Квенби Трейд».", "Квенби Трейд=organisation"},
		{"arabic", "ar", "قال المتحدث سمير الخوارزمي إن المحادثات مستمرة", "سمير الخوارزمي=person"},
		{"italian", "it", "Il ministero di Quenby e la deputata Zorblat Quenby.", "ministero di Quenby=organisation; Zorblat Quenby=person"},
		{"portuguese", "pt", "O Supremo Tribunal Quenby ouviu o senador Zorblat Quenby.", "Supremo Tribunal Quenby=organisation; Zorblat Quenby=person"},
		{"dutch", "nl", "Het ministerie van Quenby en minister Zorblat van der Quenby.", "ministerie van Quenby=organisation; Zorblat van der Quenby=person"},
		{"turkish", "tr", "Quenby Bakanlığı'nın sözcüsü Zorblat Quenbyoğlu'na göre", "Quenby Bakanlığı=organisation; Zorblat Quenbyoğlu=person"},
		{"chinese", "zh", "水利部发言人郭小明表示,乌梅罗夫卡州州长克利梅罗夫说", "水利部=organisation; 郭小明=person; 乌梅罗夫卡州=place; 克利梅罗夫=person"},
		{"chinese bodies", "zh", "他在克利梅罗大学任教,曾读《自然之书》。", "克利梅罗大学=organisation; 自然之书=work"},
		{"japanese", "ja", "警視庁は桜葉市の無職、山田太郎容疑者(45)を逮捕した。", "警視庁=organisation; 桜葉市=place; 山田太郎=person"},
		{"japanese disaster", "ja", "東クエンビ大震災から10年。", "東クエンビ大震災=event"},
		{"chinese minister", "zh", "水利部长说他很忙。", ""},
		{"japanese foreigner", "ja", "クエンビ・ゾルブラット氏はゾルブラット大学の教授だ。", "クエンビ・ゾルブラット=person; ゾルブラット大学=organisation"},
		{"no rules for others", "pl", "Prezydent Zorblat Quenby powiedział nie.", ""},
	}
	r := NewRules(k)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fields := []Field{field(k, news.FieldText, tt.in)}
			if diff := cmp.Diff(tt.want, unknown(fields, r.Recognize(tt.language, fields))); diff != "" {
				t.Errorf("unknown names in %q (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

func TestRulesInTitles(t *testing.T) {
	k := load(t)
	r := NewRules(k)
	fields := []Field{
		field(k, news.FieldTitle, "Quenby Tells Ministry Officials Truce Will Hold"),
		field(k, news.FieldText, "Margaret Quenby, the mayor, spoke on Monday."),
	}
	got := unknown(fields, r.Recognize("en", fields))
	if want := "Quenby=person; Margaret Quenby=person"; got != want {
		t.Errorf("names = %q, want %q: what the text tells helps with the title", got, want)
	}
}

func TestRulesLeaveOutWhatIsNoNews(t *testing.T) {
	k := load(t)
	r := NewRules(k)
	fields := []Field{field(k, news.FieldText, "A deal was reached in Geneva on Monday after weeks of talks between the sides.\n\n"+
		"(Reporting by Margaret Quenby in Paris; editing by John Roe)\n\nSign up for our newsletter from London.")}
	for _, m := range r.Recognize("en", fields) {
		if s := m.Text(fields); s != "Geneva" {
			t.Errorf("%q is named in a credit or a notice", s)
		}
	}
}

func TestRussianNominative(t *testing.T) {
	tests := []struct{ in, want string }{
		{"Джорджем Кролом", "Джордж Крол"},
		{"Владимиру Квенбину", "Владимир Квенбин"},
		{"Сергея Квенбинского", "Сергей Квенбинский"},
		{"Анной Квенбиной", "Анна Квенбина"},
		{"Иван Квенбин", ""},
		{"Зорблату Квенби", ""},
	}
	for _, tt := range tests {
		if got := russianNominative(strings.Fields(tt.in)); got != tt.want {
			t.Errorf("russianNominative(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// checkMentions asserts what a Recognizer promises about any text.
func checkMentions(t *testing.T, fields []Field, ms []Mention) {
	t.Helper()
	end, last := 0, 0
	for _, m := range ms {
		s := fields[m.Field].Doc.Text
		if m.Field != last {
			end, last = 0, m.Field
		}
		if m.Start < end || m.End <= m.Start || m.End > len(s) {
			t.Fatalf("mention %v after byte %d of %q", m.Range, end, s)
		}
		if !utf8.ValidString(s[m.Start:m.End]) {
			t.Fatalf("mention %q is not UTF-8", s[m.Start:m.End])
		}
		if m.Type == "" || m.Confidence <= 0 || m.Confidence > 1 {
			t.Fatalf("mention %+v", m)
		}
		end = m.End
	}
}

func FuzzRules(f *testing.F) {
	k, err := kb.Load()
	if err != nil {
		f.Fatal(err)
	}
	r := NewRules(k)
	for _, s := range []string{
		"Istanbul (AFP) - President Bashar al-Assad's High Committee (HC) of Syria.", "«Компания» Иван (РАН) «", "قال الرئيس محمد بن", "van der de La (AB) (", "U.S.-Russia “X” (A.B.)", "ИВАН\xff О'Браен", "A(AB)B (AB)",
		"总统普京·说《》北京市長", "東京都・トランプ氏(45)『",
	} {
		for _, l := range []string{"en", "de", "fr", "es", "ru", "ar", "it", "pt", "nl", "tr", "zh", "ja"} {
			f.Add(s, l)
		}
	}
	f.Fuzz(func(t *testing.T, s, language string) {
		fields := []Field{field(k, news.FieldTitle, s[:len(s)/3]), field(k, news.FieldText, s)}
		got := r.Recognize(language, fields)
		checkMentions(t, fields, got)
		if again := r.Recognize(language, fields); fmt.Sprint(again) != fmt.Sprint(got) {
			t.Fatalf("two runs differ on %q", s)
		}
	})
}

// TestGermanNouns checks that cities whose name is a noun too are told from it
// by its article.
func TestGermanNouns(t *testing.T) {
	k := load(t)
	for in, want := range map[string]int{
		"Sie warteten vor der Halle auf den Zug.": 0,
		"Sie warteten in Halle auf den Zug.":      1,
		"Sie reisten in die Türkei.":              1,
	} {
		if got := NewRules(k).Recognize("de", []Field{field(k, news.FieldText, in)}); len(got) != want {
			t.Errorf("%s has %d names, not %d: %v", in, len(got), want, got)
		}
	}
}
