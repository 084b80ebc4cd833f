package poll

import (
	"slices"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/ingest/internal/rhythm"
	"github.com/dateline-news/dateline/shared/news"
)

// Config are the operator's settings that a poll follows.
type Config struct {
	Limits rhythm.Limits
	// RevisionMin is the least time between two revisions of an article.
	RevisionMin time.Duration
	// Pages is set where somebody fetches the pages that [Plan.Pages] asks
	// for; else every item is published as the feed has it.
	Pages bool
	// Pushed is the least time between two polls while a hub pushes the
	// items of the feed; 0 while none does.
	Pushed time.Duration
	// Hub is what is known of that hub.
	Hub Hub
}

// limits are the operator's bounds for one feed.
func (c *Config) limits(s *registry.Settings) rhythm.Limits {
	l := c.Limits
	if s.Max > 0 {
		l.Max, l.Firm = time.Duration(s.Max), true
		l.Min = min(l.Min, l.Max)
	}
	if s.Min > 0 {
		l.Min = time.Duration(s.Min)
		l.Max = max(l.Min, l.Max)
	}
	return l
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
	// HTML is set for an HTML page in place of the feed, and Feeds are the
	// feeds that the page names by rel=alternate. They are reported, never
	// followed.
	HTML  bool
	Feeds []string
}

// Candidate is an article to be published.
type Candidate struct {
	Article *news.Article
	// New is set if the feed does not know the item; else it was edited.
	New bool
	// LinkID is set for an item that kept its id by its GUID though its link
	// changed, or by its words though both did: the id that it would have
	// else. See [Candidate.Settle].
	LinkID string
	// Page is set if the article's page is to be fetched before it is
	// published; see [Plan.Pages].
	Page bool

	index int
	// came is one more than the item's place in Plan.came, 0 for none.
	came  int
	page  PageResult
	tries int
	// later is set for an item that was published without its page.
	later bool
	// low is set for an item in the lower half of the document.
	low bool
	// reborn is set for an item that kept its id by its words alone, dated if
	// the feed says when it was published, wanted if its page would be wanted
	// were it new.
	reborn, dated, wanted bool
}

// Drop is an item that is not published.
type Drop struct {
	// Reason is a token: empty, identity, filtered.
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
	rules   rules
	// known are the records of the items that the feed is known to have
	// served.
	known map[[16]byte]seen
	// came is when each item came that was not known.
	came []time.Time
	// future and past count those of them with dates ahead of now and not;
	// ahead is how far the last of the former lies.
	future, past int
	ahead        time.Duration
	// resumed is set for the first look after a long time away.
	resumed bool
	// partial is set for what a hub pushed; Left counts its items that only a
	// poll can deal with.
	partial bool
	Left    int
}

// Prepare compares what was fetched with what is remembered.
func Prepare(config Config, settings registry.Settings, state State, wake Wake, fetched Fetched, now time.Time) *Plan {
	p := &Plan{config: config, feed: settings, state: state, wake: wake, fetched: fetched, now: now, known: map[[16]byte]seen{}}
	for _, list := range [][]seen{state.before, state.last} {
		for _, r := range list {
			p.known[r.id] = r
		}
	}
	if p.state.Learned.Upto.Sub(now) > clockSet {
		p.state.Learned = rhythm.Learned{}
	}
	if fetched.Failure == nil && p.away() {
		p.state.Learned, p.resumed = p.state.Learned.Resume(now), true
	}
	if fetched.Document != nil {
		p.compare(fetched.Document)
	}
	return p
}

// clockSet is how far what was learned may lie ahead of now. What lies further
// was learned by a clock that was wrong, and would stay as it is until then.
const clockSet = time.Hour

