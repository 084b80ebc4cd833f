package feed

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"
)

// benchFeed is a feed of 40 items with full texts, about 80 KB.
func benchFeed() []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Courier</title><link>https://courier.example/</link>`)
	for i := range 40 {
		fmt.Fprintf(&b, `<item><title>Ferry talks, day %d</title><link>https://courier.example/%d</link><guid isPermaLink="false">c-%d</guid>`, i, i, i)
		fmt.Fprintf(&b, `<pubDate>Thu, 29 Dec 2016 %02d:05:00 +0100</pubDate><description>Unions &amp;amp; owners met again.</description><content:encoded><![CDATA[`, i%24)
		b.WriteString(strings.Repeat(`<p>Unions and owners met <a href="https://courier.example/t">on Thursday</a> for the first time in a month, and neither side would say more.</p>`, 12))
		b.WriteString(`]]></content:encoded></item>`)
	}
	b.WriteString(`</channel></rss>`)
	return []byte(b.String())
}

func BenchmarkParse(b *testing.B) {
	body := benchFeed()
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(body, Options{URL: "https://courier.example/feed", Now: now}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkGofeed is gofeed alone, to compare with.
func BenchmarkGofeed(b *testing.B) {
	body := benchFeed()
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := gofeed.NewParser().Parse(bytes.NewReader(body)); err != nil {
			b.Fatal(err)
		}
	}
}
