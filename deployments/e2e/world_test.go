package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/dateline-news/dateline/deployments/standalone/sample"
	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

// patience is how long anything may take; nothing here measures speed, and
// scenarios run beside each other.
const patience = 10 * time.Minute

// The pauses between two looks at what is waited for grow, since a look at
// the whole index takes what the services need.
const (
	firstPause = 20 * time.Millisecond
	mostPause  = time.Second
)

// deployment runs the services of a world.
type deployment interface {
	// start runs a service: ingest, enrich or index. A name such as enrich#2
	// starts another instance.
	start(t *testing.T, w *world, name string)
	// stop ends it cleanly, kill as hard as the deployment can.
	stop(t *testing.T, name string)
	kill(t *testing.T, name string)
	// api is the address of the index's HTTP API.
	api() string
	// feeds are those of a newsroom's that it reads.
	feeds(all []string) []string
}

// someFeeds are a fifth of the newsroom: all its formats and languages, the
// outlet that publishes more, and two feeds with an article in common. What
// runs in this process reads these alone, since the race detector makes it
// slow; every scenario has them all when it runs against the binaries.
var someFeeds = []string{
	"http://www.harbourpost.example/rss/world.xml", "http://www.harbourpost.example/rss/front.xml",
	"http://www.norda.example/atom/ru.xml", "http://wire.cns-news.example/json/ar", "http://tasmancourier.example/index.rdf",
	"http://www.nordlicht-kurier.example/rss/top.xml", "http://www.gazetteducanal.example/rss/une.xml",
	"http://www.miradoraustral.example/rss/portada.xml", "http://live.almanac.example/atom.xml",
}

// world is a newsroom, a NATS server and a deployment.
type world struct {
	newsroom *sample.Newsroom
	// polled are the feeds of the newsroom that are polled.
	polled []string
	// hosts is the address that *.example leads to.
	hosts   string
	nats    *server.Server
	natsURL string
	natsDir string
	bus     *bus.Bus
	deployment
}

// newWorld opens a frozen newsroom, registers those of its feeds that the
// deployment reads and starts all services.
func newWorld(t *testing.T, d deployment) *world {
	t.Helper()
	newsroom, err := sample.New(sample.Options{})
	if err != nil {
		t.Fatal(err)
	}
	polled := d.feeds(newsroom.Feeds())
	for _, f := range polled {
		if !slices.Contains(newsroom.Feeds(), f) {
			t.Fatalf("the newsroom has no feed %s", f)
		}
	}
	trouble := newTrouble()
	site := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if !trouble.serve(rw, r) {
			newsroom.Handler().ServeHTTP(rw, r)
		}
	}))
	t.Cleanup(site.CloseClientConnections)
	t.Cleanup(trouble.close)
	t.Cleanup(site.Close)
	w := &world{newsroom: newsroom, polled: polled, hosts: site.Listener.Addr().String(), natsDir: t.TempDir(), deployment: d}
	w.nats = natstest.RunIn(t, w.natsDir, -1)
	w.natsURL = w.nats.ClientURL()
	w.bus = w.connect(t, "e2e")
	if err := w.bus.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := ingest.AddFeeds(t.Context(), w.bus, strings.NewReader(opml(w.polled))); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ingest", "enrich", "index"} {
		w.start(t, w, name)
	}
	return w
}

// items are what the polled feeds hold.
func (w *world) items() []sample.Item {
	return slices.DeleteFunc(w.newsroom.Items(), func(i sample.Item) bool { return !slices.Contains(w.polled, i.Feed) })
}

