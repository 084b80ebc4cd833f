package collection

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/shared/news"
)

func TestArticle(t *testing.T) {
	c := New(t, Options{})
	words, entities := 0, 0
	for n := range 50 {
		a, message := c.Message(n)
		again, err := news.Decode(message)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.Article(n), again); diff != "" {
			t.Fatalf("article %d (-made +decoded):\n%s", n, diff)
		}
		for _, e := range a.Annotations.Entities[:1] {
			for _, m := range e.Mentions {
				if text, err := a.Cut(m.Span); err != nil || text == "" || strings.Contains(text, "\n\n") {
					t.Errorf("article %d: a mention of %s is %q, %v", n, e.Name, text, err)
				}
			}
		}
		words += len(strings.Fields(a.Text))
		entities += len(a.Annotations.Entities)
	}
	if words < 50*200 || entities < 50*10 {
		t.Errorf("50 articles have %d words and %d entities", words, entities)
	}
}
