package bus_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nkeys"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

// write makes a file for the owner alone.
func write(t *testing.T, path, content string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// seed makes the key of an nkey user in a file and returns its public part.
func seed(t *testing.T, path string) (public string) {
	t.Helper()
	pair, err := nkeys.CreateUser()
	if err != nil {
		t.Fatal(err)
	}
	secret, err := pair.Seed()
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, string(secret)+"\n")
	if public, err = pair.PublicKey(); err != nil {
		t.Fatal(err)
	}
	return public
}

// guarded starts a server with the users of a configuration. restart starts it
// anew with others: the server's own Reload is no match for the race detector,
// since what it replaces is read without a lock by whoever answers a direct get.
func guarded(t *testing.T, users string) (url string, restart func(users string)) {
	t.Helper()
	dir := t.TempDir()
	start := func(listen, users string) *server.Server {
		config := fmt.Sprintf("listen: %q\njetstream { store_dir: %q, max_file_store: 64GB }\nauthorization { users: [ %s ] }\n",
			listen, filepath.Join(dir, "data"), users)
		return natstest.RunConfig(t, write(t, filepath.Join(dir, "server.conf"), config))
	}
	s := start("127.0.0.1:-1", users)
	listen := s.Addr().String()
	return s.ClientURL(), func(users string) {
		t.Helper()
		s.Shutdown()
		s.WaitForShutdown()
		s = start(listen, users)
	}
}

func dialled(t *testing.T, cfg bus.Config) *bus.Bus {
	t.Helper()
	b, err := bus.Connect(cfg, bus.Options{Name: "ingestd"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// eventually waits for a condition.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within 20 s: %s", what)
		}
	}
}

// TestCredentialsAreReadAgain changes the secret in the file and on the server
// while the program runs.
func TestCredentialsAreReadAgain(t *testing.T) {
	t.Run("nkey", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "ingestd.nk")
		url, restart := guarded(t, fmt.Sprintf("{nkey: %s}", seed(t, file)))
		b := dialled(t, bus.Config{URL: url, Nkey: file})
		if err := b.AwaitStreams(t.Context()); err != nil {
			t.Fatal(err)
		}
		restart(fmt.Sprintf("{nkey: %s}", seed(t, file)))
		eventually(t, "connected with the new seed", func() bool { return b.Ready() == nil && b.Conn().Stats().Reconnects > 0 })
	})
	t.Run("password", func(t *testing.T) {
		file := write(t, filepath.Join(t.TempDir(), "password"), "one\n")
		url, restart := guarded(t, "{user: ingestd, password: one}")
		t.Setenv("DATELINE_NATS_URL", url)
		t.Setenv("DATELINE_NATS_USER", "ingestd")
		t.Setenv("DATELINE_NATS_PASSWORD_FILE", file)
		var cfg bus.Config
		if err := env.Load(env.Section{Prefix: "DATELINE_NATS", Spec: &cfg}); err != nil {
			t.Fatal(err)
		}
		b := dialled(t, cfg)
		if err := b.AwaitStreams(t.Context()); err != nil {
			t.Fatal(err)
		}
		write(t, file, "two\n")
		restart("{user: ingestd, password: two}")
		eventually(t, "connected with the new password", func() bool { return b.Ready() == nil && b.Conn().Stats().Reconnects > 0 })
	})
}

