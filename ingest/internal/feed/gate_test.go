package feed

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// checkGated fails unless the gate's output is what it promises: well-formed
// for the strict parser of the standard library, flat, and with the items in
// the order of their facts.
func checkGated(t interface {
	Helper()
	Fatalf(string, ...any)
}, g *gated, limits Limits) {
	t.Helper()
	items, depth, deepest := 0, 0, 0
	d := xml.NewDecoder(bytes.NewReader(g.xml))
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("the output is not well-formed: %v\n%s", err, g.xml)
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			deepest = max(deepest, depth)
			if g.frame == frameRSS && depth == 3 && token.Name.Local == "item" || g.frame == frameAtom && depth == 2 && token.Name.Local == "entry" {
				items++
			}
		case xml.EndElement:
			depth--
		}
	}
	if items != len(g.facts) || items > limits.Items {
		t.Fatalf("%d items, %d facts, limit %d\n%s", items, len(g.facts), limits.Items, g.xml)
	}
	if deepest > limits.Depth+1 {
		t.Fatalf("depth %d over the limit %d\n%s", deepest, limits.Depth, g.xml)
	}
}

// scraps are what broken feeds are made of.
var scraps = []string{
	"<rss>", "<channel>", "<item>", "</item>", "<item/>", "<title>", "</title>", "<link>", "</link>", "<guid>", "</guid>", "<description>",
	"</description>", "<content:encoded>", "</content:encoded>", "<feed>", "<entry>", "</entry>", "<entry ", `<content type="xhtml">`,
	"<content type='html' mode=base64>", "</content>", "<xhtml:body>", "<div>", "</div>", "<br>", "<p>", "<img src=x>", "<media:group>",
	"</media:group>", "<media:content url='x'>", `<media:content a="<" b='>'/>`, "<author>", "<name>", "</name>", "</author>", "<dc:creator>",
	"</dc:creator>", "<category term=x>", `xml:base="http://a/"`, `<link rel=alternate href="x"/>`, "<pubDate>", "</pubDate>", "</channel>",
	"</rss>", "</feed>", "<rdf:RDF>", "<a:b:c>", "<:>", "<é>", "<1>", "<q:x>", "<image>", `<enclosure url="`, "<![CDATA[", "]]>", "]]", ">", "<",
	"]]]]><![CDATA[>", "<!--", "-->", "<?", "?>", "<!DOCTYPE a [", "]>", `<!ENTITY a "b">`, "&a;", "&", ";", "&#", "&#x", "&#0;", "&#x80;", "&lt;",
	"&amp;", "&nbsp;", "&foo;", `"`, "'", "=", "/", "/>", "a", " ", "\n", "é", "\x00", "\x01", "\xe9", "\u0080", "\uFFFE",
}

func TestGateOnScraps(t *testing.T) {
	limits := Limits{Bytes: 1 << 20, Items: 5, Depth: 12, Elements: 50}
	rapid.Check(t, func(t *rapid.T) {
		head := rapid.SampledFrom([]string{"", "<rss><channel>", "<rss><channel><item>", "<feed>", "<feed><entry>"}).Draw(t, "head")
		body := strings.Join(rapid.SliceOfN(rapid.SampledFrom(scraps), 0, 40).Draw(t, "scraps"), "")
		o := Options{URL: "https://feeds.example/rss", Now: now, Limits: limits}
		var odd oddities
		text, _ := decode([]byte(head+body), "", &odd)
		if !utf8.Valid(text) {
			t.Fatalf("decode gives no UTF-8")
		}
		g, err := passGate(text, o, &odd)
		if err != nil {
			return
		}
		checkGated(t, g, limits)
		// What has passed the gate is never refused behind it.
		if _, err := Parse([]byte(head+body), o); err != nil {
			t.Fatalf("Parse: %v\n%s", err, g.xml)
		}
	})
}

