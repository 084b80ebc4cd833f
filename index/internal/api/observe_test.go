package api

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/dateline-news/dateline/index/client"
)

// TestEveryRequestIsObserved asks for everything that may take long.
func TestEveryRequestIsObserved(t *testing.T) {
	a, duration := newAPI(Limits{Timeout: time.Second, Running: 1, Waiting: 1})
	id := strings.Repeat("a", 26)
	for name, ask := range map[string]func() error{
		"search":    func() error { _, err := a.Search(t.Context(), client.SearchRequest{}); return err },
		"article":   func() error { _, err := a.Article(t.Context(), client.ArticleRequest{ID: id}); return err },
		"revisions": func() error { _, err := a.Revisions(t.Context(), client.RevisionsRequest{ID: id}); return err },
		"timeline":  func() error { _, err := a.Timeline(t.Context(), client.TimelineRequest{}); return err },
		"entity":    func() error { _, err := a.Entity(t.Context(), client.EntityRequest{ID: "Q858"}); return err },
		"quotes":    func() error { _, err := a.Quotes(t.Context(), client.QuotesRequest{}); return err },
		"explain":   func() error { _, err := a.Explain(t.Context(), client.ExplainRequest{}); return err },
		"export":    func() error { _, err := a.Export(t.Context(), client.ExportRequest{}); return err },
	} {
		before := testutil.CollectAndCount(duration)
		if _, ok := errors.AsType[*client.Error](ask()); !ok {
			t.Errorf("%s: no error without an index", name)
		}
		if testutil.CollectAndCount(duration) != before+1 || !duration.DeleteLabelValues(name, "failed") {
			t.Errorf("%s is not observed under its name", name)
		}
	}
}

func TestOutcome(t *testing.T) {
	for _, c := range []struct {
		response any
		err      error
		want     string
	}{
		{&client.SearchResponse{}, nil, "ok"},
		{&client.SearchResponse{Partial: true}, nil, "partial"},
		{&client.TimelineResponse{Partial: true}, nil, "partial"},
		{&client.EntityResponse{Partial: true}, nil, "partial"},
		{&client.QuotesResponse{Partial: true}, nil, "partial"},
		{(*client.SearchResponse)(nil), errBusy, "refused"},
		{(*client.SearchResponse)(nil), errClosed, "failed"},
	} {
		if got := outcome(c.response, c.err); got != c.want {
			t.Errorf("%T, %v is %s, want %s", c.response, c.err, got, c.want)
		}
	}
}