// TestWrongCredentials starts with a password that the server does not know,
// which it learns later.
func TestWrongCredentials(t *testing.T) {
	url, restart := guarded(t, "{user: ingestd, password: other}")
	b := dialled(t, bus.Config{URL: url, User: "ingestd", Password: env.NewSecret("marker")})
	eventually(t, "the refusal shows", func() bool {
		err := b.Ready()
		return err != nil && strings.Contains(err.Error(), "does not let this user in")
	})
	if text := b.Ready().Error(); strings.Contains(text, "marker") {
		t.Errorf("the password is in %q", text)
	}
	restart("{user: ingestd, password: marker}")
	if err := b.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestPermissionMissing does what the server does not permit.
func TestPermissionMissing(t *testing.T) {
	const all = "{user: ingestd, password: x}"
	url, restart := guarded(t, all)
	cfg := bus.Config{URL: url, User: "ingestd", Password: env.NewSecret("x")}
	b := dialled(t, cfg)
	if err := b.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	id := func(n int) string {
		id, err := news.IDFromURL(fmt.Sprintf("https://a.example/%d", n))
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	a := &news.Article{
		ID: id(0), Source: news.Source{ID: "a-example", Name: "A"}, Feed: news.Feed{ID: "f1", URL: "https://a.example/feed"},
		URL: "https://a.example/1", Title: "One", Text: "Text.", Published: time.Now(), FirstSeen: time.Now(), Fetched: time.Now(),
	}
	refused := func(t *testing.T, what, subject string, do func(context.Context) error) {
		t.Helper()
		began := time.Now()
		err := do(t.Context())
		var missing *bus.PermissionError
		if !errors.As(err, &missing) || !strings.Contains(missing.Subject, subject) {
			t.Fatalf("%s: error %v, want that of the subject %s", what, err, subject)
		}
		if !bus.IsEnvironment(err) {
			t.Errorf("%s: %v is the fault of the message", what, err)
		}
		if took := time.Since(began); took > 8*time.Second {
			t.Errorf("%s: told after %s", what, took)
		}
		if ready := b.Ready(); ready == nil || !strings.Contains(ready.Error(), subject) {
			t.Errorf("%s: ready says %v", what, ready)
		}
	}
	deny := func(subject string) {
		before := b.Conn().Stats().Reconnects
		restart(fmt.Sprintf("{user: ingestd, password: x, permissions: {publish: {deny: %q}}}", subject))
		eventually(t, "connected again", func() bool { return b.Conn().IsConnected() && b.Conn().Stats().Reconnects > before })
	}
	for what, c := range map[string]struct {
		deny string
		do   func(context.Context) error
	}{
		"event": {"news.event.>", func(ctx context.Context) error {
			return b.PublishEvent(ctx, news.Event{Kind: news.EventDropped, Reason: "x"})
		}},
		"article": {"news.article.>", func(ctx context.Context) error { _, _, err := b.PublishArticle(ctx, a, 0); return err }},
		"record":  {"$JS.API.DIRECT.GET.NEWS_ARTICLES.>", func(ctx context.Context) error { _, _, err := b.FindRecord(ctx, a.ID); return err }},
		"scan": {"$JS.API.CONSUMER.MSG.NEXT.NEWS_FEEDS.>", func(ctx context.Context) error {
			if _, err := b.Feeds().PutSettings(ctx, "f", []byte("{}"), 0); err != nil && !errors.Is(err, bus.ErrConflict) {
				return err
			}
			_, err := b.Feeds().AllSettings(ctx)
			return err
		}},
		"bucket": {"$KV.news_hosts.>", func(ctx context.Context) error { return b.Hosts().Put(ctx, "a.example", nil, time.Hour, 0) }},
		"create": {"$JS.API.STREAM.CREATE.>", func(ctx context.Context) error {
			_ = b.JetStream().DeleteStream(ctx, "NEWS_MENTIONS")
			return b.Ensure(ctx)
		}},
	} {
		deny(c.deny)
		refused(t, what, strings.Trim(c.deny, ">*"), c.do)
	}
	batch := make([]*news.Article, bus.AtomicMin)
	for i := range batch {
		one := *a
		one.ID = id(i + 1)
		batch[i] = &one
	}
	deny("news.article.>")
	refused(t, "batch", "news.article.", func(ctx context.Context) error { _, err := b.PublishNew(ctx, batch, 0); return err })
}

// TestAcksRefused consumes where acknowledgements are not permitted: the
// messages are not to blame.
func TestAcksRefused(t *testing.T) {
	url, restart := guarded(t, "{user: ingestd, password: x}")
	b := dialled(t, bus.Config{URL: url, User: "ingestd", Password: env.NewSecret("x")})
	if err := b.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	restart(`{user: ingestd, password: x, permissions: {publish: {deny: "$JS.ACK.>"}}}`)
	eventually(t, "connected again", func() bool { return b.Conn().IsConnected() && b.Conn().Stats().Reconnects > 0 })
	if err := b.PublishEvent(t.Context(), news.Event{Kind: news.EventDropped, Reason: "x"}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	blocked := make(chan error, 100)
	done := make(chan error, 1)
	go func() {
		done <- b.Consume(ctx, bus.Consumer{Durable: "test", Stream: bus.Events, Raw: true, OnBlocked: func(err error) { blocked <- err }},
			func(context.Context, bus.Delivery) error { return nil })
	}()
	select {
	case err := <-blocked:
		if err == nil || !strings.Contains(err.Error(), "$JS.ACK.") {
			t.Errorf("the stage waits because of %v", err)
		}
	case <-time.After(time.Minute):
		t.Error("the stage does not wait")
	}
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestConfigNamesWhatCannotBeUsed(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good.nk")
	seed(t, good)
	open := write(t, filepath.Join(dir, "open.nk"), "SUAnonsense")
	if err := os.Chmod(open, 0o666); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*bus.Config)
		want   string
	}{
		"all well":             {func(c *bus.Config) { c.Nkey = good }, ""},
		"no file":              {func(c *bus.Config) { c.Nkey = filepath.Join(dir, "none") }, "no such file"},
		"written by all":       {func(c *bus.Config) { c.Nkey = open }, "chmod 600"},
		"no seed":              {func(c *bus.Config) { c.Nkey = write(t, filepath.Join(dir, "bad"), "marker") }, "begins with SU"},
		"two ways":             {func(c *bus.Config) { c.Nkey, c.User, c.Password = good, "x", env.NewSecret("y") }, "keep one"},
		"password alone":       {func(c *bus.Config) { c.Password = env.NewSecret("marker") }, "name the user"},
		"user alone":           {func(c *bus.Config) { c.User = "x" }, "PASSWORD_FILE"},
		"key without cert":     {func(c *bus.Config) { c.TLS.Key = good }, "belong together"},
		"no certificate":       {func(c *bus.Config) { c.TLS.CA = good }, "no certificate in PEM form"},
		"inbox with wildcards": {func(c *bus.Config) { c.Inbox = "a.>" }, "DATELINE_NATS_INBOX"},
		"no credentials":       {func(c *bus.Config) { c.Creds = filepath.Join(dir, "none") }, "DATELINE_NATS_CREDS"},
	} {
		cfg := bus.Config{URL: "nats://127.0.0.1:1", Prefix: "news", Replicas: 1}
		c.change(&cfg)
		err := cfg.Validate()
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "marker") {
			t.Errorf("%s: the secret is in %q", name, err)
		}
	}
}
