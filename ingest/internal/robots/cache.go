package robots

import (
	"container/list"
	"sync"
	"time"
)

// Bounds of what is remembered: sites, and about as many bytes of rules.
const (
	maxSites = 10_000
	maxBytes = 32 << 20
)

// site is what is known of one site. It is not changed once made.
type site struct {
	rules   rules
	failure error // the file could not be had
	until   time.Time
}

// bytes is about what a site takes in memory.
func (s *site) bytes() int {
	n := 512
	for _, r := range s.rules.list {
		n += len(r.pattern) + 24
	}
	return n
}

// cache remembers the sites that were asked for last.
type cache struct {
	// mu guards all below it.
	mu    sync.Mutex
	order *list.List // of *entry, the last used first
	sites map[string]*list.Element
	bytes int
}

type entry struct {
	key  string
	site *site
}

func newCache() cache { return cache{order: list.New(), sites: map[string]*list.Element{}} }

// get returns a site that is still to be believed, or nil.
func (c *cache) get(key string, now time.Time) *site {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.sites[key]
	if e == nil {
		return nil
	}
	s := e.Value.(*entry).site
	if !now.Before(s.until) {
		c.remove(e)
		return nil
	}
	c.order.MoveToFront(e)
	return s
}

// put remembers a site and forgets others beyond the bounds.
func (c *cache) put(key string, s *site) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.sites[key]; e != nil {
		c.remove(e)
	}
	c.sites[key] = c.order.PushFront(&entry{key: key, site: s})
	c.bytes += s.bytes()
	for c.order.Len() > 1 && (c.order.Len() > maxSites || c.bytes > maxBytes) {
		c.remove(c.order.Back())
	}
}

// remove forgets a site. The caller holds mu.
func (c *cache) remove(e *list.Element) {
	old := c.order.Remove(e).(*entry)
	delete(c.sites, old.key)
	c.bytes -= old.site.bytes()
}
