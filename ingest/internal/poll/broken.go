package poll

import (
	"errors"
	"slices"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/rhythm"
)

// broken returns why the document did not come whole, or nil. A transfer that
// ends badly behind the end of the document has lost nothing: some servers
// announce more than they have, or never hang up.
func (p *Plan) broken() error {
	r, doc := p.fetched.Response, p.fetched.Document
	if doc == nil || r.Broken == nil || !doc.Cut && !errors.Is(r.Broken, fetch.ErrDamaged) {
		return nil
	}
	return r.Broken
}

// classOf is the class of a transfer that broke.
func classOf(err error) rhythm.Class {
	if e, ok := errors.AsType[*fetch.Error](err); ok {
		return e.Class
	}
	return rhythm.Connection
}

// settled reports a document that need not be asked for again as long as the
// server says that it is the same: every item has ended, and nothing is
// missing that may yet come. One that ends before its end is asked for once
// more; if it comes again like that, that is how it is.
func (p *Plan) settled(e *End) bool {
	r, doc := p.fetched.Response, p.fetched.Document
	return e.Held == 0 && e.Waiting == 0 && p.broken() == nil && (!doc.Cut || r.Cut || e.Wake.Outcome == Unchanged)
}

// behind are the records to keep beside those of a document that ends before
// its end: all that there are, since the items may still stand behind the
// break, but no more than one document had before.
func (p *Plan) behind() []seen {
	all := slices.Concat(p.state.last, p.state.before)
	here := make(map[[16]byte]bool, len(p.records))
	for _, r := range p.records {
		here[r.id] = true
	}
	all = slices.DeleteFunc(all, func(r seen) bool { return here[r.id] })
	return all[:min(len(all), max(len(p.state.last), len(p.state.before)))]
}

// next decides when the feed is asked again. One whose document broke off
// behind some items is asked no later than if it had come whole, since others
// may come and go behind the break.
func (p *Plan) next(l rhythm.Learned, o rhythm.Observation, limits rhythm.Limits, jitter float64) rhythm.Decision {
	d := rhythm.Next(p.wake.Rhythm, l, o, limits, p.now, jitter)
	if p.fetched.Failure != nil || o.Failure == "" || len(p.records) == 0 {
		return d
	}
	o.Failure = ""
	whole := rhythm.Next(p.wake.Rhythm, l, o, limits, p.now, jitter)
	whole.Memory.Failures = d.Memory.Failures
	d.Memory = whole.Memory
	if whole.Wait < d.Wait {
		d.Wait, d.Reason = whole.Wait, whole.Reason+", though it breaks off"
	}
	return d
}

// returned takes back that an item came, which turns out to have been on the
// stream before and is older than the last look: it was away for a while, as
// with sites of several servers that do not agree, and teaches nothing of
// when the feed publishes.
func (p *Plan) returned(c *Candidate) {
	if c.came > 0 && !c.Article.Published.After(p.looked()) {
		p.came[c.came-1] = time.Time{}
	}
}
