package poll

import (
	"slices"
	"strings"

	"github.com/dateline-news/dateline/shared/news"
)

// Settle decides whether an item that kept its id, though its link changed,
// still is the article on record: then the links before are added to AlsoURLs.
// Where there is no record under the source of the new link, or the record
// tells another story, as in feeds that give out their GUIDs again, or is of
// another date, as of a notice that comes every week, the article takes the id
// of its link. An item that could not be had with its page keeps the text of
// the page that is on record. record is nil if there is none.
func (c *Candidate) Settle(record *news.Article) {
	if c.LinkID == "" {
		c.inherit(record)
		return
	}
	if record == nil || !sameStory(record, c.Article) || c.reborn && !c.sameDate(record) {
		c.Article.ID, c.New = c.LinkID, true
		return
	}
	c.inherit(record)
	if c.reborn && c.page != PageHad {
		// It says what it said, whatever of it is from its page.
		c.Article.Title, c.Article.Text, c.Article.TextFrom, c.Article.Truncated = record.Title, record.Text, record.TextFrom, record.Truncated
	}
	also := slices.Clone(record.AlsoURLs)
	if record.URL != "" && record.URL != c.Article.URL && !slices.Contains(also, record.URL) {
		also = append(also, record.URL)
	}
	c.Article.AlsoURLs = slices.DeleteFunc(also, func(u string) bool { return u == c.Article.URL })
}

// Bounds of the comparison of two stories.
const (
	// storyWords is how many words of a text are compared.
	storyWords = 300
	// wordLen is the least length, in bytes, of a word that tells something.
	wordLen = 4
	// sharedWords is the least share of the smaller story's words that both
	// have. Edits keep most of a story, other stories of one outlet have
	// less in common.
	sharedWords = 0.3
)

// sameStory reports whether two articles may be versions of one story.
func sameStory(a, b *news.Article) bool {
	if news.Fold(a.Title) == news.Fold(b.Title) {
		return true
	}
	x, y := words(a), words(b)
	if len(x) == 0 || len(y) == 0 {
		return true
	}
	common := 0
	for w := range x {
		if y[w] {
			common++
		}
	}
	return float64(common) >= sharedWords*float64(min(len(x), len(y)))
}

// words returns the telling words of the title and the beginning of the text.
func words(a *news.Article) map[string]bool {
	set := map[string]bool{}
	text := a.Title + " " + a.Text
	if len(text) > 16*storyWords {
		text = strings.ToValidUTF8(text[:16*storyWords], "")
	}
	for w := range strings.FieldsSeq(news.Fold(text)) {
		if w = strings.Trim(w, `.,;:!?"'()[]-`); len(w) >= wordLen && len(set) < storyWords {
			set[w] = true
		}
	}
	return set
}
