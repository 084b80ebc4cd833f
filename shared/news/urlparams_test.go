package news_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/dateline-news/dateline/shared/news"
)

func TestCanonicalURLQuery(t *testing.T) {
	const story = "https://harbour.example/a"
	tests := []struct{ name, in, want string }{
		// What names the article stays.
		{"id", story + "?id=7", story + "?id=7"},
		{"p", "https://harbour.example/?p=7", "https://harbour.example?p=7"},
		{"story", story + "?story=7", story + "?story=7"},
		{"article", story + "?article=7", story + "?article=7"},
		{"names that look like tracking", story + "?cid=7&sid=8&tid=9&nid=1", story + "?cid=7&nid=1&sid=8&tid=9"},
		{"page of an article", story + "?page=2", story + "?page=2"},
		{"bare number", story + "?12345", story + "?12345"},
		{"bare path", story + "?/world/7", story + "?%2Fworld%2F7"},
		{"order of names", story + "?b=2&a=1", story + "?a=1&b=2"},
		{"order of values", story + "?a=2&b=0&a=1", story + "?a=2&a=1&b=0"},
		{"case of a value", story + "?id=AbC", story + "?id=AbC"},
		{"case of a name", story + "?ID=7", story + "?ID=7"},
		{"empty value", story + "?id=", story + "?id"},
		{"escapes in one spelling", story + "?q=%41%20b+c&%69d=7", story + "?id=7&q=A+b+c"},
		{"broken escape", story + "?q=5%zz", story + "?q=5%25zz"},
		{"empty pairs", story + "?&&id=7&", story + "?id=7"},
		{"empty query", story + "?", story},
		{"equals sign in a value", story + "?id=a=b", story + "?id=a%3Db"},
		{"link in a value", story + "?url=https%3A%2F%2Ftide.example%2Fb%3Fid%3D1", story + "?url=https%3A%2F%2Ftide.example%2Fb%3Fid%3D1"},

		// What tracks goes.
		{"utm", story + "?utm_source=rss&utm_medium=feed&utm_campaign=x", story},
		{"utm between", story + "?id=7&utm_source=rss&lang=en", story + "?id=7&lang=en"},
		{"in capitals", story + "?UTM_SOURCE=rss&FBCLID=x", story},
		{"escaped name", story + "?%75tm_source=rss", story},
		{"escaped ampersand", story + "?objectid=7&amp;ref=rss&amp;amp;utm_term=x", story + "?objectid=7"},
		{"second question mark", story + "?id=7?utm_source=rss", story + "?id=7"},
		{"second question mark alone", story + "??utm_source=rss", story},
		{"question mark that belongs", story + "?q=who?me", story + "?q=who%3Fme"},
		{"AT Internet", story + "?at_medium=RSS&at_campaign=KARANGA", story},
		{"Webtrekk", story + "?wt_mc=rss.red.ho", story},
		{"comScore", story + "?ns_mchannel=rss&ns_campaign=1490", story},
		{"session", story + "?PHPSESSID=0ab1c2&id=7", story + "?id=7"},
		{"session with a long id", story + "?sessionid=0123456789abcdef", story},
		{"session of a conference", story + "?sessionid=12", story + "?sessionid=12"},

		// A name that may be either goes only with a telling value.
		{"source rss", story + "?source=rss", story},
		{"source other", story + "?source=7", story + "?source=7"},
		{"from a feed", story + "?from=rss-basic", story},
		{"from a place", story + "?from=aleppo", story + "?from=aleppo"},
		{"partner rss", story + "?partner=rssnyt", story},
		{"partner other", story + "?partner=acme", story + "?partner=acme"},
		{"cmp rss", story + "?cmp=rss", story},
		{"cmp other", story + "?cmp=1204", story + "?cmp=1204"},
		{"mod rss", story + "?mod=rss_Technology", story},
		{"mod other", story + "?mod=news&id=7", story + "?id=7&mod=news"},
		{"shared to a network", story + "?share=facebook", story},
		{"share of a company", story + "?share=acme", story + "?share=acme"},
		{"rss as a flag", story + "?rss=1", story},
		{"rss as a bare flag", story + "?rss", story},
		{"rss as a number", story + "?rss=1204", story + "?rss=1204"},
		{"track", story + "?trk=7", story + "?trk=7"},
		{"printed", story + "?id=7&print=true", story + "?id=7"},
		{"print of a number", story + "?print=1204", story + "?print=1204"},
		{"super position model", story + "?spm=smpc.news-home.top", story},
		{"spm as a number", story + "?spm=1204", story + "?spm=1204"},
		{"words that hold rss within", story + "?source=parrssing", story + "?source=parrssing"},

		// Or on the site that is known to use it so.
		{"on its site", "https://www.theguardian.com/a?CMP=share_btn_tw", "https://theguardian.com/a"},
		{"on another", story + "?CMP=share_btn_tw", story + "?CMP=share_btn_tw"},
		{"on a subdomain of its site", "http://dealbook.nytimes.com/a/?partner=rss&emc=edit", "https://dealbook.nytimes.com/a"},
		{"not on a site that ends alike", "https://notnytimes.com/a?emc=edit", "https://notnytimes.com/a?emc=edit"},
		{"what names on that site stays", "http://www.npr.org/templates/story/story.php?storyId=7&ft=1&f=1001", "https://npr.org/templates/story/story.php?storyId=7"},
		{"video", "https://m.youtube.com/watch?v=abc&feature=share&si=x", "https://youtube.com/watch?v=abc"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { checkCanonical(t, tt.in, tt.want) })
	}
}

