package sitemap

import (
	"container/list"
	"context"
	"sync"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
)

// DefaultCacheBytes bounds what a [Cache] keeps: a few hundred sitemaps of
// the usual size.
const DefaultCacheBytes = 32 << 20

// believed is how long a server is believed that a sitemap is as it was. Then
// it is fetched whole once more.
const believed = 6 * time.Hour

// Cache keeps the sitemaps of indexes with their validators, so that one that
// is as it was is not sent again: its entries belong to the document that an
// index makes all the same. What does not fit is fetched whole each time. Its
// methods may be called concurrently.
type Cache struct {
	bytes int

	mu    sync.Mutex               // guards what follows
	used  int                      // bytes of the bodies
	known map[string]*list.Element // of *kept
	order *list.List               // the one used last at the front
}

type kept struct {
	key      string
	response fetch.Response
	since    time.Time
}

// NewCache returns a cache of so many bytes; 0 means [DefaultCacheBytes].
func NewCache(bytes int) *Cache {
	if bytes == 0 {
		bytes = DefaultCacheBytes
	}
	return &Cache{bytes: bytes, known: map[string]*list.Element{}, order: list.New()}
}

// Get asks for a sitemap by get, with the validators of the one that is kept
// for the feed, and returns that one if it is still so. Feeds share nothing:
// they may be asked for by different people.
func (c *Cache) Get(ctx context.Context, feed string, request fetch.Request, now time.Time, get func(context.Context, fetch.Request) (*fetch.Response, error)) (*fetch.Response, error) {
	key := feed + " " + request.URL
	old := c.find(key, now)
	if old != nil {
		request.ETag, request.LastModified = old.ETag, old.LastModified
	}
	r, err := get(ctx, request)
	switch {
	case err != nil:
		return nil, err
	case r.NotModified() && old != nil:
		return old, nil
	}
	c.keep(key, r, now)
	return r, nil
}

// find returns what is kept, or nil.
func (c *Cache) find(key string, now time.Time) *fetch.Response {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.known[key]
	if !ok {
		return nil
	}
	k := e.Value.(*kept)
	if now.Sub(k.since) > believed {
		c.remove(e)
		return nil
	}
	c.order.MoveToFront(e)
	return &k.response
}

// keep keeps a response that can be asked for again by its validators.
func (c *Cache) keep(key string, r *fetch.Response, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.known[key]; ok {
		c.remove(e)
	}
	if r.ETag == "" && r.LastModified == "" || r.Broken != nil || r.Cut || len(r.Body) > c.bytes/4 {
		return
	}
	c.known[key] = c.order.PushFront(&kept{key, *r, now})
	for c.used += len(r.Body); c.used > c.bytes; {
		c.remove(c.order.Back())
	}
}

// remove needs mu.
func (c *Cache) remove(e *list.Element) {
	k := c.order.Remove(e).(*kept)
	delete(c.known, k.key)
	c.used -= len(k.response.Body)
}
