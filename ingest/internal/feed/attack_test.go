package feed

import (
	"errors"
	"runtime"
	"strings"
	"testing"
)

// attack is a document that grows with n and is made to cost a reader more
// than its size, with the outcome it has here.
type attack struct {
	name                  string
	before, repeat, after string
	n, items              int
	err                   error
	odd                   string
}

var attacks = []attack{
	{name: "nested extensions", before: `<rss><channel><item><title>t</title><q:y xmlns:q="http://q.example/">`, repeat: "<q:x>", after: "", n: 10_000, items: 0, odd: "ends inside an item"},
	{name: "nested extensions, closed", before: `<rss><channel><item><title>t</title>`, repeat: "<media:group>", after: "</item></channel></rss>", n: 10_000, items: 1, odd: "nested too deeply"},
	{name: "nested markup in a text", before: `<rss><channel><item><title>t</title><description>`, repeat: "<div>", after: "</description></item></channel></rss>", n: 10_000, items: 1, odd: "nested too deeply"},
	{name: "nested markup as HTML", before: `<rss><channel><item><title>t</title><description><![CDATA[`, repeat: "<object><p><b>", after: "]]></description></item></channel></rss>", n: 6_000, items: 1},
	{name: "nested entries with bases", before: `<feed xml:base="http://h.example/">`, repeat: `<entry xml:base="a/">`, after: "</feed>", n: 6_000, items: 5000, odd: "more than 5000 items"},
	{name: "long base, many links", before: `<feed><entry xml:base="http://h.example/` + strings.Repeat("a", 200_000) + `/">`, repeat: `<link href="x"/>`, after: "</entry></feed>", n: 2_500, items: 1},
	{name: "bases within bases", before: `<feed xml:base="http://h.example/` + strings.Repeat("a/", 450) + `">`, repeat: `<entry><link xml:base="b/" href="c"/></entry>`, after: "</feed>", n: 2_000, items: 2_000},
	{name: "empty items", before: `<rss><channel>`, repeat: "<item/>", after: "</channel></rss>", n: 25_000, items: 5000, odd: "more than 5000 items"},
	{name: "small items", before: `<rss><channel>`, repeat: "<item><title>t</title><guid>1</guid></item>", after: "</channel></rss>", n: 6_000, items: 5000, odd: "more than 5000 items"},
	{name: "a long text", before: `<rss><channel><item><description>`, repeat: "word &amp; ", after: "</description></item></channel></rss>", n: 25_000, items: 1},
	{name: "a long section", before: `<rss><channel><item><description><![CDATA[`, repeat: "word ", after: "]]></description></item></channel></rss>", n: 50_000, items: 1},
	{name: "a long attribute", before: `<rss><channel><item><title>t</title><enclosure url="`, repeat: "abcdefgh", after: `"/></item></channel></rss>`, n: 25_000, items: 1},
	{name: "many attributes", before: `<rss><channel><item><title>t</title><media:content `, repeat: `a="b" `, after: `/></item></channel></rss>`, n: 25_000, items: 1},
	{name: "many namespaces", before: `<rss `, repeat: `xmlns:a="http://purl.org/dc/terms/" `, after: `><channel><item><title>t</title></item></channel></rss>`, n: 12_500, items: 1},
	{name: "ever new names", before: `<rss><channel><item><title>t</title>`, repeat: "<a$ xmlns:p$='http://purl.org/dc/terms/'/>", after: `</item></channel></rss>`, n: 5_000, items: 1},
	{name: "a long date", before: `<rss><channel><item><title>t</title><pubDate>`, repeat: "1234567890", after: `</pubDate></item></channel></rss>`, n: 12_500, items: 1, odd: "too long"},
	{name: "entities within entities", before: `<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><rss><channel><item><title>`, repeat: "&c;", after: `</title></item></channel></rss>`, n: 12_500, items: 1},
	{name: "an entity used often", before: `<!DOCTYPE rss [<!ENTITY a "` + strings.Repeat("x", 250) + `">]><rss><channel><item><title>`, repeat: "&a;", after: `</title></item></channel></rss>`, n: 5_000, items: 1},
	{name: "entities declared often", before: `<!DOCTYPE rss [`, repeat: `<!ENTITY a$ "b">`, after: `]><rss><channel><item><title>t</title></item></channel></rss>`, n: 6_000, items: 1},
	{name: "comments without end", before: `<rss><channel><item><title>t</title>`, repeat: "<!-- ", after: "", n: 12_500, err: nil, items: 0},
	{name: "document types without end", before: ``, repeat: `<!DOCTYPE "`, after: "", n: 12_500, err: ErrEmpty},
	{name: "sections without end", before: `<rss><channel><item><title>`, repeat: "<![CDATA[", after: "", n: 12_500, items: 0},
	{name: "tags that are none", before: `<rss><channel><item><title>`, repeat: `<a b="`, after: `</title></item></channel></rss>`, n: 12_500, items: 1},
	{name: "bare brackets", before: `<rss><channel><item><title>`, repeat: "< ", after: `</title></item></channel></rss>`, n: 25_000, items: 1},
	{name: "bare ampersands", before: `<rss><channel><item><title>`, repeat: "&a", after: `</title></item></channel></rss>`, n: 25_000, items: 1},
	{name: "end tags of nothing", before: `<rss><channel><item><title>`, repeat: "</x>", after: `</title></item></channel></rss>`, n: 12_500, items: 1},
	{name: "comments without end as HTML", before: `<rss><channel><item><title>t</title><description><![CDATA[`, repeat: "<!--<!", after: `]]></description></item></channel></rss>`, n: 12_500, items: 1},
	{name: "hidden elements as HTML", before: `<rss><channel><item><title>t</title><description><![CDATA[`, repeat: "<iframe><video>x</video>", after: `]]></description></item></channel></rss>`, n: 6_000, items: 1},
	{name: "text encoded twice", before: `<rss><channel><item><title>`, repeat: "â€™", after: `</title></item></channel></rss>`, n: 12_500, items: 1},
	{name: "categories", before: `<rss><channel><item><title>t</title>`, repeat: "<category>c$</category>", after: `</item></channel></rss>`, n: 6_000, items: 1},
	{name: "authors", before: `<feed><entry><title>t</title>`, repeat: "<author><name>n$</name></author>", after: `</entry></feed>`, n: 6_000, items: 1},
	{name: "links", before: `<feed><entry><title>t</title>`, repeat: `<link rel="x" href="http://h.example/$"/>`, after: `</entry></feed>`, n: 6_000, items: 1},
	{name: "skipped hours", before: `<rss><channel><skipHours>`, repeat: `<hour>$</hour>`, after: `</skipHours><item/></channel></rss>`, n: 6_000, items: 1},
	{name: "JSON items", before: `{"version":"https://jsonfeed.org/version/1.1","items":[`, repeat: `{"id":1,"tags":"x"},`, after: `{}]}`, n: 6_000, items: 5000, odd: "more than 5000 items"},
	{name: "JSON members", before: `{"version":"https://jsonfeed.org/version/1.1","items":[{"id":1,"title":[]`, repeat: `,"a$":1`, after: `}]}`, n: 6_000, items: 1},
	{name: "nested JSON", before: `{"items":`, repeat: `[`, after: ``, n: 12_500, err: errAny},
	{name: "UTF-16 of nothing", before: "\xff\xfe", repeat: "<\x00", after: "", n: 25_000, err: errAny},
	{name: "odd bytes", before: `<rss><channel><item><title>`, repeat: "\xe0\xd0 ", after: `</title></item></channel></rss>`, n: 12_500, items: 1},
	{name: "double bytes", before: `<rss><channel><item><title>`, repeat: "\xa4\xc0\xb8\x40", after: `</title></item></channel></rss>`, n: 12_500, items: 1},
}