// TestIDIgnoresDress adds to random links what must not change their id.
func TestIDIgnoresDress(t *testing.T) {
	word := rapid.StringMatching(`[a-z0-9]{1,12}`)
	tracking := []string{
		"utm_source=rss", "utm_medium=x", "utm_anything=1", "fbclid=IwAR0", "gclid=1", "mc_cid=7", "at_medium=RSS", "wt_mc=rss.x",
		"ns_campaign=1490", "xtor=RSS-1", "maca=en-rss", "source=rss", "ref=rss", "partner=rss", "from=rss-basic", "traffic_source=rss",
		"amp=1", "outputType=amp", "ref_src=twsrc", "guccounter=1", "PHPSESSID=abc", "rss=yes", "amp;utm_source=rss",
	}
	rapid.Check(t, func(t *rapid.T) {
		host := word.Draw(t, "label") + ".example"
		var p, q string
		for _, s := range rapid.SliceOfN(word, 0, 4).Draw(t, "segments") {
			p += "/" + s
		}
		// Clear of the marks of AMP, which are not part of the link proper.
		p = strings.ReplaceAll(p, "amp", "a")
		for _, v := range rapid.SliceOfN(word, 0, 3).Draw(t, "values") {
			q += "&id=" + v
		}
		q = strings.TrimPrefix(q, "&")
		plain := (&url.URL{Scheme: "https", Host: host, Path: p, RawQuery: q}).String()
		want, err := news.IDFromURL(plain)
		if err != nil {
			t.Fatalf("IDFromURL(%q): %v", plain, err)
		}

		params := append(rapid.SliceOfN(rapid.SampledFrom(tracking), 0, 3).Draw(t, "before"), rapid.SampledFrom(tracking).Draw(t, "after"))
		if q != "" {
			params = slices.Insert(params, len(params)-1, q)
		}
		dressed := rapid.SampledFrom([]string{"http", "https", "HTTPS"}).Draw(t, "scheme") + "://" +
			rapid.SampledFrom([]string{"", "www.", "m.", "mobile.", "amp.", "WWW."}).Draw(t, "variant") + host +
			rapid.SampledFrom([]string{"", ":80", ":443", ":"}).Draw(t, "port") + p +
			rapid.SampledFrom([]string{"", "/", "//", "/amp", "/amp/", "/./", "/index.html"}).Draw(t, "ending") +
			"?" + strings.Join(params, "&") +
			rapid.SampledFrom([]string{"", "#", "#top", "#comments", "#xtor=RSS-1", "#?ref=rss", "#a+b"}).Draw(t, "fragment")
		if got, err := news.IDFromURL(dressed); err != nil || got != want {
			t.Fatalf("id of %q is %q, %v; that of %q is %q", dressed, got, err, plain, want)
		}
		if got, want := news.SourceOf(dressed), news.SourceOf(plain); got != want {
			t.Fatalf("source of %q is %v; that of %q is %v", dressed, got, plain, want)
		}
	})
}

// TestIDKeepsApart changes one thing of a link that names an article.
func TestIDKeepsApart(t *testing.T) {
	word := rapid.StringMatching(`[a-z0-9]{1,12}`)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"id", "p", "story", "article", "a", "share", "partner", "cmp", "rss", "trk", "amp", "ref", "src"}).Draw(t, "name")
		// Digits after a letter, so that no value is one of a feed's.
		a, b := "7"+word.Draw(t, "a"), "7"+word.Draw(t, "b")
		links := [][2]string{
			{"https://harbour.example/x?" + name + "=" + a, "https://harbour.example/x?" + name + "=" + b},
			{"https://harbour.example/" + a, "https://harbour.example/" + b},
			{"https://" + a + ".example/x", "https://" + b + ".example/x"},
			{"https://harbour.example/x#/" + a, "https://harbour.example/x#/" + b},
		}
		for _, pair := range links {
			x, errX := news.IDFromURL(pair[0])
			y, errY := news.IDFromURL(pair[1])
			if errX != nil || errY != nil || (x == y) != (a == b) {
				t.Fatalf("%q has id %s, %v; %q has id %s, %v", pair[0], x, errX, pair[1], y, errY)
			}
		}
	})
}
