package bus_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

func newFeeds(n int, first time.Time) []bus.NewFeed {
	feeds := make([]bus.NewFeed, n)
	for i := range feeds {
		feeds[i] = bus.NewFeed{Feed: news.FeedID(fmt.Sprintf("http://f%d.example/", i)), Settings: fmt.Appendf(nil, "settings %d", i), First: first}
	}
	return feeds
}

func TestAddAll(t *testing.T) {
	b := connect(t)
	f, at := b.Feeds(), time.Now().Add(time.Hour).Truncate(time.Second)
	feeds := newFeeds(450, at) // more than two batches
	if _, err := f.PutSettings(t.Context(), feeds[7].Feed, []byte("mine"), 0); err != nil {
		t.Fatal(err)
	}
	if err := f.Arm(t.Context(), feeds[8].Feed, at.Add(time.Hour), []byte("{}")); err != nil {
		t.Fatal(err)
	}
	want := make([]bool, len(feeds))
	for i := range want {
		want[i] = i != 7
	}
	got, err := f.AddAll(t.Context(), feeds)
	if err != nil || !cmp.Equal(got, want) {
		t.Fatalf("%v (-want +got):\n%s", err, cmp.Diff(want, got))
	}
	for i, feed := range feeds {
		settings, timer, body := string(feed.Settings), at, ""
		switch i {
		case 7: // it had settings
			settings, timer = "mine", time.Time{}
		case 8: // it had a timer, as one has that was half removed
			timer, body = at.Add(time.Hour), "{}"
		}
		if r, err := f.Settings(t.Context(), feed.Feed); err != nil || string(r.Data) != settings {
			t.Errorf("feed %d: settings %q, %v; want %q", i, r.Data, err, settings)
		}
		r, err := f.Timer(t.Context(), feed.Feed)
		if errors.Is(err, bus.ErrNotFound) {
			err = nil
		}
		if err != nil || !r.At.Equal(timer) || string(r.Data) != body {
			t.Errorf("feed %d: timer %v %q, %v; want %v", i, r.At, r.Data, err, timer)
		}
	}
	if got, err := f.AddAll(t.Context(), feeds); err != nil || !cmp.Equal(got, make([]bool, len(feeds))) {
		t.Errorf("again: %v, %v", got, err)
	}
}

// TestEach is for the passes over all feeds that leave the data behind.
func TestEach(t *testing.T) {
	b := connect(t)
	f, at := b.Feeds(), time.Now().Add(time.Hour).Truncate(time.Second)
	feeds := newFeeds(30, at)
	if _, err := f.AddAll(t.Context(), feeds); err != nil {
		t.Fatal(err)
	}
	if err := f.Arm(t.Context(), feeds[0].Feed, time.Now().Add(-time.Second), nil); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		_, err := f.Due(t.Context(), feeds[0].Feed)
		if _, armed := f.Timer(t.Context(), feeds[0].Feed); err == nil && errors.Is(armed, bus.ErrNotFound) {
			break
		} else if time.Now().After(deadline) {
			t.Fatalf("not fired: %v, %v", err, armed)
		}
	}
	for _, tt := range []struct {
		name string
		each func(context.Context, func(bus.FeedRecord)) error
		all  func(context.Context) ([]bus.FeedRecord, error)
		want int
	}{
		{"settings", f.EachSettings, f.AllSettings, len(feeds)},
		{"timers", f.EachTimer, f.AllTimers, len(feeds) - 1},
		{"due", f.EachDue, f.AllDue, 1},
	} {
		var got []bus.FeedRecord
		if err := tt.each(t.Context(), func(r bus.FeedRecord) { got = append(got, r) }); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		want, err := tt.all(t.Context())
		if err != nil || len(want) != tt.want {
			t.Fatalf("%s: %d of %d, %v", tt.name, len(want), tt.want, err)
		}
		for i := range want {
			want[i].Data = nil
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestAddAllFires is for timers that a batch has set.
func TestAddAllFires(t *testing.T) {
	b := connect(t)
	feeds := newFeeds(bus.AtomicMin, time.Now().Add(-time.Second))
	if _, err := b.Feeds().AddAll(t.Context(), feeds); err != nil {
		t.Fatal(err)
	}
	for _, feed := range feeds {
		for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
			if _, err := b.Feeds().Due(t.Context(), feed.Feed); err == nil {
				break
			} else if time.Now().After(deadline) {
				t.Fatalf("not due: %v", err)
			}
		}
	}
}
