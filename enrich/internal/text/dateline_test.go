package text

import (
	"strings"
	"testing"
)

// places is what the tests know as places.
func places(name string) bool {
	switch strings.ToLower(name) {
	case "istanbul", "geneva", "paris", "london", "new delhi", "islamabad", "russia", "texas", "argentina", "bogotá", "roma", "beijing", "москва", "berlin", "إسطنبول", "دمشق":
		return true
	}
	return false
}

func TestDateline(t *testing.T) {
	tests := []struct {
		in, span, place, agency, date string
	}{
		{"Istanbul (AFP) - Russia and Turkey", "Istanbul (AFP) - ", "Istanbul", "AFP", ""},
		{"ISTANBUL, Dec 29 (Reuters) — Russia", "ISTANBUL, Dec 29 (Reuters) — ", "ISTANBUL", "Reuters", "Dec 29"},
		{"ISTANBUL, Dec. 29, 2016 (Xinhua) -- Russia", "ISTANBUL, Dec. 29, 2016 (Xinhua) -- ", "ISTANBUL", "Xinhua", "Dec. 29, 2016"},
		{"GENEVA — The talks", "GENEVA — ", "GENEVA", "", ""},
		{"ISTANBUL, Turkey - Dec. 29 (Anadolu)", "ISTANBUL, Turkey - Dec. 29 (Anadolu)", "ISTANBUL", "Anadolu", "Dec. 29"},
		{"REYKJAVIK, Iceland — A volcano", "REYKJAVIK, Iceland — ", "REYKJAVIK", "", ""},
		{"CARTAGENA, Colombia (AP) – The president", "CARTAGENA, Colombia (AP) – ", "CARTAGENA", "AP", ""},
		{"CARTAGENA, Colombia (AP) _ The president", "CARTAGENA, Colombia (AP) _ ", "CARTAGENA", "AP", ""},
		{"WASHINGTON, D.C. (CNS) - Officials", "WASHINGTON, D.C. (CNS) - ", "WASHINGTON", "CNS", ""},
		{"Bogotá, 26 sep (EFE).- El presidente", "Bogotá, 26 sep (EFE).- ", "Bogotá", "EFE", "26 sep"},
		{"La Habana, 29 dic (Prensa Latina) El presidente", "La Habana, 29 dic (Prensa Latina) ", "La Habana", "Prensa Latina", "29 dic"},
		{"Santa Cruz de la Sierra (MPA) - El", "Santa Cruz de la Sierra (MPA) - ", "Santa Cruz de la Sierra", "MPA", ""},
		{"Genève, 29 décembre 2016 (AFP) - Les", "Genève, 29 décembre 2016 (AFP) - ", "Genève", "AFP", "29 décembre 2016"},
		{"Berlin (dpa/bb) - Die", "Berlin (dpa/bb) - ", "Berlin", "dpa/bb", ""},
		{"Rom/Berlin (dpa) - Die", "Rom/Berlin (dpa) - ", "Rom/Berlin", "dpa", ""},
		{"Frankfurt am Main (Norda) – Die", "Frankfurt am Main (Norda) – ", "Frankfurt am Main", "Norda", ""},
		{"MAGDEBURG (Norda) – Das", "MAGDEBURG (Norda) – ", "MAGDEBURG", "Norda", ""},
		{"إسطنبول (أ ف ب) - قال", "إسطنبول (أ ف ب) - ", "إسطنبول", "أ ف ب", ""},
		{"موسكو، 29 ديسمبر (د ب أ) - قال", "موسكو، 29 ديسمبر (د ب أ) - ", "موسكو", "د ب أ", "29 ديسمبر"},
		{"МОСКВА, 29 дек — ТАСС. Президент", "МОСКВА, 29 дек — ТАСС. ", "МОСКВА", "ТАСС", "29 дек"},
		{"МОСКВА, 29 дек - РИА Новости. Президент", "МОСКВА, 29 дек - РИА Новости. ", "МОСКВА", "РИА Новости", "29 дек"},
		{"МОСКВА, 29 декабря. /ТАСС/. Президент", "МОСКВА, 29 декабря. /ТАСС/. ", "МОСКВА", "ТАСС", "29 декабря"},
		{"Москва. 29 декабря. ИНТЕРФАКС - Президент", "Москва. 29 декабря. ИНТЕРФАКС - ", "Москва", "ИНТЕРФАКС", "29 декабря"},
		{"(AFP) - Russia", "(AFP) - ", "", "AFP", ""},
		{"AFP - Russia and", "AFP - ", "", "AFP", ""},
		{"(ANSA) - ROMA, 29 DIC - Il governo", "(ANSA) - ROMA, 29 DIC - ", "ROMA", "ANSA", "29 DIC"},
		{"Dec 29 (Reuters) - Shares", "Dec 29 (Reuters) - ", "", "Reuters", "Dec 29"},
		{"Madrid/EFE.- El gobierno", "Madrid/EFE.- ", "Madrid", "EFE", ""},
		{"NEW DELHI: The government", "NEW DELHI: ", "NEW DELHI", "", ""},
		{"新华社北京3月12日电（记者李明）国务院", "新华社北京3月12日电（记者李明）", "北京", "新华社", "3月12日"},
		{"（中央社台北12日電）總統", "（中央社台北12日電）", "台北", "中央社", "12日"},
		{"東京（ノルダ通信）― 政府は", "東京（ノルダ通信）― ", "東京", "ノルダ通信", ""},
		{"北京3月12日电（诺达社）——国务院", "北京3月12日电（诺达社）——", "北京", "诺达社", "3月12日"},
		{"诺达社柏林3月12日电 德国政府", "诺达社柏林3月12日电 ", "柏林", "诺达社", "3月12日"},
		{"【東京＝ノルダ】政府は", "【東京＝ノルダ】", "東京", "ノルダ", ""},
		{"【東京12日ノルダ】政府は", "【東京12日ノルダ】", "東京", "ノルダ", "12日"},
		{"東京（ノルダ）　政府は", "東京（ノルダ）　", "東京", "ノルダ", ""},
		{"【独自】政府は", "", "", "", ""},
		{"政府（左派）宣布", "", "", "", ""},
		{"【パリ時事】フランス政府", "【パリ時事】", "パリ", "時事", ""},
		{"［東京　１２日　ロイター］ - 日銀は", "［東京　１２日　ロイター］ - ", "東京", "ロイター", "１２日"},
		{"London — Police said", "London — ", "London", "", ""},

		{"Paris (CNN employees say) – the plan", "", "", "", ""},
		{"Paris (CNN employees say) is", "", "", "", ""},
		{"Russia - the world's largest country - said", "", "", "", ""},
		{"Russia — The Hermitage — has", "", "", "", ""},
		{"BREAKING: The government", "", "", "", ""},
		{"WATCH — The moment", "", "", "", ""},
		{"LIVE - The match", "", "", "", ""},
		{"Messi (Argentina) - the captain", "", "", "", ""},
		{"Bob (Robert) - the plumber", "", "", "", ""},
		{"The World Health Organization (WHO) said", "", "", "", ""},
		{"Turkey's president (AKP) said", "", "", "", ""},
		{"Paris, Texas, is a town", "", "", "", ""},
		{"May 8 was a day", "", "", "", ""},
		{"Covid-19 is", "", "", "", ""},
		{"Paris.", "", "", "", ""},
		{"", "", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			d, _ := findDateline(tt.in, 0, len(tt.in), places)
			got := [4]string{tt.in[d.Start:d.End], tt.in[d.Place.Start:d.Place.End], tt.in[d.Agency.Start:d.Agency.End], tt.in[d.Date.Start:d.Date.End]}
			if want := [4]string{tt.span, tt.place, tt.agency, tt.date}; got != want {
				t.Errorf("dateline of %q = %q, want %q", tt.in, got, want)
			}
		})
	}
}
