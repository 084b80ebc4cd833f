package newsroom

import (
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/dateline-news/dateline/shared/news"
)

// Options are the size and the habits of the press.
type Options struct {
	// Seed drives all that is random.
	Seed uint64
	// Outlets is the number of hosts, of two feeds each.
	Outlets int
	// Ring is the number of items in a full feed.
	Ring int
	// Edits is how many items of a ring are edited at a turn, on average.
	Edits float64
	// Signal is the share of items whose titles have the word [Signal], for a
	// standing query to wait for.
	Signal float64
}

// Signal is the word in the titles of some items and nowhere else.
const Signal = "zeppelin"

// DefaultOptions returns a press of 40 feeds of 60 items.
func DefaultOptions() Options {
	return Options{Outlets: 20, Ring: 60, Edits: 3, Signal: 0.02}
}

// OptionsFor returns a press that brings so many items within reasonable time:
// 20 to 80 feeds of 60 to 100 items.
func OptionsFor(items int) Options {
	outlets := min(max(items/1000, 10), 40)
	return Options{Outlets: outlets, Ring: 40 + 2*min(max(outlets, 10), 30), Edits: 4, Signal: 0.02}
}

// Item is a story that a feed has served, in all its versions.
type Item struct {
	// ID is the id of the article that the item is to become.
	ID   string
	Feed string
	URL  string
	GUID string
	// Shared is set for an item that both feeds of its outlet carry; it is
	// never edited, since only the feed that is read first may revise it.
	Shared bool
	// Signal is set if the title has the word [Signal].
	Signal bool
	// Versions are in the order in which they were served; the first is
	// revision 1.
	Versions []Version
}

// Version is a wording of an item.
type Version struct {
	Title string
	Text  string
	// Hash is [news.ContentHash] of both.
	Hash string
}

// Newsroom is a running press. Its methods may be called concurrently.
type Newsroom struct {
	options  Options
	listener net.Listener
	server   *http.Server
	done     sync.WaitGroup

	// mu guards all below it and the feeds.
	mu      sync.Mutex
	random  *rand.Rand
	feeds   []*feed
	byPlace map[string]*feed // host and path
	items   []*Item
	allowed int
	flaw    Flaw
	until   time.Time
	fetches int
}

// Flaw is a way in which every outlet fails for a while.
type Flaw int

// The flaws.
const (
	// Sound is none.
	Sound Flaw = iota
	// Cut breaks the connection in the middle of a document.
	Cut
	// Stalled sends half a document and then nothing for ten seconds.
	Stalled
	// Failing answers 503.
	Failing
)

// Open starts a press that has nothing to say yet, see [Newsroom.Allow].
func Open(o Options) (*Newsroom, error) {
	if o.Outlets < 1 || o.Ring < 2 {
		return nil, errors.New("a newsroom needs an outlet and a ring of two items")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("opening a newsroom: %w", err)
	}
	n := &Newsroom{
		options: o, listener: l, byPlace: map[string]*feed{},
		random: rand.New(rand.NewPCG(o.Seed, 0x6e657773)), //nolint:gosec // a run is to be repeatable
	}
	for i := range 2 * o.Outlets {
		f := newFeed(n, i)
		n.feeds = append(n.feeds, f)
		n.byPlace[f.host+f.path] = f
	}
	for i, f := range n.feeds {
		f.sister = n.feeds[i^1]
	}
	n.server = &http.Server{Handler: n, ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Minute}
	n.done.Go(func() { _ = n.server.Serve(l) }) // ends when it is closed
	return n, nil
}

// Close ends the press at once.
func (n *Newsroom) Close() {
	_ = n.server.Close() // nobody is listening any more
	n.done.Wait()
}

// Hosts is the value of DATELINE_INGEST_HOSTS that leads to the press.
func (n *Newsroom) Hosts() string { return "*.example=" + n.listener.Addr().String() }

// OPML lists every feed.
func (n *Newsroom) OPML() string {
	var b strings.Builder
	b.WriteString(`<opml version="2.0"><body>`)
	for _, f := range n.feeds {
		fmt.Fprintf(&b, "<outline type=\"rss\" xmlUrl=%q/>", f.address())
	}
	b.WriteString(`</body></opml>`)
	return b.String()
}

// Allow lets the press publish until it has so many items in all.
func (n *Newsroom) Allow(items int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.allowed = max(n.allowed, items)
}

// Misbehave gives every outlet a flaw for a while.
func (n *Newsroom) Misbehave(f Flaw, d time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.flaw, n.until = f, time.Now().Add(d)
}

// Progress is how far the press has come.
type Progress struct {
	// Items and Versions count what was made up, Fetches the requests.
	Items, Versions, Fetches int
	// Unread is the number of feeds whose document the reader has not shown
	// to have dealt with.
	Unread int
}

// Progress returns how far the press has come.
func (n *Newsroom) Progress() Progress {
	n.mu.Lock()
	defer n.mu.Unlock()
	p := Progress{Items: len(n.items), Fetches: n.fetches}
	for _, it := range n.items {
		p.Versions += len(it.Versions)
	}
	for _, f := range n.feeds {
		if !f.read || len(f.handed) > 0 {
			p.Unread++
		}
	}
	return p
}

// Done reports whether everything allowed was published and read.
func (n *Newsroom) Done() bool {
	p := n.Progress()
	n.mu.Lock()
	defer n.mu.Unlock()
	return p.Items >= n.allowed && p.Unread == 0
}

// Items returns the truth: every item of every document so far.
func (n *Newsroom) Items() []Item {
	n.mu.Lock()
	defer n.mu.Unlock()
	items := make([]Item, len(n.items))
	for i, it := range n.items {
		items[i] = *it
		items[i].Versions = append([]Version(nil), it.Versions...)
	}
	return items
}

// ServeHTTP implements [http.Handler].
func (n *Newsroom) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	n.mu.Lock()
	n.fetches++
	f := n.byPlace[host+r.URL.Path]
	flaw := n.flaw
	if time.Now().After(n.until) {
		flaw = Sound
	}
	if f == nil || flaw == Failing {
		n.mu.Unlock()
		status := http.StatusNotFound
		if f != nil {
			status = http.StatusServiceUnavailable
		}
		http.Error(w, http.StatusText(status), status)
		return
	}
	if f.has(r) {
		f.read = true
		f.turn()
	}
	fresh := f.has(r)
	etag, modified, mime, body := f.etag(), f.modified(), f.mime(), f.document
	n.mu.Unlock()

	if f.validators != byDate {
		w.Header().Set("ETag", etag)
	}
	if f.validators != byTag {
		w.Header().Set("Last-Modified", modified.Format(http.TimeFormat))
	}
	if fresh {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", mime)
	w.Header().Set("Content-Length", fmt.Sprint(len(body)))
	if flaw == Sound {
		_, _ = w.Write(body) // who does not get it asks again
		return
	}
	_, _ = w.Write(body[:len(body)/2])
	_ = http.NewResponseController(w).Flush()
	if flaw == Stalled {
		select {
		case <-r.Context().Done():
		case <-time.After(10 * time.Second):
		}
	}
	panic(http.ErrAbortHandler)
}

// version makes a version of what is to be said.
func version(title string, paragraphs []string) Version {
	text := strings.Join(paragraphs, "\n\n")
	return Version{Title: title, Text: text, Hash: news.ContentHash(title, text)}
}
