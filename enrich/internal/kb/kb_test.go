package kb

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/enrich/internal/text"
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
		{"accents", "en", "Recep Tayyip Erdoğan in Bogotá", "Recep Tayyip Erdoğan=Recep Tayyip Erdogan; Bogotá=Bogotá"},
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
