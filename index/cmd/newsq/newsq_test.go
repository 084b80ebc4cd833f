package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/dateline-news/dateline/index"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

const patience = 2 * time.Minute

// output is written by a command and read by the test at once.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// newsq runs a command and returns what it prints and its exit code.
func newsq(ctx context.Context, args ...string) (stdout, stderr string, code int) {
	var out, problems output
	a := &app{stdout: &out, stderr: &problems}
	code = a.main(ctx, args)
	return out.String(), problems.String(), code
}

// newsroom is a NATS server with a running index.
func newsroom(t *testing.T) *bus.Bus {
	t.Helper()
	return newsroomIn(t, t.TempDir())
}

// newsroomIn is newsroom with the folder of the index.
func newsroomIn(t *testing.T, dir string) *bus.Bus {
	t.Helper()
	server := natstest.Run(t)
	t.Setenv("DATELINE_NATS_URL", server.ClientURL())
	var busConfig bus.Config
	var cfg index.Config
	if err := errors.Join(env.Defaults(&busConfig), env.Defaults(&cfg)); err != nil {
		t.Fatal(err)
	}
	b, err := bus.Connect(busConfig, bus.Options{Name: "test", Conn: natstest.Connect(t, server)})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	cfg.Dir, cfg.Batch.Age = dir, 10*time.Millisecond
	health := &daemon.Health{}
	s, err := index.New(cfg, index.Deps{Bus: b, Log: slog.New(slog.DiscardHandler), Registerer: prometheus.NewRegistry(), Health: health})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	until(t, "the search service", health.Ready)
	return b
}

