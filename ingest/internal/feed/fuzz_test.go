package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// now is the moment at which tests fetch their feeds.
var now = time.Date(2016, 12, 30, 12, 0, 0, 0, time.UTC)

func addSeeds(f *testing.F) {
	f.Helper()
	paths, err := filepath.Glob("testdata/*.feed")
	if err != nil || len(paths) == 0 {
		f.Fatalf("no seeds in testdata: %v", err)
	}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	for _, s := range []string{
		``, `<`, `<a`, `</`, `<!`, `<?`, `<rss`, `<rss>`, `<feed><entry/>`, `{`, `{"items":[`, `{"items":[{"id":1}]}`,
		`<rss><channel><item><title>a]]>b<![CDATA[c]]]]><![CDATA[>d]]></title>`,
		`<x a="/>">`, `<a b="<a " b="<a " b="<a " <`, `<rss><item><description><br><br><p>x</item>`,
		"<rss>\x00\x01<item><guid>&#0;&#xB;&#x80;&#150;&nbsp;&foo;&", `<!DOCTYPE rss [<!ENTITY a "b">]><rss><item><guid>&a;</guid></item></rss>`,
		`<feed><entry><content type="xhtml"><div><p>a &lt; b</p></div></content></entry></feed>`,
		atomEntry(`<source><title>a</title><link href="b"/></source><category term="c"/><content type="image/png" src="d">e</content>`),
		rssItem(`<source url="a">b</source><description>&lt;object&gt;&lt;!-- &lt;iframe&gt;x</description><link rel="alternate">c</link>`),
		`<CHANNEL BASE="a"><skipHours><hour>1</hour></skipHours><image><url>x</url></image><ITEM HREF="b"/></CHANNEL>`,
		"<rss><channel><item><title>\xcf\xf0\xe8\xe2\xe5\xf2 \xec\xe8\xf0\xf3 \xa4\xa4</title></item></channel></rss>",
		`{"version":"https://jsonfeed.org/version/1","author":"a","hubs":[{"url":"b"}],"items":[{"id":[],"tags":"c","authors":{"name":"d"}}]}`,
	} {
		f.Add([]byte(s))
	}
	for _, a := range attacks {
		if b := a.bytes(3); len(b) <= maxAttrBytes {
			f.Add(b)
		}
	}
}

// FuzzGate checks what the gate promises of its output: well-formed for the
// strict parser of the standard library, flat, and with the items in the
// order of their facts.
func FuzzGate(f *testing.F) {
	addSeeds(f)
	limits := Limits{Bytes: 1 << 20, Items: 50, Depth: 20, Elements: 500}
	f.Fuzz(func(t *testing.T, b []byte) {
		var odd oddities
		text, _ := decode(b, "", &odd)
		if !utf8.Valid(text) {
			t.Fatalf("decode(%q) is not UTF-8", b)
		}
		g, err := passGate(text, Options{URL: "https://feeds.example/rss", Limits: limits}, &odd)
		if err != nil {
			var not *NotFeedError
			if !errors.As(err, &not) && !errors.Is(err, ErrEmpty) {
				t.Fatalf("passGate: unexpected kind of error: %v", err)
			}
			return
		}
		checkGated(t, g, limits)
	})
}

// FuzzScanner checks that the tolerant scanner and the strict parser of the
// standard library read a well-formed document alike.
func FuzzScanner(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		if !utf8.Valid(b) || bytes.Contains(b, []byte("<!")) && !bytes.Contains(b, []byte("<![CDATA[")) || bytes.Contains(b, []byte("<!D")) {
			return
		}
		want, ok := strictEvents(b)
		if !ok {
			return
		}
		got := scannerEvents(b)
		if got != want {
			t.Fatalf("scanner and encoding/xml differ on %q\n got %q\nwant %q", b, got, want)
		}
	})
}

