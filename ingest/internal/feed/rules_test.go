package feed

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Each rule of reading has a case of its own: a document that needs it, and
// what is to come of it.

const (
	rssHeadTags  = `<rss version="2.0"><channel><title>Courier</title><link>https://courier.example/</link>`
	rssFoot      = `</channel></rss>`
	atomHeadTags = `<feed xmlns="http://www.w3.org/2005/Atom"><title>Courier</title><link href="https://courier.example/"/>`
	atomFoot     = `</feed>`
)

func rssItem(s string) string   { return rssHeadTags + "<item>" + s + "</item>" + rssFoot }
func atomEntry(s string) string { return atomHeadTags + "<entry>" + s + "</entry>" + atomFoot }

func title(d *Document) any      { return d.Items[0].Title }
func itemLink(d *Document) any   { return d.Items[0].Link }
func text0(d *Document) any      { return d.Items[0].Text }
func authors(d *Document) any    { return strings.Join(d.Items[0].Authors, "; ") }
func tags(d *Document) any       { return strings.Join(d.Items[0].Categories, "; ") }
func published(d *Document) any  { return d.Items[0].Published.Format(time.RFC3339) }
func updated(d *Document) any    { return d.Items[0].Updated.Format(time.RFC3339) }
func image(d *Document) any      { return d.Items[0].Image }
func sourceOf(d *Document) any   { return d.Items[0].Source }
func languageOf(d *Document) any { return d.Language + "/" + d.Items[0].Language }
func count(d *Document) any      { return len(d.Items) }

