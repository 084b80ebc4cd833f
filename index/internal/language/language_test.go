package language

import (
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/google/go-cmp/cmp"
)

func newSet(t testing.TB) *Set {
	t.Helper()
	s, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestFor(t *testing.T) {
	s := newSet(t)
	for code, want := range map[string]string{
		"en": "en", "EN": "en", "en-GB": "en", "zh": "cjk", "zh-Hant": "cjk", "ko": "cjk", "nb": "no", "el": "el", "id-ID": "id", "und": Unknown, "": Unknown, "sw": Unknown, "tr": "tr",
	} {
		if got := s.For(code).Name; got != want {
			t.Errorf("For(%q) = %q, want %q", code, got, want)
		}
	}
	if got, want := len(s.All()), len(specs); got != want {
		t.Errorf("%d chains, want %d", got, want)
	}
}

// TestSameTerm checks pairs of spellings that must meet in the index.
func TestSameTerm(t *testing.T) {
	s := newSet(t)
	for _, c := range []struct{ lang, a, b string }{
		{"en", "Erdoğan", "erdogan"},
		{"en", "Erdoğan's", "ERDOGAN"},
		{"en", "ceasefires", "ceasefire"},
		{"en", "café", "cafe\u0301"},
		{"de", "Waffenruhen", "waffenruhe"},
		{"de", "Straße", "strasse"},
		{"fr", "l’accord", "accord"},
		{"fr", "négociations", "negociations"},
		{"es", "elección", "eleccion"},
		{"tr", "İstanbul'da", "istanbul"},
		{"tr", "Diyarbakır", "diyarbakir"},
		{"ru", "перемирия", "перемирие"},
		{"ru", "тёплый", "теплый"},
		{"pl", "ŁÓDŹ", "Łódź"},
		{"und", "São Tomé", "sao tome"},
		{"ar", "الهدنة", "هدنة"},
	} {
		a, b := s.For(c.lang).Phrase(c.a), s.For(c.lang).Phrase(c.b)
		if diff := cmp.Diff(a, b); diff != "" || len(a) == 0 {
			t.Errorf("%s: %q and %q differ: %v, %v", c.lang, c.a, c.b, a, b)
		}
	}
}

func TestPhrase(t *testing.T) {
	s := newSet(t)
	for _, c := range []struct {
		lang, in string
		want     [][]string
	}{
		{"en", "truce", [][]string{{"truce"}}},
		{"en", "state of emergency", [][]string{{"state"}, nil, {"emerg"}}},
		{"en", "the", nil},
		{"en", "", nil},
		{"und", "the end", [][]string{{"the"}, {"end"}}},
		{"zh", "停火协议", [][]string{{"停火"}, {"火协"}, {"协议"}}},
	} {
		if diff := cmp.Diff(c.want, s.For(c.lang).Phrase(c.in)); diff != "" {
			t.Errorf("%s %q (-want +got):\n%s", c.lang, c.in, diff)
		}
	}
}

func TestOffsetsPointIntoTheText(t *testing.T) {
	s := newSet(t)
	for lang, text := range map[string]string{
		"en": "Erdoğan's ceasefire, cafe\u0301 talks", "fa": "آتش\u200cبس در سوریه", "zh": "停火协议 in 叙利亚", "tr": "İstanbul'da görüşme",
	} {
		for _, tok := range s.For(lang).Tokens(text) {
			if tok.Start < 0 || tok.End > len(text) || tok.Start >= tok.End {
				t.Fatalf("%s: token %+v outside the text", lang, tok)
			}
			if word := text[tok.Start:tok.End]; strings.TrimSpace(word) != word {
				t.Errorf("%s: token %+v covers %q", lang, tok, word)
			}
		}
	}
}

func TestPrefix(t *testing.T) {
	s := newSet(t)
	for _, c := range []struct{ lang, beginning, word string }{
		{"en", "negotiat", "negotiators"},
		{"en", "negotiat", "negotiation"},
		{"en", "party", "party"},
		{"en", "Erdo", "Erdoğan"},
		{"de", "Isra", "Israel"},
		{"de", "Verhand", "Verhandlungen"},
		{"ru", "перемир", "перемирие"},
	} {
		l := s.For(c.lang)
		head, stems := l.Prefix(c.beginning)
		term := l.Tokens(c.word)[0].Term
		ok := strings.HasPrefix(term, head)
		for _, s := range stems {
			ok = ok || s == term
		}
		if head == "" || !ok {
			t.Errorf("%s: %q* (%q, %q) does not reach %q (%q)", c.lang, c.beginning, head, stems, c.word, term)
		}
	}
	if head, _ := s.For("en").Prefix("post-war"); head != "" {
		t.Errorf("two words have the prefix %q", head)
	}
}

// panics is a filter that cannot take one word.
type panics struct{}

func (panics) Filter(in analysis.TokenStream) analysis.TokenStream {
	if string(in[0].Term) == "bad" {
		panic("index out of range")
	}
	return in
}

func TestPanickingFilter(t *testing.T) {
	l := newSet(t).For("en")
	broken := &chain{scanner: l.full.scanner, filters: append([]analysis.TokenFilter{panics{}}, l.full.filters...)}
	broken.finish()
	want := []Token{{Term: "good", Position: 1, End: 4}, {Term: "word", Position: 3, Start: 9, End: 13}}
	if diff := cmp.Diff(want, broken.tokens("good bad word", true)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func BenchmarkTokens(b *testing.B) {
	l := newSet(b).For("en")
	text := strings.Repeat("The president said that negotiators from both sides had agreed on a ceasefire in Aleppo. ", 40)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		l.Tokens(text)
	}
}

// BenchmarkUncached is what BenchmarkTokens is measured by.
func BenchmarkUncached(b *testing.B) {
	a := newSet(b).For("en").Uncached()
	text := []byte(strings.Repeat("The president said that negotiators from both sides had agreed on a ceasefire in Aleppo. ", 40))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		a.Analyze(text)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		newSet(b)
	}
}
