package sample

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dateline-news/dateline/shared/news"
)

// clock is a clock that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func newNewsroom(t *testing.T, o Options) *Newsroom {
	t.Helper()
	if o.Now == nil {
		o.Now = newClock().Now
	}
	n, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// get asks the newsroom for an address and follows no redirect.
func get(t *testing.T, n *Newsroom, address string, header ...string) *http.Response {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest(http.MethodGet, u.RequestURI(), nil)
	request.Host = u.Host + ":8080"
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	recorder := httptest.NewRecorder()
	n.Handler().ServeHTTP(recorder, request)
	return recorder.Result()
}

func body(t *testing.T, response *http.Response) []byte {
	t.Helper()
	defer func() { _ = response.Body.Close() }() // a recorder's body
	b, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// fetch returns a feed as a reader gets it after redirects.
func fetch(t *testing.T, n *Newsroom, f *feed) []byte {
	t.Helper()
	response := get(t, n, f.address())
	if location := response.Header.Get("Location"); location != "" {
		response = get(t, n, "http://"+f.outlet.plan.Host+location)
	}
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d", f.address(), response.StatusCode)
	}
	return body(t, response)
}

func TestTruth(t *testing.T) {
	n := newNewsroom(t, Options{})
	items := n.Items()
	ids := map[string]int{}
	formats, languages, stories, outlets := map[string]int{}, map[string]int{}, map[string]bool{}, map[string]bool{}
	copies := 0
	for _, item := range items {
		ids[item.ID]++
		formats[item.Format]++
		languages[item.Language]++
		stories[item.Story] = true
		outlets[item.Outlet] = true
		if item.Agency != "" && !slices.Contains([]string{"Meridian Press Agency", "Norda", "CNS Continental News Service"}, item.Outlet) {
			copies++
		}
		if !news.ValidID(item.ID) || !news.ValidToken(item.Source) || item.Revision != 1 || item.Published.IsZero() {
			t.Errorf("bad item %+v", item)
		}
	}
	t.Logf("%d outlets, %d feeds, %d items, %d articles, %d stories, %d wire copies, %v, %v",
		len(n.outlets), len(n.feeds), len(items), len(ids), len(stories), copies, formats, languages)
	if len(items) < 150 || len(outlets) < 14 {
		t.Errorf("%d items of %d outlets, want at least 150 of 14", len(items), len(outlets))
	}
	if got := len(items) - len(ids); got != 5 {
		t.Errorf("%d items repeat an article, want the 5 of the front page", got)
	}
	if want := []string{"Atom 1.0", "JSON Feed 1.1", "RSS 1.0", "RSS 2.0"}; !slices.Equal(slices.Sorted(maps.Keys(formats)), want) {
		t.Errorf("formats %v, want %v", formats, want)
	}
	if want := []string{"ar", "de", "en", "es", "fr", "ru"}; !slices.Equal(slices.Sorted(maps.Keys(languages)), want) {
		t.Errorf("languages %v, want %v", languages, want)
	}
	all, err := readStories(files)
	if err != nil {
		t.Fatal(err)
	}
	for name := range all {
		if !stories[name] {
			t.Errorf("no feed serves story %s whole", name)
		}
	}
}

// TestLinksSurviveTheFeed checks that every spelling of a link in a feed
// leads to the id that the truth gives.
func TestLinksSurviveTheFeed(t *testing.T) {
	n := newNewsroom(t, Options{})
	n.Publish(5)
	pages := map[string]string{}
	for _, item := range n.Items() {
		if other, ok := pages[item.ID]; ok && other != item.URL {
			t.Errorf("%s and %s have one id", other, item.URL)
		}
		pages[item.ID] = item.URL
		if got := news.SourceOf(item.URL).ID; got != item.Source {
			t.Errorf("%s is of source %s, want %s", item.URL, got, item.Source)
		}
		link := item.Link
		if link == "" && strings.HasPrefix(item.GUID, "http") {
			link = item.GUID
		}
		if link == "" {
			if got := news.IDFromGUID(item.Source, item.GUID); got != item.ID {
				t.Errorf("%s: id %s, want %s", item.GUID, got, item.ID)
			}
			continue
		}
		base, err := url.Parse("http://" + n.hostOf(item) + "/")
		if err != nil {
			t.Fatal(err)
		}
		absolute, err := base.Parse(link)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := news.IDFromURL(absolute.String()); err != nil || got != item.ID {
			t.Errorf("%s: id %s, %v, want %s", link, got, err, item.ID)
		}
	}
}

func (n *Newsroom) hostOf(item Item) string {
	u, err := url.Parse(item.Feed)
	if err != nil {
		return ""
	}
	return u.Host
}