// fifty is a feed of n items of which all are whole.
func fifty(n int) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Courier</title>`)
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "<item><title>Café %d</title><link>https://courier.example/%d</link><guid>g%d</guid><description><![CDATA[<p>Text %d</p>]]></description></item>\n", i, i, i, i)
	}
	b.WriteString("</channel></rss>")
	return []byte(b.String())
}

func TestCutAnywhereKeepsWholeItems(t *testing.T) {
	whole := fifty(50)
	for end := 0; end <= len(whole); end += 7 {
		want := bytes.Count(whole[:end], []byte("</item")) // the end tag tells, even cut short
		doc, err := Parse(whole[:end], Options{URL: "https://courier.example/feed", Now: now})
		if err != nil {
			if want > 0 {
				t.Fatalf("cut at %d: %v, want %d items", end, err, want)
			}
			continue
		}
		if len(doc.Items) != want {
			t.Fatalf("cut at %d: %d items, want %d", end, len(doc.Items), want)
		}
	}
}

func TestBreakageInOneItemKeepsTheOthers(t *testing.T) {
	for _, breakage := range []string{
		"&#0;", "&#11;", "\x0b", "]]>", "a < b", "<3", "a & b", "&nbsp;", "&foo;", "&#xD800; &#x110000; &#x;", "\xe9", "<b>unbalanced", "</b>",
		"<![CDATA[open", "<a href=\"x>text</a>", "<!-- open", "<p><p><p>", "<br><br>",
	} {
		body := bytes.Replace(fifty(51), []byte("Café 51"), []byte(breakage), 1)
		doc, err := Parse(body, Options{URL: "https://courier.example/feed", Now: now})
		if err != nil {
			t.Errorf("%q: %v", breakage, err)
			continue
		}
		if len(doc.Items) < 50 || doc.Items[0].Title != "Café 1" || doc.Items[49].Text != "Text 50" {
			t.Errorf("%q: %d items, the first %q, the 50th %q", breakage, len(doc.Items), doc.Items[0].Title, doc.Items[min(49, len(doc.Items)-1)].Text)
		}
	}
}

func TestLimits(t *testing.T) {
	o := Options{URL: "https://courier.example/feed", Now: now, Limits: Limits{Bytes: 1 << 20, Items: 10, Depth: 20, Elements: 100}}
	deep := `<rss><channel><item><title>t</title><description>` + strings.Repeat("<q:x>", 50_000) + `</description></item></channel></rss>`
	for name, c := range map[string]struct {
		body  string
		items int
		odd   string
	}{
		"items":    {string(fifty(50)), 10, "more than 10 items"},
		"depth":    {deep, 1, "nested too deeply"},
		"siblings": {`<rss><channel><item><title>t</title><media:group>` + strings.Repeat("<media:content/>", 50_000) + `</media:group></item></channel></rss>`, 1, "too many"},
		"url":      {`<rss><channel><item><title>t</title><link>http://h/` + strings.Repeat("a", 5000) + `</link></item></channel></rss>`, 1, "too long, dropped: 1"},
		"date":     {`<rss><channel><item><title>t</title><pubDate>` + strings.Repeat("1", 5000) + `</pubDate></item></channel></rss>`, 1, "too long, dropped: 1"},
		"json":     {`{"version":"https://jsonfeed.org/version/1","items":[` + strings.Repeat(`{"id":1,"title":"x"},`, 50) + `{}]}`, 10, "more than 10 items"},
	} {
		doc, err := Parse([]byte(c.body), o)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(doc.Items) != c.items || !strings.Contains(strings.Join(doc.Oddities, "\n"), c.odd) {
			t.Errorf("%s: %d items, oddities %q; want %d, %q", name, len(doc.Items), doc.Oddities, c.items, c.odd)
		}
	}
	if _, err := Parse(make([]byte, 2<<20), o); err == nil {
		t.Error("a document over the limit is read")
	}
	if _, err := Parse([]byte(strings.Repeat(`{"a":[`, 50)), o); err == nil {
		t.Error("JSON nested too deeply is read")
	}
}

func TestNotAFeed(t *testing.T) {
	for body, want := range map[string]string{
		"<!DOCTYPE html><html><head><title>x</title>": "an HTML page",
		"<script>x</script><p>hello":                  "an HTML page",
		"Service unavailable":                         "plain text",
		`<urlset xmlns="x"><url/></urlset>`:           "a sitemap",
		`<opml version="2.0"/>`:                       "an OPML list",
		`<?xml version="1.0"?><Error><Code>1</Code>`:  "an XML document of type <error>",
		`{"error": "none"}`:                           "a JSON document without items",
		"":                                            "empty",
	} {
		_, err := Parse([]byte(body), Options{Now: now})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", body, err, want)
		}
	}
}