// away reports that the feed was not looked at for so long that the time
// teaches nothing.
func (p *Plan) away() bool {
	longest := p.config.limits(&p.feed).Max
	return p.state.Learned.Known() && p.now.Sub(p.looked()) >= max(24*time.Hour, 2*longest)
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
	p.rules = compileRules(&p.feed)
	looked := p.looked()
	inDocument := map[[16]byte]bool{}
	shared := false
	identities, identified, contents := make([]identity, len(hashes)), make([]bool, len(hashes)), make([]uint32, len(hashes))
	for i := range doc.Items {
		contents[i] = contentHash(hashes[i])
		identities[i], identified[i] = ids.identify(&doc.Items[i], contents[i])
	}
	if !p.partial && !doc.Cut {
		p.reborn(doc, identities, identified, contents)
	}
	for i := range doc.Items {
		it, who := &doc.Items[i], identities[i]
		reason, detail := p.unfit(it, identified[i])
		if !identified[i] {
			who.id = nobody(it)
		}
		record := seen{guid: who.guid, id: packID(who.id), content: contents[i], minute: minuteOf(p.now)}
		if inDocument[record.id] {
			p.Unchanged++
			continue
		}
		inDocument[record.id] = true
		old, isKnown := p.known[record.id]
		shared = shared || isKnown
		if reason == "" && p.leave(it, old, isKnown, record.content) {
			p.Left++
			continue
		}
		came := 0
		if !isKnown {
			p.met(it, looked)
			came = len(p.came)
		}
		if reason != "" {
			record.flags |= flagDropped
			if isKnown && old.flags&flagDropped != 0 {
				record.minute = old.minute
			} else {
				p.Drops = append(p.Drops, Drop{Reason: reason, Detail: detail, Source: who.source.ID, Title: it.Title, URL: it.Link})
			}
			p.records = append(p.records, record)
			continue
		}
		c := Candidate{New: !isKnown || !old.published(), LinkID: who.linkID, Page: !p.partial && p.wantsPage(it), index: len(p.records), came: came, low: i >= (len(doc.Items)+1)/2}
		c.reborn, c.dated, c.wanted = who.reborn, !it.Published.IsZero(), c.Page
		if isKnown {
			record.flags = old.flags &^ (flagDropped | flagPending | flagPushed)
			c.tries = old.tries()
		}
		if !c.New {
			if old.content == record.content {
				record.minute = old.minute
				if c.Page = c.Page && laterDue(old, p.now); !c.Page && !c.reborn {
					p.Unchanged++
					p.records = append(p.records, record)
					continue
				}
				c.later = c.Page
			} else if age := p.now.Sub(old.time()); age >= 0 && age < p.config.RevisionMin { // less than 0: a clock was set
				p.Waiting++
				p.records = append(p.records, old)
				continue
			}
		}
		c.Article = p.article(it, doc, who, ids.home)
		if c.later {
			c.Article.Reason = news.ReasonFulltext
		}
		p.Candidates = append(p.Candidates, c)
		p.records = append(p.records, record)
	}
	// Feeds list the newest first; the stream is to have the oldest first.
	slices.Reverse(p.Candidates)
	// One that breaks off may have shared items behind the break.
	p.Gap = !shared && len(p.state.last) > 0 && len(doc.Items) > 0 && !doc.Cut
}

// unfit says why an item is not to be published, as a token and in words, or
// nothing.
func (p *Plan) unfit(it *feed.Item, identified bool) (reason, detail string) {
	switch {
	case !identified:
		return "identity", "the item has no link, no GUID and no title by which to know it again"
	case it.Title == "" && it.Text == "":
		return "empty", "the item has neither a title nor a text"
	}
	if detail = p.rules.refuses(it); detail != "" {
		return "filtered", detail
	}
	return "", ""
}

// looked is when the feed was last fetched well.
func (p *Plan) looked() time.Time {
	if p.wake.Good.IsZero() {
		return p.state.Changed
	}
	return p.wake.Good
}

// met takes note of an item that the feed had not served before, whoever
// brought it first.
func (p *Plan) met(it *feed.Item, looked time.Time) {
	p.came = append(p.came, rhythm.Came(it.Published, looked, p.now))
	switch d := it.Published.Sub(p.now); {
	case it.Published.IsZero():
	case d > ahead:
		p.future++
		p.ahead = d
	default:
		p.past++
	}
}

// article makes the article of an item.
func (p *Plan) article(it *feed.Item, doc *feed.Document, who identity, home news.Source) *news.Article {
	title := p.feed.Title
	if title == "" {
		title = doc.Title
	}
	a := &news.Article{
		ID: who.id, Feed: news.Feed{ID: p.feed.ID, URL: p.feed.URL, Title: title, Tags: p.feed.Tags}, Source: who.source,
		URL: it.Link, GUID: it.GUID, Title: it.Title, Summary: it.Summary, Text: it.Text, TextFrom: it.TextFrom,
		Authors: it.Authors, Categories: it.Categories, Image: it.Image,
		Published: it.Published, PublishedRaw: it.PublishedRaw, Updated: it.Updated, FirstSeen: p.now, Fetched: p.now,
	}
	if a.Source.ID == home.ID {
		a.Source = outlet(a.Source, &p.feed)
	}
	if a.Published.IsZero() || a.Published.After(p.now) {
		a.Published = p.now
	}
	return a
}