// connect returns a bus on the world's server that ends with the test.
func (w *world) connect(t *testing.T, name string) *bus.Bus {
	t.Helper()
	b, err := bus.Connect(bus.Config{URL: w.natsURL, Prefix: "news", Replicas: 1}, bus.Options{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

func opml(feeds []string) string {
	var b strings.Builder
	b.WriteString(`<opml version="2.0"><body>`)
	for _, f := range feeds {
		fmt.Fprintf(&b, "<outline type=\"rss\" xmlUrl=%q/>", f)
	}
	b.WriteString(`</body></opml>`)
	return b.String()
}

// poll makes every feed due at once and waits until each has been polled.
func (w *world) poll(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	feeds := w.bus.Feeds()
	settings, err := feeds.AllSettings(ctx)
	if err != nil {
		t.Fatal(err)
	}
	// before holds each feed's last due message, armed when it was armed.
	before, armed := map[string]uint64{}, map[string]time.Time{}
	for _, s := range settings {
		if d, err := feeds.Due(ctx, s.Feed); err == nil {
			before[s.Feed] = d.Seq
		}
	}
	until(t, "every feed polled", func() error {
		due := map[string]uint64{}
		all, err := feeds.AllDue(ctx)
		if err != nil {
			return err
		}
		for _, d := range all {
			due[d.Feed] = d.Seq
		}
		floor, err := feeds.AckFloor(ctx)
		if err != nil {
			return err
		}
		waiting := 0
		for _, s := range settings {
			switch {
			case due[s.Feed] > floor:
				waiting++
			case due[s.Feed] == before[s.Feed]:
				waiting++
				// A poll that was under way has set the timer behind ours.
				if time.Since(armed[s.Feed]) > 3*time.Second {
					if err := feeds.Arm(ctx, s.Feed, time.Now(), nil); err != nil {
						return err
					}
					armed[s.Feed] = time.Now()
				}
			}
		}
		if waiting > 0 {
			return fmt.Errorf("%d of %d feeds not polled", waiting, len(settings))
		}
		return nil
	})
}

// until waits until check returns nil.
func until(t *testing.T, what string, check func() error) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for pause := firstPause; ; pause = min(pause*3/2, mostPause) {
		err := check()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("waited %s for: %s; last: %v", patience, what, err)
		}
		time.Sleep(pause)
	}
}

// untilExactlyOnce waits until the index holds every item of the newsroom as
// the article and revision that it has to be, and fails if it ever holds an
// article twice or one that nobody served.
func (w *world) untilExactlyOnce(t *testing.T) {
	t.Helper()
	want := map[string]int{}
	for _, item := range w.items() {
		want[item.ID] = item.Revision
	}
	until(t, "every item in the index exactly once", func() error {
		got, err := w.indexed(t.Context())
		if err != nil {
			return err
		}
		missing, old := 0, 0
		for id, revision := range want {
			switch r, ok := got[id]; {
			case !ok:
				missing++
			case r < revision:
				old++
			case r > revision:
				t.Fatalf("article %s has revision %d, the newsroom edited it %d time(s)", id, r, revision-1)
			}
		}
		for id := range got {
			if want[id] == 0 {
				t.Fatalf("article %s is in the index, but no feed serves it", id)
			}
		}
		if missing+old > 0 {
			return fmt.Errorf("%d of %d articles missing, %d of an old revision", missing, len(want), old)
		}
		return nil
	})
}

// indexed walks through everything that the index answers with and returns
// the revision of each article.
func (w *world) indexed(ctx context.Context) (map[string]int, error) {
	got := map[string]int{}
	cursor := ""
	for {
		page, err := w.search(ctx, "sort:newest", cursor)
		if err != nil {
			return nil, err
		}
		for _, h := range page.Hits {
			if _, twice := got[h.ID]; twice {
				return nil, fmt.Errorf("article %s is in the index twice", h.ID)
			}
			got[h.ID] = h.Revision
		}
		if page.Next == "" {
			if uint64(len(got)) != page.Total {
				return nil, fmt.Errorf("%d articles walked, the index counts %d", len(got), page.Total)
			}
			return got, nil
		}
		cursor = page.Next
	}
}

func (w *world) search(ctx context.Context, query, cursor string) (*client.SearchResponse, error) {
	var out client.SearchResponse
	err := getJSON(ctx, w.api()+"/v1/search?"+url.Values{"q": {query}, "size": {"100"}, "cursor": {cursor}, "unfolded": {"true"}}.Encode(), &out)
	return &out, err
}

func getJSON(ctx context.Context, address string, out any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		var problem client.Error
		_ = json.NewDecoder(res.Body).Decode(&problem)
		return fmt.Errorf("%s: %s: %s", address, res.Status, problem.Detail)
	}
	return json.NewDecoder(res.Body).Decode(out)
}

// dueNow makes one feed due at once.
func (w *world) dueNow(t *testing.T, address string) {
	t.Helper()
	if err := w.bus.Feeds().Arm(t.Context(), news.FeedID(address), time.Now(), nil); err != nil {
		t.Fatal(err)
	}
}
