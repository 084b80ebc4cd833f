package newsroom_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/deployments/internal/newsroom"
)

// reader is a client that remembers the validators of each feed.
type reader struct {
	t      *testing.T
	client http.Client
	feeds  []string
	tags   map[string]http.Header
}

func open(t *testing.T, o newsroom.Options) (*newsroom.Newsroom, *reader) {
	t.Helper()
	n, err := newsroom.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	proxy := &url.URL{Scheme: "http", Host: strings.TrimPrefix(n.Hosts(), "*.example=")}
	r := &reader{t: t, client: http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(proxy)}}, tags: map[string]http.Header{}}
	t.Cleanup(r.client.CloseIdleConnections)
	for _, part := range strings.Split(n.OPML(), `xmlUrl="`)[1:] {
		address, _, _ := strings.Cut(part, `"`)
		r.feeds = append(r.feeds, address)
	}
	return n, r
}

// read fetches a feed; remember says whether its validators are kept.
func (r *reader) read(feed string, remember bool) (string, int, error) {
	r.t.Helper()
	req, err := http.NewRequest(http.MethodGet, feed, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	if h := r.tags[feed]; h != nil {
		req.Header.Set("If-None-Match", h.Get("ETag"))
		req.Header.Set("If-Modified-Since", h.Get("Last-Modified"))
	}
	res, err := r.client.Do(req)
	if err != nil {
		return "", 0, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err == nil && remember {
		r.tags[feed] = res.Header
	}
	return string(body), res.StatusCode, err
}

// TestNothingLeavesUnread reads every document twice, once forgetting it, and
// finds every version of every item in what was remembered.
func TestNothingLeavesUnread(t *testing.T) {
	n, r := open(t, newsroom.Options{Seed: 7, Outlets: 2, Ring: 6, Edits: 1.5, Signal: 0.2})
	n.Allow(200)
	var remembered strings.Builder
	for rounds := 0; !n.Done(); rounds++ {
		if rounds > 1000 {
			t.Fatalf("not done after %d rounds: %+v", rounds, n.Progress())
		}
		for _, feed := range r.feeds {
			forgotten, status, err := r.read(feed, false)
			if err != nil {
				t.Fatal(err)
			}
			if status == http.StatusNotModified {
				continue
			}
			again, _, err := r.read(feed, true)
			if err != nil || again != forgotten {
				t.Fatalf("%s turned before it was read: %v", feed, err)
			}
			remembered.WriteString(again)
		}
	}
	items := n.Items()
	if len(items) != 200 {
		t.Errorf("%d items, want 200", len(items))
	}
	revised, signals, shared := 0, 0, 0
	for _, it := range items {
		for v, version := range it.Versions {
			last := version.Text[strings.LastIndex(version.Text, "\n\n")+2:]
			last = strings.NewReplacer("&", "&amp;amp;").Replace(last)
			if !strings.Contains(remembered.String(), last) {
				t.Errorf("version %d of %s was never in a document", v+1, it.URL)
			}
		}
		if len(it.Versions) > 1 {
			revised++
		}
		if it.Signal {
			signals++
		}
		if it.Shared {
			shared++
			if c := strings.Count(remembered.String(), it.URL); c < 2 {
				t.Errorf("%s is shared, but was served %d times", it.URL, c)
			}
		}
	}
	if revised == 0 || signals == 0 || shared == 0 {
		t.Errorf("%d items revised, %d with the signal, %d shared: want some of each", revised, signals, shared)
	}
}

// TestFlaws sees a broken document and then the whole one.
func TestFlaws(t *testing.T) {
	n, r := open(t, newsroom.Options{Seed: 7, Outlets: 1, Ring: 6})
	n.Misbehave(newsroom.Cut, 1<<40)
	if body, _, err := r.read(r.feeds[0], false); err == nil {
		t.Errorf("the document was not cut: %q", body)
	}
	n.Misbehave(newsroom.Failing, 1<<40)
	if _, status, err := r.read(r.feeds[0], false); err != nil || status != http.StatusServiceUnavailable {
		t.Errorf("status %d, %v, want 503", status, err)
	}
	n.Misbehave(newsroom.Sound, 0)
	if _, status, err := r.read(r.feeds[0], false); err != nil || status != http.StatusOK {
		t.Errorf("status %d, %v, want 200", status, err)
	}
}
