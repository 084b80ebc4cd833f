package sample

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
	"golang.org/x/text/encoding/charmap"
)

// dead reports a feed that never answers with a feed.
func (f *feed) dead() bool {
	return slices.ContainsFunc(f.flaws, func(fl flaw) bool { return fl.response != nil })
}

// withoutFlawsInBytes writes the feed as it would be without them.
func (f *feed) withoutFlawsInBytes(t *testing.T) []byte {
	t.Helper()
	whole := &feed{outlet: f.outlet, plan: f.plan, format: f.format, articles: f.articles}
	for _, fl := range f.flaws {
		if fl.bytes == nil {
			whole.flaws = append(whole.flaws, fl)
		}
	}
	body, err := whole.write()
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// TestFeedsParse reads every feed with gofeed as it is served and compares
// what it finds with the truth. Where the flaw stops gofeed, it must, and the
// feed without the flaw must read well.
func TestFeedsParse(t *testing.T) {
	n := newNewsroom(t, Options{})
	n.Publish(3)
	unreadable := []string{"windows-1252-as-utf-8", "cut-off"}
	formats := map[string]string{
		"rss 2.0": "RSS 2.0", "rss 1.0": "RSS 1.0", "atom 1.0": "Atom 1.0",
		"json https://jsonfeed.org/version/1.1": "JSON Feed 1.1",
	}
	truth := map[string][]Item{}
	for _, item := range n.Items() {
		truth[item.Feed] = append(truth[item.Feed], item)
	}
	for _, f := range n.feeds {
		if f.dead() {
			continue
		}
		t.Run(f.address(), func(t *testing.T) {
			want := truth[f.address()]
			body := fetch(t, n, f)
			if i := slices.IndexFunc(unreadable, func(name string) bool { return slices.Contains(f.plan.Flaws, name) }); i >= 0 {
				if _, err := gofeed.NewParser().Parse(bytes.NewReader(body)); err == nil {
					t.Errorf("gofeed reads it in spite of %s", unreadable[i])
				}
				body = f.withoutFlawsInBytes(t)
			}
			parsed, err := gofeed.NewParser().Parse(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if got := formats[parsed.FeedType+" "+parsed.FeedVersion]; got != want[0].Format {
				t.Errorf("format %s %s, want %s", parsed.FeedType, parsed.FeedVersion, want[0].Format)
			}
			lost := 0
			for _, fl := range f.flaws {
				lost += fl.lost
			}
			if len(parsed.Items) != len(want)+lost {
				t.Fatalf("%d items, want %d and %d lost", len(parsed.Items), len(want), lost)
			}
			for i, item := range want {
				got := parsed.Items[i]
				if clean(got.Title) != item.Title {
					t.Errorf("title %q, want %q", got.Title, item.Title)
				}
				if item.Format != "RSS 1.0" && got.GUID != item.GUID {
					t.Errorf("guid %q, want %q", got.GUID, item.GUID)
				}
				if !strings.HasSuffix(got.Link, item.Link) {
					t.Errorf("link %q, want %q", got.Link, item.Link)
				}
				if summary := f.plan.Content == contentSummary; summary != (got.Content == "" && len(got.Description) < 400) && f.plan.Content != contentText {
					t.Errorf("item %q: content of %d bytes", got.Title, len(got.Content))
				}
				if !slices.Contains(f.plan.Flaws, "bad-dates") && (got.PublishedParsed == nil || !got.PublishedParsed.Equal(item.Published)) {
					t.Errorf("item %q: published %v, want %v", got.Title, got.PublishedParsed, item.Published)
				}
			}
		})
	}
}

// clean takes away what the flaw control-characters adds.
func clean(s string) string { return strings.TrimRight(s, "\x1e\uFFFD ") }

// TestFlawsShow checks that each flaw is to be seen in the bytes of a feed
// that has it.
func TestFlawsShow(t *testing.T) {
	latin := func(s string) string {
		encoded, err := charmap.Windows1252.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return encoded
	}
	cyrillic, err := charmap.Windows1251.NewEncoder().String("перемирие")
	if err != nil {
		t.Fatal(err)
	}
	signs := map[string][]string{
		"tracking-parameters":     {"utm_source=rss"},
		"relative-links":          {`xml:base="http://www.capesignal.example/"`, `href="news/`},
		"guid-not-link":           {":"},
		"permalink-without-link":  {`isPermaLink="true"`},
		"no-link-at-all":          {`"id": "wire.cns-news.example:`},
		"numeric-ids":             {`"id": `},
		"bad-dates":               {"hace 2 horas", "-0001", "</guid>\n    <dc:creator>", "hora de Chile", "dic "},
		"html-entities":           {"&eacute;", "&nbsp;&raquo;"},
		"control-characters":      {"\x1e</title>", "\x0b</p>"},
		"windows-1251":            {`encoding="windows-1251"`, cyrillic},
		"windows-1252-as-utf-8":   {`encoding="UTF-8"`, latin("schießt"), latin("„")},
		"windows-1252-as-latin-1": {`encoding="ISO-8859-1"`, latin("längsten"), latin("„")},
		"cut-off":                 {"<item>"},
		"moved":                   {"<rdf:RDF"},
	}
	n := newNewsroom(t, Options{})
	seen := map[string]bool{}
	for _, f := range n.feeds {
		for _, name := range f.plan.Flaws {
			if seen[name] = true; f.dead() {
				continue
			}
			body := fetch(t, n, f)
			for _, sign := range signs[name] {
				if !bytes.Contains(body, []byte(sign)) {
					t.Errorf("%s: no %q shows its flaw %s", f.address(), sign, name)
				}
			}
			if name == "cut-off" && bytes.Count(body, []byte("<item>")) != bytes.Count(body, []byte("</item>"))+1 {
				t.Errorf("%s does not end within its last item", f.address())
			}
		}
	}
	for name := range signs {
		if !seen[name] {
			t.Errorf("no feed has the flaw %s", name)
		}
	}
}

func TestDeadFeeds(t *testing.T) {
	n := newNewsroom(t, Options{})
	tests := []struct {
		address string
		status  int
		mime    string
	}{
		{"http://www.harbourpost.example/rss/video.xml", http.StatusInternalServerError, "text/plain; charset=utf-8"},
		{"http://www.baysidebulletin.example/rss", http.StatusOK, "text/html; charset=utf-8"},
	}
	for _, tt := range tests {
		if !slices.Contains(n.Feeds(), tt.address) {
			t.Errorf("%s is not among the feeds", tt.address)
		}
		response := get(t, n, tt.address)
		if response.StatusCode != tt.status || response.Header.Get("Content-Type") != tt.mime {
			t.Errorf("%s: %d %s, want %d %s", tt.address, response.StatusCode, response.Header.Get("Content-Type"), tt.status, tt.mime)
		}
		for _, item := range n.Items() {
			if item.Feed == tt.address {
				t.Errorf("%s has item %s in the truth", tt.address, item.Title)
			}
		}
	}
}

func TestMovedFeed(t *testing.T) {
	n := newNewsroom(t, Options{})
	response := get(t, n, "http://tasmancourier.example/index.rdf")
	if response.StatusCode != http.StatusMovedPermanently || response.Header.Get("Location") != "/moved/index.rdf" {
		t.Errorf("%d to %q", response.StatusCode, response.Header.Get("Location"))
	}
}

func TestConditionalGet(t *testing.T) {
	n := newNewsroom(t, Options{})
	for _, address := range []string{
		"http://www.harbourpost.example/rss/world.xml",
		"http://wire.cns-news.example/json/en",
		n.Items()[0].URL,
	} {
		first := get(t, n, address)
		etag, modified := first.Header.Get("ETag"), first.Header.Get("Last-Modified")
		if etag == "" || modified == "" {
			t.Fatalf("%s: ETag %q, Last-Modified %q", address, etag, modified)
		}
		tests := []struct {
			name, header, value string
			want                int
		}{
			{"same tag", "If-None-Match", etag, http.StatusNotModified},
			{"weak tag", "If-None-Match", "W/" + etag, http.StatusNotModified},
			{"other tag", "If-None-Match", `"0"`, http.StatusOK},
			{"same date", "If-Modified-Since", modified, http.StatusNotModified},
			{"earlier date", "If-Modified-Since", "Thu, 01 Jan 1998 00:00:00 GMT", http.StatusOK},
		}
		for _, tt := range tests {
			response := get(t, n, address, tt.header, tt.value)
			if response.StatusCode != tt.want {
				t.Errorf("%s, %s: status %d, want %d", address, tt.name, response.StatusCode, tt.want)
			}
			if got := body(t, response); (len(got) == 0) != (tt.want == http.StatusNotModified) {
				t.Errorf("%s, %s: %d bytes", address, tt.name, len(got))
			}
		}
	}
}

// TestFrozen checks that a frozen newsroom serves the same bytes at any time
// and in any run.
func TestFrozen(t *testing.T) {
	c := newClock()
	n, again := newNewsroom(t, Options{Now: c.Now}), newNewsroom(t, Options{})
	for _, f := range n.feeds {
		if f.dead() {
			continue
		}
		before := fetch(t, n, f)
		c.advance(time.Hour)
		if !bytes.Equal(before, fetch(t, n, f)) || !bytes.Equal(before, fetch(t, again, f)) {
			t.Errorf("%s changes in a frozen newsroom", f.address())
		}
	}
}
