package poll

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/rhythm"
	"github.com/dateline-news/dateline/shared/news"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// The kinds of troubles, which are the reasons of the events that tell of
// their beginning. Their end is told by [recovered], a new address by [moved].
const (
	TroubleGap     = "gap"     // a fetch shared no item with the one before
	TroubleSilent  = "silent"  // far quieter than its own rhythm
	TroubleVolume  = "volume"  // far more or fewer items than in the weeks before
	TroubleClock   = "clock"   // dates from the future, again and again
	TroubleGUIDs   = "guids"   // its GUIDs identify nothing
	TroubleFailing = "failing" // cannot be fetched
	TroubleGone    = "gone"    // 410
	TroubleHTML    = "html"    // an HTML page instead of a feed
	TroubleHub     = "hub"     // its hub missed items

	recovered = "recovered"
	moved     = "moved"
)

// Kinds lists the kinds of troubles.
func Kinds() []string {
	return []string{TroubleGap, TroubleSilent, TroubleVolume, TroubleClock, TroubleGUIDs, TroubleFailing, TroubleGone, TroubleHTML, TroubleHub}
}

// Trouble is something that is wrong with a feed, from when it begins to when
// it ends.
type Trouble struct {
	Kind  string    `json:"kind"`
	Since time.Time `json:"since"`
	Words string    `json:"words,omitempty"`
	// Side is -1 for too few and 1 for too many.
	Side int `json:"side,omitempty"`
}

// Figures of the troubles.
const (
	// leastWatch is how long a feed is watched before its silence is told: one
	// that was quiet when it was added has not fallen silent since.
	leastWatch = 24 * time.Hour
	// failingAfter is the number of failures in a row after which a feed is
	// said to fail: one or two pass by themselves.
	failingAfter = 3
	// gapHeals is how long after the last gap the trouble is over: a feed that
	// often has gaps tells of them once.
	gapHeals = 7 * 24 * time.Hour
	// ahead is how far in the future a date must lie to tell of a clock.
	ahead = 10 * time.Minute
	// futurePolls is how many polls with such dates begin the trouble.
	futurePolls = 3
	// maxWords bounds what is stored of the words of a trouble, maxOpen how
	// many are.
	maxWords = 240
	maxOpen  = 16
)

// Troubles returns what is wrong with a feed now, the oldest first.
func Troubles(state State, wake Wake, now time.Time) []Trouble {
	list := slices.Clone(state.Open)
	list = slices.DeleteFunc(list, func(t Trouble) bool { return t.Kind == TroubleGap && now.Sub(t.Since) > gapHeals })
	fails := func(t Trouble) bool {
		return t.Kind == TroubleFailing || t.Kind == TroubleGone || t.Kind == TroubleHTML
	}
	if wake.Rhythm.Failures >= failingAfter && !slices.ContainsFunc(list, fails) {
		list = append(list, Trouble{Kind: TroubleFailing, Since: wake.Good, Words: wake.Detail})
	}
	slices.SortStableFunc(list, func(a, b Trouble) int { return a.Since.Compare(b.Since) })
	return list
}

// watch keeps the list of open troubles of a poll and the events of changes.
type watch struct {
	plan *Plan
	end  *End
}

func (w watch) open(kind string) *Trouble {
	if i := slices.IndexFunc(w.end.State.Open, func(t Trouble) bool { return t.Kind == kind }); i >= 0 {
		return &w.end.State.Open[i]
	}
	return nil
}

// begin opens a trouble and tells of it, unless it is open.
func (w watch) begin(kind string, side int, format string, args ...any) {
	if w.open(kind) != nil || len(w.end.State.Open) >= maxOpen {
		return
	}
	words := fmt.Sprintf(format, args...)
	w.tell(kind, words)
	if len(words) > maxWords {
		words = strings.ToValidUTF8(words[:maxWords], "") + "…"
	}
	w.end.State.Open = append(slices.Clone(w.end.State.Open), Trouble{Kind: kind, Since: w.plan.now.Truncate(time.Second), Words: words, Side: side})
	w.end.StateChanged = true
}

// over closes a trouble and tells of it, if it is open.
func (w watch) over(kind, format string, args ...any) {
	t := w.open(kind)
	if t == nil {
		return
	}
	w.tell(recovered, kind+" is over: "+fmt.Sprintf(format, args...))
	w.end.State.Open = slices.DeleteFunc(slices.Clone(w.end.State.Open), func(t Trouble) bool { return t.Kind == kind })
	w.end.StateChanged = true
}