func until(t *testing.T, what string, check func() error) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for err := check(); err != nil; err = check() {
		if time.Now().After(deadline) {
			t.Fatalf("waiting for %s: %v", what, err)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

const link = "https://thamescourier.example/truce"

// truce is an article whose texts try to take a terminal over.
func truce(t *testing.T, revision int) *news.Article {
	t.Helper()
	id, err := news.IDFromURL(link)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2016, 12, 29, 10, 15, 0, 0, time.UTC)
	text := "ANKARA, Dec 29 (AFP) - A ceasefire took effect\u202e in Syria.\n\nSubscribe to our newsletter."
	return &news.Article{
		ID: id, Revision: revision, URL: link, Source: news.Source{ID: "thames", Name: "Thames Courier", Domain: "thamescourier.example", Country: "GB"},
		Feed:  news.Feed{ID: news.FeedID("https://thamescourier.example/feed"), URL: "https://thamescourier.example/feed"},
		Title: "Truce \u009b31mholds", Text: text, Published: at, FirstSeen: at, Fetched: at.Add(time.Duration(revision) * time.Minute),
	}
}

func annotate(a *news.Article) *news.Article {
	annotated := *a
	place := strings.Index(a.Text, "Syria")
	annotated.Annotations = &news.Annotations{
		Enricher: news.Enricher{Name: "test", Version: "0001-00"}, Language: news.Language{Code: "en", Confidence: 1},
		Dateline:    &news.Dateline{Span: news.Span{Field: news.FieldText, Start: 0, End: 23}, Place: "ANKARA", Agency: "AFP", Date: "Dec 29"},
		Boilerplate: []news.Span{{Field: news.FieldText, Start: strings.Index(a.Text, "Subscribe"), End: len(a.Text)}},
		Entities: []news.Entity{{
			ID: "iso-SY", Type: news.TypePlace, Name: "Syria", Salience: 0.8, MetonymOf: "Q858",
			Mentions: []news.Mention{{Span: news.Span{Field: news.FieldText, Start: place, End: place + 5}}},
		}},
		Topics: []news.Topic{{ID: "medtop:16000000", Name: "conflict, war and peace", Confidence: 0.9}},
	}
	return &annotated
}

func TestNewsq(t *testing.T) {
	b := newsroom(t)
	a := truce(t, 1)
	if _, _, err := b.PublishArticle(t.Context(), a, 0); err != nil {
		t.Fatal(err)
	}
	if out, _, code := newsq(t.Context(), "trace", a.ID); code != exitFound || !strings.Contains(out, "waits to be annotated") {
		t.Errorf("trace before annotation: %d\n%s", code, out)
	}
	if _, err := b.PublishEnriched(t.Context(), annotate(a)); err != nil {
		t.Fatal(err)
	}
	until(t, "the article", func() error {
		if _, problems, code := newsq(t.Context(), "truce", "place:syria"); code != exitFound {
			return fmt.Errorf("exit code %d, %s", code, problems)
		}
		return nil
	})
	for _, c := range []struct {
		args []string
		want []string
		code int
	}{
		{[]string{"truce", "place:syria"}, []string{"Truce 31mholds\n", "Thames Courier · GB · 2016-12-29 10:15 UTC · en · AFP", "place:syria is Syria (iso-SY)", "1 article, by relevance", a.ID}, exitFound},
		{[]string{"-facets", "all", "truce"}, []string{"place    Syria 1", "source   Thames Courier 1"}, exitFound},
		{[]string{"-o", "json", "truce"}, []string{`"id":"` + a.ID + `"`, `"revision":1`}, exitFound},
		{[]string{"nothing"}, []string{"0 articles"}, exitNothing},
		{[]string{"show", a.ID}, []string{"Truce 31mholds\n", "A ceasefire took effect in Syria.", "| Subscribe to our newsletter.", "Syria iso-SY, 1 mention, stands for the government of Q858", "conflict, war and peace"}, exitFound},
		{[]string{"show", a.URL}, []string{"Truce 31mholds\n", a.ID}, exitFound},
		{[]string{"show", "-o", "json", a.ID}, []string{`"schema":1`, `took effect\u202e in`}, exitFound},
		{[]string{"show", strings.Repeat("a", 26)}, nil, exitNothing},
		{[]string{"trace", link + "?utm_source=x"}, []string{"revision 1, stored", "can be found by searches", "in slice 2016-12"}, exitFound},
		{[]string{"trace", "-o", "json", a.ID}, []string{`"verdict":"It is indexed and can be found by searches."`}, exitFound},
		{[]string{"trace", "https://thamescourier.example/unknown"}, []string{"Nothing is known of it"}, exitNothing},
		{[]string{"stats"}, []string{"1 document in 1 slice", "2016-12"}, exitFound},
		{[]string{"stats", "-o", "json"}, []string{`"documents":1`}, exitFound},
	} {
		out, problems, code := newsq(t.Context(), c.args...)
		if code != c.code {
			t.Errorf("newsq %q: exit code %d, want %d: %s", c.args, code, c.code, problems)
		}
		for _, want := range c.want {
			if !strings.Contains(out, want) {
				t.Errorf("newsq %q: no %q in\n%s", c.args, want, out)
			}
		}
		if i := strings.IndexFunc(strings.ReplaceAll(out, "\n", ""), hidden); i >= 0 {
			t.Errorf("newsq %q prints a control character:\n%q", c.args, out)
		}
	}
}

func TestTail(t *testing.T) {
	b := newsroom(t)
	for _, form := range []string{"text", "json"} {
		ctx, cancel := context.WithCancel(t.Context())
		var out, problems output
		a := &app{stdout: &out, stderr: &problems}
		done := make(chan int, 1)
		go func() { done <- a.main(ctx, []string{"tail", "-o", form, "truce", "-football"}) }()
		n := 1
		until(t, "an article in tail -o "+form, func() error {
			// Published again and again: tail begins when it is ready.
			n++
			if _, err := b.PublishEnriched(t.Context(), annotate(truce(t, n))); err != nil {
				return err
			}
			if !strings.Contains(out.String(), "Truce") {
				return errors.New("nothing yet")
			}
			return nil
		})
		cancel()
		if code := <-done; code != exitFound {
			t.Errorf("tail ended with %d: %s", code, problems.String())
		}
		first, _, _ := strings.Cut(out.String(), "\n")
		if form == "json" && !json.Valid([]byte(first)) {
			t.Errorf("tail -o json prints %s", first)
		}
		if form == "text" && !strings.Contains(out.String(), "\n  A ceasefire took effect in Syria.") {
			t.Errorf("tail shows no sentence: %s", out.String())
		}
	}
}

func TestQuarantineAndDropped(t *testing.T) {
	b := newsroom(t)
	dropped := "https://thamescourier.example/dropped"
	if err := b.PublishEvent(t.Context(), news.Event{Kind: news.EventDropped, Reason: "too_old", Source: "thames", URL: dropped, Time: time.Now()}); err != nil {
		t.Fatal(err)
	}
	out, _, code := newsq(t.Context(), "trace", dropped)
	if code != exitFound || !strings.Contains(out, "dropped: too_old") {
		t.Errorf("a dropped item: %d\n%s", code, out)
	}
}

// TestErrors checks that every error is one line that says what to do.
func TestErrors(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "nats://" + listener.Addr().String()
	_ = listener.Close()
	t.Setenv("DATELINE_NATS_URL", address)
	check := func(want string, args ...string) {
		t.Helper()
		_, problems, code := newsq(t.Context(), args...)
		if code != exitError || !strings.Contains(problems, want) || strings.Count(problems, "\n") != 1 {
			t.Errorf("newsq %q: exit code %d, %q", args, code, problems)
		}
	}
	check("no NATS server answers at "+address, "truce")
	check("no NATS server answers at "+address, "stats")
	check("column 1: unknown field 'plcae', did you mean 'place'?", "plcae:Aleppo")
	check("no query")
	check("-n is 0", "-n", "0", "truce")
	check("-n is \"ten\", it must be a whole number; newsq quotes -h tells how", "quotes", "-n", "ten", "truce")
	check("-facets goes with -o text alone", "-facets", "all", "-o", "csv", "truce")
	check("-o is \"xml\"", "-o", "xml", "truce")
	check("no flag -z", "-z", "truce")
	check("no flag --zz", "truce", "--zz")
	check("-n is 0", "truce", "-n", "0")
	check("-o is \"xml\"", "truce", "-o=xml")
	check("flag needs an argument: -n", "truce", "-n")
	check("column 8: unknown field 'plcae', did you mean 'place'?", "truce", "-plcae:Aleppo")
	check("0 arguments where one article id or link belongs", "show")
	check("is neither an article id nor a link", "trace", "xyz")
	check("is neither an article id nor a link", "show", "xyz")

	t.Setenv("DATELINE_NATS_URL", natstest.Run(t).ClientURL())
	check("but no indexd does", "truce")
	check("there is no stream of annotated articles", "tail")
	check("has no stream NEWS_QUARANTINE: start the daemons", "quarantine", "list")
}

func TestHelp(t *testing.T) {
	out, _, code := newsq(t.Context(), "-h")
	if code != exitFound || !strings.Contains(out, "newsq trace") {
		t.Errorf("-h: %d %s", code, out)
	}
}

func TestSafe(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"plain ñ 停火", "plain ñ 停火"},
		{"a\x1b[31mb\x07c", "a[31mbc"},
		{"a\u009bb\u202ec\u2066d\u200fe", "abcde"},
		{"a\nb\tc\r\n", "a b c  "},
		{"tag \U000e0041 end", "tag  end"},
		{"a\xffb", "ab"},
	} {
		if got := safe(c.in); got != c.want {
			t.Errorf("safe(%q) = %q, want %q", c.in, got, c.want)
		}
	}
	var out bytes.Buffer
	a := &app{stdout: &out, stderr: io.Discard}
	in := map[string]string{"k": "a\x1b\u009b\u202e\U000e0041<&>"}
	if err := a.printJSON(in); err != nil {
		t.Fatal(err)
	}
	var back map[string]string
	if err := json.Unmarshal(out.Bytes(), &back); err != nil || back["k"] != in["k"] || strings.IndexFunc(strings.TrimSpace(out.String()), hidden) >= 0 {
		t.Errorf("JSON %q reads as %q (%v)", out.String(), back["k"], err)
	}
}
