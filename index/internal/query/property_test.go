package query_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/dateline-news/dateline/index/internal/query"
)

// wide are limits that no drawn query meets.
func wide() query.Limits {
	return query.Limits{Bytes: 1 << 20, Words: 1 << 16, Depth: 200, PrefixLetters: 3, Open: 1000}
}

// boolean draws a query of terms that hold for the article truce, that do not,
// and that say nothing, since the chain of the language leaves them out. Said
// and quote are not among them: what they look for in one AND is one
// quotation.
func boolean() *rapid.Generator[string] {
	leaf := rapid.SampledFrom([]string{
		"ceasefire", "zeppelin", "the", "of", `"come into force"`, `"force into come"`, "title:truce", "title:zeppelin", "brokr~", "monit*", "zeppe*",
		"lang:en", "lang:de", "source:bbc", "country:TR", "has:quote", "is:short", "after:2016", "before:2016", "date:2016-12-29", "person:Peskov", "place:Quito",
		"ceasefire NEAR/3 nationwide", "tag:desk", `tag:"Desk 2"`, "domain:bbc.co.uk", `text:"the the"`, "title:the",
	})
	return rapid.Custom(func(t *rapid.T) string { return tree(t, leaf, 3) })
}

func tree(t *rapid.T, leaf *rapid.Generator[string], depth int) string {
	kind := 0
	if depth > 0 {
		kind = rapid.IntRange(0, 4).Draw(t, "kind")
	}
	switch kind {
	case 1, 2:
		return and(tree(t, leaf, depth-1), tree(t, leaf, depth-1))
	case 3:
		return or(tree(t, leaf, depth-1), tree(t, leaf, depth-1))
	case 4:
		return not(tree(t, leaf, depth-1))
	}
	return leaf.Draw(t, "term")
}

func and(a, b string) string { return "(" + a + ") AND (" + b + ")" }
func or(a, b string) string  { return "(" + a + ") OR (" + b + ")" }
func not(a string) string    { return "NOT (" + a + ")" }

// TestMatchLaws checks the laws of Boole on random queries, and that a query
// means after printing what it meant before.
func TestMatchLaws(t *testing.T) {
	a, l := truce(t), languages(t)
	held := 0
	rapid.Check(t, func(t *rapid.T) {
		matches := func(text string) bool {
			q, err := query.Parse(text, wide())
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			printed, err := query.Parse(q.String(), wide())
			if err != nil {
				t.Fatalf("%s prints as %s: %v", text, q, err)
			}
			got := query.NewMatcher(q, l, query.MatcherOptions{}).Match(a)
			if again := query.NewMatcher(printed, l, query.MatcherOptions{}).Match(a); again != got {
				t.Fatalf("%s: %t, printed as %s: %t", text, got, q, again)
			}
			return got
		}
		x, y, z := boolean().Draw(t, "x"), boolean().Draw(t, "y"), boolean().Draw(t, "z")
		for _, law := range []struct{ name, left, right string }{
			{"double negation", not(not(x)), x},
			{"De Morgan, AND", not(and(x, y)), or(not(x), not(y))},
			{"De Morgan, OR", not(or(x, y)), and(not(x), not(y))},
			{"AND commutes", and(x, y), and(y, x)},
			{"OR commutes", or(x, y), or(y, x)},
			{"AND associates", and(and(x, y), z), and(x, and(y, z))},
			{"OR associates", or(or(x, y), z), or(x, or(y, z))},
			{"AND with itself", and(x, x), x},
			{"OR with itself", or(x, x), x},
		} {
			left, right := matches(law.left), matches(law.right)
			if left != right {
				t.Fatalf("%s: %s is %t, %s is %t", law.name, law.left, left, law.right, right)
			}
			if left {
				held++
			}
		}
	})
	if held == 0 {
		t.Error("no query holds for the article")
	}
}
