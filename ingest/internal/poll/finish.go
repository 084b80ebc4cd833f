package poll

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/rhythm"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// End is what remains of a poll once its articles are published.
type End struct {
	State State
	// StateChanged tells whether State is to be written.
	StateChanged bool
	Wake         Wake
	// Events are what became of the feed itself: troubles that began or
	// ended, a new address.
	Events []news.Event
	// Published, Revised, Held and Waiting count the candidates; Waiting are
	// those that wait for their page.
	Published, Revised, Held, Waiting int
	// Soon is set when pages are left for the next poll, which follows as soon
	// as the feed may be asked.
	Soon bool
	// Move is the address that the settings of the feed are to have from now
	// on; empty: no change. It is wished for at every poll until it is so.
	Move string
}

// Finish takes what became of the candidates, in their order, and a random
// number in [0, 1), and returns what to remember and when to poll next.
func (p *Plan) Finish(outcomes []bus.Outcome, jitter float64) (*End, error) {
	if len(outcomes) != len(p.Candidates) {
		return nil, fmt.Errorf("finishing the poll of %s: %d outcomes for %d articles", p.feed.URL, len(outcomes), len(p.Candidates))
	}
	e := &End{State: p.state, StateChanged: p.resumed, Wake: p.wake}
	e.Wake.Polled = p.now
	o := rhythm.Observation{Looked: p.looked()}
	if p.fetched.Failure != nil {
		p.fail(e, &o)
	} else {
		p.succeed(e, &o, outcomes)
	}
	limits := p.config.limits(&p.feed)
	d := p.next(e.State.Learned, o, limits, jitter)
	e.Wake.Rhythm, e.Wake.Reason = d.Memory, d.Reason
	if early := max(min(soon, limits.Min), leastSoon); e.Waiting > 0 && o.Failure == "" {
		e.Soon = true
		if early < d.Wait {
			d.Wait, e.Wake.Reason = early, fmt.Sprintf("%d items wait for their pages", e.Waiting)
		}
	}
	// Timers have whole seconds.
	e.Wake.Next = p.now.Add(d.Wait).Truncate(time.Second).Add(time.Second)
	p.troubles(e)
	p.move(e)
	return e, nil
}

func (p *Plan) fail(e *End, o *rhythm.Observation) {
	f := p.fetched.Failure
	o.Failure, o.RetryAfter = f.Class, f.RetryAfter
	e.Wake.Outcome, e.Wake.Detail = Failed, f.Words
	if len(f.Feeds) > 0 {
		e.Wake.Detail += "; it names as feeds: " + strings.Join(f.Feeds[:min(len(f.Feeds), 5)], " ")
	}
}

func (p *Plan) succeed(e *End, o *rhythm.Observation, outcomes []bus.Outcome) {
	r, doc := p.fetched.Response, p.fetched.Document
	if doc == nil {
		e.Wake.Outcome, e.Wake.Detail = NotModified, "nothing new"
		e.Wake.keep(r)
		if !r.NotModified() {
			e.Wake.Whole = p.now
		}
		p.doubt(e)
	} else {
		p.count(e, outcomes)
		p.learn(e, doc)
		e.Wake.Outcome = Unchanged
		if !sameItems(p.records, p.state.last) || p.state.First.IsZero() {
			e.Wake.Outcome = Changed
			p.remember(e, doc)
		}
		e.Wake.Detail = p.summary(e)
		e.Wake.Whole = p.now
		e.Wake.ETag, e.Wake.LastModified, e.Wake.Body = "", "", ""
		if p.settled(e) {
			e.Wake.keep(r)
			e.Wake.Body = BodyHash(r.Body)
		}
	}
	e.Wake.Good = p.now
	e.Wake.Move = p.wake.Move.seen(p.feed.URL, r.Permanent)
	o.Items, o.Came = e.State.Items(), p.came
	o.Floors = p.floors(e, r)
	o.Skip = rhythm.Skip{Hours: e.State.SkipHours, Days: e.State.SkipDays}
	if err := p.broken(); err != nil {
		// The items that came are kept; the feed is asked again as after a
		// failure.
		o.Failure = classOf(err)
		e.Wake.Outcome, e.Wake.Detail = Failed, fmt.Sprintf("%v; %s of what came", err, e.Wake.Detail)
	}
}

