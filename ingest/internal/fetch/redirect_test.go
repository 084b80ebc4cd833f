package fetch_test

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/rhythm"
)

func TestRedirects(t *testing.T) {
	secure := serveTLS(t, http.RedirectHandler("http://127.0.0.1:1/", http.StatusFound))
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		var n int
		switch {
		case r.URL.Path == "/end":
			if r.Header.Get("Referer") != "" {
				t.Errorf("Referer %q", r.Header.Get("Referer"))
			}
			_, _ = io.WriteString(w, feedBody)
		case r.URL.Path == "/circle":
			http.Redirect(w, r, "/circle2", http.StatusFound)
		case r.URL.Path == "/circle2":
			http.Redirect(w, r, "/circle", http.StatusFound)
		case r.URL.Path == "/file":
			w.Header().Set("Location", "file:///etc/passwd")
			w.WriteHeader(http.StatusFound)
		case r.URL.Path == "/private":
			http.Redirect(w, r, "http://10.0.0.1/", http.StatusFound)
		default:
			if _, err := fmt.Sscanf(r.URL.Path, "/hop/%d", &n); err == nil && n > 0 {
				http.Redirect(w, r, fmt.Sprintf("/hop/%d", n-1), http.StatusMovedPermanently)
				return
			}
			http.Redirect(w, r, "/end", http.StatusFound)
		}
	})
	c := newClient(t, fetch.Options{})
	got, err := c.Get(t.Context(), fetch.Request{URL: s.URL + "/hop/4"}, now)
	if err != nil || got.URL != s.URL+"/end" {
		t.Errorf("five redirects: %v, %v", got, err)
	}
	for path, words := range map[string]string{
		"/hop/5": "more than 5", "/circle": "in a circle", "/file": "not an http or https address",
	} {
		_, err := c.Get(t.Context(), fetch.Request{URL: s.URL + path}, now)
		wantClass(t, err, rhythm.ClientErr, words)
	}
	_, err = c.Get(t.Context(), fetch.Request{URL: s.URL + "/private"}, now)
	wantClass(t, err, rhythm.Blocked, "10.0.0.1")
	_, err = c.Get(t.Context(), fetch.Request{URL: secure.URL}, now)
	wantClass(t, err, rhythm.TLS, "unknown authority")
}

func TestNoDowngrade(t *testing.T) {
	var plain atomic.Bool
	target := serve(t, func(http.ResponseWriter, *http.Request) { plain.Store(true) })
	secure := serveTLS(t, http.RedirectHandler(target.URL, http.StatusFound))
	pool := x509.NewCertPool()
	pool.AddCert(secure.Certificate())
	c := newClient(t, fetch.Options{})
	fetch.SetTLS(c, &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12})
	_, err := c.Get(t.Context(), fetch.Request{URL: secure.URL}, now)
	wantClass(t, err, rhythm.ClientErr, "from https to http")
	if plain.Load() {
		t.Error("the plain address was asked")
	}
}

// TestMoves follows chains of redirects; each step of a path is a status, as
// in /301/302/end.
func TestMoves(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		var status int
		if _, err := fmt.Sscanf(r.URL.Path, "/%d/", &status); err != nil {
			_, _ = io.WriteString(w, feedBody)
			return
		}
		w.Header().Set("Location", r.URL.Path[4:]+"#part")
		w.WriteHeader(status)
	})
	c := newClient(t, fetch.Options{})
	for _, tt := range []struct {
		path      string
		permanent bool
		via       []string
	}{
		{"/end", false, nil},
		{"/301/end", true, []string{"/301/end"}},
		{"/308/end", true, []string{"/308/end"}},
		{"/302/end", false, []string{"/302/end"}},
		{"/303/end", false, []string{"/303/end"}},
		{"/307/end", false, []string{"/307/end"}},
		{"/301/308/301/end", true, []string{"/301/308/301/end", "/308/301/end", "/301/end"}},
		{"/301/302/end", false, []string{"/301/302/end", "/302/end"}},
		{"/307/301/end", false, []string{"/307/301/end", "/301/end"}},
	} {
		got, err := c.Get(t.Context(), fetch.Request{URL: s.URL + tt.path}, now)
		if err != nil {
			t.Errorf("%s: %v", tt.path, err)
			continue
		}
		want := ""
		if tt.permanent {
			want = s.URL + "/end"
		}
		if got.Permanent != want || strings.TrimSuffix(got.URL, "#part") != s.URL+"/end" {
			t.Errorf("%s: answered by %q, permanent %q, want %q", tt.path, got.URL, got.Permanent, want)
		}
		var via []string
		for _, v := range got.Via {
			via = append(via, strings.TrimSuffix(strings.TrimPrefix(v, s.URL), "#part"))
		}
		if diff := cmp.Diff(tt.via, via); diff != "" {
			t.Errorf("%s: via (-want +got):\n%s", tt.path, diff)
		}
	}
}

