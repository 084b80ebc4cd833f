package gold

import (
	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/shared/news"
)

// The ways in which headlines are set.
const (
	// Capitals has no small letters.
	Capitals = corpus.Capitals
	// Titles has a capital at the head of names and of longer words.
	Titles = corpus.Titles
)

// Recase returns the stories set as headlines are, title and text in one. Only
// their names are left to be scored.
func Recase(stories []*Story, style corpus.Style) []*Story {
	out := make([]*Story, len(stories))
	for i, s := range stories {
		marked := s.marked.Recase(style)
		a := &news.Article{Text: marked.Text, Published: s.Article.Published}
		a.Source.Language = s.Language()
		out[i] = &Story{Name: s.Name, Article: a, marked: marked}
	}
	return out
}
