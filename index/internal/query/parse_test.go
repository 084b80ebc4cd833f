package query

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"white space", " \t\n", ""},
		{"a word", "ceasefire", "ceasefire"},
		{"words are joined by AND", "a AND b c", "a b c"},
		{"AND binds tighter", "a b OR c d", "a b OR c d"},
		{"parentheses", "a (b OR c)", "a (b OR c)"},
		{"needless parentheses", "((a) (b c)) OR ((d))", "a b c OR d"},
		{"negation", "a NOT b -c -(d e)", "a -b -c -(d e)"},
		{"double negation", "NOT NOT a", "a"},
		{"lower-case operators are words", "war and peace or not", "war and peace or not"},
		{"phrase", `"cease  fire"`, `"cease  fire"`},
		{"typographic quotes", "“cease fire” «trêve»", `"cease fire" "trêve"`},
		{"escaped quote", `"say \"no\""`, `"say \"no\""`},
		{"apostrophe", "O'Brien l’accord", "O'Brien l’accord"},
		{"hyphen within a word", "post-war", "post-war"},
		{"prefix", "negotiat*", "negotiat*"},
		{"field", "title:truce lang:EN country:tr", "title:truce lang:en country:TR"},
		{"field names in any case", "Title:truce ORG:nato", "title:truce org:nato"},
		{"spellings of a field", "organisation:NATO organization:NATO language:en", "org:NATO org:NATO lang:en"},
		{"quoted value", `person:"Recep Tayyip Erdogan"`, `person:"Recep Tayyip Erdogan"`},
		{"needless quotes", `source:"bbc"`, "source:bbc"},
		{"negated field", "-source:bbc", "-source:bbc"},
		{"field before parentheses", "source:(bbc OR reuters) x", "(source:bbc OR source:reuters) x"},
		{"within", `place:Syria/ place:"New York"/`, `place:Syria/ place:"New York"/`},
		{"slash elsewhere", "source:a/b", "source:a/b"},
		{"dates", "date:2016 date:2016-12 date:2016-12-29 after:7D before:Yesterday", "date:2016 date:2016-12 date:2016-12-29 after:7d before:yesterday"},
		{"instant", "after:2016-12-29T14:30+01:00", "after:2016-12-29T13:30:00Z"},
		{"sort", "sort:Newest truce", "truce sort:newest"},
		{"sort alone", "sort:oldest", "sort:oldest"},
		{"link", "url:https://example.org/a?b=c", "url:https://example.org/a?b=c"},
		{"link with parentheses", `url:"https://example.org/a_(b)"`, `url:"https://example.org/a_(b)"`},
		{"id", "id:abcdefghijklmnopqrstuvwxyz", "id:abcdefghijklmnopqrstuvwxyz"},
		{"escaped operator", `\AND`, `\AND`},
		{"escaped dash", `\-1`, `\-1`},
		{"time of day", "12:30", `12\:30`},
		{"DESIGN example 1", `ceasefire AND (person:"Recep Tayyip Erdogan" OR place:Ankara) -football`, `ceasefire (person:"Recep Tayyip Erdogan" OR place:Ankara) -football`},
		{"DESIGN example 2", "title:truce agency:AFP lang:en after:2016-12-01 before:2017-01-01", "title:truce agency:AFP lang:en after:2016-12-01 before:2017-01-01"},
	} {
		t.Run(c.name, func(t *testing.T) {
			q, err := Parse(c.in, DefaultLimits())
			if err != nil {
				t.Fatalf("Parse(%q): %v", c.in, err)
			}
			if got := q.String(); got != c.want {
				t.Errorf("Parse(%q) prints %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"ceasefire in plcae:Aleppo", "column 14: unknown field 'plcae', did you mean 'place'?"},
		{"foo:bar", "column 1: unknown field 'foo'; put text that holds a colon in quotes"},
		{"https://example.org/a", "column 1: to find a link write url:https://…"},
		{`truce "in Aleppo`, "column 7: this quote is never closed"},
		{"ça “va", "column 4: this quote is never closed"},
		{"(a b", "column 1: this '(' is never closed"},
		{"a b)", "column 4: this ')' closes nothing"},
		{")", "column 1: this ')' closes nothing"},
		{"a ()", "column 4: there is nothing between these parentheses"},
		{"OR a", "column 1: OR needs a term before it"},
		{"a OR", "column 5: OR needs a term after it"},
		{"a OR OR b", "column 6: OR needs a term before it"},
		{"a OR (b OR)", "column 11: OR needs a term after it"},
		{"AND a", "column 1: AND needs a term before it"},
		{"a AND", "column 6: AND needs a term after it"},
		{"a AND OR b", "column 7: AND needs a term after it"},
		{"NOT", "column 4: NOT needs a term after it"},
		{"a - b", "column 3: '-' excludes what follows it without a space; put text that holds it in quotes"},
		{"--a", "column 1: '-' excludes what follows it without a space; put text that holds it in quotes"},
		{"title:", "column 7: 'title:' needs a value right after the colon"},
		{"title: a", "column 7: 'title:' needs a value right after the colon"},
		{"title:(text:a)", "column 8: 'text:' cannot stand inside 'title:(…)'"},
		{`a"b"`, "column 2: put a space before the quote, or a backslash if it belongs to the word"},
		{`"a"b`, "column 4: put a space after the closing quote"},
		{`"a b"~5`, "column 6: closeness ('~') is not part of the language; join the words with AND"},
		{"a(b)", "column 2: put a space before '(', or quotes around a value that holds it"},
		{"(a)b", "column 4: put a space after ')'"},
		{"*", "column 1: '*' may only end a word; a word cannot begin with it"},
		{"*a", "column 1: '*' may only end a word; a word cannot begin with it"},
		{"a*b", "column 2: '*' may only end a word"},
		{"ab*", "column 1: 'ab*' has 2 letters, a prefix needs at least 3"},
		{"post-war*", "column 1: 'post-war*' is more than one word; only a single word can be a prefix"},
		{"source:bbc*", "column 8: '*' is for words of the text, not for 'source:'"},
		{"/ab+c/", "column 1: regular expressions are not part of the language"},
		{"truce~", "column 6: words that are alike ('~') are not part of the language; use OR or a prefix*"},
		{"truce~1", "column 6: words that are alike ('~') are not part of the language; use OR or a prefix*"},
		{"truce^2.5", "column 6: weights ('^') are not part of the language"},
		{"a – b", "column 3: there is no letter or digit to search for in '–'"},
		{`""`, "column 1: there is no letter or digit to search for in ''"},
		{"date:2016-13", `column 6: there is no date "2016-13"`},
		{"date:2016-02-30", `column 6: there is no date "2016-02-30"`},
		{"after:soon", `column 7: "soon" is no date: ` + dateForms},
		{"sort:newst", "column 6: unknown order 'newst', did you mean 'newest'?"},
		{"sort:magic", "column 6: unknown order 'magic'; there are relevance, newest and oldest"},
		{"(a sort:newest)", "column 4: sort: holds for the whole query and cannot stand inside it"},
		{"-sort:newest", "column 2: sort: holds for the whole query and cannot be negated"},
		{"sort:newest sort:oldest", "column 13: sort: was said before"},
		{"lang:english", "column 6: 'english' is no language code; write two letters, such as lang:en"},
		{"country:Turkey", "column 9: 'TURKEY' is no country code; write two letters, such as country:TR"},
		{"id:xyz", "column 4: 'xyz' is no article id; an id has 26 letters and digits"},
		{"url:example", "column 5: 'example' is no link; write all of it, such as url:https://example.org/story"},
		{"a\xffb", "the query is not valid UTF-8"},
	} {
		_, err := Parse(c.in, DefaultLimits())
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("Parse(%q): error %v, want %q", c.in, err, c.want)
			continue
		}
		if e.Error() != c.want {
			t.Errorf("Parse(%q):\n got %s\nwant %s", c.in, e, c.want)
		}
	}
}

// TestBounds gives the parser the queries that are known to hang search
// engines: each is refused, naming the bound.
func TestBounds(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"bytes", strings.Repeat("a", 16<<10+1), "the query has 16385 bytes, at most 16384 are taken"},
		{"a megabyte", strings.Repeat("a ", 1<<19), "the query has 1048576 bytes, at most 16384 are taken"},
		{"words", strings.Repeat("a ", 513), "column 1025: the query has more than 512 words"},
		{"words of a phrase", `"` + strings.Repeat("a ", 513) + `"`, "column 1: the query has more than 512 words"},
		{"words glued together", strings.Repeat("a-", 513) + "a", "column 1: the query has more than 512 words"},
		{"ideographs", strings.Repeat("停", 513), "column 1: the query has more than 512 words"},
		{"alternatives", strings.Repeat("a OR ", 600) + "a", "column 2561: the query has more than 512 words"},
		{"depth", strings.Repeat("(", 17) + "a" + strings.Repeat(")", 17), "column 17: parentheses and negations are nested deeper than 16"},
		{"negations", strings.Repeat("NOT ", 17) + "a", "column 65: parentheses and negations are nested deeper than 16"},
		{"prefixes", strings.Repeat("+t:a* ", 200), "column 1: 'a*' has 1 letters, a prefix needs at least 3"},
	} {
		_, err := Parse(c.in, DefaultLimits())
		if c.name == "prefixes" {
			if err == nil {
				t.Errorf("%s: no error", c.name)
			}
			continue
		}
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
}

// ignoreColumns compares queries without where they were written.
var ignoreColumns = cmpopts.IgnoreFields

func equal(a, b *Query) string {
	return cmp.Diff(a, b, ignoreColumns(And{}, "At"), ignoreColumns(Or{}, "At"), ignoreColumns(Not{}, "At"), ignoreColumns(Term{}, "At"))
}

// TestPrintParse checks on random queries that what is printed parses to the
// same query.
func TestPrintParse(t *testing.T) {
	limits := DefaultLimits()
	limits.Depth, limits.Words = 100, 10_000
	rapid.Check(t, func(t *rapid.T) {
		q := &Query{Root: node(t, 4), Sort: rapid.SampledFrom(append(Sorts(), SortDefault)).Draw(t, "sort")}
		text := q.String()
		got, err := Parse(text, limits)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if diff := equal(q, got); diff != "" {
			t.Fatalf("%q (-want +got):\n%s", text, diff)
		}
	})
}

func node(t *rapid.T, depth int) Node {
	kind := 0
	if depth > 0 {
		kind = rapid.IntRange(0, 3).Draw(t, "kind")
	}
	switch kind {
	case 1, 2:
		n := rapid.IntRange(2, 4).Draw(t, "parts")
		var parts []Node
		for range n {
			parts = append(parts, node(t, depth-1))
		}
		if kind == 1 {
			return newAnd(parts)
		}
		return newOr(parts)
	case 3:
		return newNot(node(t, depth-1), 0)
	}
	return leaf(t)
}

func leaf(t *rapid.T) Node {
	field := rapid.SampledFrom(append(Fields(), Anywhere, Anywhere, Anywhere)).Draw(t, "field")
	term := &Term{Field: field}
	word := rapid.StringMatching(`[-a-zA-ZğßЖ停"“():/*~^\\'0-9]{0,6}[a-z0-9][-a-z:/"()*~^\\]{0,3}`)
	text := rapid.StringMatching(`[a-zA-Z "\\()*:-]{0,10}[a-z][a-z "“”»/]{0,4}`)
	switch {
	case field.IsText() && rapid.Bool().Draw(t, "prefix"):
		term.Kind, term.Value = Prefix, rapid.StringMatching(`[a-zA-Zé]{3,8}`).Draw(t, "beginning")
	case field.IsText():
		term.Kind = rapid.SampledFrom([]Kind{Word, Phrase}).Draw(t, "kind of value")
		if term.Kind == Phrase {
			term.Value = text.Draw(t, "phrase")
		} else {
			term.Value = rapid.SampledFrom([]string{"AND", "OR", "NOT", "sort"}).Draw(t, "operator")
			if rapid.Bool().Draw(t, "any word") {
				term.Value = word.Draw(t, "word")
			}
		}
	case field.IsDate():
		d, err := parseDate(rapid.SampledFrom([]string{"2016", "2016-12", "2016-12-29", "7d", "yesterday", "2016-12-29T13:30:00Z"}).Draw(t, "date"))
		if err != nil {
			t.Fatal(err)
		}
		term.Date, term.Value = d, d.Text
	case field == Lang:
		term.Value = rapid.StringMatching(`[a-z]{2,3}`).Draw(t, "language")
	case field == Country:
		term.Value = rapid.StringMatching(`[A-Z]{2}`).Draw(t, "country")
	case field == ID:
		term.Value = rapid.StringMatching(`[a-z2-7]{26}`).Draw(t, "id")
	case field == URL:
		term.Value = "https://example.org/" + rapid.StringMatching(`[a-z()"?=&/]{0,8}`).Draw(t, "path")
	default:
		term.Value = text.Draw(t, "value")
		term.Within = field == Place && rapid.Bool().Draw(t, "within")
	}
	return term
}

// FuzzParse checks that any query is refused with a column inside it or
// prints to itself.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"", "a b", `ceasefire AND (person:"Recep Tayyip Erdogan" OR place:Ankara) -football`, "title:truce after:7d sort:newest",
		"place:Syria/", `"a \" b"`, "((((", `\`, `\ a`, "a:b:c", "“„”", "-(-(a))", "url:https://x/(", "sort:", "停火*", "a\u0000b", "date:0000", "*", "title:*",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := Parse(s, DefaultLimits())
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Column < 0 || e.Column > len([]rune(s))+1 {
				t.Fatalf("Parse(%q): %v", s, err)
			}
			return
		}
		text := q.String()
		again, err := Parse(text, Limits{Bytes: 1 << 20, Words: 1 << 20, Depth: 1000, PrefixLetters: 3})
		if err != nil {
			t.Fatalf("Parse(%q) prints %q: %v", s, text, err)
		}
		if diff := equal(q, again); diff != "" {
			t.Fatalf("Parse(%q) prints %q, which differs:\n%s", s, text, diff)
		}
	})
}
