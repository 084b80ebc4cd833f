package news_test

import (
	"testing"

	"github.com/dateline-news/dateline/shared/news"
)

func TestFold(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"empty", "", ""},
		{"blank", " \t\n\u00a0", ""},
		{"white space", "  Recep\u00a0 Tayyip\n Erdoğan ", "recep tayyip erdogan"},
		{"Latin accents", "Élysée Ångström Núñez Škoda Çelik", "elysee angstrom nunez skoda celik"},
		{"decomposed", "E\u0301lyse\u0301e", "elysee"},
		{"Vietnamese", "Nguyễn Xuân Phúc", "nguyen xuan phuc"},
		{"letters without decomposition", "Øystein Straße ŁÓDŹ Đồng Æthelred Þór Œuvre", "oystein strasse lodz dong aethelred thor oeuvre"},
		{"capital sharp s", "GROẞ", "gross"},
		{"Azerbaijani", "Əliyev", "eliyev"},
		{"Turkish dotted capital", "İstanbul", "istanbul"},
		{"Turkish dotless", "Işık", "isik"},
		{"Turkish capital I", "ISPARTA", "isparta"},
		{"Greek", "Αθήνα ΟΔΟΣ οδός", "αθηνα οδοσ οδοσ"},
		{"Cyrillic io", "Королёв", "королев"},
		{"Cyrillic capital io", "ЁЛКА", "елка"},
		{"Ukrainian ge", "Ґалаґан", "галаган"},
		{"Arabic alef forms", "أحمد إبراهيم آدم", "احمد ابراهيم ادم"},
		{"Arabic vowels and tatweel", "مُحَمَّـــد", "محمد"},
		{"Arabic final forms", "سورية موسى", "سوريه موسي"},
		{"Persian letters", "کیهان", "كيهان"},
		{"Arabic presentation forms", "\ufee3\ufea4\ufee4\ufeaa", "محمد"},
		{"Hebrew points and gershayim", "צַהַ״ל", `צה"ל`},
		{"Hindi keeps its vowels", "दिल्ली", "दिल्ली"},
		{"Thai keeps its vowels", "กรุงเทพฯ ที่", "กรุงเทพฯ ที่"},
		{"kana keeps its voicing", "がぎぐ ガ", "がぎぐ ガ"},
		{"half-width kana", "ｶﾞ", "ガ"},
		{"Hangul", "서울", "서울"},
		{"Han", "北京", "北京"},
		{"full width", "ＢＢＣ２", "bbc2"},
		{"ligature", "ﬁnance", "finance"},
		{"apostrophes", "O’Brien O‘Brien OʼBrien O`Brien", "o'brien o'brien o'brien o'brien"},
		{"quotes", "“truce” „Waffenruhe‟ «trêve»", `"truce" "waffenruhe" "treve"`},
		{"dashes", "Aix–Marseille—Provence‑Alpes−Côte", "aix-marseille-provence-alpes-cote"},
		{"zero width", "Ban\u200b Ki\u200d-moon\ufeff", "ban ki-moon"},
		{"soft hyphen", "Regie\u00adrung", "regierung"},
		{"bidirectional marks", "\u202bACME\u202c", "acme"},
		{"invalid UTF-8", "Caf\xe9 X", "caf\ufffd x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := news.Fold(tt.in)
			if got != tt.want {
				t.Errorf("Fold(%q) = %q, want %q", tt.in, got, tt.want)
			}
			if again := news.Fold(got); again != got {
				t.Errorf("Fold is not idempotent: %q becomes %q", got, again)
			}
		})
	}
}

func TestFoldKeepsApart(t *testing.T) {
	for _, pair := range [][2]string{
		{"Austria", "Australia"}, {"Iran", "Iraq"}, {"かき", "がき"}, {"की", "का"}, {"Korea, North", "Korea North"}, {"U.S.", "US"},
	} {
		if news.Fold(pair[0]) == news.Fold(pair[1]) {
			t.Errorf("%q and %q fold alike", pair[0], pair[1])
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "Erdoğan", "İstanbul", "ﬁ ℏ ŉ ΰ", "أإآ", "दिल्ली", "ｶﾞ", "a\u0301\u0327", "\xff", "ẞ ſ", "﷽"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := news.Fold(s)
		if twice := news.Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, folded again %q", s, once, twice)
		}
	})
}
