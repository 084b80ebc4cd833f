package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/enrich/internal/topic"
	"github.com/dateline-news/dateline/shared/news"
)

// label is what is said of a concept for an article.
type label uint8

const (
	wrong label = iota
	// open ones may be given or left out.
	open
	right
)

// labelled is one article with its labels.
type labelled struct {
	name, title, body string
	labels            map[string]label
	evidence          []topic.Evidence
}

// readCases reads labels and texts. The parents of a label that is right are
// right, those of one that is open are open unless something makes them right.
func readCases(o options, parents map[string]string) ([]labelled, error) {
	f, err := os.Open(o.labels)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	var out []labelled
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, topics, ok := strings.Cut(line, "\t")
		if !ok {
			return nil, fmt.Errorf("line %q has no labels", line)
		}
		c := labelled{name: name, title: name, labels: map[string]label{}}
		if o.texts != "" {
			b, err := os.ReadFile(filepath.Join(o.texts, name+".txt"))
			if err != nil {
				return nil, err
			}
			c.title, c.body, _ = strings.Cut(string(b), "\n\n")
		}
		for t := range strings.SplitSeq(topics, ",") {
			if t == "-" {
				continue
			}
			l := right
			if strings.HasSuffix(t, "?") {
				l = open
			}
			key := strings.TrimSuffix(t, "?")
			if _, ok := parents[key]; !ok {
				return nil, fmt.Errorf("unknown concept %q", key)
			}
			for ; key != ""; key = parents[key] {
				c.labels[key] = max(c.labels[key], l)
			}
		}
		out = append(out, c)
	}
	return out, lines.Err()
}

// evidenceOf runs the pipeline for the entities and returns the evidence.
func evidenceOf(a *enrich.Annotator, c *topic.Classifier, language string, l *labelled) []topic.Evidence {
	article := &news.Article{Title: l.title, Text: l.body, Source: news.Source{Language: language}}
	body := text.Parse(l.body)
	fields := []ner.Field{
		{Name: news.FieldTitle, Doc: text.Parse(l.title), Headline: true},
		{Name: news.FieldText, Doc: body, Structure: text.Analyse(body, nil)},
	}
	return c.Evidence(language, fields, a.Annotate(article).Entities)
}
