package page

import (
	"container/list"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
)

// failures remembers pages that could not be had, the ones asked for last.
type failures struct {
	limit int
	// mu guards all below it.
	mu    *sync.Mutex
	order *list.List // of *failed, the last used first
	byKey map[string]*list.Element
}

// failed is a failure, remembered until a time; for good if that is zero.
type failed struct {
	key   string
	err   *Error
	until time.Time
}

func newFailures(limit int) failures {
	return failures{limit: limit, mu: &sync.Mutex{}, order: list.New(), byKey: map[string]*list.Element{}}
}

// failureKey tells pages apart by address and by who asks: what is refused to
// one may be given to another.
func failureKey(r *fetch.Request) string {
	if r.User == "" && r.UserAgent == "" && len(r.Header) == 0 && !r.InsecureTLS && !r.AllowPrivate {
		return r.URL
	}
	var b strings.Builder
	b.WriteString(r.URL + "\n" + r.User + "\n" + r.UserAgent + "\n")
	_ = r.Header.WriteSubset(&b, map[string]bool{http.CanonicalHeaderKey("Date"): true}) // a builder does not fail
	if r.InsecureTLS {
		b.WriteString("insecure\n")
	}
	if r.AllowPrivate {
		b.WriteString("private\n")
	}
	return b.String()
}

// get returns a copy of the failure that is remembered for a page, or nil.
func (f *failures) get(key string, now time.Time) *Error {
	f.mu.Lock()
	defer f.mu.Unlock()
	e := f.byKey[key]
	if e == nil {
		return nil
	}
	v := e.Value.(*failed)
	if !v.until.IsZero() && !now.Before(v.until) {
		f.remove(e)
		return nil
	}
	f.order.MoveToFront(e)
	known := *v.err
	known.Known = true
	if !v.until.IsZero() {
		known.RetryAfter = v.until.Sub(now)
	}
	return &known
}

// put remembers a failure and forgets the oldest beyond the limit. The cause
// is not kept, which may hold much.
func (f *failures) put(key string, e *Error, until time.Time) {
	kept := *e
	kept.Err = nil
	f.mu.Lock()
	defer f.mu.Unlock()
	if old := f.byKey[key]; old != nil {
		f.remove(old)
	}
	f.byKey[key] = f.order.PushFront(&failed{key: key, err: &kept, until: until})
	for f.order.Len() > f.limit {
		f.remove(f.order.Back())
	}
}

// remove forgets a failure. The caller holds mu.
func (f *failures) remove(e *list.Element) {
	delete(f.byKey, f.order.Remove(e).(*failed).key)
}
