package search

import (
	"cmp"
	"crypto/sha256"
	"slices"
	"strings"
	"unicode"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/shared/news"
)

const (
	// maxOthers is how many articles are named beside the one of a quotation.
	maxOthers = 100
	// toldBytes is how much of a key a cursor remembers, maxTold of how many
	// quotations. Reprints come soon after one another by date.
	toldBytes = 5
	maxTold   = 40
)

// saying is a quotation with what it has in common with its reprints.
type saying struct {
	client.Quote
	key string
}

// sayingKey is the same for the same words of the same speaker, whatever their
// case, accents and punctuation.
func sayingKey(q *client.Quote, text string) string {
	words := strings.FieldsFunc(news.Fold(text), func(r rune) bool { return !unicode.In(r, unicode.L, unicode.M, unicode.N) })
	said := cmp.Or(strings.Join(words, " "), text)
	sum := sha256.Sum256([]byte(cmp.Or(q.SpeakerID, news.Fold(q.Speaker)) + "\x00" + said))
	return string(sum[:toldBytes])
}

// sayings are the quotations of a page, each once.
type sayings struct {
	quotes []client.Quote
	// at is where a key stands in quotes, -1 for those of pages before; order
	// holds the keys as they came.
	at    map[string]int
	order []string
}

func newSayings(told []byte) *sayings {
	s := &sayings{at: make(map[string]int)}
	for key := range slices.Chunk(told, toldBytes) {
		s.at[string(key)], s.order = -1, append(s.order, string(key))
	}
	return s
}

// adds reports whether there is one among them that was not told before.
func (s *sayings) adds(found []saying) bool {
	return slices.ContainsFunc(found, func(f saying) bool {
		_, known := s.at[f.key]
		return !known
	})
}

// add puts the quotations of an article to the others. Of those that are there
// already the one of the article that was published first is shown.
func (s *sayings) add(f *found, all []saying) {
	seen := make(map[string]bool)
	for _, one := range all {
		if seen[one.key] {
			continue
		}
		seen[one.key] = true
		one.More = f.more
		for _, document := range f.copies {
			id, _, _ := strings.Cut(document, ".")
			one.Others = append(one.Others, id)
		}
		at, known := s.at[one.key]
		switch {
		case !known:
			s.at[one.key], s.order = len(s.quotes), append(s.order, one.key)
			s.quotes = append(s.quotes, one.Quote)
		case at >= 0:
			s.quotes[at] = joined(s.quotes[at], one.Quote)
		}
	}
}

// joined is the earlier of two, with the other among its reprints.
func joined(first, second client.Quote) client.Quote {
	if second.Published.Before(first.Published) {
		first, second = second, first
	}
	first.More += 1 + second.More
	first.Others = append(append(first.Others, second.Article), second.Others...)
	first.Others = first.Others[:min(len(first.Others), maxOthers)]
	return first
}

// before is the cursor of the next page, which begins there.
func (s *sayings) before(at cursor) string {
	at.Told = nil
	for _, key := range s.order[max(0, len(s.order)-maxTold):] {
		at.Told = append(at.Told, key...)
	}
	return at.encode()
}
