package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
)

func TestForget(t *testing.T) {
	b := newsroom(t)
	a := truce(t, 1)
	if _, _, err := b.PublishArticle(t.Context(), a, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := b.PublishEnriched(t.Context(), annotate(a)); err != nil {
		t.Fatal(err)
	}
	if err := b.PublishMentions(t.Context(), annotate(a)); err != nil {
		t.Fatal(err)
	}
	until(t, "the article", func() error {
		_, err := (&app{ctx: t.Context(), nats: b.Conn(), bus: b}).client().Stats(t.Context())
		if _, _, code := newsq(t.Context(), "show", a.ID); code != exitFound {
			return errNothing
		}
		return err
	})
	for _, c := range []struct {
		args   string
		stdin  string
		stdout []string
		stderr []string
		code   int
	}{
		{args: "forget", code: exitError, stderr: []string{"no link or article id"}},
		{args: "forget " + a.ID, code: exitError, stderr: []string{"-reason is needed"}},
		{args: "forget xyz -reason r", code: exitError, stderr: []string{"neither an article id nor a link"}},
		{args: "forget -source a.b -reason r", code: exitError, stderr: []string{"id of an outlet"}},
		{args: "forget -source thames -reason r " + a.ID, code: exitError, stderr: []string{"exclude each other"}},
		{args: "forget -dry-run " + a.ID, code: exitFound, stderr: []string{"1 article: the streams hold 3 messages of them (ARTICLES 1, ENRICHED 1, MENTIONS 1)"}},
		{args: "forgotten", code: exitNothing, stderr: []string{"nothing was taken down"}},
		{args: "forget -reason court-order " + link, stdin: "no\n", code: exitError, stderr: []string{"Take 1 article down for good", "nothing was changed"}},
		{args: "show " + a.ID, code: exitFound},
		{args: "forget -reason court-order " + link, stdin: "yes\n", code: exitFound, stderr: []string{"1 article forgotten; 3 messages removed", "the index has deleted it"}},
		{args: "show " + a.ID, code: exitNothing, stderr: []string{"was taken down"}},
		{args: "truce", code: exitNothing},
		{args: "trace " + link, code: exitFound, stdout: []string{"It was forgotten on ", ": court-order."}},
		{args: "forgotten", code: exitFound, stdout: []string{bus.TombstoneKey(a.ID), "court-order"}},
		{args: "forgotten list -o json", code: exitFound, stdout: []string{`"reason":"court-order"`, `"source":"thames"`}},
		{args: "forgotten " + link, code: exitFound, stdout: []string{"court-order"}},
		{args: "forgotten https://thamescourier.example/other", code: exitNothing, stderr: []string{"was not taken down"}},
		{args: "forgotten enforce", code: exitFound, stderr: []string{"0 messages removed"}},
		{args: "forget -yes -reason again " + a.ID, code: exitFound, stderr: []string{"0 messages removed"}},
		{args: "forget -yes -source nobody -reason r", code: exitNothing, stderr: []string{"nothing is had of the outlet"}},
	} {
		var out, problems output
		app := &app{stdout: &out, stderr: &problems}
		if c.stdin != "" {
			app.stdin = strings.NewReader(c.stdin)
		}
		code := app.main(t.Context(), strings.Fields(c.args))
		if code != c.code {
			t.Errorf("%s: exit code %d, want %d: %s", c.args, code, c.code, problems.String())
		}
		for _, want := range c.stdout {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s: no %q in\n%s", c.args, want, out.String())
			}
		}
		for _, want := range c.stderr {
			if !strings.Contains(problems.String(), want) {
				t.Errorf("%s: no %q in\n%s", c.args, want, problems.String())
			}
		}
		if strings.Contains(out.String(), a.ID) && strings.HasPrefix(c.args, "forgotten") {
			t.Errorf("%s tells what was taken down", c.args)
		}
	}
}

func TestForgetAnOutlet(t *testing.T) {
	b := newsroom(t)
	for n := range 3 {
		a := truce(t, 1)
		a.ID, a.URL = strings.Repeat("a", 25)+string(rune('b'+n)), link+string(rune('b'+n))
		if n == 2 {
			a.Source.ID = "other"
		}
		if n != 1 {
			// One is no longer on ARTICLES.
			if _, _, err := b.PublishArticle(t.Context(), a, 0); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := b.PublishEnriched(t.Context(), annotate(a)); err != nil {
			t.Fatal(err)
		}
	}
	until(t, "the articles", func() error {
		if out, _, _ := newsq(t.Context(), "stats"); !strings.Contains(out, "3 documents") {
			return errNothing
		}
		return nil
	})
	_, problems, code := newsq(t.Context(), "forget", "-yes", "-source", "thames", "-reason", "the contract has ended")
	if code != exitFound || !strings.Contains(problems, "2 articles forgotten; 3 messages removed (ARTICLES 1, ENRICHED 2)") {
		t.Fatalf("%d, %s", code, problems)
	}
	if out, _, _ := newsq(t.Context(), "stats"); !strings.Contains(out, "1 document ") {
		t.Errorf("the index has\n%s", out)
	}
}

// TestForgetByAnother is for a user who may read and not take down: the error
// names who may.
func TestForgetByAnother(t *testing.T) {
	file := filepath.Join(t.TempDir(), "server.conf")
	config := fmt.Sprintf(`port: -1
jetstream { store_dir: %q }
authorization { users: [
  { user: admin, password: a }
  { user: newsq, password: n, permissions: { publish: { deny: ["$KV.news_forgotten.>", "$JS.API.STREAM.MSG.DELETE.>"] } } }
] }
`, t.TempDir())
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	server := natstest.RunConfig(t, file)
	nc, err := nats.Connect(server.ClientURL(), nats.UserInfo("admin", "a"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	b, err := bus.Connect(bus.Config{URL: server.ClientURL(), Prefix: "news", Replicas: 1}, bus.Options{Name: "test", Conn: nc})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	a := truce(t, 1)
	if _, _, err := b.PublishArticle(t.Context(), a, 0); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DATELINE_NATS_URL", server.ClientURL())
	t.Setenv("DATELINE_NATS_USER", "newsq")
	t.Setenv("DATELINE_NATS_PASSWORD", "n")
	_, stderr, code := newsq(t.Context(), "forget", "-yes", "-reason", "test", a.ID)
	if code != exitError || !strings.Contains(stderr, "may not publish to \"$KV.news_forgotten.") || !strings.Contains(stderr, "as the user admin") || !strings.Contains(stderr, "users/admin.env") {
		t.Errorf("exit code %d: %s", code, stderr)
	}
}