func TestRules(t *testing.T) {
	for _, c := range []struct {
		name, body string
		get        func(*Document) any
		want       any
	}{
		// Links.
		{"GUID is the link", rssItem(`<guid>https://courier.example/a</guid>`), itemLink, "https://courier.example/a"},
		{"GUID is no link", rssItem(`<guid isPermaLink="false">https://courier.example/a</guid>`), itemLink, ""},
		{"relative permalink", rssItem(`<guid isPermaLink="true">/a</guid>`), itemLink, "https://feeds.example/a"},
		{"a number is no link", rssItem(`<guid>42</guid>`), itemLink, ""},
		{"relative link", rssItem(`<link>../a?b=1&amp;c=2</link>`), itemLink, "https://feeds.example/a?b=1&c=2"},
		{"escaped twice", rssItem(`<link>https://courier.example/a?b=1&amp;amp;c=2</link>`), itemLink, "https://courier.example/a?b=1&c=2"},
		{"backslashes", rssItem(`<link>https:\\courier.example\a?b=\c</link>`), itemLink, `https://courier.example/a?b=\c`},
		{"link in a section that was escaped", rssItem(`<link>&lt;![CDATA[https://courier.example/a]]&gt;</link>`), itemLink, "https://courier.example/a"},
		{"no scheme", rssItem(`<link>www.courier.example/a</link>`), itemLink, "http://www.courier.example/a"},
		{"link in an attribute", rssItem(`<link href="https://courier.example/a"/>`), itemLink, "https://courier.example/a"},
		{"original link", rssItem(`<link>https://proxy.example/1</link><feedburner:origLink>https://courier.example/a</feedburner:origLink>`), itemLink, "https://courier.example/a"},
		{"rdf:about", `<rdf:RDF><channel/><item rdf:about="https://courier.example/a"><title>t</title></item></rdf:RDF>`, itemLink, "https://courier.example/a"},
		{"HTML before JSON", atomEntry(`<link rel="alternate" type="application/json" href="/a.json"/><link rel="alternate" type="text/html" href="/a"/>`), itemLink, "https://feeds.example/a"},
		{"self is no link", atomEntry(`<id>urn:1</id><link rel="self" href="/a.atom"/><link rel="replies" href="/r"/>`), itemLink, ""},
		{"address within a link with a relation", atomEntry(`<link rel="enclosure">https://courier.example/x.mp3</link><link rel="alternate">https://courier.example/a</link>`), itemLink, "https://courier.example/a"},
		{"content elsewhere", atomEntry(`<content src="https://courier.example/a" type="text/html"/>`), itemLink, "https://courier.example/a"},
		{"id is an address", atomEntry(`<id>https://courier.example/a</id>`), itemLink, "https://courier.example/a"},
		{"xml:base", `<feed xml:base="https://courier.example/x/"><entry xml:base="y/"><link href="a" xml:base="z/"/></entry></feed>`, itemLink, "https://courier.example/x/y/z/a"},
		{"no script", rssItem(`<link>javascript:alert(1)</link>`), itemLink, ""},

		// Names and namespaces.
		{"undeclared prefixes", rssItem(`<title>t</title><content:encoded>Full &lt;b&gt;text&lt;/b&gt;</content:encoded><dc:creator>Ann Reed</dc:creator>`), text0, "Full text"},
		{"another prefix", `<rss xmlns:k="http://purl.org/rss/1.0/modules/content/"><channel><item><k:encoded>Full text</k:encoded></item></channel></rss>`, text0, "Full text"},
		{"prefixed RSS", `<r:rss xmlns:r="http://backend.userland.com/rss2"><r:channel><r:item><r:title>Tram</r:title></r:item></r:channel></r:rss>`, title, "Tram"},
		{"prefixed Atom", `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>Tram</a:title></a:entry></a:feed>`, title, "Tram"},
		{"old Atom namespace", `<feed xmlns="http://example.com/newformat#"><entry><title>Tram</title></entry></feed>`, title, "Tram"},
		{"capitals", `<RSS><CHANNEL><ITEM><TITLE>Tram</TITLE><PUBDATE>Thu, 29 Dec 2016 14:05:00 GMT</PUBDATE></ITEM></CHANNEL></RSS>`, published, "2016-12-29T14:05:00Z"},
		{"a foreign title", rssItem(`<x:title xmlns:x="http://x.example/">no</x:title><title>Tram</title>`), title, "Tram"},
		{"items in Atom", `<feed><item><title>Tram</title></item></feed>`, title, "Tram"},
		{"entries in RSS", `<rss><channel><entry><title>Tram</title><content>Runs again.</content></entry></channel></rss>`, text0, "Runs again."},
		{"items outside the channel", `<rdf:RDF><channel><title>c</title></channel><item><title>Tram</title></item></rdf:RDF>`, title, "Tram"},
		{"CDF", `<CHANNEL HREF="https://courier.example/" BASE="https://courier.example/x/"><TITLE>c</TITLE><ITEM HREF="a" LASTMOD="2016-12-29T14:05:00Z"><TITLE>Tram</TITLE><ABSTRACT>Runs again.</ABSTRACT></ITEM></CHANNEL>`,
			func(d *Document) any { return []any{d.Format, itemLink(d), text0(d), updated(d)} },
			[]any{"CDF", "https://courier.example/x/a", "Runs again.", "2016-12-29T14:05:00Z"}},

		// Texts.
		{"full text", rssItem(`<description>Short.</description><content:encoded><![CDATA[<p>Long text.</p><p>More.</p>]]></content:encoded>`), text0, "Long text.\n\nMore."},
		{"xhtml:body", rssItem(`<description>Short.</description><xhtml:body><p>Long text.</p></xhtml:body>`), text0, "Long text."},
		{"fullitem", rssItem(`<description>Short.</description><fullitem>&lt;p&gt;Long text.&lt;/p&gt;</fullitem>`), text0, "Long text."},
		{"summary beside description", rssItem(`<description>Short.</description><summary>A longer text.</summary>`), text0, "A longer text."},
		{"media:group", atomEntry(`<media:group><media:title>Tram</media:title><media:description>Runs again.</media:description><media:thumbnail url="/t.jpg"/></media:group>`),
			func(d *Document) any { return []any{title(d), text0(d), image(d)} }, []any{"Tram", "Runs again.", "https://feeds.example/t.jpg"}},
		{"itunes", rssItem(`<itunes:title>Tram</itunes:title><itunes:summary>Runs again.</itunes:summary><itunes:image href="/t.jpg"/><itunes:author>Ann Reed</itunes:author>`),
			func(d *Document) any { return []any{text0(d), image(d), authors(d)} }, []any{"Runs again.", "https://feeds.example/t.jpg", "Ann Reed"}},
		{"base64 of Atom 0.3", `<feed version="0.3"><entry><content mode="base64" type="text/html">PHA+UnVucyBhZ2Fpbi48L3A+</content></entry></feed>`, text0, "Runs again."},
		{"base64 of Atom 1.0", atomEntry(`<title type="application/octet-stream">VHJhbQ==</title>`), title, "Tram"},
		{"base64 of a picture", atomEntry(`<content type="image/png">iVBORw0KGgo=</content><summary>Runs again.</summary>`), text0, "Runs again."},
		{"type text", atomEntry(`<title type="text">1 &lt; 2 &lt;x&gt;</title>`), title, "1 < 2 <x>"},
		{"type html", atomEntry(`<title type="html">&lt;i&gt;Tram&lt;/i&gt; &amp;amp; bus</title>`), title, "Tram & bus"},
		{"type xhtml", atomEntry(`<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>1 &lt; 2</p></div></content>`), text0, "1 < 2"},
		{"escaped twice", rssItem(`<title>Bed &amp;amp; breakfast &amp;#8211; open</title>`), title, "Bed & breakfast – open"},
		{"HTML entities", rssItem(`<title>Caf&eacute;&nbsp;bar &mdash; &unknown;</title>`), title, "Café bar — &unknown;"},
		{"Windows-1252 as references", rssItem(`<title>don&#146;t</title>`), title, "don’t"},
		{"markup without escape", rssItem(`<description><p>One.</p><p>Two.</p></description>`), text0, "One.\n\nTwo."},
		{"hidden without end", rssItem(`<description>One &lt;object data="x"&gt; two &lt;b&gt;three&lt;/b&gt;</description>`), text0, "One two three"},
		{"hidden", rssItem(`<description>One &lt;object data="x"&gt; two &lt;/object&gt; &lt;b&gt;three&lt;/b&gt;</description>`), text0, "One three"},
		{"comment without end", rssItem(`<description>&lt;b&gt;One&lt;/b&gt; &lt;!-- two &gt; three</description>`), text0, "One three"},
		{"no comment", rssItem(`<description>&lt;b&gt;One&lt;/b&gt; &lt;!' two</description>`), text0, "One <!' two"},
		{"text in mark and bracket", rssItem(`<title>a ]]> b < c & d</title>`), title, "a ]]> b < c & d"},

		{"escaped once too often", rssItem(`<description>&amp;lt;p&amp;gt;One&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;two &amp;amp;amp; three&amp;lt;/p&amp;gt;</description>`), text0, "One\n\ntwo & three"},
		{"a tag that is spoken of", rssItem(`<title>What &amp;lt;br is for</title>`), title, "What <br is for"},
		{"section within a section", rssItem(`<description><![CDATA[<p>One <![CDATA[two]]> three</p>]]>]]&gt;</description>`), text0, "One two three"},
		{"section that was escaped", rssItem(`<title>&lt;![CDATA[One]]&gt;</title>`), title, "One"},
		{"halves of a character", rssItem(`<title>Fire &#55357;&#56613; &#xD83D;&#xDD25;, &#55357; &#55357;&#65;</title>`), title, "Fire 🔥 🔥, A"},
		{"entities in plain text", atomEntry(`<title type="text">One &amp;amp; two&amp;#8217;s</title>`), title, "One & two’s"},
		{"what only joins words or stands for an object", rssItem(`<title>Har&#x2060;bour &#xFFFC;Courier</title>`), title, "Harbour Courier"},
		{"text for Yandex", `<rss xmlns:turbo="http://turbo.yandex.ru"><channel><item><turbo:content><![CDATA[<p>One</p>]]></turbo:content></item></channel></rss>`, text0, "One"},

		// Persons, categories, sources, languages.
		{"mail and name", rssItem(`<author>ann@courier.example (Ann Reed)</author>`), authors, "Ann Reed"},
		{"several authors", rssItem(`<dc:creator>Ann Reed</dc:creator><dc:creator>Bo Lind</dc:creator><author>Ann Reed</author>`), authors, "Ann Reed; Bo Lind"},
		{"dc:author", rssItem(`<dc:author>Ann Reed</dc:author>`), authors, "Ann Reed"},
		{"the feed's author", `<feed><author><name>Ann Reed</name></author><entry><title>t</title></entry></feed>`, authors, "Ann Reed"},
		{"the feed is no author", `<feed><title>Courier</title><author><name>courier</name></author><entry><title>t</title></entry></feed>`, authors, ""},
		{"the source's author", `<feed><author><name>Bo Lind</name></author><entry><title>t</title><source><author><name>Ann Reed</name></author></source></entry></feed>`, authors, "Ann Reed"},
		{"the editor is no author", `<rss><channel><managingEditor>Bo Lind</managingEditor><item><title>t</title></item></channel></rss>`, authors, ""},
		{"categories", rssItem(`<category domain="x">Harbour</category><dc:subject>Labour</dc:subject><tags>ferry, strike</tags><itunes:category text="News"><itunes:category text="Local"/></itunes:category><media:category label="Docks">7</media:category>`),
			func(d *Document) any { return len(d.Items[0].Categories) }, 7},
		{"labels", atomEntry(`<category term="hb" label="Harbour"/><category term="labour"/>`), tags, "Harbour; labour"},
		{"RSS source", rssItem(`<source url="https://other.example/rss">Other Paper</source>`), sourceOf, Source{"Other Paper", "https://other.example/rss"}},
		{"Atom source", atomEntry(`<source><title type="html">Other &amp;amp; Paper</title><link rel="self" href="https://other.example/atom"/><link href="https://other.example/"/></source>`), sourceOf, Source{"Other & Paper", "https://other.example/"}},
		{"language of feed and item", `<rss xml:lang="en"><channel><language>en_GB</language><item xml:lang="cy"><title>t</title></item></channel></rss>`, languageOf, "en-gb/cy"},
		{"language of a text", `<feed><entry><title xml:lang="cy">t</title></entry></feed>`, languageOf, "xx/cy"},
		{"dc:language", rssItem(`<dc:language>cy</dc:language>`), languageOf, "xx/cy"},
		{"enclosed picture", rssItem(`<enclosure url="/a.mp3" type="audio/mpeg"/><enclosure url="/a.jpg" type="image/jpeg"/>`), image, "https://feeds.example/a.jpg"},
		{"picture in the text", rssItem(`<description>&lt;img src="/pixel.gif" width="1"&gt;&lt;img src="/a.jpg"&gt;</description>`), image, "https://feeds.example/a.jpg"},
		{"smileys and buttons are no pictures", rssItem(`<description>&lt;img class="wp-smiley" src="/s.png"&gt;&lt;img src="http://feeds.feedburner.com/~ff/x"&gt;&lt;img src="/a.jpg"&gt;</description>`), image, "https://feeds.example/a.jpg"},
		{"caption of a picture", rssItem(`<content:encoded>One.</content:encoded><media:content url="/a.jpg"><media:description>A ferry.</media:description></media:content>`), func(d *Document) any { return d.Items[0].Summary }, ""},

		// Dates.
		{"published before changed", atomEntry(`<updated>2016-12-29T15:00:00Z</updated><published>2016-12-29T14:00:00Z</published>`), published, "2016-12-29T14:00:00Z"},
		{"dcterms", rssItem(`<dcterms:modified>2016-12-29T15:00:00Z</dcterms:modified><dcterms:issued>2016-12-29T14:00:00Z</dcterms:issued>`), published, "2016-12-29T14:00:00Z"},
		{"Atom 0.3", `<feed version="0.3"><entry><modified>2016-12-29T15:00:00Z</modified><issued>2016-12-29T14:00:00Z</issued><created>2016-12-29T13:00:00Z</created></entry></feed>`, published, "2016-12-29T14:00:00Z"},
		{"changed alone", atomEntry(`<updated>2016-12-29T15:00:00Z</updated>`), published, "2016-12-29T15:00:00Z"},
		{"a date that cannot be", rssItem(`<pubDate>Thu, 29 Dec 2099 14:05:00 GMT</pubDate>`), func(d *Document) any { return d.Items[0].PublishedRaw }, "Thu, 29 Dec 2099 14:05:00 GMT"},

		// Broken documents.
		{"words before the feed", "Warning: out of memory\n" + rssItem(`<title>t</title>`), count, 1},
		{"a long comment first", "<!--" + strings.Repeat("licence ", 1000) + "-->" + rssItem(`<title>t</title>`), count, 1},
		{"no end tags", `<rss><channel><item><title>One<link>https://a.example/1</link><item><title>Two</title></item></channel></rss>`, count, 2},
		{"no last bracket", rssHeadTags + `<item><title>One</title></item></channel></rss`, count, 1},
		{"cut within an item", rssHeadTags + `<item><title>One</title></item><item><title>Two</ti`, count, 1},
		{"items within items", rssHeadTags + `<item><title>One</title><item><title>Two</title></item></item>` + rssFoot, count, 2},
		{"a declared entity", `<!DOCTYPE rss [<!ENTITY paper "Courier">]>` + rssItem(`<title>The &paper;</title>`), title, "The Courier"},
		{"an entity from a file", `<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]>` + rssItem(`<title>a &f; b</title>`), title, "a &f; b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := Parse([]byte(c.body), Options{URL: "https://feeds.example/in/feed.xml", Now: now, ContentLanguage: "xx"})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, c.get(doc)); diff != "" {
				t.Errorf("%s\n(-want +got):\n%s", c.body, diff)
			}
		})
	}
}

