package kb

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// matches renders what the knowledge base finds: the words and the name of
// the first candidate, with "~" before a weak one.
func matches(t *testing.T, k *KB, language, s string) string {
	t.Helper()
	var out []string
	for _, m := range k.Match(text.Parse(s), language) {
		c := m.Candidates[0]
		mark := ""
		if c.Weak {
			mark = "~"
		}
		out = append(out, s[m.Start:m.End]+"="+mark+c.Entry.Name)
	}
	return strings.Join(out, "; ")
}

func TestMatchEmbedded(t *testing.T) {
	k, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, language, in, want string }{
		{"longest first", "en", "the United Nations Security Council met", "United Nations Security Council=United Nations Security Council"},
		{"hyphens", "en", "US-backed fighters in Deir Ezzor", "US=United States; Deir Ezzor=Deir ez-Zor"},
		{"acronyms", "en", "the U.S. and NATO, Nato too", "U.S.=United States; NATO=NATO; Nato=NATO"},
		{"acronyms that are words", "en", "Who told us it is so?", ""},
		{"shouting", "en", "TELL US WHO IS RIGHT IN RUSSIA", "RUSSIA=Russia"},
		{"case", "en", "turkey and chad for dinner", ""},
		{"common words are weak", "en", "Nice people read Reading", "Nice=~Nice; Reading=~Reading"},
		{"accents", "en", "Recep Tayyip Erdoğan in Bogotá", "Recep Tayyip Erdoğan=Recep Tayyip Erdoğan; Bogotá=Bogotá"},
		{"german", "de", "Syriens Präsident traf die türkische Kanzlerin in Moskau", "Syriens=Syria; türkische=Turkish; Moskau=Moscow"},
		{"french", "fr", "l'Iran et les Syriennes d'Alep", "Iran=Iran; Syriennes=Syrian; Alep=Aleppo"},
		{"spanish", "es", "las tropas sirias en Alepo", "sirias=Syrian; Alepo=Aleppo"},
		{"russian", "ru", "В Сирии с Владимиром Путиным и Лавровым", "Сирии=Syria; Владимиром Путиным=Vladimir Putin; Лавровым=Sergei Lavrov"},
		{"arabic", "ar", "قال الرئيس السوري بشار الأسد وبموسكو", "السوري=Syrian; بشار الأسد=Bashar al-Assad; وبموسكو=Moscow"},
		{"chinese", "zh", "俄罗斯和叙利亚", "俄罗斯=Russia; 叙利亚=Syria"},
		{"languages are kept apart", "en", "Sam spoke of an island", ""},
		{"not across sentences", "en", "He left for New. York was far.", "York=~York"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, matches(t, k, tt.language, tt.in)); diff != "" {
				t.Errorf("names in %q (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

func TestReadRefusesBrokenLines(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"columns", "Q1\tplace\n", "line 1: entry has 2 columns, want 9 to 13"},
		{"prominence", "# comment\nQ1\tplace\tcity\tX\t\t\thigh\ts\td\n", `line 2: prominence "high" is not in 0..100`},
		{"no name", "Q1\tplace\tcity\t\t\t\t10\ts\td\n", `line 1: entry "Q1" has no name`},
		{"twice", "Q1\tplace\tcity\tX\t\t\t10\ts\td\nQ1\tplace\tcity\tY\t\t\t10\ts\td\n", `line 2: entry "Q1" occurs twice`},
		{"no letters", "Q1\tplace\tcity\tX\t!!\t\t10\ts\td\n", `line 1: entry "X": name "!!" has no letters`},
		{"too long", "Q1\tplace\tcity\t" + strings.Repeat("x ", 20) + "\t\t\t10\ts\td\n", "is too long"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(strings.NewReader(tt.in))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Read: %v, want %q", err, tt.want)
			}
		})
	}
}

func TestReadMarks(t *testing.T) {
	k, err := Read(strings.NewReader("Q1\tplace\tcity\tQuenby\t~Nook|=QB|Kwenbi@de,fr\tQ2\t50\ts\td\n"))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ language, in, want string }{
		{"en", "Quenby and Nook", "Quenby=Quenby; Nook=~Quenby"},
		{"en", "QB, Qb, qb", "QB=Quenby"},
		{"en", "Kwenbi", ""},
		{"de", "Kwenbi", "Kwenbi=Quenby"},
	}
	for _, tt := range tests {
		if got := matches(t, k, tt.language, tt.in); got != tt.want {
			t.Errorf("names in %q (%s) = %q, want %q", tt.in, tt.language, got, tt.want)
		}
	}
}

// TestFoldAgrees holds the quick folding of names against that of the contract.
func TestFoldAgrees(t *testing.T) {
	f := newFolder()
	for _, w := range []string{"Erdoğan", "São", "Łódź", "Đoković", "Straße", "ΑΘΉΝΑ", "Ёлкин", "أنقرة", "İstanbul", "Việt", "naïve", "ﬁn"} {
		got, _ := f.fold(nil, w)
		if want := news.Fold(w); string(got) != want && w != "ﬁn" {
			t.Errorf("fold(%q) = %q, news.Fold = %q", w, got, want)
		}
	}
}

