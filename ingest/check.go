package ingest

import (
	"cmp"
	"context"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/shared/news"
)

// Examination is what one look at a feed shows.
type Examination struct {
	// Status is the HTTP status, 0 if there was no answer; Location is the
	// address that answered, after redirects.
	Status   int
	Location string
	Elapsed  time.Duration
	// Bytes is the size of the document, WireBytes what was sent.
	Bytes     int
	WireBytes int64
	// ContentType, ETag and LastModified are the headers of these names.
	ContentType, ETag, LastModified string
	// Fresh is how long the server says the document stays as it is, by the
	// header FreshFrom.
	Fresh     time.Duration
	FreshFrom string
	// Broken says why the transfer ended early; nil if it did not.
	Broken error

	// Format is such as "RSS 2.0", Charset what the bytes turned out to be.
	Format, Charset       string
	Title, Link, Language string
	TTL                   time.Duration
	// Items is how many the document has, Repeated how many of them are in
	// it more than once.
	Items, Repeated int
	// Articles are what would be published if the feed were new, oldest
	// first.
	Articles []*news.Article
	// Dropped says which items would not be published, and why.
	Dropped []string
	// Oddities say what was wrong with the document and what was done.
	Oddities []string
	// UnreliableGUIDs is set if GUIDs are repeated too often to be believed.
	UnreliableGUIDs bool
}

// Examine fetches a feed once, as the service would, and says what would be
// made of it. It needs no bus and remembers nothing. What could be found out
// is returned beside an error.
func Examine(ctx context.Context, cfg Config, deps Deps, address string) (Examination, error) {
	address, err := registry.CheckAddress(address)
	if err != nil {
		return Examination{}, err
	}
	options := cfg.fetch()
	options.Dialer = dialer(cfg, deps)
	client := fetch.New(options)
	defer client.Close()
	now := time.Now().UTC()
	r, err := client.Get(ctx, fetch.Request{URL: address}, now)
	if err != nil {
		return Examination{}, err
	}
	x := Examination{
		Status: r.Status, Location: r.URL, Elapsed: r.Elapsed, Bytes: len(r.Body), WireBytes: r.WireBytes,
		ContentType: r.ContentType, ETag: r.ETag, LastModified: r.LastModified, Fresh: r.Fresh, FreshFrom: r.FreshFrom, Broken: r.Broken,
	}
	doc, err := parse(r, cfg.limits(), now)
	if err != nil {
		return x, err
	}
	x.describe(doc)
	settings := registry.Settings{ID: news.FeedID(address), URL: address}
	plan := poll.Prepare(cfg.poll(), settings, poll.State{}, poll.Wake{}, poll.Fetched{Response: r, Document: doc}, now)
	for i := range plan.Candidates {
		x.Articles = append(x.Articles, news.Bounded(plan.Candidates[i].Article))
	}
	for _, d := range plan.Drops {
		x.Dropped = append(x.Dropped, cmp.Or(d.Title, d.URL, "an item")+": "+d.Detail)
	}
	x.Repeated, x.UnreliableGUIDs = plan.Unchanged, plan.Unreliable()
	return x, nil
}

func (x *Examination) describe(d *feed.Document) {
	x.Format, x.Charset, x.Title, x.Link, x.Language, x.TTL = d.Format, d.Charset, d.Title, d.Link, d.Language, d.TTL
	x.Items, x.Oddities = len(d.Items), d.Oddities
}
