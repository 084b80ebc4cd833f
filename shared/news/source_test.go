package news_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/shared/news"
)

func TestSourceOf(t *testing.T) {
	bbc := news.Source{ID: "bbc", Name: "BBC", Domain: "bbc.com", Country: "GB", Language: "en"}
	domain := func(id, domain string) news.Source { return news.Source{ID: id, Name: domain, Domain: domain} }
	tests := []struct {
		name, in string
		want     news.Source
	}{
		{"outlet", "https://bbc.com/news/a", bbc},
		{"subdomain of an outlet", "http://www.bbc.com/news/a", bbc},
		{"deep subdomain of an outlet", "http://a.b.c.bbc.com:8080/news/a", bbc},
		{"host in capitals", "HTTPS://WWW.BBC.COM/news", bbc},
		{"inside an AMP cache", "https://www-bbc-com.cdn.ampproject.org/c/s/www.bbc.com/news/a", bbc},
		{"ends like an outlet", "https://notbbc.com/a", domain("notbbc_com", "notbbc.com")},
		{"unknown", "https://www.harbour.example/a", domain("harbour_example", "harbour.example")},
		{"subdomain of an unknown", "https://sport.harbour.example/a", domain("harbour_example", "harbour.example")},
		{"co.uk", "https://news.harbour.co.uk/a", domain("harbour_co_uk", "harbour.co.uk")},
		{"com.au", "https://harbour.com.au/a", domain("harbour_com_au", "harbour.com.au")},
		{"a platform of blogs", "https://alice.blogspot.com/a", domain("alice_blogspot_com", "alice.blogspot.com")},
		{"a public suffix itself", "https://www.gov.uk/a", domain("gov_uk", "gov.uk")},
		{"IDN", "https://bücher-zeitung.example/a", domain("xn--bcher-zeitung-wob_example", "xn--bcher-zeitung-wob.example")},
		{"IPv4", "http://192.0.2.7:8080/feed", domain("192_0_2_7", "192.0.2.7")},
		{"IPv6", "http://[2001:db8::1]/feed", domain("2001_db8__1", "2001:db8::1")},
		{"local host", "http://localhost:8080/a", domain("localhost", "localhost")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, news.SourceOf(tt.in)); diff != "" {
				t.Errorf("SourceOf(%q) (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

func TestSourceOfLongDomain(t *testing.T) {
	label := strings.Repeat("a", 60)
	one, two := news.SourceOf("https://"+label+"b.example/x"), news.SourceOf("https://"+label+"c.example/x")
	if one.ID == two.ID || len(one.ID) != news.MaxTokenLen || !news.ValidToken(one.ID) {
		t.Errorf("source ids %q and %q", one.ID, two.ID)
	}
	if one.Domain != label+"b.example" {
		t.Errorf("domain %q is not whole", one.Domain)
	}
}
