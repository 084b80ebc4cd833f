package registry_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

func TestSet(t *testing.T) {
	const address = "https://harbour.example/feed"
	full := registry.Settings{
		URL: address, Title: "Harbour Courier", Folder: []string{"World", "Europe"}, Tags: []string{"agency", "wire"},
		SourceName: "Courier", Country: "FR", Language: "fr", Min: registry.Duration(10 * time.Minute), Max: registry.Duration(time.Hour),
		FullText: registry.FullTextNever, Headers: map[string]string{"X-Key": "a=b"}, User: "desk", Secret: "file:/run/desk", UserAgent: "Wire/1",
		Keep: []registry.Rule{{Field: "title", Pattern: "(?i)a:b=c"}}, Drop: []registry.Rule{{Field: "url", Pattern: "/sport/"}, {Field: "category", Pattern: "^Ads"}},
		InsecureTLS: true, AllowPrivate: true,
	}
	for _, c := range []struct {
		name        string
		from        registry.Settings
		assignments []string
		want        registry.Settings
		err         string
	}{
		{"everything", registry.Settings{URL: address}, []string{
			"title=Harbour  Courier ", "folder=World/Europe", "tags=agency, wire,agency", "source_name=Courier", "country=fr", "language=FR",
			"min=10m", "max=1h", "full_text=never", "header.X-Key=a=b", "user=desk", "secret=file:/run/desk", "user_agent=Wire/1",
			"keep+=title:(?i)a:b=c", "drop=url:/sport/", "drop+=category:^Ads", "insecure_tls=yes", "allow_private=true",
		}, full, ""},
		{"nothing left", full, []string{
			"title=", "folder=", "tags=", "source_name=", "country=", "language=", "min=", "max=", "full_text=auto", "header.x-key=",
			"user=", "secret=", "user_agent=", "keep=", "drop=", "insecure_tls=", "allow_private=off",
		}, registry.Settings{URL: address}, ""},
		{"taken out", registry.Settings{Tags: []string{"a", "b"}, Drop: full.Drop}, []string{"tags-=a", "tags+=c", "drop-=url:/sport/"}, registry.Settings{Tags: []string{"b", "c"}, Drop: full.Drop[1:]}, ""},
		{"no such rule", full, []string{"drop-=url:/x/"}, full, `there is no rule "url:/x/"; there are: url:/sport/`},
		{"mistyped", full, []string{"langauge=fr"}, full, `there is no key "langauge" (did you mean language?); the keys are url, title`},
		{"far from all", full, []string{"colour_of_the_sky=fr"}, full, `there is no key "colour_of_the_sky"; the keys`},
		{"no value", full, []string{"title"}, full, "write NAME=VALUE"},
		{"header without a name", full, []string{"header.NAME=x", "header=x"}, full, `there is no key "header"; the keys`},
		{"no list", full, []string{"title+=x"}, full, "title holds one value"},
		{"no duration", full, []string{"min=10"}, full, `min: "10" is not a time such as 10m`},
		{"no flag", full, []string{"insecure_tls=perhaps"}, full, "neither true nor false"},
		{"no rule", full, []string{"keep+=syria"}, full, "write FIELD:PATTERN"},
		{"no pattern", full, []string{"keep+=title:("}, full, "the pattern for title"},
		{"no field", full, []string{"keep+=colour:red"}, full, "use one of title, text"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := c.from, error(nil)
			for _, a := range c.assignments {
				if err = s.Set(a); err != nil {
					break
				}
			}
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Errorf("error %v, want %q", err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, s); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	for _, k := range registry.Keys() {
		if k.Value(&full) == "" {
			t.Errorf("%s prints nothing of full settings", k.Name)
		}
		if got := k.Value(&registry.Settings{}); got != "" {
			t.Errorf("%s of nothing is %q", k.Name, got)
		}
	}
}

func newRegistry(t *testing.T) (*registry.Registry, *bus.Bus) {
	t.Helper()
	b, err := bus.Connect(bus.Config{URL: natstest.Run(t).ClientURL(), Prefix: "news", Replicas: 1}, bus.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if err := b.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	return registry.New(b.Feeds()), b
}

func TestUpdate(t *testing.T) {
	r, b := newRegistry(t)
	ctx := t.Context()
	first := time.Now().Add(time.Hour)
	for _, address := range []string{"https://a.example/feed", "https://b.example/feed"} {
		if _, err := r.Add(ctx, registry.Settings{URL: address}, first); err != nil {
			t.Fatal(err)
		}
	}
	id := news.FeedID("https://a.example/feed")
	var writers sync.WaitGroup
	for _, tag := range []string{"one", "two", "three", "four"} {
		writers.Go(func() {
			if err := r.Update(ctx, id, func(s *registry.Settings) error { return s.Set("tags+=" + tag) }); err != nil {
				t.Error(err)
			}
		})
	}
	writers.Wait()
	if s, err := r.Get(ctx, id); err != nil || len(s.Tags) != 4 {
		t.Errorf("%v, %v: a change of four at once is lost", s.Tags, err)
	}
	before, err := b.Feeds().Settings(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*registry.Settings) error
		want   string
	}{
		"nothing changed": {func(*registry.Settings) error { return nil }, ""},
		"invalid":         {func(s *registry.Settings) error { return s.Set("country=France") }, "two capitals"},
		"refused":         {func(*registry.Settings) error { return errors.New("no") }, "no"},
		"taken":           {func(s *registry.Settings) error { return s.Set("url=https://b.example/feed") }, "is the address of feed " + news.FeedID("https://b.example/feed")},
	} {
		err := r.Update(ctx, id, c.change)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if after, err := b.Feeds().Settings(ctx, id); err != nil || after.Seq != before.Seq {
		t.Errorf("the record was written though nothing changed: %v", err)
	}
	if err := r.Update(ctx, id, func(s *registry.Settings) error { return s.Set("url=https://c.example/feed") }); err != nil {
		t.Fatal(err)
	}
	if s, err := r.Find(ctx, "https://c.example/feed"); err != nil || s.ID != id {
		t.Errorf("found %+v, %v after a change of address", s, err)
	}
	if err := r.Update(ctx, "aaaaaaaaaaaaaaaaaaaaaaaaaa", func(*registry.Settings) error { return nil }); !errors.Is(err, registry.ErrNotFound) {
		t.Errorf("unknown feed: %v", err)
	}
}

// The folders of OPML stood in tags once.
func TestOldRecord(t *testing.T) {
	r, b := newRegistry(t)
	id := news.FeedID("https://a.example/feed")
	if _, err := b.Feeds().PutSettings(t.Context(), id, []byte(`{"schema":1,"id":"`+id+`","url":"https://a.example/feed","tags":["World","Europe"],"added":"2026-01-02T03:04:05Z"}`), 0); err != nil {
		t.Fatal(err)
	}
	s, err := r.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"World", "Europe"}, s.Folder); diff != "" || s.Tags != nil {
		t.Errorf("tags %q, folder (-want +got):\n%s", s.Tags, diff)
	}
}
