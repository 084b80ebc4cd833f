package language

import (
	"strings"
	"testing"

	"github.com/dateline-news/dateline/shared/news"
)

func TestIdentifyTitles(t *testing.T) {
	tests := []struct{ want, in string }{
		{"en", "Ministers agree on a truce after a week of talks"},
		{"cs", "Policie zadržela muže podezřelého z vraždy v Brně."},
		{"sk", "Polícia zadržala muža podozrivého z vraždy v Košiciach."},
		{"sr", "Posle sednice vlade premijer je izjavio da će cene rasti."},
		{"hr", "Nakon sjednice vlade premijer je izjavio da će cijene rasti."},
		{"sr", "Полиција је ухапсила мушкарца у Нишу."},
		{"sl", "Policija je prijela moškega zaradi umora v Mariboru."},
		{"gl", "O concello de Vigo pecha o ano con superávit."},
		{"ca", "Els Mossos detenen un home a Girona per robar en una botiga."},
		{"da", "Politiet har anholdt en mand i Aarhus for drab."},
		{"no", "Politiet har arrestert ein mann i Bergen for drap."},
		{"ms", "Polis tahan lelaki disyaki membunuh di Johor Bahru."},
		{"id", "Polisi menangkap pria yang diduga membunuh di Surabaya."},
		{"kk", "Полиция Алматыда ер адамды ұстады."},
		{"zh", "警方在南京拘捕一名男子"},
		{"ja", "東京株、大幅続落"},
		{"ja", "与野党、予算案審議入り"},
		{"en", "Storm kills five in the north as rivers rise"},
		{"en", "Volcano erupts near the capital"},
		{"de", "Minister einigen sich auf Waffenruhe nach langen Gesprächen"},
		{"de", "Sturm fordert fünf Tote im Norden"},
		{"de", "Bundestag stimmt für neues Gesetz"},
		{"fr", "Les ministres s'accordent sur une trêve après une semaine"},
		{"fr", "La tempête fait cinq morts dans le nord"},
		{"es", "Los ministros acuerdan una tregua tras una semana de diálogo"},
		{"es", "La tormenta deja cinco muertos en el norte"},
		{"it", "I ministri trovano un accordo sulla tregua dopo una settimana"},
		{"pt", "Ministros chegam a um acordo para trégua após uma semana"},
		{"nl", "Ministers worden het na een week eens over een bestand"},
		{"pl", "Ministrowie uzgodnili rozejm po tygodniu rozmów"},
		{"sv", "Ministrarna är eniga om vapenvila efter en vecka"},
		{"tr", "Bakanlar bir hafta süren görüşmelerden sonra ateşkes için anlaştı"},
		{"id", "Para menteri sepakat gencatan senjata setelah satu pekan"},
		{"vi", "Các bộ trưởng đồng ý ngừng bắn sau một tuần đàm phán"},
		{"ro", "Miniștrii au convenit asupra unui armistițiu după o săptămână"},
		{"hu", "A miniszterek egy hét után megegyeztek a fegyverszünetről"},
		{"cs", "Ministři se po týdnu jednání dohodli na příměří"},
		{"fi", "Ministerit pääsivät sopuun aselevosta viikon jälkeen"},
		{"ru", "Министры договорились о перемирии после недели переговоров"},
		{"ru", "Шторм унёс жизни пяти человек на севере страны"},
		{"uk", "Міністри домовилися про перемир'я після тижня переговорів"},
		{"bg", "Министрите се споразумяха за примирие след една седмица"},
		{"ar", "الوزراء يتفقون على هدنة بعد أسبوع من المحادثات"},
		{"ar", "عاصفة تودي بحياة خمسة في الشمال"},
		{"fa", "وزیران پس از یک هفته گفتگو بر سر آتش بس توافق کردند"},
		{"ur", "وزراء ایک ہفتے کی بات چیت کے بعد جنگ بندی پر متفق"},
		{"hi", "मंत्रियों ने एक सप्ताह की बातचीत के बाद युद्धविराम पर सहमति जताई"},
		{"zh", "部长们经过一周谈判达成停火协议"},
		{"ja", "閣僚らは一週間の協議の末に停戦で合意した"},
		{"ko", "장관들은 일주일간의 회담 끝에 휴전에 합의했다"},
		{"el", "Οι υπουργοί συμφώνησαν σε εκεχειρία"},
		{"he", "השרים הסכימו על הפסקת אש"},
		{"ka", "მინისტრები შეთანხმდნენ ცეცხლის შეწყვეტაზე"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			if got := Identify(tt.in, ""); got.Code != tt.want {
				t.Errorf("Identify = %v, want %q", got, tt.want)
			}
		})
	}
}

func TestIdentifyTexts(t *testing.T) {
	// Names and figures of another language do not turn a text.
	in := "Der Vorstand der Firma Global Harbour Trading and Shipping teilte am Montag mit, dass die Gespräche mit den Behörden beendet sind. " +
		"Man habe sich auf eine Zahlung von drei Millionen Euro geeinigt, hieß es weiter."
	got := Identify(in, "en")
	if got.Code != "de" || got.Confidence < 0.95 {
		t.Errorf("Identify = %v, want de and at least 0.95", got)
	}
}

func TestIdentifyUndetermined(t *testing.T) {
	for _, in := range []string{"", "   \n", "12:30 – 3:2 (1:1)", "!!! ???", "xkcd"} {
		if got := Identify(in, ""); got.Code != news.LanguageUndetermined || got.Confidence != 0 {
			t.Errorf("Identify(%q) = %v, want undetermined", in, got)
		}
	}
}

func TestIdentifyHint(t *testing.T) {
	const names = "Müller – Meier 3:1"
	if got := Identify(names, "de-AT"); got.Code != "de" {
		t.Errorf("with a hint: %v, want de", got)
	}
	// A hint does not outweigh what a text says.
	if got := Identify("The ministers agreed on a truce after a week of talks", "de"); got.Code != "en" {
		t.Errorf("against a hint: %v, want en", got)
	}
}

func TestIdentifyIsDeterministic(t *testing.T) {
	for _, in := range []string{"La casa del sol", "i o a e", "de la en", strings.Repeat("ala ", 50)} {
		want := Identify(in, "")
		for range 20 {
			if got := Identify(in, ""); got != want {
				t.Fatalf("Identify(%q) = %v, before %v", in, got, want)
			}
		}
	}
}

func FuzzIdentify(f *testing.F) {
	for _, s := range []string{"", "The end", "конец", "النهاية", "終わり", "\xff\xfe", "ààà ñ ß"} {
		f.Add(s, "en")
	}
	f.Fuzz(func(t *testing.T, s, hint string) {
		got := Identify(s, hint)
		if got.Code == "" || got.Confidence < 0 || got.Confidence > 1 {
			t.Fatalf("Identify(%q, %q) = %v", s, hint, got)
		}
	})
}
