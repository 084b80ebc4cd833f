package sample

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// flaw is one thing that is wrong with a feed, each seen on the web. It acts
// where it has a function.
type flaw struct {
	// entry spoils the i-th entry of a feed.
	entry func(i int, f *feed, e *entry)
	// document spoils what the document says about itself.
	document func(d *document)
	// bytes spoils the written document, and lost is how many entries at its
	// end no reader can get back.
	bytes func([]byte) []byte
	lost  int
	// response answers in the feed's place.
	response http.HandlerFunc
	// moved lets the feed's address redirect to another.
	moved bool
}

func flawNamed(name string) (flaw, bool) {
	switch name {
	case "tracking-parameters":
		return flaw{entry: trackingParameters}, true
	case "relative-links":
		return flaw{entry: relativeLinks, document: linksFromSite}, true
	case "guid-not-link":
		return flaw{entry: guidNotLink}, true
	case "permalink-without-link":
		return flaw{entry: func(_ int, _ *feed, e *entry) { e.Link = "" }}, true
	case "no-link-at-all":
		return flaw{entry: func(i int, f *feed, e *entry) { guidNotLink(i, f, e); e.Link = "" }}, true
	case "numeric-ids":
		return flaw{entry: func(_ int, _ *feed, e *entry) {
			e.GUID, e.PermaLink, e.NumericGUID = e.article.number, false, true
		}}, true
	case "bad-dates":
		return flaw{entry: badDates}, true
	case "html-entities":
		return flaw{bytes: htmlEntities}, true
	case "control-characters":
		return flaw{bytes: controlCharacters}, true
	case "windows-1251":
		// No flaw, if a rarity: the declaration is right.
		return flaw{document: declared("windows-1251"), bytes: inCharset(charmap.Windows1251)}, true
	case "windows-1252-as-utf-8":
		return flaw{document: declared("UTF-8"), bytes: inCharset(charmap.Windows1252)}, true
	case "windows-1252-as-latin-1":
		return flaw{document: declared("ISO-8859-1"), bytes: inCharset(charmap.Windows1252)}, true
	case "cut-off":
		return flaw{bytes: cutOff, lost: 1}, true
	case "moved":
		return flaw{moved: true}, true
	case "server-error":
		return flaw{response: serverError}, true
	case "html-page":
		return flaw{response: htmlPage}, true
	}
	return flaw{}, false
}

// trackingParameters adds what tells the outlet where a reader came from,
// which differs from feed to feed.
func trackingParameters(_ int, f *feed, e *entry) {
	separator := "?"
	if strings.Contains(e.Link, "?") {
		separator = "&"
	}
	e.Link += separator + "utm_source=rss&utm_medium=feed&utm_campaign=" + url.QueryEscape(f.plan.Title)
}

// relativeLinks leaves scheme, host and first slash out.
func relativeLinks(_ int, _ *feed, e *entry) {
	e.Link = strings.TrimPrefix(e.Link, "http://"+e.article.outlet.plan.LinkHost+"/")
}

// linksFromSite has links read against the site, where the format can say so.
func linksFromSite(d *document) { d.Base = d.Site }

// guidNotLink uses the number that the outlet's own system gave the article.
func guidNotLink(_ int, _ *feed, e *entry) {
	e.GUID, e.PermaLink = e.article.outlet.plan.Host+":"+e.article.number, false
}

// badDates spells each date in another way that no format allows, or leaves
// it out.
func badDates(i int, f *feed, e *entry) {
	t := e.article.published.In(f.outlet.zone)
	spanish := strings.NewReplacer("Mon", "lun", "Tue", "mar", "Wed", "mié", "Thu", "jue", "Fri", "vie", "Sat", "sáb",
		"Sun", "dom", "Jan", "ene", "Apr", "abr", "Aug", "ago", "Dec", "dic")
	spellings := []string{
		// The month and weekday in the outlet's language.
		spanish.Replace(t.Format("Mon, 02 Jan 2006 15:04:05 -0700")),
		// No zone.
		t.Format("2006-01-02 15:04:05"),
		// Another day of the week.
		t.AddDate(0, 0, 1).Format("Mon") + t.Format(", 02 Jan 2006 15:04:05 -0700"),
		// A century ahead.
		t.AddDate(100, 0, 0).Format("Mon, 02 Jan 2006 15:04:05 -0700"),
		// What a database makes of no date.
		"Wed, 30 Nov -0001 00:00:00 +0000",
		// Nothing.
		"",
		// Words for people.
		"hace 2 horas",
		// Day and month in digits, with local time by name.
		t.Format("02/01/2006 15:04") + " hora de Chile",
	}
	e.Published = spellings[i%len(spellings)]
}

// htmlEntities uses entities that HTML knows and XML does not.
func htmlEntities(body []byte) []byte {
	return []byte(strings.NewReplacer(
		"é", "&eacute;", "è", "&egrave;", "ê", "&ecirc;", "à", "&agrave;", "â", "&acirc;", "ç", "&ccedil;",
		"ô", "&ocirc;", "î", "&icirc;", "ï", "&iuml;", "ù", "&ugrave;", "û", "&ucirc;", "É", "&Eacute;",
		"« ", "&laquo;&nbsp;", " »", "&nbsp;&raquo;", "—", "&mdash;", "–", "&ndash;", "’", "&rsquo;",
	).Replace(string(body)))
}

// controlCharacters leaves vertical tabs and separators in titles and text,
// as pasting from a word processor does. XML allows neither.
func controlCharacters(body []byte) []byte {
	body = bytes.ReplaceAll(body, []byte("</title>"), []byte("\x1e</title>"))
	return bytes.ReplaceAll(body, []byte("</p>"), []byte("\x0b</p>"))
}

func declared(charset string) func(*document) {
	return func(d *document) { d.Encoding = charset }
}

// inCharset writes the document in a single-byte character set, and what it
// lacks as numeric references.
func inCharset(charset *charmap.Charmap) func([]byte) []byte {
	return func(body []byte) []byte {
		encoded, err := encoding.HTMLEscapeUnsupported(charset.NewEncoder()).Bytes(body)
		if err != nil {
			return body // cannot happen with the UTF-8 that templates write
		}
		return encoded
	}
}

// cutOff ends the document in the middle of its last item, as a server does
// that dies while answering.
func cutOff(body []byte) []byte {
	starts := regexp.MustCompile(`<(item|entry)[ >]`).FindAllIndex(body, -1)
	if len(starts) == 0 {
		return body[:len(body)/2]
	}
	last := starts[len(starts)-1][0]
	return body[:last+(len(body)-last)/2]
}

func serverError(w http.ResponseWriter, _ *http.Request) {
	http.Error(w, "Error establishing a database connection", http.StatusInternalServerError)
}

// htmlPage is what is left at the address of a feed that was given up.
func htmlPage(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader("<!DOCTYPE html>\n<html lang=\"en\"><head><title>Page moved</title></head>\n"+
		"<body><h1>We have a new home</h1><p>Our feeds have been discontinued. Please use our app.</p></body></html>\n"))
}
