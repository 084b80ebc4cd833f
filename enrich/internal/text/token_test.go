package text

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func words(s string) []string {
	var out []string
	for _, t := range Tokens(s) {
		out = append(out, s[t.Start:t.End])
	}
	return out
}

func TestTokens(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"prose", "Russia, Turkey seek a deal.", "Russia|,|Turkey|seek|a|deal|."},
		{"possessive", "Syria's war, Assad’s men; the militias' arms", "Syria|'s|war|,|Assad|’s|men|;|the|militias|'|arms"},
		{"hyphens", "Bashar al-Assad's F-16 in Deir ez-Zor", "Bashar|al-Assad|'s|F-16|in|Deir|ez-Zor"},
		{"acronyms", "the U.S. and U.N. at 5 p.m. in Washington, D.C.", "the|U.S.|and|U.N.|at|5|p.m.|in|Washington|,|D.C."},
		{"abbreviations", "Mr. Smith of Acme Inc. met Gen. Dvornikov", "Mr.|Smith|of|Acme|Inc.|met|Gen.|Dvornikov"},
		{"numbers", "1,000 of 3.5 million at 10:30, 310.000", "1,000|of|3.5|million|at|10:30|,|310.000"},
		{"dashes", "talks -- he said — and 10–12 dead", "talks|--|he|said|—|and|10|–|12|dead"},
		{"slash", "AFP/Reuters", "AFP|/|Reuters"},
		{"contractions", "they're, can't, I'll, O'Brien, N'Djamena", "they|'re|,|can't|,|I|'ll|,|O'Brien|,|N'Djamena"},
		{"elisions", "l'Iran et d’Alep, qu'Ankara", "l'|Iran|et|d’|Alep|,|qu'|Ankara"},
		{"initials", "J. K. Rowling and George W. Bush", "J.|K.|Rowling|and|George|W.|Bush"},
		{"plan b", "There is no plan B. then", "There|is|no|plan|B|.|then"},
		{"links", "see https://news.example/a?b=c, or www.example.org.", "see|https://news.example/a?b=c|,|or|www.example.org|."},
		{"mail", "write to desk@news.example.", "write|to|desk@news.example|."},
		{"ampersand", "AT&T and S&P", "AT&T|and|S&P"},
		{"domain", "Booking.com said. The end.The next", "Booking.com|said|.|The|end|.|The|next"},
		{"russian", "В Сирии, г. Алеппо.", "В|Сирии|,|г.|Алеппо|."},
		{"arabic", "قالت وكالة الأناضول، الأربعاء.", "قالت|وكالة|الأناضول|،|الأربعاء|."},
		{"chinese", "叙利亚停火", "叙|利|亚|停|火"},
		{"japanese", "シリアの停戦", "シリア|の|停|戦"},
		{"numero", "No. 10 said no. Then", "No.|10|said|no|.|Then"},
		{"invalid", "a\xffb \xc3 c", "a|b|c"},
		{"soft hyphen", "cease\u00adfire\u200b now", "cease\u00adfire|now"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(strings.Split(tt.want, "|"), words(tt.in)); diff != "" {
				t.Errorf("Tokens(%q) (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

func TestSentences(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "One went. Two stayed.", "One went.|Two stayed."},
		{"quote", `"It is over." She left. "No!" he said.`, `"It is over."|She left.|"No!" he said.`},
		{"titles", "Gen. Smith met Mr. Jones. They spoke.", "Gen. Smith met Mr. Jones.|They spoke."},
		{"acronym inside", "The U.S. Army left. It was late.", "The U.S. Army left.|It was late."},
		{"acronym at the end", "He moved to the U.S. The war went on.", "He moved to the U.S.|The war went on."},
		{"company", "He runs Acme Inc. The firm grew.", "He runs Acme Inc.|The firm grew."},
		{"lower case", "It grew 3 pct. in May. or so", "It grew 3 pct. in May. or so"},
		{"lines", "Headline here\nThe story.\n\nMore", "Headline here|The story.|More"},
		{"german ordinal", "Am 8. Februar tagte er. Am 9. kam sie.", "Am 8. Februar tagte er.|Am 9. kam sie."},
		{"spanish", "¿Qué pasa? Nada. ¡Vamos!", "¿Qué pasa?|Nada.|¡Vamos!"},
		{"russian", "Он ушёл. Она осталась.", "Он ушёл.|Она осталась."},
		{"arabic", "ذهب الرئيس. هل عاد؟ نعم.", "ذهب الرئيس.|هل عاد؟|نعم."},
		{"chinese", "他走了。她留下。", "他走了。|她留下。"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := Parse(tt.in)
			var got []string
			for _, s := range d.Sentences {
				got = append(got, tt.in[d.Tokens[s.First].Start:d.Tokens[s.Last-1].End])
			}
			if diff := cmp.Diff(strings.Split(tt.want, "|"), got); diff != "" {
				t.Errorf("sentences of %q (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

// checkTokens asserts what Tokens promises about any text.
func checkTokens(t *testing.T, s string) {
	t.Helper()
	end := 0
	for _, tok := range Tokens(s) {
		if tok.Start < end || tok.End <= tok.Start || tok.End > len(s) {
			t.Fatalf("token %v after byte %d of %d", tok, end, len(s))
		}
		if w := s[tok.Start:tok.End]; !utf8.ValidString(w) {
			t.Fatalf("token %q of %q is not UTF-8", w, s)
		}
		for _, r := range s[end:tok.Start] {
			if !isBlank(r) {
				t.Fatalf("%q of %q is in no token", r, s)
			}
		}
		end = tok.End
	}
	d := Parse(s)
	next := 0
	for _, sent := range d.Sentences {
		if sent.First != next || sent.Last <= sent.First {
			t.Fatalf("sentence %v does not follow token %d", sent, next)
		}
		next = sent.Last
	}
	if next != len(d.Tokens) {
		t.Fatalf("sentences cover %d of %d tokens", next, len(d.Tokens))
	}
}

func FuzzTokens(f *testing.F) {
	for _, s := range []string{
		"", "a", "Istanbul (AFP) - Assad's U.S. F-16.", "l’Iran \xff\xfe \u200d 叙利亚 シリア ไทย", "J.K.\u0301 www. a@b.c ... 1.2.3",
		strings.Repeat("a@", 40), strings.Repeat("a.", 90), "'s's''s \"x\"'s",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkTokens(t, s) })
}
