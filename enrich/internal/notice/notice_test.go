package notice_test

import (
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/enrich/internal/notice"
	"github.com/google/go-cmp/cmp"
)

func TestScore(t *testing.T) {
	for _, c := range []struct {
		text   string
		notice bool
	}{
		{"Readers can now sign in with their existing account to leave a comment.", true},
		{"Our app sends you the headlines as soon as news breaks.", true},
		{"Dieser Artikel ist für unsere Abonnenten kostenlos.", true},
		{"Vos commentaires seront lus par notre rédaction avant d'être publiés.", true},
		{"Descarga gratis nuestra aplicación para leer todas las noticias.", true},
		{"Ваш комментарий будет опубликован после проверки редакцией.", true},
		{"سينشر تعليقك على الموقع بعد مراجعته.", true},
		{"Ricevi ogni mattina le notizie più importanti nella tua casella di posta.", true},
		{"Komentarz pojawi się po zatwierdzeniu przez moderatora.", true},
		{"Viu um erro nesta matéria? Avise a nossa redação.", true},
		{"Kommentarerna är stängda medan vi förbättrar vår sajt.", true},
		{"Bu haberi okumak için abone olmanız gerekiyor.", true},
		{"The ministry said on Sunday that the bridge would be closed until April.", false},
		{"Subscribers of the operator were without service for six hours.", false},
		{"Die Zeitung erklärte, die Kommentare seien von Unbekannten verfasst worden.", false},
		{"Les commentaires du ministre ont été critiqués par l'opposition.", false},
		{"Los comentarios del presidente provocaron protestas en la capital.", false},
		{"Комментарии посла вызвали протест министерства.", false},
		{"أثارت تعليقات السفير احتجاجات في العاصمة.", false},
		{"I lettori del romanzo scopriranno la verità soltanto nell'ultimo capitolo.", false},
		{"Ustawę o prawie autorskim przyjęto dwustu głosami.", false},
		{"As assinaturas do teatro aumentaram dez por cento, disse o diretor.", false},
		{"Dagstidningens redaktion genomsöktes av polisen under natten.", false},
		{"Yeni uygulama hastaların randevu almasını sağlıyor, dedi valilik.", false},
		{"政府は月曜日に計画を承認した。", false},
		{"", false},
	} {
		if got := notice.Score(c.text); (got > 0) != c.notice {
			t.Errorf("Score(%q) = %.2f, want a notice: %t", c.text, got, c.notice)
		}
	}
}

func TestFeatures(t *testing.T) {
	got := notice.Features("Don’t miss 2,016 subscribers?")
	want := []string{
		"don't", "^ don't", "miss", "don't miss", "0", "miss 0", "0", "0 0",
		"subscribers", "0 subscribers", "subsc*", "?",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("features (-want +got):\n%s", diff)
	}
}

// TestWeightsReadable holds the committed table to the form that is written.
func TestWeightsReadable(t *testing.T) {
	data, err := os.ReadFile("weights.tsv")
	if err != nil {
		t.Fatal(err)
	}
	m, err := notice.ParseModel(string(data))
	if err != nil {
		t.Fatal(err)
	}
	if m.String() != string(data) {
		t.Error("weights.tsv differs from what its weights are written as")
	}
	for _, broken := range []string{"word\n", "word\tmany\n", "word 1.5\n"} {
		if _, err := notice.ParseModel(broken); err == nil || !strings.Contains(err.Error(), "line 1") {
			t.Errorf("ParseModel(%q): %v, want an error that names the line", broken, err)
		}
	}
}

// TestAnyText: a score is the sum over the features, whatever bytes a text has.
func TestAnyText(t *testing.T) {
	m := notice.Model{notice.Bias: -1, "our": 0.5, "our site": 0.25, "websi*": 0.125, "0": 4, "?": 1}
	parts := []string{"Our ", "our ", "website ", "site", "? ", "20160101 ", "’", "\xff", "é", "日本", "\u0301", " "}
	random := rand.New(rand.NewPCG(1, 2))
	scored := 0
	for range 2000 {
		var b strings.Builder
		for range random.IntN(12) {
			b.WriteString(parts[random.IntN(len(parts))])
		}
		want := m[notice.Bias]
		for _, f := range notice.Features(b.String()) {
			want += m[f]
		}
		if got := m.Score(b.String()); got != float64(want) {
			t.Fatalf("Score(%q) = %v, want %v", b.String(), got, want)
		}
		if want > 0 {
			scored++
		}
	}
	if scored == 0 {
		t.Error("no text scored above 0: the test tests nothing")
	}
}
