package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/dateline-news/dateline/ingest/internal/page"
	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/ingest/internal/robots"
	"github.com/dateline-news/dateline/shared/news"
)

// Preview is what came of one article page and who wins: the feed, or the page.
type Preview struct {
	// URL is the page's address, Location the one that answered where a
	// redirect led elsewhere.
	URL      string `json:"url"`
	Location string `json:"location,omitempty"`
	// Robots is what robots.txt says: allowed, refused, or not known.
	Robots string `json:"robots"`
	// Status is the HTTP status, 0 if the page was not asked for or did not
	// answer; Elapsed, in nanoseconds in JSON, is for all of it, the wait
	// that the site asks for included.
	Status  int           `json:"status,omitempty"`
	Elapsed time.Duration `json:"elapsed,omitempty"`
	// FeedChars and PageChars count the characters of the texts that the feed
	// and the page have.
	FeedChars int `json:"feed_chars"`
	PageChars int `json:"page_chars"`
	// Winner is where the article's text is from, page or feed, and Why says
	// why it is not the page.
	Winner Winner `json:"winner"`
	Why    string `json:"why,omitempty"`
	// Later is set where a failure may pass: the item waits for its page, for
	// three polls at most.
	Later bool `json:"later,omitempty"`
	// What the page says about itself.
	Title     string    `json:"title,omitempty"`
	Authors   []string  `json:"authors,omitempty"`
	Published time.Time `json:"published,omitzero"`
	Image     string    `json:"image,omitempty"`
	Canonical string    `json:"canonical,omitempty"`
	Language  string    `json:"language,omitempty"`
	Paywall   bool      `json:"paywall,omitempty"`
}

// Winner says whose text an article has.
type Winner string

// The sides.
const (
	PageWins Winner = "page"
	FeedWins Winner = "feed"
)

// previews is how many pages an examination fetches.
const previews = 2

// previewTimeout bounds how long a page may take with robots.txt and the wait
// for its turn.
const previewTimeout = 45 * time.Second

// preview fetches the pages of the newest articles that would be published
// with theirs, and merges them in, so that these articles are as they would be.
func (e *examiner) preview(ctx context.Context, plan *poll.Plan) error {
	for i := range plan.Candidates {
		if plan.Candidates[i].Page {
			e.x.PagesWanted++
		}
	}
	if e.x.PagesWanted == 0 {
		return nil
	}
	rules := robots.New(e.client, robots.Options{Agent: e.config.UserAgent})
	pages := page.New(e.client, rules, page.FetcherOptions{Spacing: max(e.config.Fetch.Spacing, 1)})
	for i := len(plan.Candidates) - 1; i >= 0 && len(e.x.Pages) < previews; i-- {
		if !plan.Candidates[i].Page {
			continue
		}
		if err := e.pause(ctx); err != nil {
			return err
		}
		e.x.Pages = append(e.x.Pages, e.look(ctx, pages, rules, e.x.Articles[i]))
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return nil
}

// look fetches one page.
func (e *examiner) look(ctx context.Context, pages *page.Fetcher, rules *robots.Robots, a *news.Article) Preview {
	ctx, cancel := context.WithTimeout(ctx, previewTimeout)
	defer cancel()
	started := time.Now()
	v := Preview{URL: a.URL, Winner: FeedWins, FeedChars: utf8.RuneCountInString(cmp.Or(a.Text, a.Summary))}
	v.Robots = allowance(rules.AllowedFor(ctx, e.request.At(a.URL)))
	p, err := pages.Fetch(ctx, page.Request{Request: e.request.At(a.URL), Title: a.Title, Summary: cmp.Or(a.Summary, a.Text)})
	v.Elapsed = time.Since(started)
	if err != nil {
		v.Why, v.Later = err.Error(), true
		if refused, ok := errors.AsType[*page.Error](err); ok {
			v.Later, v.Status = !refused.Never, refused.Status
		}
		if ctx.Err() != nil {
			v.Why = fmt.Sprintf("the page and the wait for its turn took more than %s", previewTimeout)
		}
		return v
	}
	v.Status = http.StatusOK
	if p.URL != a.URL {
		v.Location = p.URL
	}
	v.PageChars = utf8.RuneCountInString(p.Text)
	v.Title, v.Authors, v.Published, v.Image, v.Canonical, v.Language, v.Paywall = p.Title, p.Authors, p.Published, p.Image, p.Canonical, p.Language, p.Paywall
	won, why := page.Merge(a, p)
	if v.Why = why; won {
		v.Winner = PageWins
	}
	return v
}

// allowance says what robots.txt says of a page.
func allowance(ok bool, delay time.Duration, err error) string {
	switch {
	case err != nil:
		return "not known: " + err.Error()
	case !ok && delay > robots.MaxDelay:
		return fmt.Sprintf("refused: robots.txt asks for %s between two pages", delay)
	case !ok:
		return "refused by robots.txt"
	case delay > 0:
		return fmt.Sprintf("allowed, one each %s", delay)
	}
	return "allowed"
}
