package ingest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/ingest/internal/sitemap"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// Examination is what a look at a feed shows.
type Examination struct {
	Address string `json:"address"`
	// Status is the HTTP status, 0 if there was no answer; Location is the
	// address that answered, after the redirects of Via. Permanent is
	// Location if all of them were for good.
	Status    int      `json:"status,omitempty"`
	Location  string   `json:"location,omitempty"`
	Via       []string `json:"via,omitempty"`
	Permanent string   `json:"permanent,omitempty"`
	// Elapsed is in nanoseconds in JSON. Bytes is the size of the document,
	// WireBytes what was sent.
	Elapsed   time.Duration `json:"elapsed,omitempty"`
	Bytes     int           `json:"bytes"`
	WireBytes int64         `json:"wire_bytes"`
	// ContentType, ETag and LastModified are the headers of these names.
	ContentType  string `json:"content_type,omitempty"`
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
	// Conditional is what came of a second request with the validators.
	Conditional Conditional `json:"conditional,omitempty"`
	// RetryAfter is how long a server that refused asks to be left alone.
	RetryAfter time.Duration `json:"retry_after,omitempty"`
	// Fresh is how long the server says the document stays as it is, by the
	// header FreshFrom.
	Fresh     time.Duration `json:"fresh,omitempty"`
	FreshFrom string        `json:"fresh_from,omitempty"`
	// Broken says why the transfer ended early; empty if it did not.
	Broken string `json:"broken,omitempty"`

	// Format is such as "RSS 2.0", Charset what the bytes turned out to be.
	Format   string        `json:"format,omitempty"`
	Charset  string        `json:"charset,omitempty"`
	Title    string        `json:"title,omitempty"`
	Link     string        `json:"link,omitempty"`
	Language string        `json:"language,omitempty"`
	TTL      time.Duration `json:"ttl,omitempty"`
	// Hub is the WebSub hub, Self the feed's own idea of its address.
	Hub  string `json:"hub,omitempty"`
	Self string `json:"self,omitempty"`
	// Items is how many the document has, Repeated how many of them are in
	// it more than once. Of the items GUIDs have a GUID, Dated a usable
	// date, Future one that lies ahead, Full their text, Summaries a
	// summary only.
	Items     int `json:"items"`
	Repeated  int `json:"repeated,omitempty"`
	GUIDs     int `json:"guids"`
	Dated     int `json:"dated"`
	Future    int `json:"future,omitempty"`
	Full      int `json:"full"`
	Summaries int `json:"summaries"`
	// Oldest and Newest are the dates of the items, zero without.
	Oldest time.Time `json:"oldest,omitzero"`
	Newest time.Time `json:"newest,omitzero"`
	// Articles are what would be published if the feed were new, oldest
	// first.
	Articles []*news.Article `json:"articles,omitempty"`
	// Dropped says which items would not be published, and why.
	Dropped []string `json:"dropped,omitempty"`
	// Oddities say what was wrong with the document and what was done.
	Oddities []string `json:"oddities,omitempty"`
	// UnreliableGUIDs is set if GUIDs are repeated too often to be believed.
	UnreliableGUIDs bool `json:"unreliable_guids,omitempty"`
	// Named are the feeds that a page names which came in place of a feed.
	Named []string `json:"named,omitempty"`
	// PagesWanted counts the articles that would be published with the text of
	// their pages, Pages are those of the newest of them, which were fetched
	// and merged into Articles; the others are as the feed has them.
	PagesWanted int       `json:"pages_wanted,omitempty"`
	Pages       []Preview `json:"pages,omitempty"`

	// Wait is how long after this look the feed would be polled next, and
	// Reason why then; jitter would be added.
	Wait   time.Duration `json:"wait,omitempty"`
	Reason string        `json:"reason,omitempty"`

	// Verdicts sum it up, the worst first.
	Verdicts []Verdict `json:"verdicts"`

	kind registry.Kind
}

// Conditional is what came of a request with the validators of the one before.
type Conditional string

// The answers to a conditional request.
const (
	ConditionalNone    Conditional = ""              // the server sends no validators
	ConditionalWorks   Conditional = "works"         // 304
	ConditionalIgnored Conditional = "ignored"       // the same bytes again
	ConditionalOther   Conditional = "other content" // other bytes: nothing can be said
	ConditionalFailed  Conditional = "failed"
)

// examiner makes one examination.
type examiner struct {
	config  Config
	client  *fetch.Client
	request fetch.Request
	now     time.Time
	x       Examination
}

// Examine fetches a feed as the service would, once more with the validators
// it was given, and says what would be made of it. It needs no bus and
// remembers nothing. What could be found out is returned beside an error;
// without one, something would be published.
func Examine(ctx context.Context, cfg Config, deps Deps, settings registry.Settings) (Examination, error) {
	settings.ID = news.FeedID(settings.URL)
	e := &examiner{config: cfg, now: time.Now().UTC(), x: Examination{Address: settings.URL}}
	err := settings.Validate()
	if err == nil {
		e.request, err = settings.Request()
	}
	if err != nil {
		return e.x, err
	}
	options := cfg.fetch()
	options.Dialer = dialer(cfg, deps)
	e.client = fetch.New(options)
	defer e.client.Close()
	err = e.examine(ctx, settings)
	if ctx.Err() != nil {
		return e.x, context.Cause(ctx)
	}
	e.x.judge(err, e.now)
	return e.x, err
}