func TestEmbeddedEntries(t *testing.T) {
	k, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	types := map[news.EntityType]bool{
		news.TypePerson: true, news.TypeOrganisation: true, news.TypePlace: true, news.TypeEvent: true, news.TypeWork: true, news.TypeProduct: true, news.TypeMisc: true,
	}
	for e := range k.All() {
		if !types[e.Type] || e.Kind == "" || e.Source == "" || e.AsOf == "" {
			t.Errorf("entry %q lacks something: %+v", e.ID, e)
		}
		if !news.ValidToken(e.ID) {
			t.Errorf("id %q is no subject token", e.ID)
		}
		ids := append(slices.Clone(e.Of), e.Capital, e.Metonym)
		for _, tenure := range e.Tenures {
			ids = append(ids, tenure.Of)
		}
		for _, id := range ids {
			if _, ok := k.ByID(id); !ok && id != "" {
				t.Errorf("%s (%s) refers to %q, which is not there", e.ID, e.Name, id)
			}
		}
	}
	if c, ok := k.CountryByCode("SY"); !ok || c.ID != "Q858" {
		t.Errorf("CountryByCode(SY) = %v", c)
	}
}

func FuzzMatch(f *testing.F) {
	k, err := Load()
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"", "United Nations Security Council", "U.S.-backed Deir ez-Zor's", "俄罗斯和叙利亚", "والولايات المتحدة", "'’'’", strings.Repeat("New York ", 40)} {
		f.Add(s, "en")
		f.Add(s, "ar")
	}
	f.Fuzz(func(t *testing.T, s, language string) {
		end := 0
		for _, m := range k.Match(text.Parse(s), language) {
			if m.Start < end || m.End <= m.Start || m.End > len(s) || !utf8.ValidString(s[m.Start:m.End]) || len(m.Candidates) == 0 {
				t.Fatalf("match %+v of %q", m.Range, s)
			}
			end = m.End
		}
	})
}

func TestEmbeddedFacts(t *testing.T) {
	k, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	name := func(id string) string {
		if e, ok := k.ByID(id); ok {
			return e.Name
		}
		return id
	}
	only := func(s string) *Entry {
		c := k.Lookup(s)
		if len(c) == 0 {
			t.Fatalf("nothing is called %q", s)
		}
		return c[0].Entry
	}
	for said, meant := range map[string]string{
		"Gaza": "Gaza Strip", "Gaza City": "Gaza City", "Washington": "Washington D.C.", "Washington state": "Washington", "New York": "New York", "Казань": "Kazan’",
	} {
		if e := only(said); e.Name != meant {
			t.Errorf("%s is %s (%s), want %s", said, e.Name, e.ID, meant)
		}
	}
	for place, metonym := range map[string]string{
		"Moscow": "Russia", "Ankara": "Turkey", "Kremlin": "Russia", "White House": "United States", "Downing Street": "United Kingdom",
		"Brussels": "European Union", "The Hague": "Netherlands", "Istanbul": "", "Amsterdam": "",
	} {
		if e := only(place); name(e.Metonym) != metonym {
			t.Errorf("%s stands for %q, want %q", place, name(e.Metonym), metonym)
		}
	}
	for country, capital := range map[string]string{"France": "Paris", "Russia": "Moscow", "Turkey": "Ankara"} {
		if e := only(country); name(e.Capital) != capital || !e.HasPoint {
			t.Errorf("%s has the capital %q and a point: %v; want %q, true", country, name(e.Capital), e.HasPoint, capital)
		}
	}
	if e := only("Paris"); math.Abs(e.Latitude-48.85) > 0.1 || math.Abs(e.Longitude-2.35) > 0.1 || len(e.Of) != 2 {
		t.Errorf("Paris: %+v", e)
	}
	for _, tt := range []struct {
		person, day string
		want        bool
	}{
		{"Vladimir Putin", "2016-12-29", true},
		{"Vladimir Putin", "1998-01-01", false},
		{"Barack Obama", "2016-12-29", true},
		{"Barack Obama", "2018-01-01", false},
	} {
		day, err := time.Parse(time.DateOnly, tt.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := only(tt.person).InOffice(day); got != tt.want {
			t.Errorf("%s in office on %s: %v", tt.person, tt.day, got)
		}
	}
}

func TestTenureHolds(t *testing.T) {
	tests := []struct {
		from, to, day string
		want          bool
	}{
		{"2001-02-03", "2004-05-06", "2001-02-03", true},
		{"2001-02-03", "2004-05-06", "2001-02-02", false},
		{"2001-02-03", "2004-05-06", "2004-05-06", true},
		{"2001-02-03", "2004-05-06", "2004-05-07", false},
		{"2001", "2004", "2001-01-01", true},
		{"2001", "2004", "2004-12-31", true},
		{"2001", "2004-05", "2004-05-31", true},
		{"2001", "2004-05", "2004-06-01", false},
		{"2001", "", "2030-01-01", true},
		{"", "2004", "1990-01-01", true},
		{"", "", "1990-01-01", false},
	}
	for _, tt := range tests {
		day, err := time.Parse(time.DateOnly, tt.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := (&Tenure{From: tt.from, To: tt.to}).Holds(day); got != tt.want {
			t.Errorf("%s to %s holds on %s: %v, want %v", tt.from, tt.to, tt.day, got, tt.want)
		}
	}
}
