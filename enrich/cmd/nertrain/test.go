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
}

func parseTest(s string) test {
	if path, ok := strings.CutSuffix(s, ":3"); ok {
		return test{path, corpus.Types[:3]}
	}
	return test{path: s}
}

// print scores a model.
func (t test) print(out io.Writer, m *crf.Model, texts string) error {
	docs, err := corpus.Load(t.path, texts)
	if err != nil {
		return err
	}
	tagger := crf.NewTagger(m, crf.Options{})
	score := corpus.NewScore(t.only...)
	for i := range docs {
		var found []corpus.Name
		for _, n := range tagger.Tag([]*text.Document{text.Parse(docs[i].Text)}) {
			found = append(found, corpus.Name{Range: n.Range, Type: n.Type})
		}
		score.Add(&docs[i], found)
	}
	_, err = fmt.Fprintf(out, "%s: %s\n", filepath.Base(t.path), score)
	return err
}
