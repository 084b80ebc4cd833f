package gold

import (
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// addQuotes counts quotations and their speakers.
func (c *Scores) addQuotes(s *Story, got *news.Annotations, found []mention) {
	met := make([]bool, len(s.Sheet.Quotes))
	for _, g := range got.Quotations {
		r, ok := s.at(g.Span)
		if !ok {
			continue
		}
		right := false
		for i, w := range s.Sheet.Quotes {
			if !matches(places(s.marked.Text, w.Words), r) {
				continue
			}
			right = true
			if !met[i] {
				met[i] = true
				if s.speaks(w, g, found) {
					c.SpeakersRight++
				}
			}
			break
		}
		if !right {
			c.Quotes.Wrong++
		}
	}
	addMet(&c.Quotes, met)
}

// addMet counts which of the marked things were met.
func addMet(c *corpus.Count, met []bool) {
	for _, m := range met {
		if m {
			c.Right++
		} else {
			c.Missed++
		}
	}
}

// matches says whether r and one of the ranges share at least four fifths of
// what they cover together.
func matches(rs []text.Range, r text.Range) bool {
	for _, o := range rs {
		shared := min(o.End, r.End) - max(o.Start, r.Start)
		if 5*shared >= 4*(max(o.End, r.End)-min(o.Start, r.Start)) {
			return true
		}
	}
	return false
}

// speaks says whether the speaker of a found quotation is the marked one: an
// entity with a mention that is marked as the speaker, or one of the speaker's
// names; of speakers without a name, nobody else and words that stand for
// them.
func (s *Story) speaks(want Quote, got news.Quotation, found []mention) bool {
	named := false
	for _, n := range s.marked.Names {
		if n.Canonical != want.Speaker {
			continue
		}
		named = true
		if got.SpeakerID == "" && got.Speaker != "" && news.Fold(s.words(n.Range)) == news.Fold(got.Speaker) {
			return true
		}
		for _, m := range found {
			if got.SpeakerID != "" && m.entity.ID == got.SpeakerID && m.Overlaps(n.Range) {
				return true
			}
		}
	}
	if named {
		return got.SpeakerID == "" && got.Speaker != "" && news.Fold(want.Speaker) == news.Fold(got.Speaker)
	}
	as, speaker := news.Fold(want.As), news.Fold(got.Speaker)
	return got.SpeakerID == "" && speaker != "" && (strings.Contains(as, speaker) || as != "" && strings.Contains(speaker, as))
}
