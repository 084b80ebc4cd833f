package poll

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// Hub is what is known of the hub that pushes the items of a feed.
type Hub struct {
	// Missed says in words what the hub has missed, so that it is not trusted
	// from now on.
	Missed string
	// Distrusted is set while it is not trusted.
	Distrusted bool
	// Announced is set for the first poll after the hub had announced news
	// without bringing them.
	Announced bool
}

const (
	// maxPushed bounds the items that are remembered of pushes.
	maxPushed = 5000
	// pushedKept is how long an item that was pushed is remembered though the
	// document, which may come out of a cache, does not have it yet.
	pushedKept = 24 * time.Hour
)

// PreparePush compares what a hub has pushed with what is remembered. The
// document may be a part of the feed's: what is not in it has not gone. Items
// whose page is wanted are left to a poll, see [Plan.Left].
func PreparePush(config Config, settings registry.Settings, state State, doc feed.Document, now time.Time) *Plan {
	doc.Title, doc.Link = cmp.Or(doc.Title, state.Title), cmp.Or(doc.Link, state.Link)
	p := &Plan{config: config, feed: settings, state: state, now: now, known: map[[16]byte]seen{}, partial: true}
	p.wake.Good = now.Add(-time.Minute) // what is pushed came just now
	p.fetched.Document = &doc
	for _, list := range [][]seen{state.before, state.last} {
		for _, r := range list {
			p.known[r.id] = r
		}
	}
	p.compare(&doc)
	// A few items tell neither of GUIDs nor of gaps.
	p.state.Unreliable, p.Gap = state.Unreliable, false
	return p
}

// Pushable reports that something is known of the feed which a push can be
// compared with.
func (s *State) Pushable() bool { return !s.First.IsZero() && s.Learned.Known() }

// leave reports an item of a push that is left to a poll, which fetches its
// page.
func (p *Plan) leave(it *feed.Item, old seen, known bool, content uint32) bool {
	return p.partial && p.wantsPage(it) && !(known && old.published() && old.content == content)
}

// PushEnd is what remains of a push once its articles are published.
type PushEnd struct {
	End
	// IDs are the articles that the push brought, known or not.
	IDs []string
	// Poll is set when a poll is to follow, not before After.
	Poll  bool
	After time.Time
}

// FinishPush takes what became of the candidates, in their order. Wake is not
// that of the feed.
func (p *Plan) FinishPush(outcomes []bus.Outcome) (*PushEnd, error) {
	if len(outcomes) != len(p.Candidates) {
		return nil, fmt.Errorf("finishing a push of %s: %d outcomes for %d articles", p.feed.URL, len(outcomes), len(p.Candidates))
	}
	e := &PushEnd{End: End{State: p.state, Wake: Wake{Polled: p.now}}}
	p.count(&e.End, outcomes)
	s := &e.State
	p.dates(s)
	if len(p.came) > 0 {
		s.Learned = s.Learned.Learn(p.now, p.came, 0)
	}
	s.Published += e.Published
	for _, r := range p.records {
		e.IDs = append(e.IDs, unpackID(r.id))
	}
	if p.merge(s) {
		s.Changed = p.now
		s.Pushes++
		e.StateChanged = true
	}
	w := watch{p, &e.End}
	if len(p.came) > 0 {
		p.silence(w)
	}
	p.volume(w)
	p.clock(w)
	if e.Held > 0 {
		e.Poll, e.After = true, p.now.Add(p.config.RevisionMin)
	}
	if p.Left > 0 {
		e.Poll, e.After = true, p.now
	}
	return e, nil
}

// merge adds the records of a push to what is known. It reports whether that
// has changed anything.
func (p *Plan) merge(s *State) bool {
	last, before := slices.Clone(s.last), slices.Clone(s.before)
	at := func(list []seen, r seen) int {
		return slices.IndexFunc(list, func(old seen) bool { return old.id == r.id })
	}
	var added []seen
	changed := false
	for _, r := range p.records {
		old, known := p.known[r.id]
		if known && sameButPushed(old, r) {
			continue
		}
		changed = true
		if i := at(last, r); i >= 0 {
			last[i] = r
		} else if i := at(before, r); i >= 0 {
			r.flags |= old.flags & flagPushed
			before[i] = r
		} else {
			r.flags |= flagPushed
			added = append(added, r)
		}
	}
	before = slices.Concat(added, before)
	s.last, s.before = last, before[:min(len(before), max(maxPushed, len(s.before)))]
	return changed
}

func sameButPushed(a, b seen) bool {
	a.flags, b.flags = a.flags&^flagPushed, b.flags&^flagPushed
	return a == b
}

// keptPushes are the records that hubs brought lately.
func (p *Plan) keptPushes() []seen {
	var list []seen
	for _, r := range p.state.before {
		if r.flags&flagPushed != 0 && p.now.Sub(r.time()) < pushedKept {
			list = append(list, r)
		}
	}
	return list
}

// Earliest is the first time at which a feed may be polled because of a push:
// the operator's least interval after the last poll. A feed that fails is not
// polled for it.
func Earliest(config Config, settings registry.Settings, wake Wake, now time.Time) (time.Time, bool) {
	if wake.Rhythm.Failures > 0 {
		return time.Time{}, false
	}
	least := wake.Polled.Add(config.limits(&settings).Min)
	if least.Before(now) {
		least = now
	}
	return least, true
}

// Announced returns the wake of a feed that is polled at a time because of a
// push.
func (w Wake) Announced(at time.Time) Wake {
	w.Next, w.Reason = at, "the hub announces news"
	return w
}

// Found are the articles that a finished poll brought and nobody before.
func (p *Plan) Found(outcomes []bus.Outcome) []*news.Article {
	var list []*news.Article
	for i := range p.Candidates {
		a := p.Candidates[i].Article
		if _, known := p.known[packID(a.ID)]; !known && (outcomes[i] == bus.Published || outcomes[i] == Waiting) {
			list = append(list, a)
		}
	}
	return list
}

// pushed is the least wait while a hub pushes the items of the feed: no longer
// than half the time that an item stays in the document, so that none is lost
// should the hub fall silent. There is none where an edit is held, or where
// the hub has announced what the document, out of some cache, does not have.
func (p *Plan) pushed(e *End) time.Duration {
	if e.Held > 0 || p.config.Hub.Announced && e.Wake.Outcome != Changed {
		return 0
	}
	wait := p.config.Pushed
	if stay := e.State.Learned.Stay; stay > 0 {
		wait = min(wait, stay/2)
	}
	return wait
}

// hub opens and closes the trouble of a hub that missed items.
func (p *Plan) hub(w watch) {
	switch {
	case p.config.Hub.Missed != "":
		w.begin(TroubleHub, 0, "%s", p.config.Hub.Missed)
	case !p.config.Hub.Distrusted:
		w.over(TroubleHub, "the feed does without its hub, or the hub gets another try")
	}
}

// Looked is when the feed was last asked well before this poll.
func (p *Plan) Looked() time.Time { return p.looked() }

// Missed is [Hub].Missed, as the poll was told.
func (p *Plan) Missed() string { return p.config.Hub.Missed }
