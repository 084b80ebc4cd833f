package poll

import (
	"fmt"
	"slices"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/ingest/internal/rhythm"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// Config are the operator's settings that a poll follows.
type Config struct {
	Limits rhythm.Limits
	// RevisionMin is the least time between two revisions of an article.
	RevisionMin time.Duration
}

// Fetched is what a request for the feed came to. Either Failure is set, or
// Response is, and with it Document unless the server said that nothing is
// new or sent the bytes of the last time.
type Fetched struct {
	Failure  *Failure
	Response *fetch.Response
	Document *feed.Document
}

// Failure is a poll that brought nothing.
type Failure struct {
	Class      rhythm.Class
	RetryAfter time.Duration
	// Words say what happened.
	Words string
}

// Candidate is an article to be published.
type Candidate struct {
	Article *news.Article
	// New is set if the feed does not know the item; else it was edited.
	New bool
	// LinkID is set for an item that kept its id by its GUID though its link
	// changed: the id that the link would give. See [Candidate.Settle].
	LinkID string

	index int
}

// Drop is an item that is not published.
type Drop struct {
	// Reason is a token: empty, identity.
	Reason string
	Detail string
	Source string
	Title  string
	URL    string
}

// Plan is what a poll asks to be published.
type Plan struct {
	Candidates []Candidate
	Drops      []Drop
	// Unchanged counts the items that are known as they are, Waiting those
	// that changed too soon after their last revision.
	Unchanged, Waiting int
	// Gap is set when no item of the document was in the last one: others
	// may have come and gone between.
	Gap bool

	config  Config
	feed    registry.Settings
	state   State
	wake    Wake
	fetched Fetched
	now     time.Time
	records []seen
}

// Prepare compares what was fetched with what is remembered.
func Prepare(config Config, settings registry.Settings, state State, wake Wake, fetched Fetched, now time.Time) *Plan {
	p := &Plan{config: config, feed: settings, state: state, wake: wake, fetched: fetched, now: now}
	if fetched.Document != nil {
		p.compare(fetched.Document)
	}
	return p
}

// Unreliable reports that the feed's GUIDs identify nothing.
func (p *Plan) Unreliable() bool { return p.state.Unreliable }

// compare sorts the items of a document.
func (p *Plan) compare(doc *feed.Document) {
	hashes := make([]string, len(doc.Items))
	for i := range doc.Items {
		hashes[i] = news.ContentHash(doc.Items[i].Title, doc.Items[i].Text)
	}
	ids := newIdentifier(doc, hashes, p.feed.URL, &p.state)
	p.state.Unreliable = ids.unreliable
	known := map[[16]byte]seen{}
	for _, list := range [][]seen{p.state.before, p.state.last} {
		for _, r := range list {
			known[r.id] = r
		}
	}
	inDocument := map[[16]byte]bool{}
	shared := false
	for i := range doc.Items {
		it := &doc.Items[i]
		who, ok := ids.identify(it)
		reason := ""
		switch {
		case !ok:
			who.id, reason = nobody(it), "identity"
		case it.Title == "" && it.Text == "":
			reason = "empty"
		}
		record := seen{guid: who.guid, id: packID(who.id), content: contentHash(hashes[i]), minute: minuteOf(p.now)}
		if inDocument[record.id] {
			p.Unchanged++
			continue
		}
		inDocument[record.id] = true
		old, isKnown := known[record.id]
		shared = shared || isKnown
		if reason != "" {
			record.flags |= flagDropped
			if isKnown && old.flags&flagDropped != 0 {
				record.minute = old.minute
			} else {
				p.drop(it, who, reason)
			}
			p.records = append(p.records, record)
			continue
		}
		published := isKnown && old.flags&flagDropped == 0
		if published {
			if old.content == record.content {
				record.minute = old.minute
				p.Unchanged++
				p.records = append(p.records, record)
				continue
			}
			if p.now.Sub(old.time()) < p.config.RevisionMin {
				p.Waiting++
				p.records = append(p.records, old)
				continue
			}
		}
		p.Candidates = append(p.Candidates, Candidate{
			Article: p.article(it, doc, who), New: !published, LinkID: who.linkID, index: len(p.records),
		})
		p.records = append(p.records, record)
	}
	// Feeds list the newest first; the stream is to have the oldest first.
	slices.Reverse(p.Candidates)
	p.Gap = !shared && len(p.state.last) > 0 && len(doc.Items) > 0
}

func (p *Plan) drop(it *feed.Item, who identity, reason string) {
	d := Drop{Reason: reason, Source: who.source.ID, Title: it.Title, URL: it.Link}
	switch reason {
	case "empty":
		d.Detail = "the item has neither a title nor a text"
	case "identity":
		d.Detail = "the item has no link, no GUID and no title by which to know it again"
	}
	p.Drops = append(p.Drops, d)
}

// article makes the article of an item.
func (p *Plan) article(it *feed.Item, doc *feed.Document, who identity) *news.Article {
	title := p.feed.Title
	if title == "" {
		title = doc.Title
	}
	a := &news.Article{
		ID: who.id, Feed: news.Feed{ID: p.feed.ID, URL: p.feed.URL, Title: title}, Source: who.source,
		URL: it.Link, GUID: it.GUID, Title: it.Title, Summary: it.Summary, Text: it.Text, TextFrom: it.TextFrom,
		Authors: it.Authors, Categories: it.Categories, Image: it.Image,
		Published: it.Published, PublishedRaw: it.PublishedRaw, Updated: it.Updated, FirstSeen: p.now, Fetched: p.now,
	}
	if a.Published.IsZero() || a.Published.After(p.now) {
		a.Published = p.now
	}
	return a
}

// End is what remains of a poll once its articles are published.
type End struct {
	State State
	// StateChanged tells whether State is to be written.
	StateChanged bool
	Wake         Wake
	// Events are what became of the feed itself: it fails, it recovered,
	// items may have been missed.
	Events []news.Event
	// Published, Revised and Held count the candidates.
	Published, Revised, Held int
}

// failingAfter is the number of failures in a row after which a feed is said
// to fail: one or two pass by themselves.
const failingAfter = 3

// Finish takes what became of the candidates, in their order, and a random
// number in [0, 1), and returns what to remember and when to poll next.
func (p *Plan) Finish(outcomes []bus.Outcome, jitter float64) (*End, error) {
	if len(outcomes) != len(p.Candidates) {
		return nil, fmt.Errorf("finishing the poll of %s: %d outcomes for %d articles", p.feed.URL, len(outcomes), len(p.Candidates))
	}
	e := &End{State: p.state, Wake: p.wake}
	e.Wake.Polled = p.now
	o := rhythm.Observation{}
	if p.fetched.Failure != nil {
		p.fail(e, &o)
	} else {
		p.succeed(e, &o, outcomes)
	}
	d := rhythm.Next(p.wake.Rhythm, o, p.config.Limits, jitter)
	e.Wake.Rhythm, e.Wake.Reason = d.Memory, d.Reason
	// Timers have whole seconds.
	e.Wake.Next = p.now.Add(d.Wait).Truncate(time.Second).Add(time.Second)
	p.events(e)
	return e, nil
}

func (p *Plan) fail(e *End, o *rhythm.Observation) {
	f := p.fetched.Failure
	o.Failure, o.RetryAfter = f.Class, f.RetryAfter
	e.Wake.Outcome, e.Wake.Detail = Failed, f.Words
}

func (p *Plan) succeed(e *End, o *rhythm.Observation, outcomes []bus.Outcome) {
	r, doc := p.fetched.Response, p.fetched.Document
	e.Wake.Good = p.now
	o.First = p.state.First.IsZero()
	ttl := p.state.TTL
	switch {
	case doc == nil:
		e.Wake.Outcome, e.Wake.Detail = NotModified, "nothing new"
		e.Wake.keep(r)
	default:
		ttl = doc.TTL
		p.count(e, outcomes)
		o.Items, o.New = len(doc.Items), p.fresh()
		e.Wake.Outcome = Unchanged
		if !sameItems(p.records, p.state.last) || p.state.First.IsZero() {
			e.Wake.Outcome = Changed
			p.remember(e, doc)
		}
		e.Wake.Detail = p.summary(e)
		e.Wake.ETag, e.Wake.LastModified, e.Wake.Body = "", "", ""
		if e.Held == 0 && r.Broken == nil {
			e.Wake.keep(r)
			e.Wake.Body = BodyHash(r.Body)
		}
	}
	if ttl > 0 {
		o.Floors = append(o.Floors, rhythm.Floor{Wait: ttl, Why: "the feed's ttl"})
	}
	if r.Fresh > 0 {
		o.Floors = append(o.Floors, rhythm.Floor{Wait: r.Fresh, Why: r.FreshFrom})
	}
	if r.Broken != nil {
		// The items that came are kept; the feed is asked again as after a
		// failure.
		o.Failure = rhythm.Connection
		e.Wake.Outcome, e.Wake.Detail = Failed, fmt.Sprintf("%v; %s of what came", r.Broken, e.Wake.Detail)
	}
}

// keep remembers the validators of a response. A 304 need not repeat them.
func (w *Wake) keep(r *fetch.Response) {
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
	old := map[[16]byte]seen{}
	for _, list := range [][]seen{p.state.before, p.state.last} {
		for _, r := range list {
			old[r.id] = r
		}
	}
	for i, outcome := range outcomes {
		c := &p.Candidates[i]
		record := &p.records[c.index]
		record.id = packID(c.Article.ID)
		switch outcome {
		case bus.Published:
			e.Published++
		case bus.Revised:
			e.Revised++
		case bus.Held:
			e.Held++
			if before, ok := old[record.id]; ok {
				*record = before
			} else {
				// Unknown here, but held: the record's content is not this.
				record.content++
			}
		default:
			p.Unchanged++
		}
	}
}

// remember makes the state follow a document.
func (p *Plan) remember(e *End, doc *feed.Document) {
	s := &e.State
	s.Title, s.Format, s.Link, s.Language, s.TTL, s.Oddities = doc.Title, doc.Format, doc.Link, doc.Language, doc.TTL, doc.Oddities
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
	s.before = slices.DeleteFunc(slices.Clone(p.state.last), func(r seen) bool { return now[r.id] })
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

// fresh counts the items that the feed had not served before, whoever brought
// them first.
func (p *Plan) fresh() int {
	n := 0
	for i := range p.Candidates {
		if p.Candidates[i].New {
			n++
		}
	}
	return n
}

func (p *Plan) summary(e *End) string {
	s := fmt.Sprintf("%d items: %d new, %d revised, %d unchanged", len(p.fetched.Document.Items), e.Published, e.Revised, p.Unchanged)
	if e.Held > 0 {
		s += fmt.Sprintf(", %d held", e.Held)
	}
	if len(p.Drops) > 0 {
		s += fmt.Sprintf(", %d dropped", len(p.Drops))
	}
	return s
}

// events says what became of the feed.
func (p *Plan) events(e *End) {
	add := func(reason, detail string) {
		e.Events = append(e.Events, news.Event{
			Kind: news.EventFeed, Time: p.now, Reason: reason, Detail: detail, Feed: p.feed.ID, URL: p.feed.URL, Title: e.State.Title,
		})
	}
	before, after := p.wake.Rhythm.Failures, e.Wake.Rhythm.Failures
	switch {
	case before < failingAfter && after >= failingAfter:
		add("failing", e.Wake.Detail)
	case before >= failingAfter && after == 0:
		add("recovered", fmt.Sprintf("the feed answers again after %d failures", before))
	}
	if p.Gap {
		add("gap", fmt.Sprintf("none of the %d items was in the last document: items in between may have been missed", len(p.fetched.Document.Items)))
	}
}
