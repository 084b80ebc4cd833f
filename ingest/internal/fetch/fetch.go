// Package fetch is the polite HTTP client: conditional requests, one
// User-Agent with a contact, few redirects, one request at a time a host.
//
// Every address it connects to, at first and after each redirect, passes the
// guard of its dialer. No proxy is used. What a server sends is bounded in
// bytes, in time and in compression ratio, so that no server can hold a
// worker or fill the memory. There is no least rate of transfer beside that: a
// server that drips is given up when the time is over, and what came is kept.
// Credentials and headers of a feed go to the origin (scheme, host and port)
// of its address and to its https alone, cookies live no longer than the
// redirects of one request. Failures are sorted into classes and said in words
// that an operator can act on.
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
	"slices"
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
	DefaultIdleConns = 256
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
	// IdleConns bounds the connections that are kept open for reuse, over all
	// hosts; there is one at most for each host.
	IdleConns int
	// Spacing is the least time between two requests to one host.
	Spacing time.Duration
	// Dialer opens all connections. One that remembers no failures of DNS is
	// given a memory.
	Dialer *netguard.Dialer
}

// Client fetches feeds and pages. Its methods may be called concurrently.
type Client struct {
	options    Options
	transports transports
	unpackers  unpackers
	hosts      hosts
}

// New returns a client. Close it when done.
func New(o Options) *Client {
	o.MaxBytes = cmp.Or(o.MaxBytes, DefaultMaxBytes)
	o.MaxRatio = cmp.Or(o.MaxRatio, DefaultMaxRatio)
	o.Timeout = cmp.Or(o.Timeout, DefaultTimeout)
	o.Redirects = cmp.Or(o.Redirects, DefaultRedirects)
	o.IdleConns = cmp.Or(o.IdleConns, DefaultIdleConns)
	dialer := netguard.Dialer{}
	if o.Dialer != nil {
		dialer = *o.Dialer
	}
	if dialer.Misses == nil {
		dialer.Misses = netguard.NewMisses()
	}
	o.Dialer = &dialer
	return &Client{options: o, transports: transports{options: o}, hosts: hosts{slots: map[string]*slot{}, spacing: o.Spacing}}
}

// Close drops idle connections.
func (c *Client) Close() { c.transports.close() }

// Request is what to fetch.
type Request struct {
	URL string
	// ETag and LastModified are what the server sent with the last document;
	// they make the request conditional.
	ETag, LastModified string
	// Accept replaces the list of media types, which is for feeds.
	Accept string
	// UserAgent replaces that of the options.
	UserAgent string
	// Header is sent in addition. Names that govern the connection or that
	// this package sets for its own ends are left out.
	Header http.Header
	// User and Password are sent by basic authentication if User is not
	// empty. Like Header they go only where [MayCarry] allows: a request that
	// was redirected elsewhere carries them no more.
	User, Password string
	// InsecureTLS accepts any certificate, and AllowPrivate allows addresses
	// of private networks, both for the host of URL alone.
	InsecureTLS, AllowPrivate bool
	// Form, if not nil, makes the request a POST of a form. A redirect that
	// would turn it into a GET is an error.
	Form url.Values
	// MaxBytes and Timeout replace those of the options if they are smaller
	// and not 0.
	MaxBytes int
	Timeout  time.Duration
}

