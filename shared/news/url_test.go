package news_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/shared/news"
)

func TestCanonicalURL(t *testing.T) {
	const story = "https://harbour.example/world/aleppo-truce-holds"
	tests := []struct{ name, in, want string }{
		// Scheme, host and port.
		{"as it is", story, story},
		{"http", "http://harbour.example/world/aleppo-truce-holds", story},
		{"scheme and host in capitals", "HTTPS://Harbour.EXAMPLE/world/aleppo-truce-holds", story},
		{"white space around", " \n\thttps://harbour.example/world/aleppo-truce-holds\u00a0\r\n", story},
		{"byte order mark", "\ufeffhttps://harbour.example/world/aleppo-truce-holds\u200b", story},
		{"line break inside", "https://harbour.example/world/\n  aleppo-truce-holds", "https://harbour.example/world/%20%20aleppo-truce-holds"},
		{"user", "https://reader:secret@harbour.example/world/aleppo-truce-holds", story},
		{"default port", "https://harbour.example:443/world/aleppo-truce-holds", story},
		{"default port of http", "http://harbour.example:80/world/aleppo-truce-holds", story},
		{"default port with zeros", "https://harbour.example:0443/world/aleppo-truce-holds", story},
		{"empty port", "https://harbour.example:/world/aleppo-truce-holds", story},
		{"port of the other scheme", "http://harbour.example:443/world/aleppo-truce-holds", story},
		{"other port", "https://harbour.example:8443/a", "https://harbour.example:8443/a"},
		{"trailing dot", "https://harbour.example./world/aleppo-truce-holds", story},

		// The dresses of a host.
		{"www", "https://www.harbour.example/world/aleppo-truce-holds", story},
		{"mobile", "https://m.harbour.example/world/aleppo-truce-holds", story},
		{"mobile in full", "https://mobile.harbour.example/world/aleppo-truce-holds", story},
		{"touch", "https://touch.harbour.example/world/aleppo-truce-holds", story},
		{"amp host", "https://amp.harbour.example/world/aleppo-truce-holds", story},
		{"several", "https://www.m.harbour.example/world/aleppo-truce-holds", story},
		{"section hosts are not dresses", "https://sport.harbour.example/a", "https://sport.harbour.example/a"},
		{"www2 is a host", "https://www2.harbour.example/a", "https://www2.harbour.example/a"},
		{"a domain called m", "https://m.co.uk/a", "https://m.co.uk/a"},
		{"a company called amp", "https://www.amp.com.au/a", "https://amp.com.au/a"},
		{"mobile at the top", "https://mobile.de/a", "https://mobile.de/a"},
		{"www under a public suffix", "https://www.gov.uk/a", "https://gov.uk/a"},
		{"www alone", "https://www/a", "https://www/a"},

		// International names and addresses.
		{"IDN", "https://bücher.example/a", "https://xn--bcher-kva.example/a"},
		{"IDN in capitals", "https://BÜCHER.example/a", "https://xn--bcher-kva.example/a"},
		{"IDN as punycode", "https://XN--BCHER-KVA.example/a", "https://xn--bcher-kva.example/a"},
		{"IDN, Cyrillic", "http://www.вести.рф/статья", "https://xn--b1agj9af.xn--p1ai/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F"},
		{"IDN with an ideographic dot", "https://例え。example/a", "https://xn--r8jz45g.example/a"},
		{"underscore host", "https://foo_bar.example/a", "https://foo_bar.example/a"},
		{"IPv4", "http://192.0.2.7:8080/a", "https://192.0.2.7:8080/a"},
		{"IPv6", "http://[2001:DB8::1]/a", "https://[2001:db8::1]/a"},
		{"IPv6 in full", "http://[2001:db8:0:0:0:0:0:1]:80/a", "https://[2001:db8::1]/a"},
		{"IPv6 with a port", "http://[2001:db8::1]:8080/a", "https://[2001:db8::1]:8080/a"},
		{"IPv6 with a zone", "http://[fe80::1%25eth0]/a", "https://[fe80::1]/a"},
		{"IPv4 in IPv6", "http://[::ffff:192.0.2.7]/a", "https://192.0.2.7/a"},

		// Paths.
		{"no path", "https://harbour.example", "https://harbour.example"},
		{"root", "https://harbour.example/", "https://harbour.example"},
		{"trailing slash", story + "/", story},
		{"trailing slashes", story + "///", story},
		{"doubled slashes", "https://harbour.example//world///aleppo-truce-holds", story},
		{"dot segments", "https://harbour.example/uk/../world/./aleppo-truce-holds", story},
		{"escaped dot segments", "https://harbour.example/uk/%2e%2E/world/aleppo-truce-holds", story},
		{"case of a path", "https://harbour.example/World/Aleppo", "https://harbour.example/World/Aleppo"},
		{"needless escapes", "https://harbour.example/%77orld/aleppo%2Dtruce-holds", story},
		{"lower-case escapes", "https://harbour.example/caf%c3%a9", "https://harbour.example/caf%C3%A9"},
		{"unescaped letters", "https://harbour.example/café", "https://harbour.example/caf%C3%A9"},
		{"Latin-1 escape", "https://harbour.example/caf%e9", "https://harbour.example/caf%E9"},
		{"escaped slash is no slash", "https://harbour.example/a%2fb", "https://harbour.example/a%2Fb"},
		{"escaped question mark is no query", "https://harbour.example/who%3f", "https://harbour.example/who%3F"},
		{"space", "https://harbour.example/a b", "https://harbour.example/a%20b"},
		{"plus in a path is a plus", "https://harbour.example/a+b", "https://harbour.example/a+b"},
		{"stray percent", "https://harbour.example/100%-sure", "https://harbour.example/100%25-sure"},
		{"percent at the end", "https://harbour.example/up-5%", "https://harbour.example/up-5%25"},
		{"commas and colons", "https://harbour.example/1,114883,7:2.html", "https://harbour.example/1,114883,7:2.html"},
		{"parentheses", "https://harbour.example/Aleppo_(city)", "https://harbour.example/Aleppo_%28city%29"},
		{"semicolon", "https://harbour.example/a;b", "https://harbour.example/a;b"},
		{"index file", "https://harbour.example/world/aleppo-truce-holds/index.html", story},
		{"index.php with an id", "https://harbour.example/index.php?id=7", "https://harbour.example?id=7"},
		{"index.php within", "https://harbour.example/index.php/a", "https://harbour.example/index.php/a"},
		{"extension stays", "https://harbour.example/a.html", "https://harbour.example/a.html"},
		{"session of a servlet", "https://harbour.example/a.do;jsessionid=0AB1C2.node7?id=7", "https://harbour.example/a.do?id=7"},
		{"session, escaped", "https://harbour.example/world/aleppo-truce-holds%3Bjsessionid=0AB1C2", story},
		{"session within a path", "https://harbour.example/world;JSESSIONID=0AB1C2/aleppo-truce-holds", story},
		{"session of ASP.NET", "https://harbour.example/(S(lit3py55t21z5v55vlm25s55))/world/aleppo-truce-holds", story},

		// AMP.
		{"AMP at the end", story + "/amp", story},
		{"AMP at the end with slash", story + "/amp/", story},
		{"AMP as an extension", story + ".amp", story},
		{"AMP before the extension", story + ".amp.html", story + ".html"},
		{"AMP at the front", "https://harbour.example/amp/world/aleppo-truce-holds", story},
		{"AMP in long", story + "/amphtml", story},
		{"AMP as a parameter", story + "?amp=1", story},
		{"AMP as a bare parameter", story + "?amp", story},
		{"AMP as an output", story + "?outputType=amp", story},
		{"AMP within stays", "https://harbour.example/gear/amp/fender", "https://harbour.example/gear/amp/fender"},
		{"a word that ends in amp", "https://harbour.example/refugee-camp", "https://harbour.example/refugee-camp"},
		{"a parameter that is named amp", "https://harbour.example/shop?amp=fender", "https://harbour.example/shop?amp=fender"},
		{"AMP cache", "https://www-harbour-example.cdn.ampproject.org/c/s/www.harbour.example/world/aleppo-truce-holds?usqp=mq331AQ", story},
		{"AMP cache without s", "https://harbour-example.cdn.ampproject.org/v/harbour.example/world/aleppo-truce-holds", story},
		{"AMP viewer", "https://www.google.com/amp/s/amp.harbour.example/world/aleppo-truce-holds", story},
		{"AMP viewer elsewhere", "https://www.google.co.uk/amp/www.harbour.example/world/aleppo-truce-holds.amp", story},
		{"AMP in AMP", "https://google.com/amp/s/x.cdn.ampproject.org/c/s/harbour.example/world/aleppo-truce-holds", story},
		{"AMP before an AMP cache", "https://x.cdn.ampproject.org/amp/c/s/harbour.example/world/aleppo-truce-holds", story},
		{"Google itself", "https://www.google.com/amp/about", "https://google.com/about"},

		// Fragments.
		{"fragment", story + "#comments", story},
		{"tracking fragment", story + "#xtor=RSS-3208", story},
		{"another", story + "#ref=rss", story},
		{"fragment with a query", story + "#?ref=rss&format=simple", story},
		{"fragment with a path in a parameter", story + "#utm_source=/rss/", story},
		{"empty fragment", story + "#", story},
		{"route", "https://harbour.example/video/#/video/world/2013/04/07", "https://harbour.example/video#/video/world/2013/04/07"},
		{"hash-bang", "https://harbour.example/#!story/7", "https://harbour.example#!story/7"},
		{"empty route", story + "#!/", story},
		{"numbered anchor", "https://harbour.example/2013.html#entry-9742", "https://harbour.example/2013.html#entry-9742"},
		{"anchor of a section", "https://harbour.example/2013.html#h2", "https://harbour.example/2013.html"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { checkCanonical(t, tt.in, tt.want) })
	}
}