func TestDocument(t *testing.T) {
	const hour = time.Hour
	for _, c := range []struct {
		name, body string
		hub        string // of the Link header
		want       Document
	}{
		{"RSS", `<rss version="2.0"><channel><title>Harbour &amp;amp; Courier</title><description>News from the &lt;b&gt;docks&lt;/b&gt;</description><link>https://courier.example/</link>
			<atom:link rel="self" href="rss"/><atom:link rel="hub" href="https://hub.example/"/><copyright>© Courier</copyright><managingEditor>ed@courier.example (Bo Lind)</managingEditor>
			<language>en-GB</language><category>News</category><image><url>/logo.png</url><title>x</title><link>https://elsewhere.example/</link></image><ttl>60</ttl>
			<lastBuildDate>Thu, 29 Dec 2016 14:05:00 GMT</lastBuildDate><pubDate>Thu, 29 Dec 2016 10:00:00 GMT</pubDate>
			<skipHours><hour>3</hour><hour> 2 </hour><hour>24</hour><hour>3</hour><hour>x</hour></skipHours><skipDays><day>Sunday</day><day>saturday</day></skipDays>
			<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency></channel></rss>`, "",
			Document{
				Format: "RSS 2.0", Charset: "utf-8", Title: "Harbour & Courier", Description: "News from the docks", Rights: "© Courier", Link: "https://courier.example/",
				Self: "https://feeds.example/in/rss", Hub: "https://hub.example/", Image: "https://feeds.example/logo.png", Authors: []string{"Bo Lind"}, Categories: []string{"News"},
				Language: "en-gb", Updated: time.Date(2016, 12, 29, 14, 5, 0, 0, time.UTC), TTL: hour, UpdatePeriod: hour / 2,
				SkipHours: []int{0, 2, 3}, SkipDays: []time.Weekday{time.Sunday, time.Saturday},
			}},
		{"Atom", `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>tag:courier.example,2016:1</id><title type="text">Courier</title><subtitle type="html">News from the &lt;b&gt;docks&lt;/b&gt;</subtitle>
			<link href="https://courier.example/" type="application/xhtml+xml"/><link rel="self" href="https://courier.example/atom"/><rights>© Courier</rights><logo>/logo.png</logo><icon>/icon.png</icon>
			<author><name>Bo Lind</name></author><category term="n" label="News"/><updated>2016-12-29T14:05:00Z</updated></feed>`, "https://header.example/hub",
			Document{
				Format: "Atom 1.0", Charset: "utf-8", ID: "tag:courier.example,2016:1", Title: "Courier", Description: "News from the docks", Rights: "© Courier", Link: "https://courier.example/",
				Self: "https://courier.example/atom", Hub: "https://header.example/hub", Image: "https://feeds.example/logo.png", Authors: []string{"Bo Lind"}, Categories: []string{"News"},
				Language: "en", Updated: time.Date(2016, 12, 29, 14, 5, 0, 0, time.UTC),
			}},
		{"Atom 0.3", `<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title mode="base64">Q291cmllcg==</title><tagline>News</tagline><copyright>© Courier</copyright><modified>2016-12-29T14:05:00Z</modified></feed>`, "https://header.example/hub",
			Document{Format: "Atom 0.3", Charset: "utf-8", Title: "Courier", Description: "News", Rights: "© Courier", Hub: "https://header.example/hub", Updated: time.Date(2016, 12, 29, 14, 5, 0, 0, time.UTC)}},
		{"JSON", `{"version":"https://jsonfeed.org/version/1.1","title":"Courier","description":"News","home_page_url":"https://courier.example/","feed_url":"/feed.json","icon":"/icon.png","language":"en",
			"author":"Bo Lind","hubs":[{"type":"WebSub","url":"https://hub.example/"}],"items":[]}`, "",
			Document{
				Format: "JSON Feed 1.1", Charset: "utf-8", Title: "Courier", Description: "News", Link: "https://courier.example/", Self: "https://feeds.example/feed.json", Hub: "https://hub.example/",
				Image: "https://feeds.example/icon.png", Authors: []string{"Bo Lind"}, Language: "en",
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Parse([]byte(c.body), Options{URL: "https://feeds.example/in/feed", Now: now, Hub: c.hub})
			if err != nil {
				t.Fatal(err)
			}
			got.Items, got.Oddities = nil, nil
			if diff := cmp.Diff(&c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestContentLocation(t *testing.T) {
	for location, want := range map[string]string{
		"":                            "https://feeds.example/in/a",
		"/other/feed":                 "https://feeds.example/other/a",
		"https://courier.example/x/y": "https://courier.example/x/a",
		"http://10.0.0.5/feed.xml":    "https://feeds.example/in/a",
		"http://backend/feed.xml":     "https://feeds.example/in/a",
		"javascript:alert(1)":         "https://feeds.example/in/a",
	} {
		doc, err := Parse([]byte(rssItem(`<link>a</link>`)), Options{URL: "https://feeds.example/in/feed", ContentLocation: location, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		if got := doc.Items[0].Link; got != want {
			t.Errorf("with Content-Location %q the link is %q, want %q", location, got, want)
		}
	}
}

func TestJSONMended(t *testing.T) {
	doc, err := Parse([]byte(`{"version":"https://jsonfeed.org/version/1","items":[
		{"id":7.0,"title":12,"author":"Ann Reed","tags":"ferry","date_published":1482991200,"content_html":["x"]},
		{"id":"b","authors":{"name":"Bo Lind"},"attachments":[{"url":"/a.jpg","mime_type":"image/jpeg"}],"title":"Two"},
		"three"]}`), Options{URL: "https://feeds.example/in/feed", Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Items) != 2 {
		t.Fatalf("%d items, want 2", len(doc.Items))
	}
	one, two := doc.Items[0], doc.Items[1]
	if one.GUID != "7.0" || one.Title != "12" || authors(doc) != "Ann Reed" || tags(doc) != "ferry" || published(doc) != "2016-12-29T06:00:00Z" {
		t.Errorf("first item %+v", one)
	}
	if two.GUID != "b" || two.Title != "Two" || two.Authors[0] != "Bo Lind" || two.Image != "https://feeds.example/a.jpg" {
		t.Errorf("second item %+v", two)
	}
}