// floors are the waits that the feed and its server ask for.
func (p *Plan) floors(e *End, r *fetch.Response) []rhythm.Floor {
	var list []rhythm.Floor
	s := &e.State
	if wait := p.pushed(e); wait > 0 {
		list = append(list, rhythm.Floor{Wait: wait, Why: "the hub that pushes its items"})
	}
	if s.TTL > 0 {
		why := "the feed's ttl"
		if s.TTL == s.Period {
			why = "sy:updatePeriod"
		}
		list = append(list, rhythm.Floor{Wait: s.TTL, Why: why})
	}
	if r.Fresh > 0 {
		list = append(list, rhythm.Floor{Wait: r.Fresh, Why: r.FreshFrom})
	}
	return list
}

// doubtEvery is how often at most a document is fetched whole because its
// server may be wrong about nothing being new.
const doubtEvery = 24 * time.Hour

// doubt drops the validators when the server says for longer than the feed's
// own rhythm allows that nothing is new: the next poll sees for itself.
func (p *Plan) doubt(e *End) {
	if p.state.Learned.Doubtful(p.now) && p.now.Sub(e.Wake.Whole) >= doubtEvery {
		e.Wake.ETag, e.Wake.LastModified, e.Wake.Body = "", "", ""
		e.Wake.Detail = "nothing new for long; the next poll asks for the whole document"
	}
}

// learn takes the new items into the rhythm.
func (p *Plan) learn(e *End, doc *feed.Document) {
	s := &e.State
	dates := make([]time.Time, len(doc.Items))
	for i := range doc.Items {
		dates[i] = doc.Items[i].Published
	}
	switch {
	case !s.Learned.Known():
		s.Learned = rhythm.Begin(p.now, dates)
		if p.state.First.IsZero() {
			p.came = slices.DeleteFunc(slices.Clone(dates), func(t time.Time) bool { return t.IsZero() || t.After(p.now) })
		}
		e.StateChanged = true
	case len(p.came) > 0 && !p.resumed:
		stay := time.Duration(0)
		if !doc.Cut {
			stay = p.stay(dates)
		}
		s.Learned = s.Learned.Learn(p.now, p.came, stay)
	}
	p.dates(s)
	if p.wake.ETag+p.wake.LastModified != "" || e.Wake.Distrusted || p.state.First.IsZero() {
		return
	}
	// This document came unasked by validators. What is older than the last
	// look was new when the server said that nothing was.
	e.Wake.Distrusted = p.wake.Outcome == NotModified && p.wake.Whole.Before(p.wake.Polled) && p.hidden(doc)
}

// dates counts documents with dates from the future.
func (p *Plan) dates(s *State) {
	switch {
	case p.future > 0:
		s.Future = min(s.Future+1, 2*futurePolls)
	case p.past > 0:
		s.Future = max(s.Future-1, 0)
	}
}

// hidden reports an item that is new though it is dated between the last two
// looks at the feed, well before the later of them.
func (p *Plan) hidden(doc *feed.Document) bool {
	return slices.ContainsFunc(p.Candidates, func(c Candidate) bool {
		at := c.Article.Published
		return c.New && at.After(p.wake.Whole) && at.Before(p.wake.Polled.Add(-ahead))
	})
}

// stay is how long the newest of the items that went was in the document, 0
// if none went.
func (p *Plan) stay(dates []time.Time) time.Duration {
	here := make(map[[16]byte]bool, len(p.records))
	for _, r := range p.records {
		here[r.id] = true
	}
	var gone time.Time
	for _, r := range p.state.last {
		if !here[r.id] && r.flags&flagRevised == 0 && r.time().After(gone) {
			gone = r.time()
		}
	}
	if gone.IsZero() {
		return 0
	}
	return rhythm.Stay(dates, gone, p.looked(), p.now)
}

