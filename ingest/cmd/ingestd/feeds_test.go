package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

// newTestTool returns a tool that prints into out. With nats, it has a bus.
func newTestTool(t *testing.T, out *strings.Builder, nats bool) *tool {
	t.Helper()
	tool := &tool{stdout: out, stderr: io.Discard, stdin: strings.NewReader("")}
	if err := env.Defaults(&tool.config); err != nil {
		t.Fatal(err)
	}
	if err := tool.allow.UnmarshalText([]byte("127.0.0.0/8")); err != nil {
		t.Fatal(err)
	}
	tool.connect = func(context.Context) (*bus.Bus, error) {
		t.Error("NATS is asked for")
		return nil, errors.New("no NATS")
	}
	if nats {
		b, err := bus.Connect(bus.Config{URL: natstest.Run(t).ClientURL(), Prefix: "news", Replicas: 1}, bus.Options{Name: "test"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(b.Close)
		tool.connect = func(ctx context.Context) (*bus.Bus, error) { return b, b.AwaitStreams(ctx) }
	}
	return tool
}

const page = `<rss version="2.0"><channel><title>Harbour Courier</title><link>https://courier.example/</link>
<item><title>Ferry talks &#27;[31m resume</title><link>https://courier.example/1</link><pubDate>Thu, 29 Dec 2016 14:05:00 GMT</pubDate><description>One &nbsp; text.</description></item>
<item><title>Keeper retires</title><link>https://courier.example/2</link><pubDate>Thu, 29 Dec 2016 12:05:00 GMT</pubDate></item>
<item><link>https://courier.example/3</link></item>
</channel></rss>`

func TestCheck(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		switch r.URL.Path {
		case "/feed":
			_, _ = io.WriteString(w, page)
		case "/page":
			_, _ = io.WriteString(w, "<html><p>Hello")
		default:
			http.NotFound(w, r)
		}
	}))
	defer site.Close()
	var out strings.Builder
	if err := feeds(t.Context(), newTestTool(t, &out, false), []string{"check", site.URL + "/feed"}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"status        200", `ETag "v1"`, "format        RSS 2.0 in utf-8", "items         3: 2 would be published, 1 dropped",
		"2 dated items from 2016-12-29", "HTML entities that XML does not know: 1", "neither a title nor a text", "Keeper retires", "source courier_example",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("output lacks %q:\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "\x1b") {
		t.Error("a control character reaches the terminal")
	}
	for path, want := range map[string]string{"/page": "an HTML page, not a feed", "/none": "404"} {
		err := feeds(t.Context(), newTestTool(t, &out, false), []string{"check", site.URL + path})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("check %s: %v, want %q", path, err, want)
		}
	}
}

func TestFeeds(t *testing.T) {
	var out strings.Builder
	tool := newTestTool(t, &out, true)
	run := func(args ...string) string {
		t.Helper()
		out.Reset()
		if err := feeds(t.Context(), tool, args); err != nil {
			t.Fatalf("feeds %q: %v", args, err)
		}
		return out.String()
	}
	wants := func(got string, want ...string) {
		t.Helper()
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("output lacks %q:\n%s", w, got)
			}
		}
	}
	const address = "https://courier.example/feed.xml"
	id := news.FeedID(address)
	wants(run("list"), "no feeds; add one")
	wants(run("add", "-unchecked", address), "added "+address+" as "+id)
	wants(run("add", address), "registered already")
	opml := filepath.Join(t.TempDir(), "feeds.opml")
	if err := os.WriteFile(opml, []byte(`<opml version="2.0"><body><outline text="Ports"><outline type="rss" text="Mail" xmlUrl="https://mail.example/rss"/></outline><outline xmlUrl="gopher://x"/><outline xmlUrl="`+address+`"/></body></opml>`), 0o600); err != nil {
		t.Fatal(err)
	}
	wants(run("import", opml), "left out: line 1: ", "feeds added: 1, registered already: 1")
	exported := run("export")
	wants(exported, `text="Ports"`, `xmlUrl="https://mail.example/rss"`, address)
	wants(run("list"), id[:8], "new", "Mail", "feeds: 2, failing: 0")
	wants(run("show", id[:6]), id, address, "never", "next")
	wants(run("remove", address), "removed "+address)
	tool.stdin = strings.NewReader(exported)
	wants(run("import", "-"), "feeds added: 1, registered already: 1")

	for _, args := range [][]string{{}, {"no"}, {"add"}, {"list", "x"}, {"show", "a", "b"}} {
		err := feeds(t.Context(), tool, args)
		if _, ok := errors.AsType[*daemon.UsageError](err); !ok {
			t.Errorf("feeds %q: %v, want an error of usage", args, err)
		}
	}
	for _, args := range [][]string{{"add", "courier.example"}, {"show", "aaaa"}, {"remove", "https://no.example/"}, {"import", "/no/such/file"}} {
		if err := feeds(t.Context(), tool, args); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("feeds %q: %v, want an error of one line", args, err)
		}
	}
}

func TestListShowsFailures(t *testing.T) {
	site := httptest.NewServer(http.NotFoundHandler())
	defer site.Close()
	var out strings.Builder
	tool := newTestTool(t, &out, true)
	b, err := tool.connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	address := site.URL + "/feed"
	if err := feeds(t.Context(), tool, []string{"add", "-unchecked", address}); err != nil {
		t.Fatal(err)
	}
	s, err := ingest.New(tool.config, ingest.Deps{Bus: b, Allow: tool.allow})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	defer func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		out.Reset()
		if err := feeds(t.Context(), tool, []string{"list"}); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), "failing ×1") && strings.Contains(out.String(), "404 Not Found") && strings.Contains(out.String(), "back-off") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the list does not say what is wrong:\n%s", out.String())
		}
	}
}

func TestNoNATS(t *testing.T) {
	var out strings.Builder
	p := &daemon.Process{Name: "ingestd", Health: &daemon.Health{}, Registry: prometheus.NewRegistry(), Stdout: &out, Stdin: strings.NewReader("")}
	p.Config.NATS = bus.Config{URL: "nats://127.0.0.1:1", Prefix: "news", Replicas: 1}
	err := feeds(t.Context(), newTool(p, ingest.Config{}), []string{"list"})
	if err == nil || !strings.Contains(err.Error(), "nats://127.0.0.1:1") || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %v, want one line with the address", err)
	}
}