func TestOddRedirects(t *testing.T) {
	for location, words := range map[string]string{
		"":                    "without saying where",
		"http://[::1":         "no address",
		"http://%zz/":         "no address",
		"javascript:alert(1)": "not an http or https address",
	} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			if location != "" {
				w.Header().Set("Location", location)
			}
			w.WriteHeader(http.StatusFound)
		})
		_, err := newClient(t, fetch.Options{}).Get(t.Context(), fetch.Request{URL: s.URL}, now)
		wantClass(t, err, rhythm.ClientErr, words)
	}
}

// TestCredentials has a feed with credentials and a header of its own that is
// redirected within its origin, to another one and back.
func TestCredentials(t *testing.T) {
	var seen []string
	note := func(name string, r *http.Request) {
		user, password, _ := r.BasicAuth()
		seen = append(seen, fmt.Sprintf("%s%s %s:%s %s %s %s", name, r.URL.Path, user, password, r.Header.Get("X-Key"), r.Header.Get("If-None-Match"), r.Header.Get("User-Agent")))
	}
	var home string
	other := serve(t, func(w http.ResponseWriter, r *http.Request) {
		note("other", r)
		if r.URL.Path == "/back" {
			http.Redirect(w, r, home+"/end", http.StatusFound)
		}
		if r.URL.Path == "/door" {
			w.WriteHeader(http.StatusUnauthorized)
		}
	})
	first := serve(t, func(w http.ResponseWriter, r *http.Request) {
		note("first", r)
		switch r.URL.Path {
		case "/within":
			http.Redirect(w, r, "/end", http.StatusMovedPermanently)
		case "/away":
			http.Redirect(w, r, other.URL+"/end", http.StatusFound)
		case "/round":
			http.Redirect(w, r, other.URL+"/back", http.StatusFound)
		case "/in-address":
			http.Redirect(w, r, strings.Replace(home, "//", "//spy:spied@", 1)+"/end", http.StatusFound)
		case "/closed":
			http.Redirect(w, r, other.URL+"/door", http.StatusFound)
		}
	})
	home = first.URL
	c := newClient(t, fetch.Options{UserAgent: "service"})
	request := fetch.Request{User: "desk", Password: "s3cret", UserAgent: "mine", ETag: `"1"`, Header: http.Header{"x-key": {"k1"}, "If-None-Match": {"no"}, "Host": {"other.example"}, "Accept-Encoding": {"x"}}}
	for path, want := range map[string][]string{
		"/within":     {`first/within desk:s3cret k1 "1" mine`, `first/end desk:s3cret k1 "1" mine`},
		"/away":       {`first/away desk:s3cret k1 "1" mine`, `other/end :  "1" mine`},
		"/round":      {`first/round desk:s3cret k1 "1" mine`, `other/back :  "1" mine`, `first/end :  "1" mine`},
		"/in-address": {`first/in-address desk:s3cret k1 "1" mine`, `first/end desk:s3cret k1 "1" mine`},
	} {
		seen, request.URL = nil, home+path
		if _, err := c.Get(t.Context(), request, now); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if diff := cmp.Diff(want, seen); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	request.URL = home + "/closed"
	_, err := c.Get(t.Context(), request, now)
	if e := wantClass(t, err, rhythm.ClientErr, "user and password go to "+home+" alone"); strings.Contains(e.Words, "s3cret") {
		t.Errorf("the password is told: %s", e.Words)
	}
	seen, request = nil, fetch.Request{URL: strings.Replace(home, "//", "//u:p@", 1) + "/end"}
	if _, err := c.Get(t.Context(), request, now); err != nil || len(seen) != 1 || seen[0] != "first/end :   service" {
		t.Errorf("credentials in the address: %v, %q", err, seen)
	}
	request.Header = http.Header{"X-Key": {"a\r\nHost: b"}}
	_, err = c.Get(t.Context(), request, now)
	wantClass(t, err, rhythm.ClientErr, `"X-Key" cannot be sent`)
}

func TestSameOrigin(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"http://outlet.example/a", "http://outlet.example:80/b", true},
		{"https://Outlet.example/a", "https://outlet.EXAMPLE:443/b", true},
		{"http://outlet.example/", "https://outlet.example/", false},
		{"https://outlet.example/", "http://outlet.example/", false},
		{"https://outlet.example:443/", "http://outlet.example:443/", false},
		{"http://outlet.example/", "http://outlet.example:8080/", false},
		{"http://outlet.example/", "http://www.outlet.example/", false},
		{"http://www.outlet.example/", "http://outlet.example/", false},
		{"http://outlet.example/", "http://outlet.example./", false},
		{"http://outlet.example/", "http://outlet.example@other.example/", false},
		{"", "", false},
		{"http://[", "http://[", false},
	} {
		if fetch.SameOrigin(tt.a, tt.b) != tt.want {
			t.Errorf("%s and %s: want %v", tt.a, tt.b, tt.want)
		}
	}
}

