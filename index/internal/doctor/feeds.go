package doctor

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/telemetry"
)

const (
	// fires is how late the server may fire a timer: it keeps whole seconds
	// and the clocks are two.
	fires = time.Minute
	// failing is the number of failures in a row after which a feed fails.
	failing = 3
	// many is the share of feeds in trouble that is more than everyday life.
	many = 0.1
	// worst is how many feeds in trouble are named.
	worst = 3
)

// checkPolls looks for feeds that nothing is going to poll, and for timers
// that did not fire.
func checkPolls(ctx context.Context, x *examination, r *report) error {
	log := x.Bus.Feeds()
	lost := make(map[string]bool)
	err := log.EachSettings(ctx, func(f bus.FeedRecord) { lost[f.Feed] = true })
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil // told by the check of the streams
	}
	if err != nil {
		return err
	}
	all, now, late := len(lost), time.Now(), 0
	err = log.EachTimer(ctx, func(t bus.FeedRecord) {
		if lost[t.Feed] && now.Sub(t.At) > fires {
			late++
		}
		delete(lost, t.Feed)
	})
	if err != nil {
		return err
	}
	// What is due is read before the acknowledgements, so that a poll which
	// ends in between is not taken for a feed that is lost.
	due := make(map[string]uint64)
	if err := log.EachDue(ctx, func(d bus.FeedRecord) { due[d.Feed] = d.Seq }); err != nil {
		return err
	}
	floor, err := log.AckFloor(ctx)
	if err != nil {
		return err
	}
	maps.DeleteFunc(lost, func(feed string, _ bool) bool { return due[feed] > floor })
	if len(lost) > 0 {
		// A poll may have set its timer after the timers were read.
		for feed := range lost {
			if _, err := log.Timer(ctx, feed); err == nil {
				delete(lost, feed)
			}
		}
	}
	if n := len(lost); n > 0 {
		r.problem("timers", "a running ingestd sets them again within 10 minutes; its log says if it cannot", "%s will not be polled: no timer is set, such as of %s", plural(n, "feed"), slices.Sorted(maps.Keys(lost))[0])
	}
	if late > 0 {
		r.problem("timers", "the NATS server fires them: see its log and its clock", "%s should have fired more than %s ago and did not", plural(late, "timer"), telemetry.Rough(fires))
	}
	if len(lost) == 0 && late == 0 {
		r.ok("timers", "%s, all with a next poll", plural(all, "feed"))
	}
	return nil
}

// stateLine is what is read of a feed's state, the first line of the record.
type stateLine struct {
	Title string `json:"title"`
	Open  []struct {
		Kind  string    `json:"kind"`
		Since time.Time `json:"since"`
	} `json:"open"`
}

// wakeLine is what is read of the body of a timer.
type wakeLine struct {
	Rhythm struct {
		Failures int `json:"failures"`
	} `json:"rhythm"`
	Good time.Time `json:"good"`
}

// ailing is a feed in trouble.
type ailing struct {
	feed  string
	kinds []string
	name  string
	since time.Time
}

// gapHeals is how long a gap counts as a trouble after the last one.
const gapHeals = 7 * 24 * time.Hour

// checkFeeds counts the feeds in trouble from their records.
func checkFeeds(ctx context.Context, x *examination, r *report) error {
	log, now := x.Bus.Feeds(), time.Now()
	sick, all := make(map[string]*ailing), 0
	at := func(feed string) *ailing {
		if sick[feed] == nil {
			sick[feed] = &ailing{feed: feed}
		}
		return sick[feed]
	}
	err := log.EachSettings(ctx, func(bus.FeedRecord) { all++ })
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil // told by the check of the streams
	}
	if err != nil {
		return err
	}
	read := 0
	err = log.ReadStates(ctx, func(f bus.FeedRecord) {
		read++
		line, _, _ := bytes.Cut(f.Data, []byte("\n"))
		var s stateLine
		if json.Unmarshal(line, &s) != nil {
			return
		}
		for _, t := range s.Open {
			if t.Kind == "gap" && now.Sub(t.Since) > gapHeals {
				continue
			}
			a := at(f.Feed)
			a.kinds = append(a.kinds, t.Kind)
			if a.since.IsZero() || t.Since.Before(a.since) {
				a.since = t.Since
			}
			a.name = s.Title
		}
	})
	failed := 0
	wakes := func(f bus.FeedRecord) {
		var w wakeLine
		if json.Unmarshal(f.Data, &w) != nil {
			return
		}
		if w.Rhythm.Failures > 0 {
			failed++
		}
		if w.Rhythm.Failures < failing || sick[f.Feed] != nil {
			return
		}
		a := at(f.Feed)
		a.kinds, a.since = []string{"failing"}, w.Good
	}
	if err == nil {
		err = log.ReadTimers(ctx, wakes)
	}
	if err != nil && ctx.Err() != nil && read > 0 {
		// There are very many: what was read is told, and that it is a part.
		r.note("feeds", "ingestd feeds list -trouble looks at them all", "only %d of %s could be looked at in the time", read, plural(all, "feed"))
		err = nil
	}
	if err != nil {
		return err
	}
	if all > 1 && failed == all {
		r.warn("network", "look at the network and the DNS of the machine that ingestd runs on; ingestd feeds list says what each feed failed with", "the last poll of every one of %s failed", plural(all, "feed"))
	}
	// The names are asked for, in case of need beyond the time.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace/2)
	defer cancel()
	tellFeeds(ctx, log, r, sick, all, now)
	return nil
}

// nameOf is the title of a feed, else its address, else its id.
func nameOf(ctx context.Context, log *bus.FeedLog, a *ailing) string {
	var settings struct {
		Title string `json:"title"`
		URL   string `json:"url"`
	}
	if record, err := log.Settings(ctx, a.feed); err == nil {
		// What cannot be read leaves the names empty.
		_ = json.Unmarshal(record.Data, &settings)
	}
	return cmp.Or(settings.Title, a.name, settings.URL, a.feed)
}

func tellFeeds(ctx context.Context, log *bus.FeedLog, r *report, sick map[string]*ailing, all int, now time.Time) {
	if len(sick) == 0 {
		if all == 0 {
			r.note("feeds", "ingestd feeds add URL", "there are none")
			return
		}
		r.ok("feeds", "%s, none in trouble", plural(all, "feed"))
		return
	}
	kinds := make(map[string]int)
	var list []*ailing
	for _, a := range sick {
		list = append(list, a)
		for _, k := range a.kinds {
			kinds[k]++
		}
	}
	slices.SortFunc(list, func(a, b *ailing) int { return a.since.Compare(b.since) })
	var counts, names []string
	for _, k := range slices.Sorted(maps.Keys(kinds)) {
		counts = append(counts, fmt.Sprintf("%d %s", kinds[k], k))
	}
	for _, a := range list[:min(worst, len(list))] {
		since := "never answered"
		if !a.since.IsZero() {
			since = "for " + telemetry.Rough(now.Sub(a.since))
		}
		names = append(names, fmt.Sprintf("%s (%s, %s)", nameOf(ctx, log, a), strings.Join(a.kinds, ", "), since))
	}
	level := Note
	if float64(len(list)) > many*float64(all) {
		level = Warning
	}
	r.add(level, "feeds", "ingestd feeds list -trouble", "%d of %s in trouble: %s; the longest: %s", len(list), plural(all, "feed"), strings.Join(counts, ", "), strings.Join(names, "; "))
}
