// Package robots asks the robots.txt of a site whether a page may be fetched,
// and how long to wait between two.
//
// A file is fetched once a day for each origin (scheme, host and port), by the
// guarded client and in the line of its host, and its rules are read as RFC
// 9309 says. A site without one (4xx) allows everything; where it cannot be
// had because the server fails or cannot be reached, nothing is allowed for
// an hour. What is remembered is bounded, the least recently used goes first.
//
// It does not fetch pages, and feeds are not asked for here: who publishes a
// feed wants it to be read.
package robots

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/rhythm"
)

// MaxDelay is the longest crawl-delay that is kept. The pages of a site that
// wants more are not fetched.
const MaxDelay = time.Minute

const (
	// maxFile is how much of a file is read; RFC 9309 asks for this much.
	maxFile = 500 << 10
	// knownFor and failedFor are how long an answer and the want of one are
	// believed.
	knownFor  = 24 * time.Hour
	failedFor = time.Hour
	// timeout bounds a fetch, and patience the wait for the host before it.
	timeout  = 15 * time.Second
	patience = 5 * time.Minute
)

// ErrUnknown is wrapped by the error for a site whose robots.txt cannot be
// had at the moment.
var ErrUnknown = errors.New("robots.txt cannot be had")

// Options configure Robots.
type Options struct {
	// Agent is the User-Agent. Groups of rules name us by the product token
	// that it begins with, compared without regard to case; "dateline" if
	// empty.
	Agent string
	// Now is the clock; time.Now if nil.
	Now func() time.Time
}

// Robots knows the rules of sites. Its methods may be called concurrently.
type Robots struct {
	client  *fetch.Client
	agent   string
	now     func() time.Time
	cache   cache
	flights singleflight.Group
}

// New returns a Robots that fetches through client.
func New(client *fetch.Client, o Options) *Robots {
	r := &Robots{client: client, agent: cmp.Or(product(o.Agent), "dateline"), now: o.Now, cache: newCache()}
	if r.now == nil {
		r.now = time.Now
	}
	return r
}

// Allowed reports whether the page at an address may be fetched, and the time
// that the site wants between two requests. A site that wants more than
// [MaxDelay] is not to be fetched from: ok is false then and delay says what
// it wants. The error wraps [ErrUnknown] if the site's robots.txt cannot be
// had, which may pass within an hour; other errors are for an address that is
// none and for the end of ctx.
//
// It takes the host of the address itself when it has to fetch, so the caller
// must not hold it.
func (r *Robots) Allowed(ctx context.Context, address string) (ok bool, delay time.Duration, err error) {
	return r.AllowedFor(ctx, fetch.Request{URL: address})
}

// AllowedFor is Allowed for the page of a request whose user agent and
// exceptions (InsecureTLS, AllowPrivate) are used for the robots.txt as well.
// Headers and credentials are not.
func (r *Robots) AllowedFor(ctx context.Context, page fetch.Request) (ok bool, delay time.Duration, err error) {
	u, err := url.Parse(page.URL)
	if err != nil {
		return false, 0, fmt.Errorf("reading the address of a page: %w", err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return false, 0, fmt.Errorf("%q is not an http or https address", page.URL)
	}
	path := cmp.Or(u.EscapedPath(), "/")
	if path == "/robots.txt" {
		return true, 0, nil
	}
	if u.RawQuery != "" || u.ForceQuery {
		path += "?" + u.RawQuery
	}
	file := fetch.Request{
		URL:    (&url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host), Path: "/robots.txt"}).String(),
		Accept: "text/plain, */*;q=0.1", UserAgent: page.UserAgent,
		InsecureTLS: page.InsecureTLS, AllowPrivate: page.AllowPrivate, MaxBytes: maxFile, Timeout: timeout,
	}
	site, err := r.site(ctx, file)
	if err != nil {
		return false, 0, err
	}
	if site.failure != nil {
		return false, 0, fmt.Errorf("%w for %s: %w", ErrUnknown, u.Host, site.failure)
	}
	return site.rules.delay <= MaxDelay && site.rules.allowed(path), site.rules.delay, nil
}

// site returns what is known of a site, fetching its file if that is nothing.
// Callers at the same time share one fetch, which goes on when one of them
// gives up.
func (r *Robots) site(ctx context.Context, file fetch.Request) (*site, error) {
	key := fmt.Sprint(file.InsecureTLS, file.AllowPrivate, file.URL)
	if s := r.cache.get(key, r.now()); s != nil {
		return s, nil
	}
	result := r.flights.DoChan(key, func() (any, error) {
		if s := r.cache.get(key, r.now()); s != nil {
			return s, nil
		}
		s := r.fetch(context.WithoutCancel(ctx), file)
		r.cache.put(key, s)
		return s, nil
	})
	select {
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case got := <-result:
		if got.Err != nil {
			return nil, got.Err
		}
		return got.Val.(*site), nil
	}
}

// fetch fetches and reads a file.
func (r *Robots) fetch(ctx context.Context, file fetch.Request) *site {
	waiting, done := context.WithTimeout(ctx, patience)
	defer done()
	release, err := r.client.Wait(waiting, file.URL, 0)
	if err != nil {
		// The host is busy, which says nothing about the site: ask again.
		return &site{failure: fmt.Errorf("waiting for the host: %w", err), until: r.now()}
	}
	defer release()
	now := r.now()
	response, err := r.client.Get(ctx, file, now)
	if err != nil {
		return r.failed(err, now)
	}
	body := response.Body
	if response.Cut || response.Broken != nil {
		// The last line may end early and say more than was meant.
		body = body[:bytes.LastIndexByte(body, '\n')+1]
	}
	return &site{rules: parse(body, r.agent), until: now.Add(knownFor)}
}

// failed decides what a file that was not sent means. Who has none allows
// everything; who is asked too often, fails or cannot be reached nothing.
func (r *Robots) failed(err error, now time.Time) *site {
	e, ok := errors.AsType[*fetch.Error](err)
	if ok && e.Class != rhythm.RateLimit {
		switch {
		case e.Status >= 400 && e.Status < 500, e.Status == 0 && e.Class == rhythm.ClientErr: // the latter: it redirects to nowhere
			return &site{until: now.Add(knownFor)}
		}
	}
	wait := failedFor
	if ok && e.Status == http.StatusTooManyRequests || ok && e.Status == http.StatusServiceUnavailable {
		wait = min(max(wait, e.RetryAfter), knownFor)
	}
	return &site{failure: err, until: now.Add(wait)}
}
