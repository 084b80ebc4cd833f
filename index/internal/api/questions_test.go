package api

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/search"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/news"
)

// openAPI returns an API over 300 articles of 6 KB about one person, each with
// a quotation, the first of them in two revisions.
func openAPI(t *testing.T) (*API, []*news.Article) {
	t.Helper()
	languages, err := language.New()
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(store.Options{Dir: t.TempDir(), Languages: languages})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	var articles []*news.Article
	var records []store.Record
	add := func(a *news.Article) {
		message, err := news.Encode(a)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, store.Record{Article: a, Message: message, Seq: uint64(len(records) + 1)})
	}
	for n := range 300 {
		link := fmt.Sprintf("https://api.example/%d", n)
		id, err := news.IDFromURL(link)
		if err != nil {
			t.Fatal(err)
		}
		at := time.Date(2016, 12, 1, n, 0, 0, 0, time.UTC)
		text := fmt.Sprintf("We agree on item %d, said Anna Berg. ", n) + strings.Repeat("The talks went on. ", 300)
		a := &news.Article{
			ID: id, Revision: 1, URL: link, Source: news.Source{ID: "api"}, Title: "Anna Berg speaks", Text: text, Published: at, FirstSeen: at, Fetched: at,
			Annotations: &news.Annotations{
				Language:   news.Language{Code: "en"},
				Entities:   []news.Entity{{ID: "Q1", Type: news.TypePerson, Name: "Anna Berg", Salience: 0.9, Mentions: []news.Mention{{Span: news.Span{Field: news.FieldTitle, Start: 0, End: 9}}}}},
				Quotations: []news.Quotation{{Span: news.Span{Field: news.FieldText, Start: 0, End: strings.Index(text, ",")}, Speaker: "Anna Berg", SpeakerID: "Q1", Cue: "said"}},
			},
		}
		articles = append(articles, a)
		add(a)
	}
	edited := *articles[0]
	edited.Revision, edited.Reason, edited.Title, edited.Fetched = 2, news.ReasonEdit, "Anna Berg spoke", edited.Fetched.Add(time.Hour)
	add(&edited)
	if err := s.Apply(t.Context(), records); err != nil {
		t.Fatal(err)
	}
	a, _ := newAPI(Limits{Timeout: 30 * time.Second, Running: 2, Waiting: 8})
	a.Open(&Index{Store: s, Engine: search.New(search.Options{Store: s, Languages: languages})})
	return a, articles
}

func TestQuestions(t *testing.T) {
	a, articles := openAPI(t)
	ctx := t.Context()
	if r, err := a.Timeline(ctx, client.TimelineRequest{Query: "item", Interval: "day"}); err != nil || r.Total != 300 || len(r.Bars) != 13 {
		t.Errorf("timeline %+v: %v", r, err)
	}
	if r, err := a.Entity(ctx, client.EntityRequest{ID: "Q1", Size: 3}); err != nil || r.Total != 300 || len(r.Articles) != 3 || len(r.Quotes) != 3 {
		t.Errorf("entity %+v: %v", r, err)
	}
	if r, err := a.Quotes(ctx, client.QuotesRequest{Query: "said:Berg quote:agree", Size: 5}); err != nil || len(r.Quotes) != 5 || r.Next == "" {
		t.Errorf("quotes %+v: %v", r, err)
	}
	if r, err := a.Revisions(ctx, client.RevisionsRequest{ID: articles[0].ID}); err != nil || len(r.Revisions) != 2 {
		t.Errorf("revisions %+v: %v", r, err)
	}
	if r, err := a.Explain(ctx, client.ExplainRequest{Query: "talks  AND person:Q1"}); err != nil || r.Query != "talks person:Q1" {
		t.Errorf("explained %+v: %v", r, err)
	}
}

// TestExportPages checks that the pages of an export hold every article once,
// and each page less than a message may have.
func TestExportPages(t *testing.T) {
	a, articles := openAPI(t)
	seen := make(map[string]bool)
	pages := 0
	for r := (client.ExportRequest{Query: "talks"}); ; pages++ {
		page, err := a.Export(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		bytes := 0
		for _, message := range page.Articles {
			article, err := news.Decode(message)
			if err != nil {
				t.Fatal(err)
			}
			seen[article.ID] = true
			bytes += len(message)
		}
		if bytes > exportBytes {
			t.Errorf("a page of %d bytes", bytes)
		}
		if r.Cursor = page.Next; r.Cursor == "" {
			break
		}
	}
	if len(seen) != len(articles) || pages < 2 {
		t.Errorf("%d of %d articles in %d pages", len(seen), len(articles), pages+1)
	}
	r, err := a.Export(t.Context(), client.ExportRequest{Query: "talks", Size: 2})
	if err != nil || len(r.Articles) != 2 || r.Next == "" {
		t.Errorf("a page of two: %d, %v", len(r.Articles), err)
	}
}

func TestQuestionsRefused(t *testing.T) {
	a, _ := openAPI(t)
	ctx := t.Context()
	for name, tc := range map[string]struct {
		ask    func() error
		status int
		says   string
	}{
		"interval":       {func() error { _, err := a.Timeline(ctx, client.TimelineRequest{Interval: "decade"}); return err }, 400, "hour, day"},
		"query":          {func() error { _, err := a.Timeline(ctx, client.TimelineRequest{Query: "plcae:x"}); return err }, 400, "column 1"},
		"entity id":      {func() error { _, err := a.Entity(ctx, client.EntityRequest{ID: "a b"}); return err }, 400, "no entity id"},
		"unknown entity": {func() error { _, err := a.Entity(ctx, client.EntityRequest{ID: "Q2"}); return err }, 404, "Q2"},
		"size":           {func() error { _, err := a.Quotes(ctx, client.QuotesRequest{Size: 101}); return err }, 400, "100"},
		"cursor":         {func() error { _, err := a.Quotes(ctx, client.QuotesRequest{Cursor: "x"}); return err }, 400, "first page"},
		"article id":     {func() error { _, err := a.Revisions(ctx, client.RevisionsRequest{ID: "x"}); return err }, 400, "no article id"},
		"unknown article": {func() error {
			_, err := a.Revisions(ctx, client.RevisionsRequest{ID: strings.Repeat("a", news.IDLen)})
			return err
		}, 404, "no article"},
		"order of an export":  {func() error { _, err := a.Export(ctx, client.ExportRequest{Sort: "relevance"}); return err }, 400, "oldest"},
		"cursor of an export": {func() error { _, err := a.Export(ctx, client.ExportRequest{Cursor: "x"}); return err }, 400, "first page"},
		"explained":           {func() error { _, err := a.Explain(ctx, client.ExplainRequest{Query: "("}); return err }, 400, "column"},
	} {
		refused, ok := errors.AsType[*client.Error](tc.ask())
		if !ok || refused.Status != tc.status || !strings.Contains(refused.Detail, tc.says) {
			t.Errorf("%s: %+v, want %d %s", name, refused, tc.status, tc.says)
		}
	}
	a.Open(nil)
	if _, err := a.Explain(ctx, client.ExplainRequest{}); err == nil {
		t.Error("a closed index explains")
	} else if refused, ok := errors.AsType[*client.Error](err); !ok || refused.Status != http.StatusServiceUnavailable {
		t.Errorf("a closed index: %v", err)
	}
}