// Response is what a server sent.
type Response struct {
	// Status is 200 or another of the 2xx, or 304.
	Status int
	// URL is the address that answered, after redirects.
	URL string
	// Via are the addresses that redirected, in order: the first is that of
	// the request. It is nil without redirects.
	Via []string
	// Permanent is URL without its fragment if there were redirects and all of
	// them said that the document has moved for good (301 or 308), else "".
	Permanent string
	// ContentType, ContentLanguage, ETag and LastModified are the headers of
	// these names; the validators are safe to be sent back.
	ContentType, ContentLanguage, ETag, LastModified string
	// Links are those of the Link headers, resolved against URL.
	Links []Link
	// Body is decompressed.
	Body []byte
	// Cut is set when the body was longer than may be; the rest is unread.
	Cut bool
	// Broken says why the transfer of the body ended early; what came before
	// is in Body. It is an [*Error].
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

// Get fetches a document. The error is an [*Error], except when ctx has
// ended. now is the time that Retry-After and Expires are counted from.
func (c *Client) Get(ctx context.Context, r Request, now time.Time) (*Response, error) {
	started := time.Now()
	defer c.transports.begin()()
	timeout := c.options.Timeout
	if r.Timeout > 0 {
		timeout = min(timeout, r.Timeout)
	}
	requestCtx, cancel := context.WithTimeoutCause(ctx, timeout, errTimeout)
	defer cancel()
	f, req, err := c.prepare(requestCtx, r)
	if err != nil {
		return nil, err
	}
	f.timeout = timeout
	client := http.Client{Transport: f, CheckRedirect: f.checkRedirect, Jar: &f.cookies}
	resp, err := client.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, f.classify(requestCtx, err)
	}
	defer func() { _ = resp.Body.Close() }() // read or given up, nothing to lose
	unasked := resp.StatusCode == http.StatusNotModified && r.ETag == "" && r.LastModified == ""
	if unasked || resp.StatusCode != http.StatusNotModified && (resp.StatusCode < 200 || resp.StatusCode > 299) {
		return nil, f.refused(resp, now)
	}
	out := &Response{
		Status:          resp.StatusCode,
		URL:             resp.Request.URL.String(),
		ContentType:     header(resp, "Content-Type", 256),
		ContentLanguage: header(resp, "Content-Language", 256),
		ETag:            header(resp, "ETag", 1024),
		LastModified:    header(resp, "Last-Modified", 64),
		Links:           ParseLinks(resp.Header.Values("Link"), resp.Request.URL),
	}
	out.Via, out.Permanent = trail(resp)
	out.Fresh, out.FreshFrom = freshness(resp.Header, now)
	if resp.StatusCode != http.StatusNotModified {
		limit := c.options.MaxBytes
		if r.MaxBytes > 0 {
			limit = min(limit, r.MaxBytes)
		}
		if err := f.readBody(requestCtx, out, resp, limit); err != nil {
			return nil, err
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if wall := challenge(resp, out.Body); wall != "" {
			words := fmt.Sprintf("%s lets a page of %s answer, which keeps programs out", host(resp.Request.URL), wall)
			return nil, &Error{Class: rhythm.BotWall, Status: out.Status, Words: words, Err: errors.New(words)}
		}
	}
	out.Elapsed = time.Since(started)
	return out, nil
}

// prepare makes the request of a flight.
func (c *Client) prepare(ctx context.Context, r Request) (*flight, *http.Request, error) {
	method, body := http.MethodGet, ""
	if r.Form != nil {
		method, body = http.MethodPost, r.Form.Encode()
	}
	f := &flight{client: c, request: r}
	req, err := http.NewRequestWithContext(f.trace(ctx), method, r.URL, strings.NewReader(body))
	if err != nil {
		return nil, nil, &Error{Class: rhythm.ClientErr, Words: fmt.Sprintf("%q is no address: %v", clip(r.URL), err), Err: err}
	}
	if err := checkScheme(req.URL); err != nil {
		return nil, nil, err
	}
	req.URL.User = nil // credentials have fields of their own
	f.origin = req.URL
	req.Header = f.header()
	if name := unsendable(req.Header); name != "" {
		return nil, nil, clientError("the header %q cannot be sent: its name or value has characters that are not allowed", clip(name))
	}
	return f, req, nil
}

// trail returns the addresses that led to a response, and its own if all of
// them have moved there for good.
func trail(resp *http.Response) (via []string, permanent string) {
	forGood := true
	for last := resp.Request.Response; last != nil; last = last.Request.Response {
		via = append(via, last.Request.URL.String())
		forGood = forGood && (last.StatusCode == http.StatusMovedPermanently || last.StatusCode == http.StatusPermanentRedirect)
	}
	slices.Reverse(via)
	if len(via) > 0 && forGood {
		u := *resp.Request.URL
		u.Fragment, u.RawFragment = "", ""
		if permanent = u.String(); permanent == via[0] {
			permanent = "" // it only wanted its cookie back
		}
	}
	return via, permanent
}

func checkScheme(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return clientError("%q is not an http or https address", clip(u.String()))
	}
	return nil
}

func clientError(format string, args ...any) *Error {
	words := fmt.Sprintf(format, args...)
	return &Error{Class: rhythm.ClientErr, Words: words, Err: errors.New(words)}
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
