package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/ingest"
)

// trouble serves feeds that are everything but feeds, each on a host of its
// own under trouble.example.
type trouble struct {
	// over ends the answers that would never end.
	over chan struct{}
}

func newTrouble() *trouble { return &trouble{over: make(chan struct{})} }

func (tr *trouble) close() { close(tr.over) }

// troubles are the first labels of the hosts. There is no server behind
// "nowhere".
var troubles = []string{"silent", "slow", "huge", "broken", "garbage", "nowhere", "teapot", "redirects"}

// serve answers for a host of its own and reports whether it was one.
func (tr *trouble) serve(w http.ResponseWriter, r *http.Request) bool {
	name, ok := strings.CutSuffix(strings.Split(r.Host, ":")[0], ".trouble.example")
	if !ok {
		return false
	}
	flush := func() { _ = http.NewResponseController(w).Flush() }
	switch name {
	case "silent": // accepts and says nothing
		tr.wait(r, time.Hour)
	case "slow": // a byte now and then
		for tr.wait(r, 500*time.Millisecond) {
			_, _ = w.Write([]byte("<"))
			flush()
		}
	case "huge": // one item after the other, for ever
		_, _ = w.Write([]byte(`<rss version="2.0"><channel><title>Huge</title>`))
		for tr.wait(r, 0) {
			if _, err := w.Write([]byte(strings.Repeat(" ", 1<<20))); err != nil {
				break
			}
		}
	case "broken": // promises more than comes
		w.Header().Set("Content-Length", "100000")
		_, _ = w.Write([]byte(`<rss version="2.0"><channel>`))
	case "garbage":
		_, _ = w.Write([]byte("\x00\xff\xfe PK\x03\x04 <<<< ]]> &#0;"))
	case "redirects":
		http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
	default:
		http.Error(w, "no", http.StatusTeapot)
	}
	return true
}

// wait reports false when the answer is to end.
func (tr *trouble) wait(r *http.Request, d time.Duration) bool {
	select {
	case <-tr.over:
	case <-r.Context().Done():
	case <-time.After(d):
		return true
	}
	return false
}

// badFeeds adds feeds of every kind of trouble and finds all news all the
// same, while each of them says in words what is wrong.
func badFeeds(t *testing.T, w *world) {
	w.untilExactlyOnce(t)
	var addresses []string
	for _, name := range troubles {
		addresses = append(addresses, "http://"+name+".trouble.example/feed")
	}
	if _, err := ingest.AddFeeds(t.Context(), w.bus, strings.NewReader(opml(addresses))); err != nil {
		t.Fatal(err)
	}
	// While some of them keep their workers waiting, news goes on.
	for range 3 {
		for _, item := range w.newsroom.Publish(2) {
			w.dueNow(t, item.Feed)
		}
		w.untilExactlyOnce(t)
	}
	if d, ok := w.deployment.(*binaries); ok {
		until(t, "every bad feed listed with its error", func() error {
			out := d.feedsList(t, w)
			for _, name := range troubles {
				line := ""
				for l := range strings.Lines(out) {
					if strings.Contains(l, name+".trouble.example") {
						line = l
					}
				}
				if !strings.Contains(line, "failing") {
					return fmt.Errorf("%s is not listed as failing:\n%s", name, out)
				}
			}
			return nil
		})
	}
}
