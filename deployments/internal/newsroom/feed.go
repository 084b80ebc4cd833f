package newsroom

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/dateline-news/dateline/shared/news"
)

// validators is how a feed lets a reader ask whether there is anything new.
type validators int

const (
	byBoth validators = iota
	byTag
	byDate
)

// epoch is the date of the first document of every feed; each later one is a
// second younger, so that dates tell documents apart however fast they turn.
var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// feed is a ring of items. The newsroom's mutex guards it.
type feed struct {
	newsroom   *Newsroom
	number     int
	host, path string
	atom       bool
	validators validators
	sister     *feed
	// ring is newest first.
	ring []*Item
	// handed are items of the sister that this feed will carry, too.
	handed []*Item
	// turns counts the documents, document is the last of them, and read is
	// set once the reader has dealt with it.
	turns    int
	document []byte
	read     bool
}

func newFeed(n *Newsroom, number int) *feed {
	f := &feed{
		newsroom: n, number: number, host: fmt.Sprintf("outlet%03d.example", number/2), path: "/latest.xml",
		atom: number%2 == 1, validators: validators(number % 3),
	}
	if f.atom {
		f.path = "/world.atom"
	}
	f.write()
	return f
}

func (f *feed) address() string     { return "http://" + f.host + f.path }
func (f *feed) etag() string        { return fmt.Sprintf(`"%d-%d"`, f.number, f.turns) }
func (f *feed) modified() time.Time { return epoch.Add(time.Duration(f.turns) * time.Second) }

func (f *feed) mime() string {
	if f.atom {
		return "application/atom+xml"
	}
	return "application/rss+xml"
}

// has reports whether the request shows that the reader has the document.
func (f *feed) has(r *http.Request) bool {
	if tag := r.Header.Get("If-None-Match"); f.validators != byDate {
		return tag == f.etag()
	}
	return r.Header.Get("If-Modified-Since") == f.modified().Format(http.TimeFormat)
}

// turn makes the next document, if the press may publish.
func (f *feed) turn() {
	n := f.newsroom
	room := n.allowed - len(n.items)
	if room <= 0 && len(f.handed) == 0 {
		return
	}
	// What one turn brings must fit into the ring.
	taken := min(len(f.handed), n.options.Ring/2)
	fresh := append([]*Item(nil), f.handed[:taken]...)
	f.handed = f.handed[taken:]
	for range min(room, 1+n.random.IntN(n.options.Ring/2)) {
		it := f.invent()
		fresh = append(fresh, it)
		if it.Shared {
			f.sister.handed = append(f.sister.handed, it)
		}
	}
	for _, it := range fresh {
		f.ring = append([]*Item{it}, f.ring...)
	}
	f.ring = f.ring[:min(len(f.ring), n.options.Ring)]
	f.edit(f.ring[min(len(fresh), len(f.ring)):])
	f.turns++
	f.read = false
	f.write()
}

// edit gives some of the items that stay in the ring another version.
func (f *feed) edit(stay []*Item) {
	n := f.newsroom
	for _, it := range stay {
		if it.Shared || n.random.Float64() >= n.options.Edits/float64(len(stay)) {
			continue
		}
		last := it.Versions[len(it.Versions)-1]
		it.Versions = append(it.Versions, n.rewrite(last, len(it.Versions)+1))
	}
}

// invent makes up an item.
func (f *feed) invent() *Item {
	n := f.newsroom
	number := len(n.items) + 1
	it := &Item{Feed: f.address(), URL: fmt.Sprintf("https://%s/2026/story-%d", f.host, number)}
	it.Shared = n.random.Float64() < 0.03
	it.Signal = n.random.Float64() < n.options.Signal
	it.GUID = it.URL
	if f.atom && !it.Shared {
		it.GUID = fmt.Sprintf("tag:%s,2026:%d", f.host, number)
	}
	id, err := news.IDFromURL(it.URL)
	if err != nil {
		panic(fmt.Sprintf("newsroom: the link %s of its own making is none: %v", it.URL, err))
	}
	it.ID = id
	it.Versions = []Version{n.compose(number, it.Signal)}
	n.items = append(n.items, it)
	return it
}

// write makes the document of the ring as it is.
func (f *feed) write() {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if f.atom {
		fmt.Fprintf(&b, "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>World of %s</title><id>tag:%s,2026:feed</id><updated>%s</updated>\n",
			f.host, f.host, f.modified().Format(time.RFC3339))
	} else {
		fmt.Fprintf(&b, "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>Latest of %s</title><link>http://%s/</link><description>News</description>\n",
			f.host, f.host)
	}
	for _, it := range f.ring {
		f.entry(&b, it)
	}
	if f.atom {
		b.WriteString("</feed>\n")
	} else {
		b.WriteString("</channel></rss>\n")
	}
	f.document = b.Bytes()
}

func (f *feed) entry(b *bytes.Buffer, it *Item) {
	v := it.Versions[len(it.Versions)-1]
	body := "<p>" + strings.ReplaceAll(escape(v.Text), "\n\n", "</p><p>") + "</p>"
	if f.atom {
		fmt.Fprintf(b, "<entry><title>%s</title><link href=\"%s\"/><id>%s</id><updated>%s</updated><content type=\"html\">%s</content></entry>\n",
			escape(v.Title), it.URL, it.GUID, f.modified().Format(time.RFC3339), escape(body))
		return
	}
	fmt.Fprintf(b, "<item><title>%s</title><link>%s</link><guid isPermaLink=\"false\">%s</guid><content:encoded>%s</content:encoded></item>\n",
		escape(v.Title), it.URL, it.GUID, escape(body))
}

// escape makes text fit for XML and HTML.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}