func TestMayCarry(t *testing.T) {
	for _, tt := range []struct {
		from, to string
		want     bool
	}{
		{"http://outlet.example/a", "http://outlet.example:80/b", true},
		{"http://outlet.example/", "https://outlet.example/", true},
		{"http://outlet.example:80/", "https://OUTLET.example:443/", true},
		{"https://outlet.example/", "http://outlet.example/", false},
		{"http://outlet.example:8080/", "https://outlet.example/", false},
		{"http://outlet.example/", "https://outlet.example:8443/", false},
		{"http://outlet.example/", "https://www.outlet.example/", false},
		{"http://outlet.example/", "ftp://outlet.example:443/", false},
		{"", "", false},
		{"http://[", "http://[", false},
	} {
		if fetch.MayCarry(tt.from, tt.to) != tt.want {
			t.Errorf("from %s to %s: want %v", tt.from, tt.to, tt.want)
		}
	}
}

func TestAt(t *testing.T) {
	feed := fetch.Request{
		URL: "https://outlet.example/feed", ETag: "1", LastModified: "2", Form: url.Values{}, UserAgent: "mine", Header: http.Header{"X-Key": {"k"}},
		User: "desk", Password: "s3cret", InsecureTLS: true, AllowPrivate: true, MaxBytes: 1000,
	}
	for address, want := range map[string]fetch.Request{
		"https://OUTLET.example:443/a": {User: "desk", Password: "s3cret", Header: feed.Header, InsecureTLS: true, AllowPrivate: true},
		"https://outlet.example:8443/": {InsecureTLS: true, AllowPrivate: true},
		"http://outlet.example/a":      {InsecureTLS: true, AllowPrivate: true},
		"https://www.outlet.example/a": {},
		"http://127.0.0.1:4222/":       {},
		"/a":                           {},
		"http://[":                     {},
	} {
		want.URL, want.UserAgent, want.MaxBytes = address, "mine", 1000
		if diff := cmp.Diff(want, feed.At(address)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", address, diff)
		}
	}
}

// TestCookieWalls has a site that wants its cookie back, one that wants more
// than that, and one that tells its visitors apart.
func TestCookieWalls(t *testing.T) {
	visits := map[string]int{}
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		visits[r.URL.Path]++
		cookie, _ := r.Cookie("seen")
		if r.URL.Path == "/friendly" && cookie != nil && cookie.Value == "1" {
			_, _ = io.WriteString(w, feedBody)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "seen", Value: "1", Path: "/"})
		http.Redirect(w, r, r.URL.Path, http.StatusFound)
	})
	c := newClient(t, fetch.Options{})
	for range 2 { // nothing is kept for the next request
		got, err := c.Get(t.Context(), fetch.Request{URL: s.URL + "/friendly"}, now)
		if err != nil || string(got.Body) != feedBody {
			t.Errorf("a site that wants its cookie back: %v", err)
		}
	}
	if visits["/friendly"] != 4 {
		t.Errorf("%d visits, want 4", visits["/friendly"])
	}
	_, err := c.Get(t.Context(), fetch.Request{URL: s.URL + "/unfriendly"}, now)
	wantClass(t, err, rhythm.ClientErr, "in a circle")
	if visits["/unfriendly"] > 3 {
		t.Errorf("%d visits of a circle", visits["/unfriendly"])
	}
	count := 0
	endless := serve(t, func(w http.ResponseWriter, r *http.Request) {
		count++
		http.SetCookie(w, &http.Cookie{Name: "n", Value: fmt.Sprint(count), Path: "/"})
		http.Redirect(w, r, "/", http.StatusFound)
	})
	_, err = c.Get(t.Context(), fetch.Request{URL: endless.URL}, now)
	wantClass(t, err, rhythm.ClientErr, "more than 5")
}

func TestForm(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/307":
			http.Redirect(w, r, "/hub", http.StatusTemporaryRedirect)
		case "/302":
			http.Redirect(w, r, "/hub", http.StatusFound)
		default:
			if r.Method != http.MethodPost || r.PostFormValue("hub.topic") != "http://outlet.example/feed?a=b" {
				t.Errorf("%s with %v", r.Method, r.PostForm)
			}
			w.WriteHeader(http.StatusAccepted)
		}
	})
	c := newClient(t, fetch.Options{})
	form := url.Values{"hub.topic": {"http://outlet.example/feed?a=b"}}
	for _, path := range []string{"/hub", "/307"} {
		got, err := c.Get(t.Context(), fetch.Request{URL: s.URL + path, Form: form}, now)
		if err != nil || got.Status != http.StatusAccepted {
			t.Errorf("%s: %v, %v", path, got, err)
		}
	}
	_, err := c.Get(t.Context(), fetch.Request{URL: s.URL + "/302", Form: form}, now)
	wantClass(t, err, rhythm.ClientErr, "posted")
}
