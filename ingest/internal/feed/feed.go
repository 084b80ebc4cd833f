// Package feed turns the bytes of a feed document into items: RSS 0.9x, 1.0
// and 2.0, Atom 0.3 and 1.0, CDF, and JSON Feed 1.0 and 1.1.
//
// Three stages stand in a row. The gate settles the character set, repairs
// what is broken and enforces every bound, so that what leaves it is a
// well-formed document of known size and depth (see gate.go). The gofeed
// library reads that document. Rules of our own then decide ids, links,
// dates and text, which gofeed is measured to get wrong.
//
// Guarantees: Parse never panics and never recurses on input, its time is
// linear in the size of the document, its memory is bounded by [Limits], and
// a document that is cut off or broken in one item still gives the others.
// Parse is a pure function; any number may run at once.
//
// It fetches nothing, gives no article ids and keeps no state.
package feed

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/charset"
	"github.com/dateline-news/dateline/shared/news"
)

var (
	// ErrTooLarge is returned for a document over [Limits].Bytes.
	ErrTooLarge = errors.New("document too large")
	// ErrEmpty is returned for a document without a single element.
	ErrEmpty = errors.New("document is empty")
)

// NotFeedError is returned for a document of another kind.
type NotFeedError struct {
	// Kind says in words what the document looks like: "an HTML page",
	// "a sitemap", "an OPML list".
	Kind string
}

func (e *NotFeedError) Error() string { return "the document is " + e.Kind + ", not a feed" }

// Limits bound what Parse does for one document. What lies beyond a limit is
// left out and reported as an oddity, except for Bytes.
type Limits struct {
	// Bytes bounds the document, before and after conversion to UTF-8.
	// Parse needs up to some thirty times as much memory.
	Bytes int
	// Items bounds the items of one document.
	Items int
	// Depth bounds how deep elements nest; deeper ones are flattened.
	Depth int
	// Elements bounds the elements that gofeed gets to see, and the
	// attributes likewise. Each costs some 1.5 KB while parsing.
	Elements int
}

// DefaultLimits are the limits of RELIABILITY: no real feed that was seen
// reaches a tenth of any of them.
func DefaultLimits() Limits {
	return Limits{Bytes: 8 << 20, Items: 5000, Depth: 100, Elements: 100_000}
}

// Halved returns limits for a document that is under suspicion.
func (l Limits) Halved() Limits {
	return Limits{Bytes: l.Bytes / 2, Items: l.Items / 2, Depth: l.Depth / 2, Elements: l.Elements / 2}
}

// Bounds of single values.
const (
	maxURLBytes  = news.MaxURLBytes
	maxDateBytes = 128
	maxGUIDBytes = 4 << 10
	// maxBaseBytes bounds xml:base, with those around it.
	maxBaseBytes = 1 << 10
	// maxBaseDepth is the deepest element whose xml:base counts.
	maxBaseDepth = 10
)

// Options tell Parse what the document itself does not say.
type Options struct {
	// URL is the address the document came from, after redirects. Relative
	// links are resolved against it.
	URL string
	// ContentType is the HTTP header of that name; its charset counts.
	ContentType string
	// ContentLocation and ContentLanguage are the headers of these names. The
	// first, resolved against URL, is what relative links are resolved
	// against: so it was until RFC 7231 took it back (appendix B), because
	// servers name inner addresses in it; leave it empty for the rule of
	// today. The second is the language where the document says none.
	ContentLocation, ContentLanguage string
	// Hub and Self are the links of these relations in the HTTP header Link.
	// By the WebSub specification they count before those of the document.
	Hub, Self string
	// Now judges dates: what lies more than 48 hours after it is not
	// believed.
	Now time.Time
	// Limits are [DefaultLimits] when zero.
	Limits Limits
}