func checkCanonical(t *testing.T, in, want string) {
	t.Helper()
	got, err := news.CanonicalURL(in)
	if err != nil {
		t.Fatalf("CanonicalURL(%q): %v", in, err)
	}
	if got != want {
		t.Errorf("CanonicalURL(%q)\n got %q\nwant %q", in, got, want)
	}
	if again, err := news.CanonicalURL(got); again != got {
		t.Errorf("not stable: %q becomes %q, %v", got, again, err)
	}
}

func TestCanonicalURLRefuses(t *testing.T) {
	for _, in := range []string{
		"", " ", "/world/aleppo", "//harbour.example/a", "harbour.example/a", "www.harbour.example", "https://", "https:///a", "http://?a=1",
		"http:harbour.example/a", "ftp://harbour.example/a", "mailto:desk@harbour.example", "javascript:alert(1)", "data:text/plain,a",
		"tag:harbour.example,2013:4.9742", "urn:uuid:2f1e8e0c-5a1d-4f0a-9a63-000000000000", "https://harbour..example/a", "https://.example/a",
		"https://har bour.example/a", "https://harbour.example:port/a", "https://harbour.example:65536/a", "https://[2001:db8::1/a",
		"https://har*bour.example/a", "https://harbour>.example/a", "https://" + strings.Repeat("a", 64) + ".example/a",
		"https://" + strings.Repeat("a.", 130) + "example/a", "https://harbour.example/" + strings.Repeat("a", news.MaxURLBytes), "https://a\x00b.example/",
	} {
		got, err := news.CanonicalURL(in)
		if !errors.Is(err, news.ErrURL) {
			t.Errorf("CanonicalURL(%.80q) = %q, %v, want ErrURL", in, got, err)
		}
		if err != nil && len(err.Error()) > 500 {
			t.Errorf("error of %d bytes for a link of %d", len(err.Error()), len(in))
		}
		if _, err := news.IDFromURL(in); !errors.Is(err, news.ErrURL) {
			t.Errorf("IDFromURL(%.80q): %v, want ErrURL", in, err)
		}
		if got := news.SourceOf(in); got != (news.Source{}) {
			t.Errorf("SourceOf(%.80q) = %v, want none", in, got)
		}
	}
}

