package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/enrich/internal/crf"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// test is a set of annotated texts to score on.
type test struct {
	path string
	// only are the types that count; nil for all.
	only []news.EntityType
	// style is that of headlines, or 0.
	style corpus.Style
	// reliable asks for a table of confidences.
	reliable bool
}

// parseTest reads a path with ":3", ":capitals", ":titles" or ":confidence"
// after it.
func parseTest(s string) test {
	path, how, _ := strings.Cut(s, ":")
	t := test{path: path}
	switch how {
	case "3":
		t.only = corpus.Types[:3]
	case "capitals":
		t.style = corpus.Capitals
	case "titles":
		t.style = corpus.Titles
	case "confidence":
		t.reliable = true
	case "":
	default:
		t.path = s
	}
	return t
}

// name is what the results stand under.
func (t test) name() string {
	switch t.style {
	case corpus.Capitals:
		return filepath.Base(t.path) + " in capitals"
	case corpus.Titles:
		return filepath.Base(t.path) + " as titles"
	}
	return filepath.Base(t.path)
}

// print scores a model.
func (t test) print(out io.Writer, m *crf.Model, texts string) error {
	docs, err := corpus.Load(t.path, texts)
	if err != nil {
		return err
	}
	tagger := crf.NewTagger(m, crf.Options{})
	score := corpus.NewScore(t.only...)
	var outcomes []crf.Outcome
	for i := range docs {
		if t.style != 0 {
			docs[i] = docs[i].Recase(t.style)
		}
		mentions := tagger.Tag([]*text.Document{text.Parse(docs[i].Text)})
		outcomes = appendOutcomes(outcomes, &docs[i], mentions)
		var found []corpus.Name
		for _, n := range mentions {
			found = append(found, corpus.Name{Range: n.Range, Type: n.Type})
		}
		score.Add(&docs[i], found)
	}
	if t.reliable {
		return printReliability(out, t.name(), outcomes)
	}
	_, err = fmt.Fprintf(out, "%s: %s\n", t.name(), score)
	return err
}
