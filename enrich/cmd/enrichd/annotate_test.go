package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/news"
)

func TestAnnotateLines(t *testing.T) {
	in := `{"id":"a","title":"Merkel in Paris","text":"Angela Merkel was in Paris on Monday and spoke to the press."}

not JSON
{"id":"b"}
{"id":"c","title":"Größe <b> & \u2014","summary":"x","language":"de","published":"2016-12-29T08:40:00Z"}
{"id":"d","text":"Reuters reported from Aleppo"}`
	var out, errw bytes.Buffer
	err := annotate(t.Context(), nil, strings.NewReader(in), &out, &errw)
	if err == nil || err.Error() != "2 lines could not be annotated" {
		t.Errorf("annotate: %v", err)
	}
	for _, want := range []string{"line 3: ", `line 4: none of "title", "summary" and "text" is given`} {
		if !strings.Contains(errw.String(), want) {
			t.Errorf("standard error lacks %q:\n%s", want, errw.String())
		}
	}
	var ids []string
	for l := range strings.Lines(out.String()) {
		var got struct {
			ID string `json:"id"`
			news.Annotations
		}
		if err := json.Unmarshal([]byte(l), &got); err != nil {
			t.Fatalf("output %q: %v", l, err)
		}
		ids = append(ids, got.ID)
		if got.Enricher.Name == "" || got.Language.Code == "" {
			t.Errorf("output %q has no enricher or no language", l)
		}
		if got.ID == "a" && (len(got.Entities) != 2 || got.Entities[0].Mentions[0].Field != news.FieldTitle) {
			t.Errorf("entities of a: %+v", got.Entities)
		}
	}
	if strings.Join(ids, "") != "acd" {
		t.Errorf("ids = %v, want a, c, d in order", ids)
	}
}

func TestAnnotateArguments(t *testing.T) {
	var out bytes.Buffer
	if err := annotate(t.Context(), []string{"-h"}, nil, &out, nil); err != nil || !strings.Contains(out.String(), "usage: enrichd annotate") {
		t.Errorf("-h: %v, %q", err, out.String())
	}
	for _, args := range [][]string{{"file"}, {"-x"}} {
		var usage *daemon.UsageError
		if err := annotate(t.Context(), args, nil, &out, nil); !errors.As(err, &usage) {
			t.Errorf("annotate %v: %v, want a usage error", args, err)
		}
	}
}

func TestReadLineTooLong(t *testing.T) {
	in := `{"id":"a","title":"` + strings.Repeat("x", maxLine) + `"}` + "\n" + `{"id":"b","title":"Paris"}`
	var out, errw bytes.Buffer
	err := annotate(t.Context(), nil, strings.NewReader(in), &out, &errw)
	if err == nil || !strings.Contains(errw.String(), "line 1: longer than") || !strings.HasPrefix(out.String(), `{"id":"b"`) {
		t.Errorf("annotate: %v, %q, %.80q", err, errw.String(), out.String())
	}
}
