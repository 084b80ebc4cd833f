package index_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"gopkg.in/yaml.v3"

	"github.com/dateline-news/dateline/index"
	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/shared/env"
)

// proxied is a service behind a proxy that serves it under /search/ and
// nothing elsewhere.
type proxied struct {
	t *testing.T
	// public is where readers see the service, without a slash at its end.
	public string
	token  string
}

// behindProxy starts a service that knows its public address behind a proxy
// that takes the path of it away, or leaves it.
func behindProxy(t *testing.T, w *world, strip bool, token string) *proxied {
	t.Helper()
	var backend *url.URL
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		if strip {
			r.Out.URL.Path, r.Out.URL.RawPath = strings.TrimPrefix(r.In.URL.Path, "/search"), ""
		}
		r.SetURL(backend)
	}}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/search/") {
			http.NotFound(w, r)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	s := w.start(func(c *index.Config) {
		if err := c.HTTP.PublicURL.UnmarshalText([]byte(front.URL + "/search/")); err != nil {
			t.Fatal(err)
		}
		c.HTTP.Token = env.NewSecret(token)
	})
	site := httptest.NewServer(s.Handler())
	t.Cleanup(site.Close)
	var err error
	if backend, err = url.Parse(site.URL); err != nil {
		t.Fatal(err)
	}
	return &proxied{t: t, public: front.URL + "/search", token: token}
}

// get returns status, header and body of what is at an address, which may be
// relative to the public one.
func (p *proxied) get(address string, headers ...string) (int, http.Header, []byte) {
	p.t.Helper()
	base, err := url.Parse(p.public + "/")
	if err != nil {
		p.t.Fatal(err)
	}
	to, err := base.Parse(address)
	if err != nil {
		p.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, to.String(), nil)
	if err != nil {
		p.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return response.StatusCode, response.Header, body
}

// links are the addresses of this site that a page leads to.
func (p *proxied) links(page []byte) []string {
	p.t.Helper()
	root, err := html.Parse(strings.NewReader(string(page)))
	if err != nil {
		p.t.Fatal(err)
	}
	var out []string
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if (a.Key == "href" || a.Key == "action" || a.Key == "src") && !strings.HasPrefix(a.Val, "http") {
				out = append(out, a.Val)
			}
		}
	}
	return out
}

// TestPublicAddress follows every link of every page through a proxy.
func TestPublicAddress(t *testing.T) {
	for name, strip := range map[string]bool{"the proxy takes the path away": true, "the proxy leaves the path": false} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			p := behindProxy(t, w, strip, "")
			bare := article(t, 3, 1, "Syria story without an address", "No link.")
			bare.URL = ""
			w.publish(article(t, 1, 1, "Syria truce holds", "Day one."), article(t, 2, 1, "Syria truce ends", "Day two."), article(t, 1, 2, "Syria truce broken", "Day three."), bare)
			w.total("entity:Q858", 3)
			w.total("broken", 1)

			seen := map[string]bool{}
			for waiting := []string{p.public + "/", p.public + "/help", p.public + "/?q=trce:"}; len(waiting) > 0; waiting = waiting[1:] {
				status, header, body := p.get(waiting[0])
				if status != http.StatusOK && !strings.Contains(waiting[0], "trce") {
					t.Errorf("%s: status %d: %.200s", waiting[0], status, body)
				}
				if !strings.HasPrefix(header.Get("Content-Type"), "text/html") {
					continue
				}
				for _, l := range p.links(body) {
					if id, ok := strings.CutPrefix(l, "#"); ok {
						if !strings.Contains(string(body), `id="`+id+`"`) {
							t.Errorf("%s has nothing named %s", waiting[0], id)
						}
						continue
					}
					if !strings.HasPrefix(l, "/search/") {
						t.Errorf("%s leads to %s", waiting[0], l)
					}
					if !seen[l] && len(seen) < 150 {
						seen[l] = true
						waiting = append(waiting, l)
					}
				}
			}
			for _, want := range []string{"/search/style.css", "/search/v1/articles/", "/search/entities/Q858", "/search/articles/", "/search/quotes?", "source%3Athames", "/search/v1/feed.atom?"} {
				if !slices.ContainsFunc(slices.Collect(mapKeys(seen)), func(l string) bool { return strings.Contains(l, want) }) {
					t.Errorf("no page leads to %s", want)
				}
			}
			// Unclean paths end below the public address.
			if status, _, _ := p.get(p.public + "//help"); status != http.StatusOK {
				t.Errorf("an unclean path: status %d", status)
			}
			p.checkFeeds(bare.ID)
		})
	}
}

