package page_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/ingest/internal/page"
	"github.com/dateline-news/dateline/shared/news"
)

func TestMerge(t *testing.T) {
	const summary = "The outer basin of Lowmouth is closed because the western breakwater has moved by forty centimetres."
	text := strings.Repeat("The harbour master closed the outer basin of Lowmouth after a survey of the breakwater. ", 20)
	seen := now
	published := seen.Add(-3 * time.Hour)
	fromFeed := func(change func(*news.Article)) *news.Article {
		a := &news.Article{Title: "Breakwater moves", Text: summary, TextFrom: news.TextFromSummary, Published: published, FirstSeen: seen}
		if change != nil {
			change(a)
		}
		return a
	}
	full := page.Page{
		Title: "Breakwater at Lowmouth moves", Text: text, Authors: []string{"Ada Lind"}, Published: seen.Add(-5 * time.Hour),
		Image: "https://gull.example/a.jpg", Canonical: "https://gull.example/a",
	}
	with := func(change func(*page.Page)) page.Page {
		p := full
		change(&p)
		return p
	}
	tests := []struct {
		name string
		feed func(*news.Article)
		page page.Page
		won  bool
		want func(*news.Article) // what changes beside authors, image and canonical address
	}{
		{name: "a summary becomes a text", page: full, won: true, want: func(a *news.Article) { a.Summary = summary }},
		{name: "a summary of its own stays", page: full, won: true, feed: func(a *news.Article) { a.Summary = "In short." }},
		{name: "no text at all", page: full, won: true, feed: func(a *news.Article) { a.Text, a.TextFrom = "", news.TextFromNone }},
		{name: "less than the summary", page: with(func(p *page.Page) { p.Text = "The breakwater of Lowmouth moves." })},
		{name: "as much as the feed's content", page: full, feed: func(a *news.Article) { a.Text, a.TextFrom = text, news.TextFromContent }},
		{name: "more than the feed's content", page: full, won: true, feed: func(a *news.Article) { a.Text, a.TextFrom = text[:500], news.TextFromContent }},
		{name: "cut", page: with(func(p *page.Page) { p.Truncated = true }), won: true, want: func(a *news.Article) { a.Summary, a.Truncated = summary, true }},
		{name: "teaser before a wall", page: with(func(p *page.Page) { p.Text, p.Paywall = text[:600], true })},
		{name: "whole text despite a wall", page: with(func(p *page.Page) { p.Paywall = true }), won: true, want: func(a *news.Article) { a.Summary = summary }},
		{name: "title where there is none", page: full, won: true, feed: func(a *news.Article) { a.Title = "" }, want: func(a *news.Article) { a.Title, a.Summary = full.Title, summary }},
		{name: "date where there is none", page: full, won: true, feed: func(a *news.Article) { a.Published = seen },
			want: func(a *news.Article) { a.Published, a.Summary = full.Published, summary }},
		{name: "date too long ago", page: with(func(p *page.Page) { p.Published = seen.AddDate(0, -2, 0) }), won: true, feed: func(a *news.Article) { a.Published = seen },
			want: func(a *news.Article) { a.Summary = summary }},
		{name: "no date", page: with(func(p *page.Page) { p.Published = time.Time{} }), won: true, feed: func(a *news.Article) { a.Published = seen },
			want: func(a *news.Article) { a.Summary = summary }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, want := fromFeed(tt.feed), fromFeed(tt.feed)
			want.Authors, want.Image, want.CanonicalURL = full.Authors, full.Image, full.Canonical
			if tt.won {
				want.Text, want.TextFrom = tt.page.Text, news.TextFromPage
			}
			if tt.want != nil {
				tt.want(want)
			}
			if won, why := page.Merge(got, &tt.page); won != tt.won || won != (why == "") {
				t.Errorf("won is %v because %q, want %v", won, why, tt.won)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
	t.Run("what the feed has stays", func(t *testing.T) {
		own := func(a *news.Article) { a.Authors, a.Image = []string{"Noor Baker"}, "https://feed.example/own.jpg" }
		got := fromFeed(own)
		page.Merge(got, &full)
		if got.Authors[0] != "Noor Baker" || got.Image != "https://feed.example/own.jpg" || got.Title != "Breakwater moves" || !got.Published.Equal(published) {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("another page", func(t *testing.T) {
		wall := with(func(p *page.Page) {
			p.Title, p.Text = "Before you go on", strings.Repeat("We and our partners store cookies on your device so that you see better advertisements. ", 20)
		})
		got := fromFeed(nil)
		if won, _ := page.Merge(got, &wall); won {
			t.Error("a consent wall won")
		}
		if diff := cmp.Diff(fromFeed(nil), got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}