// Document is what a feed served.
type Document struct {
	// Format is such as "RSS 2.0", "Atom 1.0", "RDF 1.0", "JSON Feed 1.1".
	Format string
	// Charset is the character set that the bytes turned out to be in.
	Charset string
	// ID is atom:id or rdf:about as the feed has it.
	ID string
	// Title, Description and Rights are plain text.
	Title, Description, Rights string
	// Link is the site's address, Self the feed's own idea of its address.
	Link, Self string
	// Hub is the WebSub hub that the Link header names, else the first that
	// the document does.
	Hub string
	// Image is the address of the feed's logo.
	Image               string
	Authors, Categories []string
	// Language is a tag in lower case, such as "en-gb".
	Language string
	// Updated is when the feed says that it changed last; zero if it does
	// not.
	Updated time.Time
	// TTL is how long the feed asks to be left alone, from ttl or sy:*; zero
	// if it does not say.
	TTL time.Duration
	// UpdatePeriod is how often sy:* says that the feed is updated; zero if
	// it does not.
	UpdatePeriod time.Duration
	// SkipHours are hours of the day in UTC, 0 to 23, and SkipDays days of
	// the week in UTC, in which the feed asks not to be fetched; sorted, each
	// once.
	SkipHours []int
	SkipDays  []time.Weekday
	// Items are in document order.
	Items []Item
	// Cut is set when the document ends before its end.
	Cut bool
	// Oddities say in words what was wrong and what was done about it, each
	// once.
	Oddities []string
}

// Item is one item of a feed, without identity.
type Item struct {
	// GUID is guid, atom:id or rdf:about, byte for byte as the feed has it
	// after XML decoding and trimming.
	GUID string
	// Link is absolute, http or https; empty where the item has none.
	Link string
	// Title, Summary and Text are plain text. Text keeps paragraphs. Summary
	// is empty where Text was taken from it.
	Title, Summary, Text string
	TextFrom             news.TextOrigin
	Authors, Categories  []string
	// Image is absolute.
	Image string
	// Published is zero where the feed has no usable date; PublishedRaw is
	// what it said where that was not taken as it was.
	Published    time.Time
	PublishedRaw string
	Updated      time.Time
	// Language is what the item itself says, a tag in lower case; empty where
	// it says nothing and the feed's holds.
	Language string
	// Source is the feed or site that the item was taken from, if it says so.
	Source Source
}

// Source is where an item says that it was taken from.
type Source struct {
	Title string
	// Link is absolute, http or https, of a site or of a feed; or empty.
	Link string
}

// Parse reads a feed. The error is a [*NotFeedError], [ErrTooLarge],
// [ErrEmpty], or says what stopped gofeed; a document with oddities is no
// error.
func Parse(body []byte, o Options) (*Document, error) {
	if o.Limits == (Limits{}) {
		o.Limits = DefaultLimits()
	}
	if len(body) > o.Limits.Bytes {
		return nil, fmt.Errorf("%w: %d bytes, the limit is %d", ErrTooLarge, len(body), o.Limits.Bytes)
	}
	var odd oddities
	text, name := decode(body, o.ContentType, &odd)
	if len(text) > o.Limits.Bytes {
		return nil, fmt.Errorf("%w: %d bytes in UTF-8, the limit is %d", ErrTooLarge, len(text), o.Limits.Bytes)
	}
	var doc *Document
	var err error
	if looksLikeJSON(text) {
		doc, err = parseJSON(text, o, &odd)
	} else {
		doc, err = parseXML(text, o, &odd)
	}
	if err != nil {
		return nil, err
	}
	doc.Charset = name
	doc.Oddities = odd.list
	return doc, nil
}

// decode makes UTF-8 of a document.
func decode(body []byte, contentType string, odd *oddities) (text []byte, name string) {
	text, name, list := charset.Decode(body, contentType, charset.XML)
	for _, words := range list {
		odd.add("%s", words)
	}
	return text, name
}

// oddities collects sentences, each once.
type oddities struct{ list []string }

// maxOddities bounds the list; the feed is in bad shape by then.
const maxOddities = 40

func (o *oddities) add(format string, args ...any) {
	s := fmt.Sprintf(format, args...)
	if len(o.list) < maxOddities && !slices.Contains(o.list, s) {
		o.list = append(o.list, s)
	}
}

// count adds what was met and how often, if it was met.
func (o *oddities) count(n int, what string) {
	if n > 0 {
		o.add("%s: %d", what, n)
	}
}

// clip shortens a string from outside for a message.
func clip(s string) string {
	if len(s) > 80 {
		return strings.ToValidUTF8(s[:80], "") + "…"
	}
	return s
}
