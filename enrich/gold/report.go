package gold

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/shared/news"
)

// Report annotates the stories and writes the scores of each language. Types of
// which no name is marked in any story do not count: some public sets leave
// one out.
func Report(w io.Writer, stories []*Story, annotate func(*news.Article) *news.Annotations) error {
	scores := map[string]*Scores{}
	for _, s := range stories {
		c := scores[s.Language()]
		if c == nil {
			c = &Scores{Names: corpus.NewScore(types(stories)...)}
			scores[s.Language()] = c
		}
		c.Add(s, annotate(s.Article))
	}
	for _, language := range slices.Sorted(maps.Keys(scores)) {
		c := scores[language]
		if language == "" {
			language = "any language"
		}
		if _, err := fmt.Fprintf(w, "%s: %d texts\n", language, c.Stories); err != nil {
			return err
		}
		if err := c.Print(w); err != nil {
			return err
		}
	}
	return nil
}

// types returns the types of the names marked in the stories.
func types(stories []*Story) []news.EntityType {
	var out []news.EntityType
	for _, s := range stories {
		for _, n := range s.marked.Names {
			if !slices.Contains(out, n.Type) {
				out = append(out, n.Type)
			}
		}
	}
	return out
}
