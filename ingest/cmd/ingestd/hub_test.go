package main

import (
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/ingest/internal/websub"
	"github.com/dateline-news/dateline/shared/news"
)

// TestShowHub: how the subscription stands is shown, its keys never are.
func TestShowHub(t *testing.T) {
	const address = "https://courier.example/feed.xml"
	var out strings.Builder
	tool, id := newTestTool(t, &out, true), news.FeedID(address)
	b, err := tool.connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC()
	if _, err := registry.New(b.Feeds()).Add(t.Context(), registry.Settings{URL: address, Added: now}, now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	keys := websub.NewKeys()
	sub := websub.New("https://hub.example/", address, keys, now)
	seq := uint64(0)
	for _, step := range []struct {
		change func()
		want   string
	}{
		{func() {}, "about to be asked"},
		{func() { sub.Begin(websub.Subscribe, "https://news.example", keys, now) }, "asked to push"},
		{func() { sub.Confirm(address, 0, now) }, "pushes since "},
		{func() { sub.Delivered(nil, now) }, "last push "},
		{func() { sub.Distrust("the hub missed an item", now) }, "distrusted, asked again "},
		{func() { sub.Unnamed = true }, "no longer named by the feed: the hub missed an item"},
	} {
		step.change()
		data, err := sub.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if seq, err = b.Feeds().PutPush(t.Context(), id, data, seq); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"show", id}, {"show", "-o", "json", id}, {"list", "-o", "json"}} {
			out.Reset()
			if err := feeds(t.Context(), tool, args); err != nil {
				t.Fatal(err)
			}
			if got := out.String(); !strings.Contains(got, "https://hub.example/ ") || !strings.Contains(got, step.want) {
				t.Errorf("%q, want %q in:\n%s", args, step.want, got)
			}
			if got := out.String(); strings.Contains(got, keys.Token) || strings.Contains(got, keys.Secret) {
				t.Errorf("%q prints a key:\n%s", args, got)
			}
		}
	}
}
