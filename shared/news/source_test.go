package news_test

import (
	"os"
	"regexp"
	"slices"
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

// TestOutlets checks every line of the table that is embedded.
func TestOutlets(t *testing.T) {
	data, err := os.ReadFile("outlets.tsv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	if lines[0] != "domain\tid\tname\tcountry\tlanguage" {
		t.Fatalf("header %q", lines[0])
	}
	if !slices.IsSorted(lines[1:]) {
		t.Error("lines are not sorted")
	}
	country, language := regexp.MustCompile(`^[A-Z]{2}$`), regexp.MustCompile(`^[a-z]{2}$`)
	outlets := map[string]news.Source{}
	for i, line := range lines[1:] {
		f := strings.Split(line, "\t")
		if len(f) != 5 {
			t.Errorf("line %d has %d columns: %q", i+2, len(f), line)
			continue
		}
		want := news.Source{Domain: f[0], ID: f[1], Name: f[2], Country: f[3], Language: f[4]}
		if got := news.SourceOf("https://www." + want.Domain + "/a"); got != want {
			t.Errorf("line %d: a link to %s has source %v", i+2, want.Domain, got)
		}
		if !news.ValidToken(want.ID) || want.Name == "" {
			t.Errorf("line %d: id %q or name %q cannot be", i+2, want.ID, want.Name)
		}
		if want.Country != "" && !country.MatchString(want.Country) || want.Language != "" && !language.MatchString(want.Language) {
			t.Errorf("line %d: country %q or language %q is no code", i+2, want.Country, want.Language)
		}
		if first, ok := outlets[want.ID]; ok && first.Name != want.Name {
			t.Errorf("line %d: id %s is %q and %q", i+2, want.ID, first.Name, want.Name)
		}
		outlets[want.ID] = want
	}
}
