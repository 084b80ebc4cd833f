package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/enrich/internal/replay"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

// wire returns a bus with five articles, all annotated by version 2, which
// finds nothing.
func wire(t *testing.T) *bus.Bus {
	t.Helper()
	s := natstest.Run(t)
	b, err := bus.Connect(bus.Config{URL: s.ClientURL()}, bus.Options{Name: t.Name(), Conn: natstest.Connect(t, s)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if err := b.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2017, 1, 5, 9, 0, 0, 0, time.UTC)
	for n := range 5 {
		link := fmt.Sprintf("https://harbour.example/story-%d", n)
		id, err := news.IDFromURL(link)
		if err != nil {
			t.Fatal(err)
		}
		a := &news.Article{
			ID: id, URL: link, Source: news.SourceOf(link), Feed: news.Feed{ID: news.FeedID("https://harbour.example/feed")},
			Title: fmt.Sprintf("Story %d: Paris", n), TextFrom: news.TextFromNone, Published: at, FirstSeen: at, Fetched: at,
		}
		if _, _, err := b.PublishArticle(t.Context(), a, 0); err != nil {
			t.Fatal(err)
		}
		a.Annotations = noted(news.Enricher{Name: "dateline", Version: "0002-00"})(a)
		if _, err := b.PublishEnriched(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// noted annotates as a version: the third finds Paris.
func noted(by news.Enricher) func(*news.Article) *news.Annotations {
	return func(a *news.Article) *news.Annotations {
		n := &news.Annotations{Enricher: by, Language: news.Language{Code: "en", Confidence: 1}}
		if i := strings.Index(a.Title, "Paris"); by.Version >= "0003" {
			n.Entities = []news.Entity{{ID: "Q90", Type: news.TypePlace, Name: "Paris", Mentions: []news.Mention{{Span: news.Span{Field: news.FieldTitle, Start: i, End: i + 5}}}}}
		}
		return n
	}
}

// replayed runs "enrichd replay" as the third version and returns its output.
func replayed(t *testing.T, b *bus.Bus, args ...string) string {
	t.Helper()
	r, help, err := parseReplay(args, time.Now())
	if err != nil || help {
		t.Fatal(help, err)
	}
	by := news.Enricher{Name: "dateline", Version: "0003-00"}
	r.options.Enricher, r.options.Annotate, r.options.Workers = by, noted(by), 2
	var out, errw bytes.Buffer
	if err := r.run(t.Context(), b, &out, &errw); err != nil || strings.Count(errw.String(), "\n") != 1 {
		t.Fatalf("replay %v: %v, %s", args, err, errw.String())
	}
	return out.String()
}

// compared runs "enrichd diff".
func compared(t *testing.T, b *bus.Bus, args ...string) (out string, differ error) {
	t.Helper()
	o, help, err := parseDiff(args)
	if err != nil || help {
		t.Fatal(help, err)
	}
	var w bytes.Buffer
	differ, err = o.run(t.Context(), func(context.Context) (*bus.Bus, error) { return b, nil }, &w)
	if err != nil {
		t.Fatal(err)
	}
	return w.String(), differ
}

func contains(t *testing.T, out string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(out, want) {
			t.Errorf("output lacks %q:\n%s", want, out)
		}
	}
}

// TestReplayAndDiff goes through what an operator does with a new version.
func TestReplayAndDiff(t *testing.T) {
	b := wire(t)
	file := filepath.Join(t.TempDir(), "shadow.ndjson")
	contains(t, replayed(t, b, "-dry-run"), "articles             5  in the range", "due                  5  to be annotated by dateline 0003-00")
	contains(t, replayed(t, b, "--from", "1h", "--to", "3", "--shadow", "-o", file), "written              3  annotated by dateline 0003-00, in "+file)
	contains(t, replayed(t, b, "-shadow", "-o", file), "up to date           3  "+file+" had them already", "written              2")

	out, differ := compared(t, b, file)
	contains(t, out, "old  NEWS_ENRICHED", "dateline 0002-00 (5)", "dateline 0003-00 (5)", "5 articles compared, 5 (100.0 %) of them differ",
		"entity gained  5      5 (100.0 %)", "entity gained: the most frequent\n      5  Paris, place Q90\n         Story 0: [Paris]\n")
	if fmt.Sprint(differ) != "5 of 5 articles differ" {
		t.Errorf("difference = %v", differ)
	}
	out, _ = compared(t, b, "-o", "json", file)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 6 {
		t.Fatalf("%d lines, want one an article and the summary:\n%s", len(lines), out)
	}
	var last struct {
		Summary struct{ Compared, Differ int }
	}
	if err := json.Unmarshal([]byte(lines[5]), &last); err != nil || last.Summary.Differ != 5 {
		t.Errorf("summary = %+v, %v", last, err)
	}
	contains(t, lines[0], `"article":"`, `"changes":[{"kind":"entity_gained","name":"Paris","new":"place Q90","span":{"field":"title",`)
	out, _ = compared(t, b, "-articles", file)
	contains(t, out, " Story 0: Paris\n  entity gained: Paris, place Q90\n    Story 0: [Paris]\n")

	contains(t, replayed(t, b, "-rate", "0"), "published            5")
	contains(t, replayed(t, b), "up to date           5", "published            0")
	if out, differ := compared(t, b, file); differ != nil {
		t.Errorf("after the replay: %v\n%s", differ, out)
	}
	if out, differ := compared(t, nil, file, file); differ != nil || !strings.Contains(out, "5 articles compared, 0 (0.0 %) of them differ") {
		t.Errorf("a file and itself: %v\n%s", differ, out)
	}
}

func TestReplayArguments(t *testing.T) {
	now := time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)
	r, _, err := parseReplay([]string{"-from", "7d", "-shadow"}, now)
	if err != nil || r.options.Rate != 0 || !r.options.From.Time.Equal(now.Add(-7*24*time.Hour)) || !r.shadow {
		t.Errorf("replay -shadow: %+v, %v", r, err)
	}
	if r, _, err := parseReplay(nil, now); err != nil || r.options.Rate != publishRate {
		t.Errorf("replay: %+v, %v", r, err)
	}
	if _, help, err := parseReplay([]string{"-h"}, now); err != nil || !help {
		t.Errorf("-h: %v", err)
	}
	for _, args := range [][]string{{"-from", "soon"}, {"-to", "x"}, {"file"}, {"-shadow", "file"}, {"-o", "file"}, {"-x"}, {"-rate", "-1"}} {
		var usage *daemon.UsageError
		if _, _, err := parseReplay(args, now); !errors.As(err, &usage) {
			t.Errorf("replay %v: %v, want a usage error", args, err)
		}
	}
}

func TestProgress(t *testing.T) {
	totals := replay.Totals{Due: 340_000, Done: 11_990, Failed: 10, Elapsed: time.Minute, Paused: errors.New("the reader is behind")}
	want := "11,990 of 340,000 articles published (4 %), 10 failed, 200/s, about 27m20s left, paused: the reader is behind"
	if diff := cmp.Diff(want, progress(totals, "published")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestDiffArguments(t *testing.T) {
	for _, args := range [][]string{{"-o", "xml"}, {"-top", "-1"}, {"a", "b", "c"}, {"-x"}} {
		var usage *daemon.UsageError
		if _, _, err := parseDiff(args); !errors.As(err, &usage) {
			t.Errorf("diff %v: %v, want a usage error", args, err)
		}
	}
}

// TestDiffErrors demands the exit code 2, which is that of errors of usage.
func TestDiffErrors(t *testing.T) {
	garbage := filepath.Join(t.TempDir(), "garbage")
	if err := os.WriteFile(garbage, []byte("no JSON\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ file, want string }{
		{filepath.Join(t.TempDir(), "none"), "enrichd replay -shadow writes it"},
		{garbage, "line 1: not an annotated article"},
	} {
		var out bytes.Buffer
		err := diffCommand(t.Context(), &daemon.Process{Stdout: &out}, enrich.Config{}, []string{tt.file, tt.file})
		var usage *daemon.UsageError
		if !errors.As(err, &usage) || !strings.Contains(err.Error(), tt.want) || out.Len() > 0 {
			t.Errorf("diff of %s: %v, output %q", tt.file, err, out.String())
		}
	}
}
