package query

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/dateline-news/dateline/index/internal/document"
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
		{"time of day", "12:30", "12:30"},
		{"signs inside a word", "AT&T C++ 1/2 e-mail@example.org 50%", "AT&T C++ 1/2 e-mail@example.org 50%"},
		{"escaped marks", `a\*b \!x word\~ \NEAR/2`, `\a\*b \!x \word\~ \NEAR\/2`},
		{"closeness", `"nationwide ceasefire"~5`, `"nationwide ceasefire"~5`},
		{"closeness of none", `"nationwide ceasefire"~0`, `"nationwide ceasefire"`},
		{"near", `"peace talks" NEAR/1 Astana`, `"peace talks" NEAR/1 Astana`},
		{"near without a number", "a NEAR b", "a NEAR/1 b"},
		{"near binds tighter than AND", "x a NEAR/2 b y", "x a NEAR/2 b y"},
		{"near in a field", "title:(a NEAR b)", "title:a NEAR/1 title:b"},
		{"near negated", "x -(a NEAR/3 b)", "x -(a NEAR/3 b)"},
		{"near negated by NOT", "x NOT a NEAR/3 b", "x -(a NEAR/3 b)"},
		{"near of a group of one", "(a) NEAR bomb*", "a NEAR/1 bomb*"},
		{"a slip", "Ghadafi~ quote:truce~1", "Ghadafi~ quote:truce~"},
		{"speech", `said:Peskov quote:"nationwide ceasefire"~5`, `said:Peskov quote:"nationwide ceasefire"~5`},
		{"topics", `topic:conflict topic:16000000 topic:MEDTOP:16000000 topic:"Conflict, war and peace"`, `topic:"conflict, war and peace" topic:medtop:16000000 topic:medtop:16000000 topic:"conflict, war and peace"`},
		{"a topic of somebody else", `topic:tardigrades`, `topic:tardigrades`},
		{"a topic that is nearly one", `topic:"electiom"`, `topic:"electiom"`},
		{"tag", "tag:desk-2", "tag:desk-2"},
		{"has and is", "has:Quote -is:revised", "has:quote -is:revised"},
		{"asof", "truce asof:2016-12-29", "truce asof:2016-12-29"},
		{"ranges", "date:2016-12-01..2016-12-31 date:7d..yesterday date:2016.. date:..2016", "date:2016-12-01..2016-12-31 date:7d..yesterday date:2016.. date:..2016"},
		{"named dates", "date:This-Week date:last-month after:3mo", "date:this-week date:last-month after:3mo"},
		{"an instant without a zone is UTC", "before:2016-12-29T14:05", "before:2016-12-29T14:05:00Z"},
		{"full width", "title：（停火 OR 谈判） ＂a b＂", `(title:停火 OR title:谈判) "a b"`},
		{"quotes of East Asia", "「停火 协议」", `"停火 协议"`},
		{"marks that are not seen", "\ufeffceasefire\u200e truce", "ceasefire truce"},
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

