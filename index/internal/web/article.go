package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/shared/news"
)

// articleView is one article.
type articleView struct {
	Head
	Article  *news.Article
	Notes    *news.Annotations
	Language string
	// Paragraphs are the text, Summary stands above it where the text does
	// not begin with it.
	Paragraphs []Paragraph
	Summary    string
	Entities   []news.Entity
	Quotes     []news.Quotation
	QuoteTexts []string
	Revisions  []client.Revision
	// Superseded is set for a revision that is not the newest.
	Superseded bool
	// Whole is the address of the page with everything, where this one leaves
	// something out; empty where it does not.
	Whole string
}

func (s *Site) article(r *http.Request) (any, int, error) {
	id := r.PathValue("id")
	revision := 0
	if text := r.URL.Query().Get("revision"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return nil, 0, &client.Error{Status: http.StatusBadRequest, Detail: "the revision must be a whole number from 1"}
		}
		revision = n
	}
	answer, err := s.index.Article(r.Context(), client.ArticleRequest{ID: id, Revision: revision})
	if err != nil {
		return nil, 0, err
	}
	a, err := news.Decode(answer.Article)
	if err != nil {
		return nil, 0, err
	}
	view := &articleView{
		Head: Head{Title: a.Title}, Article: a, Notes: a.Annotations, Language: a.Source.Language,
		Paragraphs: paragraphs(a), Superseded: !answer.ValidTo.IsZero(),
	}
	if view.Title == "" {
		view.Title = "Untitled"
	}
	if a.TextFrom != news.TextFromSummary {
		view.Summary = a.Summary
	}
	if n := a.Annotations; n != nil {
		view.Language, view.Entities = n.Language.Code, n.Entities
		for _, q := range n.Quotations {
			text, err := a.Cut(q.Span)
			if err != nil {
				continue
			}
			view.Quotes, view.QuoteTexts = append(view.Quotes, q), append(view.QuoteTexts, cutText(text, mostQuoted))
		}
	}
	if r.URL.Query().Get("whole") == "" && view.shorten() {
		view.Whole = s.links.to("/articles/"+url.PathEscape(id), "revision", r.URL.Query().Get("revision"), "whole", "1")
	}
	if view.Language == news.LanguageUndetermined {
		view.Language = ""
	}
	if a.Revision > 1 || view.Superseded {
		if list, err := s.index.Revisions(r.Context(), client.RevisionsRequest{ID: id}); err == nil {
			view.Revisions = list.Revisions[max(0, len(list.Revisions)-mostRevisions):]
		}
	}
	return view, http.StatusOK, nil
}