// keep remembers the validators of a response. A 304 need not repeat them.
func (w *Wake) keep(r *fetch.Response) {
	if w.Distrusted {
		w.ETag, w.LastModified = "", ""
		return
	}
	if r.ETag != "" || !r.NotModified() {
		w.ETag = r.ETag
	}
	if r.LastModified != "" || !r.NotModified() {
		w.LastModified = r.LastModified
	}
}

// count sums up the outcomes and puts back what was held.
func (p *Plan) count(e *End, outcomes []bus.Outcome) {
	e.Held = p.Waiting
	for i, outcome := range outcomes {
		c := &p.Candidates[i]
		record := &p.records[c.index]
		if id := packID(c.Article.ID); record.id != id {
			record.id = id
			c.bornAnew(record, p.now)
		}
		old, known := p.known[record.id]
		if c.Page && outcome != Waiting {
			record.flags &^= flagLater
			if record.setTries(0); c.page == PageNotNow {
				record.flags |= flagLater
				record.setTries(c.tries)
			}
		}
		switch outcome {
		case bus.Published:
			e.Published++
		case bus.Revised:
			e.Revised++
			record.flags |= flagRevised
			record.minute = minuteOf(p.now)
		case Waiting:
			p.waited(e, c, record, old, known)
		case bus.Held:
			e.Held++
			if known {
				*record = old
			} else {
				// Unknown here, but held: the record's content is not this.
				record.content++
			}
		default:
			p.Unchanged++
			p.returned(c)
		}
	}
	p.came = slices.DeleteFunc(p.came, time.Time.IsZero)
}

// remember makes the state follow a document.
func (p *Plan) remember(e *End, doc *feed.Document) {
	s := &e.State
	s.Title, s.Format, s.Link, s.Language, s.Oddities = doc.Title, doc.Format, doc.Link, doc.Language, doc.Oddities
	s.TTL, s.Period, s.SkipHours, s.SkipDays = doc.TTL, doc.UpdatePeriod, doc.SkipHours, doc.SkipDays
	s.Changed = p.now
	if s.First.IsZero() {
		s.First = p.now
	}
	s.Published += e.Published
	e.StateChanged = true
	if len(p.records) == 0 {
		// An empty document forgets nothing: it is an accident more often
		// than the truth.
		return
	}
	now := map[[16]byte]bool{}
	for _, r := range p.records {
		now[r.id] = true
	}
	before := slices.Concat(p.state.last, p.keptPushes())
	if doc.Cut {
		before = p.behind()
	}
	s.before = slices.DeleteFunc(before, func(r seen) bool { return now[r.id] })
	s.last = p.records
}

// sameItems reports two documents with the same items in any order.
func sameItems(a, b []seen) bool {
	if len(a) != len(b) {
		return false
	}
	have := make(map[seen]bool, len(a))
	for _, r := range a {
		have[r] = true
	}
	for _, r := range b {
		if !have[r] {
			return false
		}
	}
	return true
}

func (p *Plan) summary(e *End) string {
	parts := []string{fmt.Sprintf("%d items: %d new, %d revised, %d unchanged", len(p.fetched.Document.Items), e.Published, e.Revised, p.Unchanged)}
	for _, x := range []struct {
		n    int
		what string
	}{{e.Held, "held"}, {e.Waiting, "waiting for their pages"}, {len(p.Drops), "dropped"}} {
		if x.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", x.n, x.what))
		}
	}
	return strings.Join(parts, ", ")
}

// move wishes for the new address of a feed that has moved.
func (p *Plan) move(e *End) {
	m := e.Wake.Move
	if p.fetched.Failure != nil || !m.held() {
		return
	}
	e.Move = m.To
	if m.Polls == movePolls {
		watch{p, e}.tell(moved, fmt.Sprintf("%s has redirected to %s for good in %d polls: that is its address from now on, the id stays", p.feed.URL, m.To, m.Polls))
	}
}