const (
	slopNeeds = `'~' after a phrase needs the number of words that may stand between its own, at most 100, such as "nationwide ceasefire"~5`
	nearHow   = `for words that stand close to each other write a NEAR/1 b (in one sentence, 2: in the next at most) or "a b"~5 (at most 5 words between)`
)

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
		{"title: a", "column 7: 'title:' needs a value right after the colon, without a space"},
		{"title :a", "column 7: put no space before the colon of a field, or quotes around text that holds one"},
		{"title:(text:a)", "column 8: 'text:' cannot stand inside 'title:(…)'"},
		{`a"b"`, "column 2: put a space before the quote, or a backslash if it belongs to the word"},
		{`"a"b`, "column 4: put a space after the closing quote"},
		{`"a b"~`, "column 6: " + slopNeeds},
		{`"a b"~101`, "column 6: " + slopNeeds},
		{`"a b"~5x`, "column 8: put a space after the closing quote"},
		{`"ceasefire"~2`, "column 1: '~2' needs a phrase of two words or more"},
		{`person:"a b"~2`, "column 8: '~' is for phrases of the text, not for 'person:'"},
		{"NEAR a", "column 1: NEAR needs a word or a phrase before it"},
		{"a OR NEAR b", "column 6: NEAR needs a word or a phrase before it"},
		{"a NEAR", "column 7: NEAR needs a word or a phrase after it"},
		{"(a NEAR)", "column 8: NEAR needs a word or a phrase after it"},
		{"a NEAR OR b", "column 8: NEAR needs a word or a phrase after it"},
		{"a NEAR NEAR b", "column 8: NEAR needs a word or a phrase after it"},
		{"a NEAR -b", "column 8: what stands near cannot be negated; negate the whole: -(a NEAR/1 b)"},
		{"a NEAR b NEAR c", "column 10: NEAR joins two; for more write a NEAR/1 b AND b NEAR/1 c"},
		{"a NEAR (b OR c)", "column 9: NEAR takes one word or one phrase on each side; write (a NEAR/1 c) OR (b NEAR/1 c)"},
		{"person:a NEAR b", "column 1: NEAR takes words and phrases of the text, not 'person:'"},
		{"title:a NEAR b", "column 14: both sides of NEAR must look into the same field, such as title:(a NEAR/1 b)"},
		{"a NEAR/0 b", "column 3: NEAR/ takes a number of sentences from 1 (in the same one) to 10"},
		{"a NEAR/x b", "column 3: NEAR/ takes a number of sentences from 1 (in the same one) to 10"},
		{"a near/5 b", "column 3: " + nearHow},
		{"a w/5 b", "column 3: " + nearHow},
		{"a AROUND(5) b", `column 3: for words that stand close to each other write a NEAR/1 b (in one sentence) or "a b"~5`},
		{"a && b", "column 3: leave out '&&', since words are joined by AND, or write AND"},
		{"a || b", "column 3: write OR in place of '||'"},
		{"a | b", "column 3: write OR in place of '||'"},
		{"a !b", "column 3: to exclude a word write -b"},
		{"a ! b", `column 3: to exclude something write -word, -"a phrase" or NOT`},
		{"+a +b", "column 1: leave out '+': every word is required as it is"},
		{"wom?n", "column 4: '?' does not stand for a letter; use a prefix*, word~ for one slip, or OR"},
		{"*:*", "column 1: '*' may only end a word; a query without any word finds every article"},
		{"site:bbc.co.uk", "column 1: unknown field 'site', did you mean 'domain'?"},
		{"since:7d", "column 1: unknown field 'since', did you mean 'after'?"},
		{"from:2016-12-01", "column 1: unknown field 'from', did you mean 'after'?"},
		{"from:bbc", "column 1: unknown field 'from', did you mean 'source'?"},
		{"until:2016", "column 1: unknown field 'until', did you mean 'before'?"},
		{"intitle:truce", "column 1: unknown field 'intitle', did you mean 'title'?"},
		{"date > 2016", "column 6: write after: or before: with a date right behind, such as after:2016-12-01"},
		{"date:2016-12-01 .. 2016-12-31", "column 17: a range has no spaces: date:2016-12-01..2016-12-31"},
		{"date:2016-12-01/2016-12-31", `column 6: "2016-12-01/2016-12-31" is no date, did you mean 2016-12-01..2016-12-31?`},
		{"date:3/2016", `column 6: "3/2016" is no date, did you mean 2016-03?`},
		{"date:12/2016", `column 6: "12/2016" is no date, did you mean 2016-12?`},
		{"a NEAR3 b", "column 3: write NEAR/3"},
		{"a NEAR:3 b", "column 3: write NEAR/ with a number of sentences, such as NEAR/1"},
		{"sort:latest", "column 6: unknown order 'latest', did you mean 'newest'?"},
		{"lang=en", "column 1: write lang:en with a colon"},
		{"date>=2016-12-01", "column 1: write after:2016-12-01"},
		{"date:<2016", "column 6: write before:2016"},
		{"date:[2016 TO 2017]", "column 6: write a range as date:2016-12-01..2016-12-31"},
		{"date:2017..2016", "column 6: the range 2017..2016 ends before it begins"},
		{"date:..", "column 6: a range needs a beginning or an end, such as 2016-12-01..2016-12-31"},
		{"after:2016..2017", "column 7: 'after:' takes one date; write date:2016..2017"},
		{"date:20161229", `column 6: "20161229" is no date, did you mean 2016-12-29?`},
		{"date:29.12.2016", `column 6: "29.12.2016" is no date, did you mean 2016-12-29?`},
		{"date:02/03/2016", `column 6: "02/03/2016" is no date, did you mean 2016-03-02 or 2016-02-03?`},
		{`date:"last week"`, `column 6: "last week" is no date, did you mean last-week?`},
		{`after:"7 days ago"`, `column 7: "7 days ago" is no date, did you mean 7d?`},
		{"after:3m", `column 7: "3m" is no date, did you mean 3mo?`},
		{"date:yesterdy", `column 6: "yesterdy" is no date, did you mean yesterday?`},
		{"has:quotes", "column 5: unknown value 'quotes', did you mean 'has:quote'?"},
		{"is:revisd", "column 4: unknown value 'revisd', did you mean 'is:revised'?"},
		{"topic:confict", "column 7: unknown topic 'confict', did you mean 'conflict'?"},
		{"lang:gr", "column 6: 'gr' is no language code, did you mean lang:el?"},
		{"lang:germn", "column 6: 'germn' is no language code, did you mean lang:de?"},
		{"country:uk", "column 9: 'uk' is no country code, did you mean country:GB?"},
		{"domain:*.bbc.co.uk", "column 8: domain: holds for all hosts of a domain; write domain:bbc.co.uk"},
		{"domain:https://bbc.co.uk/news", "column 8: a domain has no '/news'; write domain:bbc.co.uk"},
		{"asof:2016 OR a", "column 1: asof: holds for the whole query and cannot stand inside it or be negated"},
		{"a -asof:2016", "column 4: asof: holds for the whole query and cannot stand inside it or be negated"},
		{"asof:2016 asof:2017", "column 11: asof: was said before"},
		{"asof:2016..2017", "column 6: 'asof:' takes one date; write date:2016..2017"},
		{"a(b)", "column 2: put a space before '(', or quotes around a value that holds it"},
		{"(a)b", "column 4: put a space after ')'"},
		{"*", "column 1: '*' may only end a word; a query without any word finds every article"},
		{"*a", "column 1: '*' may only end a word; a word cannot begin with it"},
		{"a*b", "column 2: '*' may only end a word"},
		{"ab*", "column 1: 'ab*' is too short, a prefix needs at least 3 letters"},
		{"post-war*", "column 1: 'post-war*' is more than one word; only a single word can be a prefix"},
		{"source:bbc*", "column 8: '*' is for words of the text, not for 'source:'"},
		{"/ab+c/", "column 1: regular expressions are not part of the language; use OR or a prefix*"},
		{"truce~2", "column 6: '~' after a word allows for one slip and takes no other number than 1"},
		{"truce~0.8", "column 6: '~' after a word allows for one slip and takes no other number than 1"},
		{"war~", "column 1: 'war~' is too short, a word that may have a slip needs at least 4 letters"},
		{"post-war~", "column 1: 'post-war~' is more than one word; only a single word can have a slip"},
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
		{"lang:english", "column 6: 'english' is no language code, did you mean lang:en?"},
		{"country:Turkey", "column 9: 'Turkey' is no country code, did you mean country:TR?"},
		{"country:Nauru", "column 9: 'Nauru' is no country code; write two letters, such as country:TR"},
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
		{"a megabyte of parentheses", strings.Repeat("(", 1<<20), "the query has 1048576 bytes, at most 16384 are taken"},
		{"open words", strings.Repeat("abc* ", 65), "column 321: the query has more than 64 words that end in '*' or '~'"},
		{"prefixes", strings.Repeat("+t:a* ", 200), "column 1: 'a*' is too short, a prefix needs at least 3 letters"},
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
	return cmp.Diff(a, b, ignoreColumns(Query{}, "Notes"), ignoreColumns(Near{}, "At"), ignoreColumns(And{}, "At"), ignoreColumns(Or{}, "At"), ignoreColumns(Not{}, "At"), ignoreColumns(Term{}, "At"))
}