func (w watch) tell(reason, detail string) {
	w.end.Events = append(w.end.Events, news.Event{
		Kind: news.EventFeed, Time: w.plan.now, Reason: reason, Detail: detail,
		Feed: w.plan.feed.ID, URL: w.plan.feed.URL, Title: w.end.State.Title,
	})
}

// troubles compares the poll with what is usual.
func (p *Plan) troubles(e *End) {
	w := watch{p, e}
	p.hub(w)
	failures := e.Wake.Rhythm.Failures
	if p.fetched.Failure != nil {
		p.failed(w, failures)
		return
	}
	switch {
	case failures >= failingAfter: // transfers that break off
		w.begin(TroubleFailing, 0, "%d failures in a row: %s", failures, e.Wake.Detail)
	case failures == 0:
		for _, kind := range []string{TroubleFailing, TroubleGone, TroubleHTML} {
			w.over(kind, "the feed answers again")
		}
		if before := p.wake.Rhythm.Failures; before >= failingAfter && !e.toldRecovered() {
			w.tell(recovered, fmt.Sprintf("the feed answers again after %d failures", before))
		}
	}
	p.gap(w)
	p.silence(w)
	p.volume(w)
	if e.State.Unreliable {
		w.begin(TroubleGUIDs, 0, "the feed gives one GUID to several items: links and titles tell them apart instead")
	}
	p.clock(w)
}

func (p *Plan) clock(w watch) {
	switch future := w.end.State.Future; {
	case future >= futurePolls:
		w.begin(TroubleClock, 1, "the feed has brought dates from the future in %d polls, the last %s ahead: its items count as published when they are first seen", future, telemetry.Rough(p.ahead))
	case future == 0:
		w.over(TroubleClock, "dates are of the past again")
	}
}

func (e *End) toldRecovered() bool {
	return slices.ContainsFunc(e.Events, func(v news.Event) bool { return v.Reason == recovered })
}

func (p *Plan) failed(w watch, failures int) {
	f := p.fetched.Failure
	switch {
	case f.Class == rhythm.Gone:
		w.begin(TroubleGone, 0, "%s", w.end.Wake.Detail)
	case f.HTML:
		w.begin(TroubleHTML, 0, "%s", w.end.Wake.Detail)
	case failures >= failingAfter && w.open(TroubleGone) == nil && w.open(TroubleHTML) == nil:
		w.begin(TroubleFailing, 0, "%d failures in a row: %s", failures, w.end.Wake.Detail)
	}
}

func (p *Plan) gap(w watch) {
	if p.Gap {
		words := fmt.Sprintf("none of the %d items was in the last document, fetched %s before: items in between may have been missed", len(p.fetched.Document.Items), telemetry.Rough(p.now.Sub(p.looked())))
		if strings.Contains(p.wake.Reason, "floor") {
			words += "; the feed asks for longer waits than it keeps its items: set max to poll more often"
		}
		w.begin(TroubleGap, 0, "%s", words)
		if t := w.open(TroubleGap); t != nil {
			t.Since = p.now.Truncate(time.Second)
		}
		return
	}
	if t := w.open(TroubleGap); t != nil && p.now.Sub(t.Since) >= gapHeals {
		w.over(TroubleGap, "the fetches of the last %s overlap", telemetry.Rough(gapHeals))
	}
}

func (p *Plan) silence(w watch) {
	if len(p.came) > 0 {
		w.over(TroubleSilent, "new items")
		return
	}
	if p.state.First.IsZero() || p.now.Sub(p.state.First) < leastWatch {
		return
	}
	if expected, silent := p.state.Learned.Quiet(p.now); silent {
		w.begin(TroubleSilent, -1, "nothing new for %s, though %.0f items were to be expected by the feed's own rhythm", telemetry.Rough(p.now.Sub(p.state.Learned.Last)), expected)
	}
}

func (p *Plan) volume(w watch) {
	band, ok := w.end.State.Learned.Volume(p.now)
	side, words := 0, ""
	if t := w.open(TroubleVolume); t != nil {
		side = t.Side
	}
	now := 0
	if ok {
		now = band.Side(side)
		words = fmt.Sprintf("%.1f items a day in the last week, %.1f ± %.1f before", band.Mean, band.Usual, band.Sigma)
	}
	switch {
	case now == side:
		return
	case now == 0:
		w.over(TroubleVolume, "%s", words)
	default:
		w.over(TroubleVolume, "%s", words)
		w.begin(TroubleVolume, now, "%s", words)
	}
}
