package search

import (
	"context"
	"strings"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
)

// anyWord stands for a word that a language leaves out of a phrase.
const anyWord = "_"

// Explain tells how a query is understood, without running it.
func (e *Engine) Explain(ctx context.Context, q *query.Query) (*client.ExplainResponse, error) {
	asked, err := e.ask(ctx, q, e.now().UTC(), false)
	if err != nil {
		return nil, err
	}
	response := &client.ExplainResponse{Query: q.String(), Sort: string(sortOf(q, query.SortDefault)), Notes: asked.notes, Names: asked.shown}
	if q.Verify() {
		response.Notes = append(response.Notes, verifyNote)
	}
	seen := make(map[string]bool)
	for t := range q.Terms {
		if !t.Field.IsText() || seen[t.String()] {
			continue
		}
		seen[t.String()] = true
		word := client.ExplainedWord{Term: t.String(), Forms: make(map[string]string)}
		for _, chain := range only(q, e.languages, e.store.Chains()) {
			form := ""
			if head, stems := chain.Prefix(t.Value); t.Kind == query.Prefix && head != "" {
				form = strings.Join(append([]string{head + "*"}, stems...), " ")
			} else {
				form = formOf(chain.Phrase(t.Value))
			}
			if form != "" {
				word.Forms[chain.Name] = form
			}
		}
		response.Words = append(response.Words, word)
	}
	return response, nil
}

// verifyNote is said of queries that need [Engine.verified].
const verifyNote = "the index alone cannot decide this query: at most 2000 candidates are read, in the order of the answer"

// formOf prints the terms of a phrase, alternatives with a stroke between.
func formOf(phrase [][]string) string {
	words := make([]string, len(phrase))
	for i, terms := range phrase {
		words[i] = strings.Join(terms, "|")
		if len(terms) == 0 {
			words[i] = anyWord
		}
	}
	return strings.Join(words, " ")
}
