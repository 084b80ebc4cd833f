package ingest

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/page"
	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/ingest/internal/robots"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// newPages returns what fetches article pages, or nil where none are wanted.
func newPages(cfg Config, client *fetch.Client) *page.Fetcher {
	if cfg.FullText == fullTextNever {
		return nil
	}
	return page.New(client, robots.New(client, robots.Options{Agent: cfg.UserAgent}), page.FetcherOptions{
		Spacing: max(cfg.Fetch.Spacing, 1), // 0 would be the default
	})
}

// fetchPages fetches the pages that a poll asks for, one after the other, and
// merges them into their articles. What is not had within a minute waits for
// the next poll. The error is that of ctx.
func (s *Service) fetchPages(ctx context.Context, request fetch.Request, plan *poll.Plan) error {
	wanted := plan.Pages()
	if len(wanted) == 0 {
		return nil
	}
	// The time bounds when a page may begin; its own time bounds its end.
	end := time.Now().Add(poll.MaxPageTime)
	for _, i := range wanted {
		if time.Now().After(end) {
			return nil
		}
		a := plan.Candidates[i].Article
		if s.bus.Forgotten().Has(a.ID) {
			plan.Paged(i, poll.PageNever)
			continue
		}
		p, err := s.pages.Fetch(ctx, page.Request{Request: request.At(a.URL), Title: a.Title, Summary: cmp.Or(a.Summary, a.Text)})
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			result := poll.PageNotNow
			if e, ok := errors.AsType[*page.Error](err); ok && e.Never {
				result = poll.PageNever
			}
			plan.Paged(i, result)
			s.metrics.pages.WithLabelValues(pageFailed).Inc()
			s.log.Debug("page not had", telemetry.KeyFeedID, a.Feed.ID, telemetry.KeyArticleID, a.ID, telemetry.KeyURL, a.URL, telemetry.KeyErr, err)
			continue
		}
		outcome := pageLess
		if won, _ := page.Merge(a, p); won {
			outcome = pageWon
		}
		plan.Paged(i, poll.PageHad)
		s.metrics.pages.WithLabelValues(outcome).Inc()
	}
	return nil
}
