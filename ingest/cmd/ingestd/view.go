package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/ingest/internal/websub"
	"github.com/dateline-news/dateline/shared/bus"
)

// view is what is known about a feed.
type view struct {
	settings registry.Settings
	state    poll.State
	wake     poll.Wake
	// push is the subscription to the feed's hub.
	push websub.Subscription
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
func (v *view) status(now time.Time) string {
	switch troubles := v.troubles(now); {
	case v.wake.Rhythm.Failures > 0:
		return fmt.Sprintf("failing ×%d", v.wake.Rhythm.Failures)
	case v.wake.Polled.IsZero():
		return "new"
	case len(troubles) > 0:
		return troubles[len(troubles)-1].Kind
	}
	return "ok"
}

// troubles are what is wrong with the feed.
func (v *view) troubles(now time.Time) []poll.Trouble {
	return poll.Troubles(v.state, v.wake, now)
}

// when says when the feed is polled next, and why then.
func (v *view) when(now time.Time) string {
	reason := ""
	if v.wake.Reason != "" {
		reason = ": " + clean(v.wake.Reason)
	}
	switch {
	case !v.next.IsZero() && v.next.After(now):
		clock := "15:04"
		if v.next.Sub(now) > 20*time.Hour {
			clock = "2006-01-02 15:04"
		}
		return v.next.Local().Format(clock) + " (in " + ago(v.next.Sub(now)) + ")" + reason
	case !v.next.IsZero() || v.due:
		return "now"
	}
	return "lost; the reconciler sets it again within 10 minutes of an ingestd running"
}

// hub says how the subscription to the feed's hub stands, without its secrets;
// nothing where there is none.
func (v *view) hub(now time.Time) string {
	p := &v.push
	if !p.Known() {
		return ""
	}
	words := ""
	switch standing := p.Standing(now); standing {
	case websub.Live:
		words = "pushes since " + moment(p.Since, now) + ", lease until " + coming(p.Ends, now)
		if !p.Pushed.IsZero() {
			words += ", last push " + moment(p.Pushed, now)
		}
		if n := len(p.Missing); n > 0 {
			words += fmt.Sprintf(", owes %d of the items that a poll found", n)
		}
	case websub.Asking:
		words = "asked to push"
		if p.Asked.IsZero() {
			words = "about to be asked to push"
		}
	case websub.Denied, websub.Distrusted:
		words = string(standing) + ", asked again " + coming(p.Until, now)
	default:
		words = "no longer named by the feed"
	}
	if p.Words != "" {
		words += ": " + p.Words
	}
	return p.Hub + " " + words
}

// coming prints a time that is to come.
func coming(at, now time.Time) string {
	if !at.After(now) {
		return "now"
	}
	return at.Local().Format("2006-01-02 15:04:05") + " (in " + ago(at.Sub(now)) + ")"
}

// document is the JSON form of a view.
type document struct {
	Settings registry.Settings `json:"settings"`
	// Title is the best name of the feed, Status a word or two.
	Title  string `json:"title"`
	Status string `json:"status"`
	// Next is when the feed is polled next, absent while it is polled or
	// waits for that (Due); Reason says why then.
	Next   time.Time `json:"next,omitzero"`
	Due    bool      `json:"due,omitempty"`
	Reason string    `json:"reason,omitempty"`
	// Outcome is that of the last poll, Detail says it in words.
	Outcome  poll.Outcome `json:"outcome,omitempty"`
	Detail   string       `json:"detail,omitempty"`
	Failures int          `json:"failures,omitempty"`
	Polled   time.Time    `json:"polled,omitzero"`
	Good     time.Time    `json:"good,omitzero"`
	Changed  time.Time    `json:"changed,omitzero"`

	Format          string         `json:"format,omitempty"`
	Site            string         `json:"site,omitempty"`
	Language        string         `json:"language,omitempty"`
	Items           int            `json:"items"`
	Published       int            `json:"published"`
	ETag            string         `json:"etag,omitempty"`
	LastModified    string         `json:"last_modified,omitempty"`
	UnreliableGUIDs bool           `json:"unreliable_guids,omitempty"`
	Oddities        []string       `json:"oddities,omitempty"`
	Troubles        []poll.Trouble `json:"troubles,omitempty"`
	// Hub says how the subscription to the WebSub hub stands.
	Hub string `json:"hub,omitempty"`
}

func (v *view) document(now time.Time) document {
	st, w := &v.state, &v.wake
	d := document{
		Settings: v.settings.Redacted(), Title: v.title(), Status: v.status(now), Due: v.due, Reason: w.Reason,
		Outcome: w.Outcome, Detail: w.Detail, Failures: w.Rhythm.Failures, Polled: w.Polled, Good: w.Good, Changed: st.Changed,
		Format: st.Format, Site: st.Link, Language: cmp.Or(v.settings.Language, st.Language), Items: st.Items(), Published: st.Published,
		ETag: w.ETag, LastModified: w.LastModified, UnreliableGUIDs: st.Unreliable, Oddities: st.Oddities, Troubles: v.troubles(now), Hub: v.hub(now),
	}
	if v.next.After(now) {
		d.Next = v.next
	}
	return d
}

// oneView reads everything about one feed.
func oneView(ctx context.Context, b *bus.Bus, s registry.Settings) (*view, error) {
	log := b.Feeds()
	v := &view{settings: s}
	state, err1 := log.State(ctx, s.ID)
	timer, err2 := log.Timer(ctx, s.ID)
	due, err3 := log.Due(ctx, s.ID)
	floor, err4 := log.AckFloor(ctx)
	push, err5 := log.Push(ctx, s.ID)
	for _, err := range []error{err1, err2, err3, err4, err5} {
		if err != nil && !errors.Is(err, bus.ErrNotFound) {
			return nil, err
		}
	}
	err := errors.Join(v.take(state), v.takePush(push))
	if err3 == nil {
		v.takeDue(due, floor)
	}
	if err2 == nil {
		v.takeTimer(timer)
	}
	return v, err
}

// allViews reads everything about all feeds in five passes.
func allViews(ctx context.Context, b *bus.Bus) ([]view, error) {
	log := b.Feeds()
	list, listErr := registry.New(log).List(ctx)
	if listErr != nil && len(list) == 0 {
		return nil, listErr
	}
	at := make(map[string]int, len(list))
	views := make([]view, len(list))
	for i, s := range list {
		views[i].settings = s
		at[s.ID] = i
	}
	each := func(f func(*view, bus.FeedRecord)) func(bus.FeedRecord) {
		return func(r bus.FeedRecord) {
			if i, ok := at[r.Feed]; ok {
				f(&views[i], r)
			}
		}
	}
	errs := []error{listErr}
	err1 := log.ReadStates(ctx, each(func(v *view, r bus.FeedRecord) { errs = append(errs, v.take(r)) }))
	err2 := log.ReadTimers(ctx, each(func(v *view, r bus.FeedRecord) { v.takeTimer(r) }))
	due := make([]uint64, len(views))
	err3 := log.ReadDue(ctx, func(r bus.FeedRecord) {
		if i, ok := at[r.Feed]; ok {
			due[i] = r.Seq
			if v := &views[i]; v.wake.Polled.IsZero() && len(r.Data) > 0 { // its timer, being newer, says nothing
				v.wake = poll.DecodeWake(r.Data)
			}
		}
	})
	floor, err4 := log.AckFloor(ctx)
	pushes, err5 := log.AllPushes(ctx)
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		return nil, err
	}
	for i := range views {
		views[i].due = due[i] > floor
	}
	for _, r := range pushes {
		each(func(v *view, r bus.FeedRecord) { errs = append(errs, v.takePush(r)) })(r)
	}
	return views, errors.Join(errs...)
}

func (v *view) take(state bus.FeedRecord) (err error) {
	if v.state, err = poll.DecodeState(state.Data); err != nil {
		return fmt.Errorf("feed %s: %w", v.settings.ID, err)
	}
	return nil
}

func (v *view) takePush(r bus.FeedRecord) (err error) {
	if v.push, err = websub.Decode(r.Data); err != nil {
		return fmt.Errorf("feed %s: %w", v.settings.ID, err)
	}
	return nil
}

func (v *view) takeDue(r bus.FeedRecord, floor uint64) {
	v.wake, v.due = poll.DecodeWake(r.Data), r.Seq > floor
}

// takeTimer takes the timer of a feed, which is newer than what was due.
func (v *view) takeTimer(r bus.FeedRecord) {
	v.next = r.At
	if len(r.Data) > 0 {
		v.wake = poll.DecodeWake(r.Data)
	}
}