// TestPrintParse checks on random queries that what is printed parses to the
// same query.
func TestPrintParse(t *testing.T) {
	limits := DefaultLimits()
	limits.Depth, limits.Words, limits.Open = 100, 10_000, 10_000
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
		kind = rapid.IntRange(0, 4).Draw(t, "kind")
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
	case 4:
		field := rapid.SampledFrom([]Field{Anywhere, Title, Text, Quote}).Draw(t, "field")
		return &Near{Left: term(t, field), Right: term(t, field), Distance: rapid.IntRange(1, MaxDistance).Draw(t, "distance")}
	}
	return leaf(t)
}

func leaf(t *rapid.T) Node {
	return term(t, rapid.SampledFrom(append(slices.DeleteFunc(Fields(), func(f Field) bool { return f == AsOf }), Anywhere, Anywhere, Anywhere)).Draw(t, "field"))
}

func term(t *rapid.T, field Field) *Term {
	term := &Term{Field: field}
	word := rapid.StringMatching(`[-a-zA-ZğßЖ停"“():/*~^\\'0-9!+?&|<=]{0,6}[a-z0-9][-a-z:/"()*~^?\\]{0,3}`)
	text := rapid.StringMatching(`[a-zA-Z "\\()*:-]{0,10}[a-z][a-z "“”»/]{0,4}`)
	switch {
	case field.IsText():
		term.Kind = rapid.SampledFrom([]Kind{Word, Phrase, Prefix, Fuzzy}).Draw(t, "kind of value")
		switch {
		case term.Kind == Prefix || term.Kind == Fuzzy:
			term.Value = rapid.StringMatching(`[a-zA-Zé]{4,8}`).Draw(t, "beginning")
		case term.Kind == Phrase && rapid.Bool().Draw(t, "stretched"):
			term.Slop = rapid.IntRange(1, MaxSlop).Draw(t, "slop")
			term.Value = "two " + text.Draw(t, "phrase")
		case term.Kind == Phrase:
			term.Value = text.Draw(t, "phrase")
		case rapid.Bool().Draw(t, "any word"):
			term.Value = word.Draw(t, "word")
		default:
			term.Value = rapid.SampledFrom([]string{"AND", "OR", "NOT", "NEAR", "NEAR/2", "w/5", "sort", "or"}).Draw(t, "operator")
		}
	case field.IsDate():
		forms := []string{"2016", "2016-12", "2016-12-29", "7d", "3mo", "yesterday", "last-week", "2016-12-29T13:30:00Z"}
		if field == Date {
			forms = append(forms, "2016..2017-01", "7d..", "..yesterday")
		}
		d, err := parseDate(rapid.SampledFrom(forms).Draw(t, "date"))
		if err != nil {
			t.Fatal(err)
		}
		term.Date, term.Value = d, d.Text
	case field == Lang:
		term.Value = rapid.SampledFrom([]string{"en", "de", "zh", "und"}).Draw(t, "language")
	case field == Country:
		term.Value = rapid.SampledFrom([]string{"TR", "GB", "SY"}).Draw(t, "country")
	case field == Has:
		term.Value = rapid.SampledFrom(document.HasValues()).Draw(t, "property")
	case field == Is:
		term.Value = rapid.SampledFrom(document.IsValues()).Draw(t, "property")
	case field == Topic:
		term.Value = rapid.SampledFrom([]string{"conflict, war and peace", "medtop:16000000", "electiom", "tardigrades"}).Draw(t, "topic")
	case field == Domain:
		term.Value = rapid.StringMatching(`[a-z]{1,5}\.[a-z]{2,3}`).Draw(t, "domain")
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
		`"a b"~5 c NEAR/2 "d e"`, "said:x quote:(y z)", "topic:conflict has:quote is:short", "asof:7d", "date:2016..yesterday", "word~ wor?d", "（a：b）", "a near/5 b && c", "lang=en",
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
		again, err := Parse(text, Limits{Bytes: 1 << 20, Words: 1 << 20, Depth: 1000, PrefixLetters: 3, Open: 1000})
		if err != nil {
			t.Fatalf("Parse(%q) prints %q: %v", s, text, err)
		}
		if diff := equal(q, again); diff != "" {
			t.Fatalf("Parse(%q) prints %q, which differs:\n%s", s, text, diff)
		}
	})
}
