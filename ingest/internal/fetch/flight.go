package fetch

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/net/http/httpguts"
	"golang.org/x/net/publicsuffix"
)

// accepted are the media types asked for unless the request says otherwise.
const accepted = "application/rss+xml, application/atom+xml, application/feed+json;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"

// flight is one request with its redirects.
type flight struct {
	client  *Client
	request Request
	timeout time.Duration
	// origin is the address of the request, and strayed is set for good once
	// a redirect led where its credentials may not go.
	origin  *url.URL
	strayed bool
	cookies cookies
	// reused tells that the last request went over a connection that was open
	// before.
	reused atomic.Bool
	// seen are the cookies that each address was asked with.
	seen map[string]string
}

// RoundTrip sends one request by the transport that its host may use. If a
// connection turns out to be dead that was kept open since an earlier request,
// which the server may not have noticed, it is sent once more.
func (f *flight) RoundTrip(req *http.Request) (*http.Response, error) {
	home := strings.EqualFold(req.URL.Hostname(), f.origin.Hostname())
	transport := f.client.transports.get(home && f.request.InsecureTLS, home && f.request.AllowPrivate)
	f.reused.Store(false)
	resp, err := transport.RoundTrip(req)
	if err != nil && f.reused.Load() && req.Method == http.MethodGet && req.Context().Err() == nil {
		return transport.RoundTrip(req)
	}
	return resp, err
}

// trace makes a context that tells the flight of its connections.
func (f *flight) trace(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) { f.reused.Store(i.Reused) }})
}

// ownHeaders are the headers, beside If-… and Proxy-…, that a request may not
// bring along.
var ownHeaders = []string{
	"Accept-Encoding", "Connection", "Content-Length", "Expect", "Host", "Keep-Alive", "Range", "Te", "Trailer", "Transfer-Encoding", "Upgrade",
}

// header is what the next request of the flight carries.
func (f *flight) header() http.Header {
	r := &f.request
	h := http.Header{}
	h.Set("User-Agent", cmp.Or(r.UserAgent, f.client.options.UserAgent))
	h.Set("Accept", cmp.Or(r.Accept, accepted))
	if !f.strayed {
		for name, values := range r.Header {
			name = http.CanonicalHeaderKey(name)
			if !slices.Contains(ownHeaders, name) && !strings.HasPrefix(name, "If-") && !strings.HasPrefix(name, "Proxy-") {
				h[name] = slices.Clone(values)
			}
		}
		if r.User != "" {
			basic := http.Request{Header: h}
			basic.SetBasicAuth(r.User, r.Password)
		}
	}
	h.Set("Accept-Encoding", "gzip, br, zstd")
	if r.ETag != "" {
		h.Set("If-None-Match", r.ETag)
	}
	if r.LastModified != "" {
		h.Set("If-Modified-Since", r.LastModified)
	}
	if r.Form != nil {
		h.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return h
}

// unsendable names a header that HTTP does not allow, or returns "".
func unsendable(h http.Header) string {
	for _, name := range slices.Sorted(maps.Keys(h)) {
		if !httpguts.ValidHeaderFieldName(name) || slices.ContainsFunc(h[name], func(v string) bool { return !httpguts.ValidHeaderFieldValue(v) }) {
			return name
		}
	}
	return ""
}

// checkRedirect allows a few redirects over the web, none from https to
// http, and none in a circle. The guard of the dialer checks the addresses.
func (f *flight) checkRedirect(req *http.Request, via []*http.Request) error {
	last := via[len(via)-1]
	req.URL.User = nil
	if f.seen == nil {
		f.seen = map[string]string{last.URL.String(): ""}
	}
	// A site that only wants to see its cookie again may send back to where
	// it sent from; without a new cookie that is a circle.
	carried := f.cookies.line(req.URL)
	if before, ok := f.seen[req.URL.String()]; ok && before == carried {
		return clientError("%s redirects in a circle; the site may want a browser", host(last.URL))
	}
	f.seen[req.URL.String()] = carried
	if len(via) > f.client.options.Redirects {
		return clientError("%s redirects more than %d times", host(via[0].URL), f.client.options.Redirects)
	}
	if err := checkScheme(req.URL); err != nil {
		return err
	}
	if last.URL.Scheme == "https" && req.URL.Scheme == "http" {
		return clientError("%s redirects from https to http, which is not followed", host(last.URL))
	}
	if req.Method != via[0].Method {
		return clientError("%s redirects what was posted to it", host(last.URL))
	}
	f.strayed = f.strayed || !mayCarry(f.origin, req.URL)
	req.Header = f.header()
	return nil
}

// cookies is a jar that is made when the first cookie comes.
type cookies struct{ jar *cookiejar.Jar }

// SetCookies implements [http.CookieJar].
func (c *cookies) SetCookies(u *url.URL, set []*http.Cookie) {
	if c.jar == nil {
		c.jar, _ = cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List}) // it never fails
	}
	c.jar.SetCookies(u, set)
}

// Cookies implements [http.CookieJar].
func (c *cookies) Cookies(u *url.URL) []*http.Cookie {
	if c.jar == nil {
		return nil
	}
	return c.jar.Cookies(u)
}

// line is what an address would be sent, in one line.
func (c *cookies) line(u *url.URL) string {
	var b strings.Builder
	for _, cookie := range c.Cookies(u) {
		b.WriteString(cookie.Name + "=" + cookie.Value + ";")
	}
	return b.String()
}
