package page

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/rhythm"
)

// Defaults of [FetcherOptions].
const (
	DefaultFetchTimeout = 20 * time.Second
	DefaultMaxBytes     = 4 << 20
	DefaultSpacing      = 2 * time.Second
	DefaultFailures     = 20_000
	DefaultLater        = 90 * time.Second
)

const (
	// minText is the number of characters from which on a text is that of an
	// article.
	minText = 140
	// maxLater bounds what a Retry-After can do.
	maxLater = time.Hour
	// patience bounds the wait for the turn of a page at its host, longer than
	// the crawl-delays that are kept.
	patience = 90 * time.Second
	// accepted are the media types asked for.
	accepted = "text/html, application/xhtml+xml, */*;q=0.1"
)

// Robots tells whether a page may be fetched, and the time that its site wants
// between two requests. It takes the host of the page itself.
type Robots interface {
	AllowedFor(ctx context.Context, page fetch.Request) (ok bool, delay time.Duration, err error)
}

// FetcherOptions configure a Fetcher. Zero fields take the defaults above.
type FetcherOptions struct {
	// Timeout and MaxBytes bound the fetch of one page.
	Timeout  time.Duration
	MaxBytes int
	// Spacing is the least time between two pages of one host.
	Spacing time.Duration
	// Failures bounds the failures that are remembered, at about 300 bytes
	// each, and Later is how long one that may pass is.
	Failures int
	Later    time.Duration
	// AtOnce bounds the extractions at once, and ExtractTimeout each of them.
	AtOnce         int
	ExtractTimeout time.Duration
	// Now is the clock; time.Now if nil.
	Now func() time.Time
}

// Fetcher fetches and reads pages. Its methods may be called concurrently.
type Fetcher struct {
	client    *fetch.Client
	robots    Robots
	options   FetcherOptions
	extractor *Extractor
	failures  failures
}

// New returns a Fetcher. The client guards what addresses it connects to.
func New(client *fetch.Client, robots Robots, o FetcherOptions) *Fetcher {
	o.Timeout = cmp.Or(o.Timeout, DefaultFetchTimeout)
	o.MaxBytes = cmp.Or(o.MaxBytes, DefaultMaxBytes)
	o.Spacing = cmp.Or(o.Spacing, DefaultSpacing)
	o.Failures = cmp.Or(o.Failures, DefaultFailures)
	o.Later = cmp.Or(o.Later, DefaultLater)
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Fetcher{
		client: client, robots: robots, options: o,
		extractor: NewExtractor(o.AtOnce, o.ExtractTimeout), failures: newFailures(o.Failures),
	}
}

// Request is a page to fetch and what its feed says of the article.
type Request struct {
	// Request has the address and what the settings of the feed add. Accept,
	// MaxBytes and Timeout are set by the Fetcher, validators are not sent.
	fetch.Request
	Title, Summary string
}

// Error is a page that was not had, in words.
type Error struct {
	// Never is set for what will not pass: the page is not there, not allowed,
	// not HTML or without the text of an article.
	Never bool
	// RetryAfter is how long the server asks to be left alone.
	RetryAfter time.Duration
	// Status is the HTTP status of the answer, 0 without one.
	Status int
	// Known is set if the failure was remembered and the page not asked for.
	Known bool
	Words string
	Err   error
}

