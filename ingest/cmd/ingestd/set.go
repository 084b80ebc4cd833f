package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
)

// setHelp is the help of set: what can be set is listed by the registry.
func setHelp() string {
	var b strings.Builder
	b.WriteString(`ingestd feeds set ID NAME=VALUE ...

Changes the settings of a feed; NAME= clears one. Lists (tags, keep, drop)
also take NAME+=VALUE and NAME-=VALUE. All or nothing is changed. A change of
how the feed is asked for has it polled at once. ID is the id, the first 4 or
more of its characters, or the address.

`)
	for _, k := range registry.Keys() {
		fmt.Fprintf(&b, "  %-13s  %s\n", k.Name, k.About)
	}
	b.WriteString(`
Patterns are regular expressions (RE2) and match anywhere; (?i) ignores case.

  ingestd feeds set 4kq2 min=10m max=1h 'drop+=category:(?i)^sport' tags+=wire
`)
	return b.String()
}

func setFeed(ctx context.Context, t *tool, args []string) error {
	f := daemon.NewFlags(setHelp())
	if err := f.Read(args, 2, -1); err != nil {
		return err
	}
	b, err := t.connect(ctx)
	if err != nil {
		return err
	}
	r := registry.New(b.Feeds())
	s, err := r.Find(ctx, f.Arg(0))
	if err != nil {
		return err
	}
	var before, after registry.Settings
	err = r.Update(ctx, s.ID, func(s *registry.Settings) error {
		before = *s
		for _, assignment := range f.Args()[1:] {
			if err := s.Set(assignment); err != nil {
				return err
			}
		}
		after = *s
		return nil
	})
	if err != nil {
		return fmt.Errorf("nothing changed: %s", strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	changed := 0
	for _, k := range registry.Keys() {
		if was, is := k.Value(&before), k.Value(&after); was != is {
			changed++
			t.printf("%s: %s, was %s\n", k.Name, orNone(is), orNone(was))
		}
	}
	if after.URL != before.URL && !fetch.SameOrigin(after.URL, before.URL) && (after.User != "" || len(after.Headers) > 0) {
		t.printf("note: user, secret and headers go to the new address from now on; clear them with user= secret= header.NAME= if they must not\n")
	}
	if changed == 0 && !after.AskedOtherwise(&before) {
		t.printf("%s: nothing to change\n", s.ID)
		return nil
	}
	if !after.AskedOtherwise(&before) {
		at, err := pollSooner(ctx, b, &after)
		if err != nil {
			return fmt.Errorf("the settings are changed, but hold from the next poll on: %w", err)
		}
		t.printf("%s changed from the next poll on", s.ID)
		if !at.IsZero() {
			t.printf(", which is at %s now", at.Local().Format("15:04:05"))
		}
		t.printf("\n")
		return nil
	}
	if err := pollNow(ctx, b, s.ID, after.URL != before.URL); err != nil {
		return fmt.Errorf("the settings are changed, but the feed is not polled at once: %w", err)
	}
	t.printf("%s changed; it is polled as soon as an ingestd runs\n", s.ID)
	return nil
}

const pollHelp = `ingestd feeds poll ID

Has a feed polled as soon as an ingestd runs, whatever it waits for. ID is
the id, the first 4 or more of its characters, or the address.
`

func pollFeed(ctx context.Context, t *tool, args []string) error {
	f := daemon.NewFlags(pollHelp)
	if err := f.Read(args, 1, 1); err != nil {
		return err
	}
	b, err := t.connect(ctx)
	if err != nil {
		return err
	}
	s, err := registry.New(b.Feeds()).Find(ctx, f.Arg(0))
	if err != nil {
		return err
	}
	if err := pollNow(ctx, b, s.ID, false); err != nil {
		return err
	}
	t.printf("%s (%s) is polled as soon as an ingestd runs\n", clean(s.URL), s.ID)
	return nil
}

// pollSooner puts the timer of a feed that answers forward to the most time
// between two polls that its settings allow. It returns zero where the timer
// is within that.
func pollSooner(ctx context.Context, b *bus.Bus, s *registry.Settings) (time.Time, error) {
	log := b.Feeds()
	record, err := log.Timer(ctx, s.ID)
	if s.Max == 0 || errors.Is(err, bus.ErrNotFound) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	wake, at := poll.DecodeWake(record.Data), time.Now()
	if most := wake.Polled.Add(time.Duration(s.Max)); most.After(at) {
		at = most.Truncate(time.Second)
	}
	if wake.Rhythm.Failures > 0 || !record.At.After(at.Add(time.Second)) {
		return time.Time{}, nil
	}
	return at, log.Arm(ctx, s.ID, at, record.Data)
}

// pollNow arms the timer of a feed for now. What the timer carries is kept,
// except that at a new address nothing is known of the document.
func pollNow(ctx context.Context, b *bus.Bus, id string, moved bool) error {
	log := b.Feeds()
	record, err := log.Timer(ctx, id)
	if errors.Is(err, bus.ErrNotFound) || err == nil && len(record.Data) == 0 {
		record, err = log.Due(ctx, id)
	}
	if err != nil && !errors.Is(err, bus.ErrNotFound) {
		return err
	}
	body := record.Data
	if moved && len(body) > 0 {
		wake := poll.DecodeWake(body)
		wake.ETag, wake.LastModified, wake.Body, wake.Move = "", "", "", poll.Move{}
		if body, err = wake.Encode(); err != nil {
			return err
		}
	}
	return log.Arm(ctx, id, time.Now(), body)
}
