package language

import (
	"testing"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/registry"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// seeds are texts with every kind of character that the scanner tells apart.
var seeds = []string{
	"Erdoğan's ceasefire, at 1,000.5 a.m.", "آتش\u200cبس در سوریه", "停火协议 in 叙利亚", "İIıi", "l’accord d'", "Straße ß", "a\u0301\u0302 \u0301b", "\xff\xfe", "ﬁ ﷺ", "ㅎㅏㄴ",
	"हिन्दी में", "\u200d\u200c", "'s", "’", "ـــ", "1,234.5", "foo_bar _ a_1", "ประเทศไทย", "U.S.-led a:b c·l x'1 1'x a.1 1.a 1:2", "カタカナ語 ﾊﾟ", "so\u00adft", "צה\"ל ג'ורג'", "１２ ＡＢ３ ½ m²",
	"foo\r\nbar\u2028baz\u00a0qux", "co-op re-elected e-mail anti-‐war 1\u00a0000\u00a0000 12\u202f345", "정부는 안녕", "x@y.com http://a.b/c?d=e#f", "🇩🇪👍🏽 ok", "٣٬٥ ۱۲", "Friedensverhandlungen der Nahostkonferenz",
}

// exactWords reads a text by the whole of Unicode's rules alone.
func (s *scanner) exactWords(text string) []word {
	return s.intricate([]byte(text), 0, len(text), nil)
}

// slowTokens analyses a text without the fast reading of plain words and
// without remembering words: every word through every filter.
func (c *chain) slowTokens(text string) []Token {
	t := []byte(text)
	if c.joiners {
		t = withoutJoiners(t)
	}
	var out []Token
	position := 0
	for _, w := range c.arrange(t, c.scanner.exactWords(string(t)), nil) {
		if !w.inner {
			position++
		}
		term := c.term(t[w.start:w.end])
		if len(term) > 0 {
			out = append(out, Token{string(term), position, w.start, w.end})
		}
		for _, part := range c.parts(t[w.start:w.end], term) {
			out = append(out, Token{string(part), position, w.start, w.end})
		}
	}
	return out
}

// FuzzScanner compares the scanner with bleve's tokenizer.
func FuzzScanner(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	s := newScanner()
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4096 || !utf8.ValidString(text) {
			return
		}
		type border struct{ Start, End int }
		var want, got []border
		tokens := s.exact.Tokenize([]byte(text))
		for _, tok := range tokens {
			want = append(want, border{tok.Start, tok.End})
		}
		for _, w := range s.words([]byte(text), nil) {
			if w.kind == cluster || w.kind == mixed && !covered(tokens, w) {
				// What bleve's tokenizer leaves out.
				continue
			}
			got = append(got, border{w.start, w.end})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%q (-bleve +scanner):\n%s", text, diff)
		}
	})
}

func covered(tokens analysis.TokenStream, w word) bool {
	for _, t := range tokens {
		if t.Start == w.start {
			return true
		}
	}
	return false
}

// FuzzTokens compares every chain with itself without its shortcuts. A panic
// in one would end the process that indexes, and an offset outside the text
// the one that shows a hit.
func FuzzTokens(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	s := newSet(f)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4096 {
			return
		}
		for _, l := range s.All() {
			tokens := l.Tokens(text)
			for _, tok := range tokens {
				if tok.Start < 0 || tok.End > len(text) || tok.Start >= tok.End || tok.Term == "" {
					t.Fatalf("%s: token %+v lies outside %q", l.Name, tok, text)
				}
			}
			if !utf8.ValidString(text) {
				continue
			}
			if diff := cmp.Diff(l.full.slowTokens(text), tokens); diff != "" {
				t.Fatalf("%s: %q (-slow +fast):\n%s", l.Name, text, diff)
			}
		}
		l := s.For("en")
		l.Prefix(text)
		l.Phrase(text)
	})
}

// TestPairsAsBleve checks that Chinese and Japanese have the pairs that bleve's
// analyser makes, but for the single characters and places, of which each
// character has one.
func TestPairsAsBleve(t *testing.T) {
	bleves, err := registry.NewCache().AnalyzerNamed(cjk.AnalyzerName)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"停火协议", "停", "叙利亚停火，协议 生效", "東京タワーに行く", "北京 2016 年峰会"} {
		var want []Token
		for _, tok := range bleves.Analyze([]byte(text)) {
			want = append(want, Token{Term: string(tok.Term), Start: tok.Start, End: tok.End})
		}
		if diff := cmp.Diff(want, newSet(t).For("zh").full.tokens(text, false), cmpopts.IgnoreFields(Token{}, "Position")); diff != "" {
			t.Errorf("%s (-bleve +ours):\n%s", text, diff)
		}
	}
}
