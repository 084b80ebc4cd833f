package gold

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/dateline-news/dateline/shared/news"
)

// Report annotates the stories and writes the scores of each language.
func Report(w io.Writer, stories []*Story, annotate func(*news.Article) *news.Annotations) error {
	scores := map[string]*Scores{}
	for _, s := range stories {
		c := scores[s.Language()]
		if c == nil {
			c = NewScores()
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
