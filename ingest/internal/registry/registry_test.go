package registry_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

func TestRegistry(t *testing.T) {
	s := natstest.Run(t)
	b, err := bus.Connect(bus.Config{URL: s.ClientURL(), Prefix: "news", Replicas: 1}, bus.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	ctx := t.Context()
	if err := b.AwaitStreams(ctx); err != nil {
		t.Fatal(err)
	}
	r := registry.New(b.Feeds())
	first := time.Now().Add(time.Hour)
	harbour := registry.Settings{URL: " https://harbour.example/feed ", Title: "Harbour", Tags: []string{"World"}}
	if added, err := r.Add(ctx, harbour, first); err != nil || !added {
		t.Fatalf("adding: %v, %v", added, err)
	}
	if added, err := r.Add(ctx, harbour, first); err != nil || added {
		t.Errorf("adding again: %v, %v", added, err)
	}
	if _, err := r.Add(ctx, registry.Settings{URL: "https://dock.example/rss"}, first); err != nil {
		t.Fatal(err)
	}
	id := news.FeedID("https://harbour.example/feed")
	for _, what := range []string{id, id[:6], "https://harbour.example/feed"} {
		if got, err := r.Find(ctx, what); err != nil || got.ID != id {
			t.Errorf("finding %q: %+v, %v", what, got, err)
		}
	}
	for _, what := range []string{"nothing", strings.Repeat("a", news.IDLen), "ab"} {
		if _, err := r.Find(ctx, what); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("finding %q: %v", what, err)
		}
	}
	if timer, err := b.Feeds().Timer(ctx, id); err != nil || timer.At.Unix() != first.Unix() {
		t.Errorf("timer at %s (%v), want %s", timer.At, err, first)
	}
	list, err := r.List(ctx)
	if err != nil || len(list) != 2 {
		t.Fatalf("list: %d, %v", len(list), err)
	}
	if err := r.Remove(ctx, id); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Get(ctx, id); !errors.Is(err, registry.ErrNotFound) {
		t.Errorf("after removal: %v", err)
	}
	if _, err := b.Feeds().Timer(ctx, id); !errors.Is(err, bus.ErrNotFound) {
		t.Errorf("timer after removal: %v", err)
	}
}

func TestCheckAddress(t *testing.T) {
	for in, want := range map[string]string{
		"ftp://a.example/":       "not an http or https",
		"":                       "empty",
		"/feed":                  "not an http or https",
		"https:///feed":          "no host",
		"https://u:p@a.example/": "password",
		"https://a.example/\x00": "not an address",
		"https://a.example/" + strings.Repeat("x", news.MaxURLBytes): "limit",
	} {
		if _, err := registry.CheckAddress(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: got %v, want an error with %q", in, err, want)
		}
	}
}

const opml = `<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.0"><head><title>x</title></head><body>
<outline text="World">
  <outline text="Europe"><outline type="rss" text="Caf` + "\xe9" + `" xmlUrl="https://cafe.example/rss?a=1&amp;b=2" language="FR-fr" category="Food,/Port/Ferries, Food"/></outline>
  <outline text="Harbour" title="The Harbour &amp; Post" xmlUrl="https://harbour.example/feed"></outline>
</outline>
<outline text="twice" xmlUrl="https://harbour.example/feed"/>
<outline text="bad" xmlUrl="gopher://old.example/"/>
</body></opml>`

func TestOPML(t *testing.T) {
	feeds, oddities, err := registry.ReadOPML(strings.NewReader(opml))
	if err != nil {
		t.Fatal(err)
	}
	want := []registry.Settings{
		{URL: "https://cafe.example/rss?a=1&b=2", Title: "Café", Folder: []string{"World", "Europe"}, Tags: []string{"Food", "Port/Ferries"}, Language: "fr"},
		{URL: "https://harbour.example/feed", Title: "The Harbour & Post", Folder: []string{"World"}},
	}
	if diff := cmp.Diff(want, feeds); diff != "" {
		t.Errorf("feeds (-want +got):\n%s", diff)
	}
	if len(oddities) != 1 || !strings.Contains(oddities[0], "line 8") || !strings.Contains(oddities[0], "gopher://") {
		t.Errorf("oddities %q", oddities)
	}
	var out strings.Builder
	if err := registry.WriteOPML(&out, feeds); err != nil {
		t.Fatal(err)
	}
	again, _, err := registry.ReadOPML(strings.NewReader(out.String()))
	if err != nil {
		t.Fatalf("reading what was written: %v\n%s", err, out.String())
	}
	byURL := cmp.Transformer("byURL", func(list []registry.Settings) map[string]registry.Settings {
		m := map[string]registry.Settings{}
		for _, s := range list {
			m[s.URL] = s
		}
		return m
	})
	if diff := cmp.Diff(feeds, again, byURL); diff != "" {
		t.Errorf("written and read again (-want +got):\n%s", diff)
	}
}

func TestOPMLBroken(t *testing.T) {
	for name, in := range map[string]string{
		"html":  "<html><body>hello</body></html>",
		"empty": "",
		"deep":  "<opml>" + strings.Repeat("<outline text='a'>", 40),
		"other": "<opml>" + strings.Repeat("<x>", 200),
		"long":  "<opml>" + strings.Repeat("<outline text='a'/>", 1<<20),
		"cut":   "<opml><outline text='a'",
	} {
		if _, _, err := registry.ReadOPML(strings.NewReader(in)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func FuzzReadOPML(f *testing.F) {
	f.Add(opml)
	f.Add("<opml><outline xmlUrl='https://a.example/'>")
	f.Add("<opml><outline text='a&#10;b&#9;c' xmlUrl='https://a.example/' category=',/,//x,' language='x-klingon'>")
	f.Add("<opml><outline text='a'><outline text='' ><outline text='b' xmlUrl='https://a.example/?&#233;'/></outline></opml>")
	f.Fuzz(func(t *testing.T, in string) {
		feeds, _, err := registry.ReadOPML(strings.NewReader(in))
		if err != nil {
			return
		}
		var out strings.Builder
		if err := registry.WriteOPML(&out, feeds); err != nil {
			t.Fatal(err)
		}
		again, _, err := registry.ReadOPML(strings.NewReader(out.String()))
		if err != nil || len(again) != len(feeds) {
			t.Fatalf("%d feeds written, %d read again: %v\n%s", len(feeds), len(again), err, out.String())
		}
		for _, s := range feeds {
			if err := s.Validate(); err != nil {
				t.Errorf("%+v: %v", s, err)
			}
		}
	})
}