func (e *examiner) examine(ctx context.Context, settings registry.Settings) error {
	x := &e.x
	r, err := e.client.Get(ctx, e.request, e.now)
	if err != nil {
		if refused, ok := errors.AsType[*fetch.Error](err); ok {
			x.Status, x.RetryAfter = refused.Status, refused.RetryAfter
		}
		return err
	}
	x.answer(r)
	e.again(ctx, r)
	doc, err := e.read(ctx, r)
	if err != nil {
		x.Named = named(r)
		return err
	}
	x.describe(doc, e.now)
	plan := poll.Prepare(e.config.poll(), settings, poll.State{}, poll.Wake{}, poll.Fetched{Response: r, Document: doc}, e.now)
	for i := range plan.Candidates {
		x.Articles = append(x.Articles, news.Bounded(plan.Candidates[i].Article))
	}
	for _, d := range plan.Drops {
		x.Dropped = append(x.Dropped, cmp.Or(d.Title, d.URL, "an item")+": "+d.Detail)
	}
	x.Repeated, x.UnreliableGUIDs = plan.Unchanged, plan.Unreliable()
	if len(x.Articles) == 0 {
		return fmt.Errorf("nothing would be published of %d items", x.Items)
	}
	if err := e.preview(ctx, plan); err != nil {
		return err
	}
	return e.foresee(plan)
}

// foresee says when the feed would be polled next.
func (e *examiner) foresee(plan *poll.Plan) error {
	end, err := plan.Finish(slices.Repeat([]bus.Outcome{bus.Published}, len(plan.Candidates)), 0.5)
	if err != nil {
		return err
	}
	e.x.Wait, e.x.Reason = end.Wake.Next.Sub(e.now).Truncate(time.Second), end.Wake.Reason
	return nil
}

func (x *Examination) answer(r *fetch.Response) {
	x.Status, x.Location, x.Via, x.Permanent, x.Elapsed = r.Status, r.URL, r.Via, r.Permanent, r.Elapsed
	x.Bytes, x.WireBytes, x.ContentType, x.ETag, x.LastModified = len(r.Body), r.WireBytes, r.ContentType, r.ETag, r.LastModified
	x.Fresh, x.FreshFrom = r.Fresh, r.FreshFrom
	if r.Broken != nil {
		x.Broken = r.Broken.Error()
	}
}

// again asks with the validators.
func (e *examiner) again(ctx context.Context, first *fetch.Response) {
	if first.ETag+first.LastModified == "" {
		return
	}
	if e.pause(ctx) != nil {
		return
	}
	request := e.request
	request.ETag, request.LastModified = first.ETag, first.LastModified
	r, err := e.client.Get(ctx, request, e.now)
	switch {
	case err != nil:
		e.x.Conditional = ConditionalFailed
	case r.NotModified():
		e.x.Conditional = ConditionalWorks
	case bytes.Equal(r.Body, first.Body):
		e.x.Conditional = ConditionalIgnored
	default:
		e.x.Conditional = ConditionalOther
	}
}

// pause keeps the distance between two requests to a host.
func (e *examiner) pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(e.config.Fetch.Spacing):
		return nil
	}
}

// read reads a feed or a news sitemap, an index of them included.
func (e *examiner) read(ctx context.Context, r *fetch.Response) (*feed.Document, error) {
	if !sitemap.Is(r.Body) {
		return parse(r, e.config.limits(), e.now)
	}
	e.x.kind = registry.KindSitemap
	o := sitemap.Options{URL: r.URL, ContentType: r.ContentType, Now: e.now, MaxItems: e.config.MaxItems}
	m, err := sitemap.Parse(r.Body, o)
	if err != nil {
		return nil, err
	}
	return sitemap.Follow(ctx, m, func(ctx context.Context, address string) (*fetch.Response, error) {
		if err := e.pause(ctx); err != nil {
			return nil, err
		}
		return e.client.Get(ctx, e.request.At(address), e.now)
	}, o)
}

func (x *Examination) describe(d *feed.Document, now time.Time) {
	x.Format, x.Charset, x.Title, x.Link, x.Language, x.TTL = d.Format, d.Charset, d.Title, d.Link, d.Language, d.TTL
	x.Hub, x.Self, x.Items, x.Oddities = d.Hub, d.Self, len(d.Items), slices.Clone(d.Oddities)
	for i := range d.Items {
		it := &d.Items[i]
		if it.GUID != "" {
			x.GUIDs++
		}
		switch it.TextFrom {
		case news.TextFromContent:
			x.Full++
		case news.TextFromSummary:
			x.Summaries++
		}
		at := it.Published
		switch {
		case at.IsZero():
			continue
		case at.After(now):
			x.Future++
			continue
		}
		x.Dated++
		if x.Oldest.IsZero() || at.Before(x.Oldest) {
			x.Oldest = at
		}
		if at.After(x.Newest) {
			x.Newest = at
		}
	}
}