func mapKeys(m map[string]bool) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// checkFeeds looks at the addresses in feeds and in the description. Bare is
// an article without an address of its own.
func (p *proxied) checkFeeds(bare string) {
	p.t.Helper()
	own := p.public + "/articles/" + bare
	_, _, body := p.get("v1/feed.atom?q=Syria%20sort:oldest&size=5")
	var atom struct {
		ID    string `xml:"id"`
		Links []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
		Entries []struct {
			ID   string `xml:"id"`
			Link struct {
				Href string `xml:"href,attr"`
			} `xml:"link"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(body, &atom); err != nil || len(atom.Links) != 2 || len(atom.Entries) != 3 {
		p.t.Fatalf("%v: %s", err, body)
	}
	if atom.ID != "urn:dateline:feed:Syria" || atom.Links[0].Rel != "self" || atom.Links[0].Href != p.public+"/v1/feed.atom?q=Syria%20sort:oldest&size=5" || atom.Links[1].Href != p.public+"/?q=Syria" {
		p.t.Errorf("the Atom feed is %s with %+v", atom.ID, atom.Links)
	}
	found := false
	for _, e := range atom.Entries {
		found = found || e.ID == "urn:dateline:article:"+bare && e.Link.Href == own
	}
	if !found {
		p.t.Errorf("no entry leads to %s: %+v", own, atom.Entries)
	}
	if status, _, _ := p.get(atom.Links[0].Href); status != http.StatusOK {
		p.t.Errorf("the feed's own address: status %d", status)
	}
	_, _, body = p.get("v1/feed.json?q=Syria")
	var feed struct {
		Home  string `json:"home_page_url"`
		Self  string `json:"feed_url"`
		Items []struct{ ID, URL string }
	}
	if err := json.Unmarshal(body, &feed); err != nil || feed.Home != p.public+"/?q=Syria" || feed.Self != p.public+"/v1/feed.json?q=Syria" {
		p.t.Errorf("the JSON feed: %v, %+v", err, feed)
	}
	if !slices.ContainsFunc(feed.Items, func(i struct{ ID, URL string }) bool { return i.URL == own }) {
		p.t.Errorf("no item leads to %s: %+v", own, feed.Items)
	}
	for _, address := range []string{feed.Home, feed.Self, own} {
		if status, _, _ := p.get(address); status != http.StatusOK {
			p.t.Errorf("%s: status %d", address, status)
		}
	}
	_, _, body = p.get("v1/openapi.yaml")
	var description struct {
		Servers []struct{ URL string }
	}
	if err := yaml.Unmarshal(body, &description); err != nil || len(description.Servers) != 1 || description.Servers[0].URL != p.public {
		p.t.Errorf("the description: %v, servers %+v", err, description.Servers)
	}
}

// TestRefusalOfABrowser cancels the dialogue that asks for a token.
func TestRefusalOfABrowser(t *testing.T) {
	p := behindProxy(t, newWorld(t), true, "sesame")
	status, header, body := p.get("?q=truce", "Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
	if status != http.StatusUnauthorized || !strings.HasPrefix(header.Get("Content-Type"), "text/html") || len(header.Values("WWW-Authenticate")) != 2 {
		t.Errorf("status %d, %v", status, header)
	}
	if !strings.Contains(string(body), "wants a token") || !slices.Contains(p.links(body), "/search/style.css") {
		t.Errorf("the page is %s", body)
	}
	if status, header, _ := p.get("style.css"); status != http.StatusOK || !strings.HasPrefix(header.Get("Content-Type"), "text/css") {
		t.Errorf("the style sheet of that page: status %d", status)
	}
	for _, accept := range []string{"", "*/*", "application/json", "text/html;q=0.1, application/json"} {
		status, header, body := p.get("v1/search?q=truce", "Accept", accept)
		var e client.Error
		if err := json.Unmarshal(body, &e); err != nil || status != http.StatusUnauthorized || e.Status != status || !strings.HasPrefix(header.Get("Content-Type"), "application/problem+json") {
			t.Errorf("Accept %q: status %d, %v: %s", accept, status, err, body)
		}
	}
	if status, _, _ := p.get("v1/search?q=truce", "Authorization", "Bearer sesame"); status != http.StatusOK {
		t.Errorf("with the token: status %d", status)
	}
}

func TestPublicURL(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "https://news.example": "https://news.example", "https://news.example/": "https://news.example",
		"http://10.0.0.1:8088/a/b/": "http://10.0.0.1:8088/a/b",
	} {
		var p index.PublicURL
		if err := p.UnmarshalText([]byte(text)); err != nil || string(p) != want {
			t.Errorf("%q is %q, %v; want %q", text, p, err, want)
		}
	}
	for _, text := range []string{
		"news.example/search", "/search/", "ftp://news.example/", "https://u:p@news.example/", "https://news.example/?q=1", "https://news.example/#a",
		"https://news.example/v1/", "https://news.example/articles", "https://news.example/a//b", "https://news.example/a/../b", "https://news.example/a%2Fb", "https://",
	} {
		var p index.PublicURL
		if err := p.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is taken as %q", text, p)
		} else if strings.Contains(fmt.Sprint(err), "\n") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