// strictEvents writes the events of a document as encoding/xml sees them, or
// false if it does not take it or it holds what the two read differently on
// purpose.
func strictEvents(b []byte) (string, bool) {
	var w strings.Builder
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		tok, err := d.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			return "", false
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			w.WriteString("<" + rawName(tok.Name))
			for _, a := range tok.Attr {
				w.WriteString(" " + rawName(a.Name) + "=" + foldSpace(a.Value))
			}
			if len(tok.Attr) > maxScanAttrs {
				return "", false
			}
		case xml.EndElement:
			w.WriteString("</" + rawName(tok.Name))
		case xml.CharData:
			w.WriteString(foldSpace(string(tok)))
		case xml.Directive:
			return "", false
		}
	}
	for _, r := range w.String() {
		if r >= 0x7F && r < 0xA0 || r == utf8.RuneError {
			return "", false
		}
	}
	// RawToken does not match tags; only documents whose tags match count.
	if d := xml.NewDecoder(bytes.NewReader(b)); true {
		for {
			_, err := d.Token()
			if err == io.EOF {
				return w.String(), true
			}
			if err != nil {
				return "", false
			}
		}
	}
	return "", false
}

func rawName(n xml.Name) string {
	if n.Space != "" {
		return n.Space + ":" + n.Local
	}
	return n.Local
}

func foldSpace(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && space(byte(r)) {
			return -1
		}
		return r
	}, s)
}

func scannerEvents(b []byte) string {
	var w strings.Builder
	var n textCounts
	s := newScanner(b)
	for {
		t, ok := s.token()
		if !ok {
			return w.String()
		}
		switch t.kind {
		case tokenStart:
			w.WriteString("<" + string(t.data))
			for _, a := range t.attrs {
				w.WriteString(" " + string(a.name) + "=" + foldSpace(string(decodeText(nil, a.value, nil, &n))))
			}
			if t.empty {
				w.WriteString("</" + string(t.data))
			}
		case tokenEnd:
			w.WriteString("</" + string(t.data))
		case tokenText:
			w.WriteString(foldSpace(string(decodeText(nil, t.data, nil, &n))))
		case tokenCDATA:
			w.WriteString(foldSpace(string(cleanText(nil, t.data, &n))))
		}
	}
}

// FuzzParse checks that any bytes give a sane document or an error.
func FuzzParse(f *testing.F) {
	addSeeds(f)
	limits := Limits{Bytes: 1 << 20, Items: 100, Depth: 50, Elements: 2000}
	f.Fuzz(func(t *testing.T, b []byte) {
		doc, err := Parse(b, Options{URL: "https://feeds.example/rss", Now: now, Limits: limits})
		if err != nil {
			return
		}
		if len(doc.Items) > limits.Items {
			t.Fatalf("%d items", len(doc.Items))
		}
		for _, s := range []string{doc.Link, doc.Self, doc.Hub, doc.Image} {
			if s != "" && webLink(s) != s {
				t.Fatalf("address %q", s)
			}
		}
		for _, s := range []string{doc.ID, doc.Title, doc.Description, doc.Rights, doc.Language} {
			if !utf8.ValidString(s) {
				t.Fatalf("not UTF-8: %q", s)
			}
		}
		for _, it := range doc.Items {
			for _, s := range []string{it.GUID, it.Link, it.Title, it.Summary, it.Text, it.Image, it.PublishedRaw} {
				if !utf8.ValidString(s) {
					t.Fatalf("not UTF-8: %q", s)
				}
			}
			for _, s := range []string{it.Link, it.Image, it.Source.Link} {
				if s != "" && webLink(s) != s {
					t.Fatalf("address %q", s)
				}
			}
			if !it.Published.IsZero() && (it.Published.Year() < oldestYear || it.Published.After(now.Add(maxFuture))) {
				t.Fatalf("published %v", it.Published)
			}
			if strings.ContainsAny(it.Title, "\n\r\t") || strings.Contains(it.Text, "\n\n\n") {
				t.Fatalf("white space: %q %q", it.Title, it.Text)
			}
		}
	})
}

// FuzzDate checks that what was read is read again.
func FuzzDate(f *testing.F) {
	for _, c := range dateCases {
		f.Add(c.in)
	}
	for _, year := range []string{"2443", "2444", "2700", "2986", "2987"} {
		f.Add(year)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := parseDate(s)
		if !ok || got.Year() < 1000 || got.Year() > 9000 {
			return
		}
		again, ok := parseDate(got.Format(time.RFC3339Nano))
		if !ok || !again.Equal(got) {
			t.Fatalf("parseDate(%q) = %v, read again %v, %v", s, got, again, ok)
		}
	})
}
