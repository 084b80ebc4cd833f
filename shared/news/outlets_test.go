package news_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/publicsuffix"

	"github.com/dateline-news/dateline/shared/news"
)

// TestOutletTable checks the form of the embedded table: an id must be a
// subject token that no domain outside the table can be given, and one id is
// one outlet.
func TestOutletTable(t *testing.T) {
	data, err := os.ReadFile("outlets.tsv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	if want := "domain\tid\tname\tcountry\tlanguage"; lines[0] != want {
		t.Fatalf("the header is %q, want %q", lines[0], want)
	}
	type outlet struct{ name, country string }
	var (
		byID     = make(map[string]outlet)
		previous = ""
		country  = regexp.MustCompile(`^([A-Z]{2})?$`)
		language = regexp.MustCompile(`^([a-z]{2})?$`)
	)
	for _, line := range lines[1:] {
		f := strings.Split(line, "\t")
		if len(f) != 5 {
			t.Errorf("%q has %d fields, want 5", line, len(f))
			continue
		}
		domain, id, name := f[0], f[1], f[2]
		if domain <= previous {
			t.Errorf("%s comes after %s: keep the table sorted, each domain once", domain, previous)
		}
		previous = domain
		if registrable, err := publicsuffix.EffectiveTLDPlusOne(domain); err != nil || domain != strings.ToLower(domain) {
			t.Errorf("%s is no domain in lower case below a public suffix (%s, %v)", domain, registrable, err)
		}
		if !news.ValidToken(id) || strings.Contains(id, "_") || id != strings.ToLower(id) {
			t.Errorf("%s: the id %q is no lower-case token without _", domain, id)
		}
		if name == "" || name != strings.TrimSpace(name) {
			t.Errorf("%s: the name is %q", domain, name)
		}
		if !country.MatchString(f[3]) || !language.MatchString(f[4]) {
			t.Errorf("%s: country %q or language %q is no code", domain, f[3], f[4])
		}
		is := outlet{name, f[3]}
		if known, ok := byID[id]; ok && known != is {
			t.Errorf("%s: the id %s is both %v and %v", domain, id, known, is)
		}
		byID[id] = is
		if got := news.SourceOf("https://www." + domain + "/a"); got.ID != id || got.Domain != domain {
			t.Errorf("SourceOf a page of %s = %+v, want the id %s", domain, got, id)
		}
	}
}
