package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/enrich"
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
	err := annotate(t.Context(), enrich.Config{}, nil, strings.NewReader(in), &out, &errw)
	if err == nil || err.Error() != "2 of the articles could not be annotated" {
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
	if err := annotate(t.Context(), enrich.Config{}, []string{"-h"}, nil, &out, nil); err != nil || !strings.Contains(out.String(), "usage: enrichd annotate") {
		t.Errorf("-h: %v, %q", err, out.String())
	}
	for _, args := range [][]string{{"-format", "pdf"}, {"-x"}} {
		var usage *daemon.UsageError
		if err := annotate(t.Context(), enrich.Config{}, args, nil, &out, nil); !errors.As(err, &usage) {
			t.Errorf("annotate %v: %v, want a usage error", args, err)
		}
	}
}

func TestReadLineTooLong(t *testing.T) {
	in := `{"id":"a","title":"` + strings.Repeat("x", maxLine) + `"}` + "\n" + `{"id":"b","title":"Paris"}`
	var out, errw bytes.Buffer
	err := annotate(t.Context(), enrich.Config{}, nil, strings.NewReader(in), &out, &errw)
	if err == nil || !strings.Contains(errw.String(), "line 1: longer than") || !strings.HasPrefix(out.String(), `{"id":"b"`) {
		t.Errorf("annotate: %v, %q, %.80q", err, errw.String(), out.String())
	}
}

func TestAnnotateFiles(t *testing.T) {
	dir := t.TempDir()
	story, empty := filepath.Join(dir, "story.txt"), filepath.Join(dir, "empty.txt")
	for name, text := range map[string]string{
		story: "\ufeffMerkel in Paris\r\n\r\nAngela Merkel was in Paris on Monday.\r\n\r\nShe spoke to the press.\r\n",
		empty: "\n \n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name string
		args []string
		in   string
		want []string
		err  string
	}{
		{"text", []string{"-format", "text", story}, "", []string{"[Merkel|person Q567] in [Paris|place Q90]\n", "[Angela Merkel|person Q567] was in [Paris|place Q90]", ".\n\nShe spoke", "\nEntities\n"}, ""},
		{"html", []string{"-format", "html", story, "-"}, "<b>Quiet</b>\nNo news.", []string{"<!doctype html>", ">Angela Merkel</mark>", "&lt;b&gt;Quiet&lt;/b&gt;", "</html>\n"}, ""},
		{"JSON", []string{story}, "", []string{`{"id":"` + story + `","enricher":`, `"Q567"`}, ""},
		{"JSON lines as text", []string{"-format", "text"}, `{"title":"Merkel in Paris"}`, []string{"[Merkel|person Q567]"}, ""},
		{"language", []string{"-lang", "de", "-"}, "Paris", []string{`"code":"de"`}, ""},
		{"some cannot be read", []string{empty, filepath.Join(dir, "none"), story}, "", []string{`"Q567"`}, "2 of the articles could not be annotated"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out, errw bytes.Buffer
			err := annotate(t.Context(), enrich.Config{}, tt.args, strings.NewReader(tt.in), &out, &errw)
			if got := fmt.Sprint(err); got != cmp.Or(tt.err, "<nil>") {
				t.Errorf("annotate: %v, standard error %q", err, errw.String())
			}
			for _, want := range tt.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("output lacks %q:\n%s", want, out.String())
				}
			}
			if strings.Contains(out.String(), "\x1b") {
				t.Error("colours without a terminal")
			}
		})
	}
}