func (e *Error) Error() string { return e.Words }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Fetch fetches a page in the line of its host and reads it. A failure is an
// [*Error] and remembered: for good if it will not pass, else for a while.
// When ctx ends its cause is returned, and nothing remembered.
func (f *Fetcher) Fetch(ctx context.Context, r Request) (*Page, error) {
	key := failureKey(&r.Request)
	if known := f.failures.get(key, f.options.Now()); known != nil {
		return nil, known
	}
	page, err := f.fetch(ctx, r)
	if err == nil {
		return page, nil
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	e := failure(err)
	until := time.Time{}
	if !e.Never {
		until = f.options.Now().Add(max(f.options.Later, min(e.RetryAfter, maxLater)))
	}
	f.failures.put(key, e, until)
	return nil, e
}

func (f *Fetcher) fetch(ctx context.Context, r Request) (*Page, error) {
	request := r.Request
	request.Accept, request.MaxBytes, request.Timeout = accepted, f.options.MaxBytes, f.options.Timeout
	request.ETag, request.LastModified, request.Form = "", "", nil
	delay, err := f.ask(ctx, request)
	if err != nil {
		return nil, err
	}
	response, err := f.get(ctx, request, max(delay, f.options.Spacing))
	if err != nil {
		return nil, err
	}
	if len(response.Via) > 0 && !strings.EqualFold(hostOf(response.URL), hostOf(request.URL)) {
		// The rules of the other host could not be known before.
		if _, err := f.ask(ctx, request.At(response.URL)); err != nil {
			return nil, err
		}
	}
	page, err := f.extractor.Extract(ctx, response.Body, Options{
		URL: response.URL, ContentType: response.ContentType, Title: r.Title, Summary: r.Summary, Now: f.options.Now(),
	})
	if errors.Is(err, ErrNoText) {
		return nil, &Error{Never: true, Status: response.Status, Words: ErrNoText.Error(), Err: err}
	}
	if err != nil {
		return nil, err
	}
	if n := utf8.RuneCountInString(page.Text); n < minText {
		if page.Paywall {
			return nil, answered(response, "the page has a paywall and shows too little text (%d characters)", n)
		}
		return nil, answered(response, "the page has too little text (%d characters)", n)
	}
	page.Truncated = page.Truncated || response.Cut || response.Broken != nil
	return page, nil
}

// ask returns the time that the site of a page wants between two requests, or
// an error if the page may not be fetched.
func (f *Fetcher) ask(ctx context.Context, request fetch.Request) (delay time.Duration, err error) {
	ok, delay, err := f.robots.AllowedFor(ctx, request)
	switch {
	case err != nil:
		return 0, &Error{Words: clip("asking robots.txt: " + err.Error()), Err: err}
	case !ok && delay > 0:
		return 0, never("robots.txt of %s does not allow the page, or not often enough (crawl-delay %s)", clip(hostOf(request.URL)), delay)
	case !ok:
		return 0, never("robots.txt of %s does not allow the page", clip(hostOf(request.URL)))
	}
	return delay, nil
}

// get fetches a page when it is its turn.
func (f *Fetcher) get(ctx context.Context, request fetch.Request, gap time.Duration) (*fetch.Response, error) {
	turn, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	release, err := f.client.Wait(turn, request.URL, gap)
	if err != nil {
		return nil, &Error{Words: fmt.Sprintf("the turn of the page at %s did not come within %s", clip(hostOf(request.URL)), patience), Err: err}
	}
	response, err := f.client.Get(ctx, request, f.options.Now())
	release()
	if err != nil {
		return nil, err
	}
	if !isHTML(response.ContentType, response.Body) {
		return nil, answered(response, "the page is not HTML but %s", clip(cmp.Or(response.ContentType, "of an unknown type")))
	}
	if from, to := pathOf(request.URL), pathOf(response.URL); len(response.Via) > 0 && from != "" && to == "" {
		return nil, answered(response, "the page is not there: its address leads to the home page")
	}
	return response, nil
}

func never(format string, args ...any) *Error {
	words := fmt.Sprintf(format, args...)
	return &Error{Never: true, Words: words, Err: errors.New(words)}
}

// answered is never for a page that came.
func answered(r *fetch.Response, format string, args ...any) *Error {
	e := never(format, args...)
	e.Status = r.Status
	return e
}

// failure sorts an error of the client.
func failure(err error) *Error {
	if own, ok := errors.AsType[*Error](err); ok {
		return own
	}
	e := &Error{Words: clip(err.Error()), Err: err}
	f, ok := errors.AsType[*fetch.Error](err)
	if !ok {
		return e
	}
	e.Status, e.RetryAfter = f.Status, f.RetryAfter
	switch f.Class {
	case rhythm.Gone, rhythm.BotWall, rhythm.Blocked, rhythm.TooLarge, rhythm.NotAFeed:
		e.Never = true
	case rhythm.ClientErr:
		e.Never = f.Status != http.StatusRequestTimeout && f.Status != http.StatusTooEarly
	}
	if f.Class == rhythm.Gone {
		e.Words = "the page is gone (410)"
	}
	return e
}

// isHTML reports a page by its header, and by its bytes where that says
// nothing.
func isHTML(contentType string, body []byte) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind, _, _ = strings.Cut(contentType, ";")
	}
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "text/html", "application/xhtml+xml":
		return true
	case "", "application/octet-stream", "text/xml", "application/xml":
		return strings.HasPrefix(http.DetectContentType(body), "text/html")
	}
	return false
}

// hostOf returns the host of an address.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// pathOf returns what of an address is behind the host, "" for a home page.
func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.Trim(u.Path, "/") + u.RawQuery
}
