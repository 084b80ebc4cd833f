package ingest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/ingest/internal/rhythm"
)

// Verdict is one finding about a feed.
type Verdict struct {
	Level Level `json:"level"`
	// Words say what was found, Remedy what its publisher or the operator
	// can do about it; empty for what is good.
	Words  string `json:"words"`
	Remedy string `json:"remedy,omitempty"`
}

// Level says how bad a finding is.
type Level string

// The levels of findings.
const (
	Bad  Level = "bad"  // nothing, or not all, is published
	Hint Level = "hint" // works, could be better
	Good Level = "good"
)

// Figures of the verdicts.
const (
	// smallBytes is the size below which compression and validators matter
	// little.
	smallBytes = 16 << 10
	// staleAfter is the age of the newest item from which on a feed looks
	// given up.
	staleAfter = 30 * 24 * time.Hour
	// shortStay is for how long the items of a document should reach back.
	shortStay = 6 * time.Hour
)

func (x *Examination) add(level Level, remedy, format string, args ...any) {
	x.Verdicts = append(x.Verdicts, Verdict{level, fmt.Sprintf(format, args...), remedy})
}

// judge fills in the verdicts, the worst first.
func (x *Examination) judge(err error, now time.Time) {
	if err != nil {
		remedy := remedyFor(err)
		if len(x.Named) > 0 {
			remedy = "use what the page names as its feeds: " + strings.Join(x.Named, " ")
		}
		words := firstLine(err)
		if x.RetryAfter > 0 {
			words += fmt.Sprintf(", and asks to be left alone for %s", x.RetryAfter.Round(time.Second))
		}
		x.add(Bad, remedy, "%s", words)
	}
	if x.Status != 0 && x.Location != "" {
		x.judgeTransport()
	}
	if x.Items > 0 {
		x.judgeItems()
		x.judgeDates(now)
	}
	if err == nil {
		x.add(Good, "", "%d of %d items would be published", len(x.Articles), x.Items)
	}
	order := []Level{Bad, Hint, Good}
	slices.SortStableFunc(x.Verdicts, func(a, b Verdict) int { return slices.Index(order, a.Level) - slices.Index(order, b.Level) })
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// remedyFor says what to do about a feed that cannot be had.
func remedyFor(err error) string {
	if other, ok := errors.AsType[*feed.NotFeedError](err); ok {
		if other.Kind == "an HTML page" {
			return "if this is a site, ingestd feeds add finds its feeds; if a feed was here, ask its publisher"
		}
		return "give the address of a feed (RSS, Atom, JSON Feed) or of a news sitemap"
	}
	failed, ok := errors.AsType[*fetch.Error](err)
	if !ok {
		return "see what the items lack below"
	}
	switch failed.Class {
	case rhythm.DNS:
		return "look whether the name is spelt right and whether this machine's DNS works"
	case rhythm.TLS:
		return "the publisher has to mend the certificate; until then: ingestd feeds set ID insecure_tls=true"
	case rhythm.Blocked:
		return "if the address is meant to be private: ingestd feeds set ID allow_private=true, or DATELINE_ALLOW_CIDRS"
	case rhythm.BotWall:
		return "ask the publisher to let the User-Agent in (DATELINE_INGEST_USER_AGENT), or to exempt the feed from the wall"
	case rhythm.Gone:
		return "look on the site for a new address; remove the feed if there is none"
	case rhythm.RateLimit, rhythm.ServerErr, rhythm.Timeout, rhythm.Refused, rhythm.Connection:
		return "try again later; polling does so by itself and never gives up"
	}
	switch failed.Status {
	case 401, 403:
		return "if it needs a password: ingestd feeds set ID user=NAME secret=file:/path; else ask the publisher why"
	case 404:
		return "look on the site for the right address; ingestd feeds add SITE finds feeds"
	}
	return ""
}

// judgeTransport looks at how the document came.
func (x *Examination) judgeTransport() {
	switch {
	case x.Permanent != "" && x.Permanent != x.Address:
		x.add(Hint, "use that address", "the feed has moved for good to %s", x.Permanent)
	case len(x.Via) > 0:
		x.add(Hint, "redirect with 301 or 308 if the move is for good", "a redirect that is not for good leads to %s", x.Location)
	}
	if x.Broken != "" {
		x.add(Bad, "try again; if it stays, the server announces a wrong length or breaks off", "the transfer ended early: %s", x.Broken)
	}
	switch x.Conditional {
	case ConditionalWorks:
		x.add(Good, "", "the validators work: a poll without news costs no body")
	case ConditionalNone:
		if x.Bytes > smallBytes {
			x.add(Hint, "let the server send ETag or Last-Modified", "without validators each poll fetches all %d bytes", x.Bytes)
		}
	case ConditionalIgnored:
		x.add(Hint, "answer If-None-Match and If-Modified-Since with 304", "the server sends validators but ignores them: the same bytes came twice")
	case ConditionalOther:
		x.add(Hint, "leave out what changes with each request, such as the time", "two requests in a row brought different bytes")
	case ConditionalFailed:
		x.add(Hint, "look whether the server or a wall before it limits requests", "a second request with the validators failed")
	}
	if x.Bytes > smallBytes && x.WireBytes >= int64(x.Bytes) {
		x.add(Hint, "let the server compress it with gzip, br or zstd", "%d bytes are sent uncompressed", x.Bytes)
	}
	if x.Format != "" && !suitable(x.ContentType) {
		x.add(Hint, "serve it as application/rss+xml, application/atom+xml, application/feed+json or application/xml", "it is served as %q", x.ContentType)
	}
	if strings.HasPrefix(x.Location, "http:") {
		x.add(Hint, "offer it by https", "it comes unencrypted, so that others may change it on the way")
	}
}

// suitable reports a content type that fits a feed.
func suitable(contentType string) bool {
	typ, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	return strings.Contains(typ, "xml") && !strings.Contains(typ, "html") || strings.Contains(typ, "json")
}

// judgeItems looks at what the items have.
func (x *Examination) judgeItems() {
	isFeed := x.kind == registry.KindFeed
	if len(x.Dropped) > 0 {
		x.add(Bad, "give each item a title or a text, and a link or a GUID", "%d of %d items would not be published", len(x.Dropped), x.Items)
	}
	switch {
	case x.UnreliableGUIDs:
		x.add(Hint, "give each item a GUID of its own that never changes", "GUIDs are repeated too often to be believed; links and titles tell the items apart")
	case isFeed && x.GUIDs < x.Items:
		x.add(Hint, "give each item a GUID (guid, atom:id, id) that never changes", "%d of %d items have no GUID: an item whose link changes looks new", x.Items-x.GUIDs, x.Items)
	}
	if isFeed && x.Full < x.Items {
		x.add(Hint, "put the text into content:encoded, content or content_html", "%d of %d items do not carry their text: it is taken from their pages where these allow it", x.Items-x.Full, x.Items)
	}
	x.judgePages()
	for _, o := range x.Oddities {
		if isFeed {
			x.add(Hint, "a validator of feeds names the place", "mended: %s", o)
		} else {
			x.add(Hint, "look at that entry of the sitemap", "passed over: %s", o)
		}
	}
	if x.Hub != "" {
		x.add(Good, "", "it names a WebSub hub, %s", x.Hub)
	}
}

// judgePages looks at the pages that were fetched. What holds for several is
// said once.
func (x *Examination) judgePages() {
	won := 0
	said := map[string]bool{}
	hint := func(remedy, format, why string) {
		if !said[why] {
			said[why] = true
			x.add(Hint, remedy, format, why)
		}
	}
	for i := range x.Pages {
		v := &x.Pages[i]
		switch {
		case v.Winner == PageWins:
			won++
		case strings.HasPrefix(v.Robots, "refused"):
			hint("allow the User-Agent in robots.txt, or put the text into the feed", "article pages may not be fetched: %s", v.Robots)
		case v.Later:
			hint("try again later; if it stays, put the text into the feed", "an article page was not had now: %s", v.Why)
		default:
			hint("put the text into the feed; or ingestd feeds set ID full_text=never spares the requests", "an article page is not used: %s", v.Why)
		}
	}
	if won > 0 {
		x.add(Good, "", "%d of %d article pages tried give a text that is used", won, len(x.Pages))
	}
}

// judgeDates looks at dates and rhythm.
func (x *Examination) judgeDates(now time.Time) {
	if missing := x.Items - x.Dated - x.Future; missing > 0 {
		x.add(Hint, "give each item a date in RFC 822 (RSS) or RFC 3339 (Atom, JSON) with its zone", "%d of %d items have no usable date: they count as published when they are first seen", missing, x.Items)
	}
	if x.Future > 0 {
		x.add(Hint, "look at the clock and the time zone of the publishing system", "%d of %d items are dated in the future: they count as published when they are first seen", x.Future, x.Items)
	}
	if x.Dated == 0 {
		return
	}
	span := x.Newest.Sub(x.Oldest)
	if age := now.Sub(x.Newest); age > staleAfter {
		x.add(Hint, "look whether the site has another feed that is kept", "the newest item is %d days old", int(age.Hours()/24))
	}
	if x.Dated > 2 && span < shortStay && now.Sub(x.Oldest) < 2*shortStay {
		x.add(Hint, "list more items, so that a reader which was away misses none", "the %d items reach back only %s", x.Items, span.Round(time.Minute))
	}
	if wait := max(x.Fresh, x.TTL); x.Dated > 2 && span > 0 && wait > span {
		x.add(Hint, "shorten max-age or ttl; or ingestd feeds set ID max=30m", "it asks to be left alone for %s, longer than its items stay (%s): some would be missed", wait, span.Round(time.Minute))
	}
}