func FuzzCanonicalURL(f *testing.F) {
	for _, s := range []string{
		"https://www.harbour.example/world/aleppo?utm_source=rss#top", "http://m.co.uk:80//a/../b;jsessionid=1/c/amp.html?b=2&a=1&a=0",
		"https://www.google.com/amp/s/x.cdn.ampproject.org/c/s/bücher.example/a%2Fb", "http://[::ffff:192.0.2.7]:0080/%e9?%zz=%",
		"https://harbour.example/#!/a", "https://a.example/?id=5?utm_source=x&amp;ref=rss", "https://a.example/.amp/..amp/index.html", "//a",
		"https://a.example/a%3Bjsession;jsessionid=1id=2/(S(lit3py55t21z5v55vlm25s55))", "https://x.cdn.ampproject.org/amp/c/s/a.example/amp/",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		canonical, err := news.CanonicalURL(raw)
		if err != nil {
			if !errors.Is(err, news.ErrURL) {
				t.Fatalf("error is not ErrURL: %v", err)
			}
			return
		}
		if len(canonical) > news.MaxURLBytes {
			return
		}
		again, err := news.CanonicalURL(canonical)
		if err != nil || again != canonical {
			t.Fatalf("%q becomes %q, and that %q, %v", raw, canonical, again, err)
		}
		id, _ := news.IDFromURL(raw)
		if same, _ := news.IDFromURL(canonical); id != same || !news.ValidID(id) {
			t.Fatalf("id %q of the link and %q of its canonical form %q", id, same, canonical)
		}
		source := news.SourceOf(raw)
		if source != news.SourceOf(canonical) || !news.ValidToken(source.ID) {
			t.Fatalf("source %v of the link and %v of its canonical form %q", source, news.SourceOf(canonical), canonical)
		}
	})
}
