package newsroom

import (
	"strings"
	"testing"

	"github.com/dateline-news/dateline/shared/news"
)

// TestCompare: the newsroom notices what readers can get wrong.
func TestCompare(t *testing.T) {
	o := &Outlet{Host: "courier.example", served: map[int][]Story{}}
	first := o.Stories(2, 1)
	o.note(first)
	o.note(first) // served again, it is no other version
	o.note(With(first, 2, Edit("It was late.")))
	article := func(id string, revision int, s Story) *news.Article {
		return &news.Article{ID: id, Revision: revision, Title: s.Title, Text: s.Text}
	}
	one, two, late := article("a", 1, first[1]), article("b", 1, first[0]), article("b", 2, With(first, 2, Edit("It was late."))[0])
	drop := []news.Event{{Reason: "filtered", URL: first[1].Link}}
	for name, c := range map[string]struct {
		revisions []*news.Article
		dropped   []news.Event
		want      string
	}{
		"all right":             {[]*news.Article{one, two, late}, nil, ""},
		"only the last version": {[]*news.Article{one, article("b", 1, With(first, 2, Edit("It was late."))[0])}, nil, ""},
		"dropped":               {[]*news.Article{two, late}, drop, ""},
		"lost":                  {[]*news.Article{two, late}, nil, "story 1 is lost"},
		"edit lost":             {[]*news.Article{one, two}, nil, "story 2 says last"},
		"doubled":               {[]*news.Article{one, article("c", 1, first[1]), two, late}, nil, "story 1 is two articles, a and c"},
		"a revision twice":      {[]*news.Article{one, two, two, late}, nil, "story 2 has revision 1 in place of 2"},
		"no change":             {[]*news.Article{one, article("a", 2, first[1]), two, late}, nil, "story 1 has a revision 2 without a change"},
		"invented":              {[]*news.Article{one, two, late, article("d", 1, o.Stories(3, 3)[0])}, nil, "was published and never served"},
	} {
		got := strings.Join(o.Compare(c.revisions, c.dropped), "\n")
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