var errAny = errors.New("any")

// bytes returns the attack of n repetitions; "$" in them is a number.
func (a attack) bytes(n int) []byte {
	var b strings.Builder
	b.WriteString(a.before)
	for i := range n {
		if strings.Contains(a.repeat, "$") {
			b.WriteString(strings.ReplaceAll(a.repeat, "$", numeral(i)))
		} else {
			b.WriteString(a.repeat)
		}
	}
	b.WriteString(a.after)
	return []byte(b.String())
}

func numeral(i int) string {
	digits := []byte{}
	for ; i > 0; i /= 10 {
		digits = append(digits, byte('0'+i%10))
	}
	return string(digits)
}

func TestAttacks(t *testing.T) {
	o := Options{URL: "https://feeds.example/rss", Now: now}
	for _, a := range attacks {
		body := a.bytes(a.n)
		doc, err := Parse(body, o)
		switch {
		case a.err == errAny && err != nil, a.err != nil && errors.Is(err, a.err):
			continue
		case err != nil || a.err != nil:
			t.Errorf("%s: error %v, want %v", a.name, err, a.err)
			continue
		}
		if len(doc.Items) != a.items || !strings.Contains(strings.Join(doc.Oddities, "\n"), a.odd) {
			t.Errorf("%s: %d items, oddities %.200q; want %d, %q", a.name, len(doc.Items), doc.Oddities, a.items, a.odd)
		}
	}
}

// TestAttacksCostNoMoreThanTheirSize checks that memory grows with the size of
// the document and no faster.
func TestAttacksCostNoMoreThanTheirSize(t *testing.T) {
	o := Options{URL: "https://feeds.example/rss", Now: now}
	allocated := func(body []byte) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = Parse(body, o) // the outcome is the other test's matter
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	for _, a := range attacks {
		half, whole := a.bytes(a.n/8), a.bytes(a.n/4)
		less, more := allocated(half), allocated(whole)
		const fixed = 4 << 20 // what does not grow, and what the test runner allocates meanwhile
		if more > 3*less+fixed || more > uint64(400*len(whole))+fixed {
			t.Errorf("%s: %d bytes allocate %d, %d bytes %d", a.name, len(half), less, len(whole), more)
		}
	}
}
