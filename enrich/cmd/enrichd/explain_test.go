package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/news"
)

const explainID = "abcdefghijklmnopqrstuvwxy2"

// shelf finds one article.
func shelf(a *news.Article) finder {
	return func(_ context.Context, id string) (*news.Article, error) {
		if id != a.ID {
			return nil, errors.New("not there")
		}
		return a, nil
	}
}

func TestExplain(t *testing.T) {
	const text = "Angela Merkel met reporters in Paris on Monday. Merkel said nothing\x1b[31m of Paris."
	find := shelf(&news.Article{ID: explainID, Text: text})
	tests := []struct {
		name, in string
		args     []string
	}{
		{"words", "", []string{text}},
		{"several words", "", strings.Split(text, " ")},
		{"standard input", "A title\n\n" + text, []string{"-"}},
		{"an id", "", []string{explainID}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			if err := explain(t.Context(), enrich.Config{}, tt.args, find, strings.NewReader(tt.in), &out); err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{"Angela Merkel  Q567  (person", "salience ", "confidence ", "Paris  Q90  (place", "known by this name", "[Angela Merkel] met", "prominence"} {
				if !strings.Contains(out.String(), want) {
					t.Errorf("output lacks %q:\n%s", want, out.String())
				}
			}
			if strings.ContainsRune(out.String(), 0x1b) {
				t.Error("output has an escape character")
			}
		})
	}
}

func TestExplainFromTheStream(t *testing.T) {
	b := wire(t)
	id, err := news.IDFromURL("https://harbour.example/story-3")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := explain(t.Context(), enrich.Config{}, []string{id}, recorded(b), nil, &out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "Paris  Q90  (place") || !strings.Contains(out.String(), "at         title") {
		t.Errorf("output:\n%s", out.String())
	}
	err = explain(t.Context(), enrich.Config{}, []string{explainID}, recorded(b), nil, &out)
	if err == nil || !strings.Contains(err.Error(), "NEWS_ARTICLES does not hold article "+explainID) {
		t.Errorf("explain of an id that is not there: %v", err)
	}
}

func TestExplainJSON(t *testing.T) {
	var out bytes.Buffer
	if err := explain(t.Context(), enrich.Config{}, []string{"-o", "json", "-lang", "en", "-published", "2012-05-01", "Angela Merkel met reporters in Paris on Monday."}, nil, nil, &out); err != nil {
		t.Fatal(err)
	}
	var got enrich.Explanation
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Entities) == 0 || got.Enricher.Name == "" {
		t.Errorf("explanation = %+v, want entities and the enricher", got)
	}
}

func TestExplainArguments(t *testing.T) {
	var out bytes.Buffer
	if err := explain(t.Context(), enrich.Config{}, []string{"-h"}, nil, nil, &out); err != nil || !strings.Contains(out.String(), "usage: enrichd explain") {
		t.Errorf("-h: %v, %q", err, out.String())
	}
	for _, args := range [][]string{nil, {"-x"}, {"-o", "yaml", "text"}, {"-published", "yesterday", "text"}} {
		var usage *daemon.UsageError
		if err := explain(t.Context(), enrich.Config{}, args, nil, nil, &out); !errors.As(err, &usage) {
			t.Errorf("explain %v: %v, want a usage error", args, err)
		}
	}
	if err := explain(t.Context(), enrich.Config{}, []string{"abcdefghijklmnopqrstuvwxy3"}, shelf(&news.Article{}), nil, &out); err == nil || err.Error() != "not there" {
		t.Errorf("explain of an unknown id: %v", err)
	}
	if err := explain(t.Context(), enrich.Config{}, []string{"-"}, nil, strings.NewReader("\n\n"), &out); err == nil {
		t.Error("explain of an empty text gave no error")
	}
}
