package sitemap_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/sitemap"
)

func TestCache(t *testing.T) {
	c := sitemap.NewCache(400)
	body, failure := strings.Repeat("x", 90), error(nil)
	// ask returns the validator that was sent and the body that came.
	ask := func(feed, path string, at time.Time) (sent, got string) {
		t.Helper()
		r, err := c.Get(t.Context(), feed, fetch.Request{URL: "https://courier.example/" + path}, at, func(_ context.Context, r fetch.Request) (*fetch.Response, error) {
			if sent = r.ETag; failure != nil {
				return nil, failure
			}
			if r.ETag == path {
				return &fetch.Response{Status: http.StatusNotModified}, nil
			}
			return &fetch.Response{Status: http.StatusOK, ETag: path, Body: []byte(body)}, nil
		})
		if err != nil {
			return sent, err.Error()
		}
		return sent, string(r.Body)
	}
	want := func(feed, path string, at time.Time, sent string) {
		t.Helper()
		if s, b := ask(feed, path, at); s != sent || b != body {
			t.Errorf("%s of %s: asked with %q, want %q; got %.20q", path, feed, s, sent, b)
		}
	}
	want("a", "1", now, "")
	want("a", "1", now, "1")
	want("b", "1", now, "") // another feed may be asked for as somebody else
	failure = errors.New("down")
	if sent, got := ask("a", "1", now); sent != "1" || got != "down" {
		t.Errorf("asked with %q, got %q", sent, got)
	}
	failure = nil
	want("a", "1", now, "1") // a failure forgets nothing
	want("a", "1", now.Add(7*time.Hour), "")
	for _, path := range []string{"2", "3", "4"} { // the first of b is the oldest then
		want("a", path, now, "")
	}
	want("b", "1", now, "")
	want("a", "4", now, "4")
	body = strings.Repeat("x", 101)
	want("a", "large", now, "")
	want("a", "large", now, "")
}

// What an index does not date is dated by its name.
func TestIndexOrder(t *testing.T) {
	for _, c := range []struct{ maps, want []string }{
		{[]string{"/2026-03-08.xml", "/2026-03-10.xml", "/2026-03-09.xml", "/about.xml"}, []string{"/2026-03-10.xml", "/2026-03-09.xml", "/2026-03-08.xml", "/about.xml"}},
		{[]string{"/map_200501.xml.gz", "/map_202603.xml.gz", "/map_202602.xml.gz"}, []string{"/map_202603.xml.gz", "/map_202602.xml.gz", "/map_200501.xml.gz"}},
		{[]string{"/s/2025/12/31/", "/s/2026/01/01/", "/s/20260102/"}, []string{"/s/20260102/", "/s/2026/01/01/", "/s/2025/12/31/"}},
		{[]string{"/12345678.xml", "/20269999.xml", "/2.xml", "/news.xml"}, []string{"/news.xml", "/12345678.xml", "/20269999.xml", "/2.xml"}},
	} {
		index := "<sitemapindex><sitemap><loc>" + strings.Join(c.maps, "</loc></sitemap><sitemap><loc>") + "</loc></sitemap></sitemapindex>"
		s, err := sitemap.Parse([]byte(index), sitemap.Options{URL: "https://courier.example/x", Now: now})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range s.Maps {
			got = append(got, strings.TrimPrefix(m.URL, "https://courier.example"))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
}
