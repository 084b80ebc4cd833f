package main

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/ingest/internal/rhythm"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/news"
)

func TestSetAndShow(t *testing.T) {
	var out strings.Builder
	tool := newTestTool(t, &out, true)
	run := func(args ...string) string {
		t.Helper()
		out.Reset()
		err := feeds(t.Context(), tool, args)
		if help, ok := errors.AsType[*daemon.HelpError](err); ok {
			return help.Text
		}
		if err != nil {
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
	b, err := tool.connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r := registry.New(b.Feeds())
	if _, err := r.Add(t.Context(), registry.Settings{URL: address}, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	// As a poll leaves it.
	now := time.Now().UTC().Truncate(time.Second)
	wake := poll.Wake{
		ETag: `"v1"`, Body: "x", Polled: now.Add(-time.Minute), Good: now.Add(-5 * time.Hour), Outcome: poll.Failed, Detail: "courier.example answers 500",
		Next: now.Add(11 * time.Minute), Reason: "learned 11 min, floor 5 min from max-age", Rhythm: rhythm.Memory{Failures: 4},
	}
	arm := func(failures int) {
		t.Helper()
		wake.Rhythm.Failures = failures
		body, err := wake.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Feeds().Arm(t.Context(), id, wake.Next, body); err != nil {
			t.Fatal(err)
		}
	}
	arm(4)
	armed := func() (time.Time, poll.Wake) {
		t.Helper()
		record, err := b.Feeds().Timer(t.Context(), id)
		if err != nil { // it has fired
			if record, err = b.Feeds().Due(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			record.At = time.Now()
		}
		return record.At, poll.DecodeWake(record.Data)
	}

	wants(run("list", "-trouble"), id[:8], "failing", "answers 500", "feeds: 1, in trouble: 1")
	wants(run("show", id[:6]), "failing ×4", ": learned 11 min, floor 5 min from max-age", "trouble", "courier.example answers 500")

	wants(run("set", id[:6], "min=10m", "tags=wire", "drop+=title:(?i)advert"), "min: 10m0s, was none", "drop: title:(?i)advert, was none", "from the next poll on")
	if at, _ := armed(); !at.Equal(wake.Next) {
		t.Errorf("a change of bounds set the timer to %s", at)
	}
	wants(run("set", id[:6], "min=10m"), "nothing to change")
	wants(run("set", id[:6], "max=10m"), "from the next poll on\n")
	if at, _ := armed(); !at.Equal(wake.Next) {
		t.Errorf("a new most time set the timer of a feed that fails to %s", at)
	}
	arm(0)
	wants(run("set", id[:6], "max=1h"), "from the next poll on\n")
	wants(run("set", id[:6], "max=10m"), "from the next poll on, which is at ")
	if at, w := armed(); !at.Equal(wake.Polled.Add(10*time.Minute)) || w.ETag == "" {
		t.Errorf("a new most time set the timer to %s", at)
	}
	arm(4)
	wants(run("set", id[:6], "user=desk", "secret=file:/run/desk", "header.X-Key=hunter2"), "secret: from file:/run/desk", "polled as soon as")
	if at, w := armed(); at.After(time.Now().Add(2*time.Second)) || w.ETag == "" || w.Rhythm.Failures != 4 {
		t.Errorf("after a change of the user the timer is at %s with %+v", at, w)
	}
	wants(run("set", id[:6], "url=https://new.example/feed"), "url: https://new.example/feed, was "+address, "note: user, secret and headers go to the new address")
	if at, w := armed(); at.After(time.Now().Add(2*time.Second)) || w.ETag+w.Body != "" || w.Rhythm.Failures != 4 {
		t.Errorf("after a change of the address the timer is at %s with %+v", at, w)
	}
	for _, args := range [][]string{{"show", id}, {"show", "-o", "json", id}, {"list", "-o", "json"}} {
		got := run(args...)
		wants(got, "file:/run/desk", "https://new.example/feed", "10m0s", "(7 characters)")
		if strings.Contains(got, "hunter2") {
			t.Errorf("%q prints the value of a header", args)
		}
		if args[1] == "-o" && !json.Valid([]byte(got)) {
			t.Errorf("%q is no JSON: %s", args, got)
		}
	}
	wants(run("poll", id), "is polled as soon as")
	wants(run("add", "-unchecked", address), "registered already as "+id+", which has moved to https://new.example/feed")
	wants(run("add", "https://new.example/feed"), "registered already as "+id)
	tool.stdin = strings.NewReader(`<opml><outline xmlUrl="https://new.example/feed"/></opml>`)
	wants(run("import", "-"), "feeds added: 0, registered already: 1")
	for _, name := range []string{"add", "list", "show", "set", "poll", "remove", "import", "export", "check"} {
		wants(run(name, "-h"), "ingestd feeds "+name)
		wants(run("-h"), "ingestd feeds "+name)
	}

	for _, c := range []struct {
		want string
		args []string
	}{
		{"nothing changed: user and secret go together", []string{"set", id, "secret="}},
		{"file:/path or env:NAME", []string{"set", id, "secret=hunter2"}},
		{"did you mean country", []string{"set", id, "contry=FR"}},
		{"no such feed", []string{"set", "aaaa", "title=x"}},
		{"no such feed", []string{"poll", "aaaa"}},
	} {
		err := feeds(t.Context(), tool, c.args)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "\n") {
			t.Errorf("feeds %q: %v, want one line with %q", c.args, err, c.want)
		}
	}
	for _, args := range [][]string{{"set", id}, {"list", "-o", "yaml"}, {"list", "-troubles"}} {
		if _, ok := errors.AsType[*daemon.UsageError](feeds(t.Context(), tool, args)); !ok {
			t.Errorf("feeds %q: no error of usage", args)
		}
	}
}
