// Package fetch is the polite HTTP client: conditional requests, one
// User-Agent with a contact, few redirects, one request at a time a host.
//
// Every address it connects to, at first and after each redirect, passes the
// guard of its dialer. No proxy is used. What a server sends is bounded in
// bytes, in time and in compression ratio, so that no server can hold a
// worker or fill the memory. Failures are sorted into classes and said in
// words that an operator can act on.
//
// It does not retry, parse feeds or read robots.txt, which is for pages.
package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/rhythm"
	"github.com/dateline-news/dateline/shared/netguard"
)

// Defaults of [Options].
const (
	DefaultMaxBytes  = 8 << 20
	DefaultMaxRatio  = 100
	DefaultTimeout   = 30 * time.Second
	DefaultRedirects = 5
)

// Options configure a Client. Zero fields take the defaults above.
type Options struct {
	// UserAgent is sent with every request; it should name a contact.
	UserAgent string
	// MaxBytes bounds a body after decompression; what is longer is cut.
	MaxBytes int
	// MaxRatio bounds how many times larger than its compressed form a body
	// may be, once it is over 1 MB.
	MaxRatio int
	// Timeout bounds a request from DNS to the last byte.
	Timeout time.Duration
	// Redirects bounds the redirects that are followed.
	Redirects int
	// Spacing is the least time between two requests to one host.
	Spacing time.Duration
	// Dialer opens all connections.
	Dialer *netguard.Dialer
}

// Client fetches feeds. Its methods may be called concurrently.
type Client struct {
	options Options
	http    *http.Client
	hosts   hosts
}

// New returns a client. Close it when done.
func New(o Options) *Client {
	o.MaxBytes = cmp.Or(o.MaxBytes, DefaultMaxBytes)
	o.MaxRatio = cmp.Or(o.MaxRatio, DefaultMaxRatio)
	o.Timeout = cmp.Or(o.Timeout, DefaultTimeout)
	o.Redirects = cmp.Or(o.Redirects, DefaultRedirects)
	if o.Dialer == nil {
		o.Dialer = &netguard.Dialer{}
	}
	transport := o.Dialer.Transport()
	transport.DisableCompression = true // this package decompresses, with bounds
	transport.ResponseHeaderTimeout = o.Timeout
	transport.MaxConnsPerHost = 2
	c := &Client{options: o, hosts: hosts{slots: map[string]*slot{}, spacing: o.Spacing}}
	c.http = &http.Client{Transport: transport, CheckRedirect: c.checkRedirect}
	return c
}

// Close drops idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Request is what to fetch.
type Request struct {
	URL string
	// ETag and LastModified are what the server sent with the last document;
	// they make the request conditional.
	ETag, LastModified string
	// MaxBytes replaces that of the options if it is smaller and not 0.
	MaxBytes int
}

// Response is what a server sent.
type Response struct {
	// Status is 200 or another of the 2xx, or 304.
	Status int
	// URL is the address that answered, after redirects.
	URL string
	// ContentType, ETag and LastModified are the headers of these names; the
	// validators are safe to be sent back.
	ContentType, ETag, LastModified string
	// Body is decompressed.
	Body []byte
	// Cut is set when the body was longer than may be; the rest is unread.
	Cut bool
	// Broken says why the body ends early; the part before is in Body.
	Broken error
	// Fresh is how long the server says that the document stays as it is,
	// and FreshFrom the header it says so in.
	Fresh     time.Duration
	FreshFrom string
	// WireBytes is the size of the body as sent.
	WireBytes int64
	Elapsed   time.Duration
}

// NotModified reports that the server has nothing new.
func (r *Response) NotModified() bool { return r.Status == http.StatusNotModified }

// errTimeout is the cause when a request takes too long.
var errTimeout = errors.New("the request took too long")

