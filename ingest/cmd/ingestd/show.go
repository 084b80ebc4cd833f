package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"
	"unicode/utf8"

	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/shared/bus"
)

// view is what is known about a feed.
type view struct {
	settings registry.Settings
	state    poll.State
	wake     poll.Wake
	// due is set while the feed waits for a worker or is polled.
	due bool
	// next is when the timer fires; zero without a timer.
	next time.Time
}

// title is the best name of a feed.
func (v *view) title() string {
	return clean(cmp.Or(v.settings.Title, v.state.Title, v.settings.URL))
}

// status is the state of a feed in a word or two.
func (v *view) status() string {
	switch {
	case v.wake.Rhythm.Failures > 0:
		return fmt.Sprintf("failing ×%d", v.wake.Rhythm.Failures)
	case v.wake.Polled.IsZero():
		return "new"
	}
	return "ok"
}

// when says when the feed is polled next, and why then.
func (v *view) when(now time.Time) string {
	reason := ""
	if v.wake.Reason != "" {
		reason = ": " + clean(v.wake.Reason)
	}
	switch {
	case !v.next.IsZero() && v.next.After(now):
		return v.next.Local().Format("15:04") + " (in " + ago(v.next.Sub(now)) + ")" + reason
	case !v.next.IsZero() || v.due:
		return "now"
	}
	return "lost; the reconciler sets it again within 10 minutes of an ingestd running"
}

func listFeeds(ctx context.Context, t *tool, _ string) error {
	b, err := t.connect(ctx)
	if err != nil {
		return err
	}
	views, err := allViews(ctx, b)
	if err != nil && len(views) == 0 {
		return err
	}
	if len(views) == 0 {
		t.printf("no feeds; add one with: ingestd feeds add URL\n")
		return nil
	}
	now := time.Now()
	w := tabwriter.NewWriter(t.stdout, 0, 8, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "ID\tSTATE\tITEMS\tPOLLED\tTITLE\tNEXT\tLAST")
	failing := 0
	for i := range views {
		v := &views[i]
		polled := "never"
		if !v.wake.Polled.IsZero() {
			polled = ago(now.Sub(v.wake.Polled)) + " ago"
		}
		if v.wake.Rhythm.Failures > 0 {
			failing++
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\t%s\t%s\n", v.settings.ID[:8], v.status(), v.state.Items(), polled, short(v.title(), 40), v.when(now), clean(v.wake.Detail))
	}
	_ = w.Flush() // as printf
	t.printf("%d feeds, %d failing\n", len(views), failing)
	return err
}

// allViews reads everything about all feeds in four passes.
func allViews(ctx context.Context, b *bus.Bus) ([]view, error) {
	log := b.Feeds()
	list, listErr := registry.New(log).List(ctx)
	if listErr != nil && len(list) == 0 {
		return nil, listErr
	}
	states, err1 := log.AllStates(ctx)
	timers, err2 := log.AllTimers(ctx)
	due, err3 := log.AllDue(ctx)
	floor, err4 := log.AckFloor(ctx)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return nil, err
	}
	at := make(map[string]int, len(list))
	views := make([]view, len(list))
	for i, s := range list {
		views[i].settings = s
		at[s.ID] = i
	}
	each := func(records []bus.FeedRecord, f func(*view, bus.FeedRecord)) {
		for _, r := range records {
			if i, ok := at[r.Feed]; ok {
				f(&views[i], r)
			}
		}
	}
	var errs []error
	each(states, func(v *view, r bus.FeedRecord) {
		var err error
		if v.state, err = poll.DecodeState(r.Data); err != nil {
			errs = append(errs, fmt.Errorf("feed %s: %w", r.Feed, err))
		}
	})
	each(due, func(v *view, r bus.FeedRecord) { v.wake, v.due = poll.DecodeWake(r.Data), r.Seq > floor })
	each(timers, func(v *view, r bus.FeedRecord) {
		v.next = r.At
		if len(r.Data) > 0 {
			v.wake = poll.DecodeWake(r.Data)
		}
	})
	return views, errors.Join(append(errs, listErr)...)
}

func showFeed(ctx context.Context, t *tool, what string) error {
	b, err := t.connect(ctx)
	if err != nil {
		return err
	}
	s, err := registry.New(b.Feeds()).Find(ctx, what)
	if err != nil {
		return err
	}
	views, err := allViews(ctx, b)
	for i := range views {
		if views[i].settings.ID == s.ID {
			views[i].print(t, time.Now())
			return nil
		}
	}
	return cmp.Or(err, fmt.Errorf("feed %s: %w", s.ID, registry.ErrNotFound))
}

func (v *view) print(t *tool, now time.Time) {
	w := tabwriter.NewWriter(t.stdout, 0, 8, 2, ' ', 0)
	line := func(name, value string) {
		if value != "" {
			_, _ = fmt.Fprintf(w, "%s\t%s\n", name, clean(value))
		}
	}
	moment := func(at time.Time) string {
		if at.IsZero() {
			return "never"
		}
		return at.Local().Format("2006-01-02 15:04:05") + " (" + ago(now.Sub(at)) + " ago)"
	}
	s, st := v.settings, v.state
	line("id", s.ID)
	line("address", s.URL)
	line("title", v.title())
	line("tags", strings.Join(s.Tags, " / "))
	line("site", st.Link)
	line("format", st.Format)
	line("language", cmp.Or(s.Language, st.Language))
	line("state", v.status())
	line("last", v.wake.Detail)
	line("next", v.when(now))
	line("polled", moment(v.wake.Polled))
	line("answered", moment(v.wake.Good))
	line("changed", moment(st.Changed))
	line("added", moment(s.Added))
	line("items", fmt.Sprint(st.Items()))
	line("articles", fmt.Sprintf("%d brought by this feed", st.Published))
	line("etag", v.wake.ETag)
	line("last-modified", v.wake.LastModified)
	if st.TTL > 0 {
		line("ttl", st.TTL.String())
	}
	if st.Unreliable {
		line("GUIDs", "not believed: the feed repeats them; links and titles tell its items apart")
	}
	for _, o := range st.Oddities {
		line("oddity", o)
	}
	_ = w.Flush() // as printf
}

// ago prints a duration for people.
func ago(d time.Duration) string {
	switch d = d.Round(time.Second); {
	case d < time.Minute:
		return fmt.Sprintf("%ds", int(d.Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%dm", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh", int(d.Hours()))
	}
	return fmt.Sprintf("%dd", int(d.Hours()/24))
}

// short cuts a text to n characters.
func short(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}
