package page

import (
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/dateline-news/dateline/shared/news"
)

const (
	// teaser is the number of characters below which the text of a page with
	// a paywall is its free beginning.
	teaser = 1500
	// related is the share of the words of title and summary that a page must
	// have to be the page of the article, of fewWords words at least.
	related  = 0.15
	fewWords = 6
	// maxAge is how long before an article was first seen a page's date is
	// believed.
	maxAge = 30 * 24 * time.Hour
)

// Merge adds what a page says to an article. It reports whether the page's
// text is the article's now, and if not, why not. Its rules:
//
//   - The text of the page is taken if it is longer than what the feed had.
//     It is not if the page has a paywall and shows less than 1,500
//     characters, or if it has next to none of the words of title and
//     summary: then it is a consent wall, or of another article.
//   - The title, authors, image and date of the feed stay; the page's are
//     taken where the feed had none. A feed had no date if Published is
//     FirstSeen; the page's must be within the 30 days before that.
//   - CanonicalURL is the page's. It changes no identity.
//   - A summary that was the text until now becomes Summary, unless there is
//     one.
//
// What the page says beside the text counts only if it is the page of the
// article, as far as words tell.
func Merge(a *news.Article, p *Page) (won bool, why string) {
	known := about{title: a.Title, summary: a.Summary + " " + a.Text}
	if !known.fits(p) {
		return false, "the page has next to none of the words of the feed's title and summary: a consent wall, or another article"
	}
	if a.Title == "" {
		a.Title = p.Title
	}
	if len(a.Authors) == 0 {
		a.Authors = p.Authors
	}
	if a.Image == "" {
		a.Image = p.Image
	}
	if p.Canonical != "" {
		a.CanonicalURL = p.Canonical
	}
	if a.Published.Equal(a.FirstSeen) && p.Published.Before(a.FirstSeen) && a.FirstSeen.Sub(p.Published) <= maxAge {
		a.Published = p.Published
	}
	n := utf8.RuneCountInString(p.Text)
	switch has := max(utf8.RuneCountInString(a.Text), utf8.RuneCountInString(a.Summary)); {
	case n <= has:
		return false, fmt.Sprintf("the page has %d characters, no more than the feed, which has %d", n, has)
	case p.Paywall && n < teaser:
		return false, fmt.Sprintf("the page has a paywall and shows %d characters: the beginning only", n)
	}
	if a.TextFrom == news.TextFromSummary && a.Summary == "" {
		a.Summary = a.Text
	}
	a.Text, a.TextFrom, a.Truncated = p.Text, news.TextFromPage, p.Truncated
	return true, ""
}

// fits reports a page that speaks of what title and summary do.
func (k about) fits(p *Page) bool {
	here := map[string]bool{}
	for w := range wordsOf(p.Title + " " + p.Text) {
		here[w] = true
	}
	all, found := 0, 0
	for w := range wordsOf(k.title + " " + k.summary) {
		if utf8.RuneCountInString(w) == 1 && len(w) == 1 {
			continue
		}
		all++
		if here[w] {
			found++
		}
	}
	return all < fewWords || float64(found) >= related*float64(all)
}