// Get fetches a feed. The error is an [*Error], except when ctx has ended.
// now is the time that Retry-After and Expires are counted from.
func (c *Client) Get(ctx context.Context, r Request, now time.Time) (*Response, error) {
	started := time.Now()
	requestCtx, cancel := context.WithTimeoutCause(ctx, c.options.Timeout, errTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(requestCtx, http.MethodGet, r.URL, nil)
	if err != nil {
		return nil, &Error{Class: rhythm.ClientErr, Words: fmt.Sprintf("%q is no address: %v", r.URL, err), Err: err}
	}
	if err := checkScheme(req.URL); err != nil {
		return nil, err
	}
	c.setHeaders(req, r)
	resp, err := c.http.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, c.classify(err, requestCtx)
	}
	defer func() { _ = resp.Body.Close() }() // read or given up, nothing to lose
	if resp.StatusCode != http.StatusNotModified && (resp.StatusCode < 200 || resp.StatusCode > 299) {
		return nil, c.refused(resp, now)
	}
	out := &Response{
		Status: resp.StatusCode, URL: resp.Request.URL.String(), ContentType: header(resp, "Content-Type", 256),
		ETag: header(resp, "ETag", 512), LastModified: header(resp, "Last-Modified", 128),
	}
	out.Fresh, out.FreshFrom = freshness(resp.Header, now)
	if resp.StatusCode != http.StatusNotModified {
		limit := c.options.MaxBytes
		if r.MaxBytes > 0 {
			limit = min(limit, r.MaxBytes)
		}
		if err := c.readBody(out, resp, limit, requestCtx); err != nil {
			return nil, err
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
	}
	out.Elapsed = time.Since(started)
	return out, nil
}

func (c *Client) setHeaders(req *http.Request, r Request) {
	h := req.Header
	h.Set("User-Agent", c.options.UserAgent)
	h.Set("Accept", "application/rss+xml, application/atom+xml, application/feed+json;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1")
	h.Set("Accept-Encoding", "gzip")
	if r.ETag != "" {
		h.Set("If-None-Match", r.ETag)
	}
	if r.LastModified != "" {
		h.Set("If-Modified-Since", r.LastModified)
	}
}

// checkRedirect allows a few redirects over the web, none from https to
// http, and none in a circle. The guard of the dialer checks the addresses.
func (c *Client) checkRedirect(req *http.Request, via []*http.Request) error {
	last := via[len(via)-1]
	refuse := func(format string, args ...any) error {
		words := fmt.Sprintf(format, args...)
		return &Error{Class: rhythm.ClientErr, Words: words, Err: errors.New(words)}
	}
	for _, v := range via {
		if v.URL.String() == req.URL.String() {
			return refuse("%s redirects in a circle; the site may want cookies", host(last.URL))
		}
	}
	if len(via) > c.options.Redirects {
		return refuse("%s redirects more than %d times", host(via[0].URL), c.options.Redirects)
	}
	if err := checkScheme(req.URL); err != nil {
		return err
	}
	if last.URL.Scheme == "https" && req.URL.Scheme == "http" {
		return refuse("%s redirects from https to http, which is not followed", host(last.URL))
	}
	req.Header.Del("Referer")
	return nil
}

func checkScheme(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		words := fmt.Sprintf("%q is not an http or https address", clip(u.String()))
		return &Error{Class: rhythm.ClientErr, Words: words, Err: errors.New(words)}
	}
	return nil
}

func host(u *url.URL) string { return clip(u.Hostname()) }

// header returns a header of at most limit bytes without control characters,
// else "".
func header(resp *http.Response, key string, limit int) string {
	v := strings.TrimSpace(resp.Header.Get(key))
	if len(v) > limit || strings.ContainsFunc(v, func(r rune) bool { return r < 0x20 || r == 0x7F }) {
		return ""
	}
	return v
}

// clip shortens a string from outside for a message.
func clip(s string) string {
	if len(s) > 200 {
		return strings.ToValidUTF8(s[:200], "") + "…"
	}
	return s
}
