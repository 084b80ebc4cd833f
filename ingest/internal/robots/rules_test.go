package robots

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestRules(t *testing.T) {
	tests := []struct {
		name, file, path string
		want             bool
	}{
		{"empty file", "", "/a", true},
		{"all forbidden", "User-agent: *\nDisallow: /", "/a", false},
		{"empty disallow", "User-agent: *\nDisallow:\n", "/a", true},
		{"empty disallow beside another", "User-agent: *\nDisallow:\nDisallow: /a", "/a", false},
		{"another agent", "User-agent: other\nDisallow: /", "/a", true},
		{"our group before that for all", "User-agent: dateline\nAllow: /\n\nUser-agent: *\nDisallow: /", "/a", true},
		{"our group behind that for all", "User-agent: *\nDisallow: /\nUser-agent: Dateline\nDisallow: /b", "/a", true},
		{"our group without rules", "User-agent: dateline\nDisallow:\nUser-agent: *\nDisallow: /", "/a", true},
		{"our group with version and words", "User-agent: DATELINE/2.0 (news)\nDisallow: /", "/a", false},
		{"our groups together", "User-agent: dateline\nDisallow: /a\nUser-agent: *\nDisallow: /c\nUser-agent: dateline\nDisallow: /b", "/b/1", false},
		{"a token that ours begins with", "User-agent: date\nDisallow: /", "/a", true},
		{"a token that begins with ours", "User-agent: dateline-images\nDisallow: /", "/a", true},
		{"several agents in one group", "User-agent: x\nUser-agent: dateline\nUser-agent: y\nDisallow: /", "/a", false},
		{"a blank line ends no group", "User-agent: *\n\nDisallow: /", "/a", false},
		{"a sitemap ends no group", "User-agent: *\nSitemap: https://outlet.example/s.xml\nDisallow: /", "/a", false},
		{"crawl-delay ends the agents", "User-agent: *\nCrawl-delay: 5\nUser-agent: other\nDisallow: /", "/a", true},
		{"rules before any agent", "Disallow: /\nUser-agent: *\nDisallow: /b", "/a", true},
		{"a broken line harms no other", "User-agent: *\nCrawl-delay: soon\nDisallow /x\n<html>\nDisallow: /a", "/a", false},
		{"colon forgotten", "User-agent *\nDisallow /a", "/a", false},
		{"comments", "# all\nUser-agent: * # everyone\nDisallow: /a # not this", "/a", false},
		{"carriage returns", "User-agent: *\rDisallow: /a\r", "/a", false},
		{"byte order mark", "\xef\xbb\xbfUser-agent: *\nDisallow: /", "/a", false},
		{"keys in any case", "USER-AGENT: *\nDISALLOW: /a", "/a", false},
		{"a web page", "<!DOCTYPE html><html><body>User-agent: nobody home</body></html>", "/a", true},

		{"longest rule, allow", "User-agent: *\nDisallow: /news\nAllow: /news/free", "/news/free/1", true},
		{"longest rule, disallow", "User-agent: *\nAllow: /\nDisallow: /news", "/news/1", false},
		{"as long, allow wins", "User-agent: *\nDisallow: /page\nAllow: /page", "/page", true},
		{"paths have case", "User-agent: *\nDisallow: /News", "/news", true},
		{"prefix", "User-agent: *\nDisallow: /fish", "/fishheads/yummy.html", false},
		{"no prefix", "User-agent: *\nDisallow: /fish/", "/fish.html", true},
		{"slash forgotten", "User-agent: *\nDisallow: private", "/private/1", false},
		{"star", "User-agent: *\nDisallow: /*.php", "/folder/name.php?x", false},
		{"star is anchored", "User-agent: *\nDisallow: /p*x", "/news/p-x", true},
		{"star first", "User-agent: *\nDisallow: *.pdf", "/a/b.pdf", false},
		{"star last", "User-agent: *\nDisallow: /fish*", "/fish", false},
		{"end", "User-agent: *\nDisallow: /*.php$", "/name.php", false},
		{"end, more follows", "User-agent: *\nDisallow: /*.php$", "/name.php?x", true},
		{"end, parts overlap", "User-agent: *\nDisallow: /ab*ba$", "/aba", true},
		{"end without a star", "User-agent: *\nDisallow: /$\n", "/a", true},
		{"end without a star, the same", "User-agent: *\nDisallow: /$\n", "/", false},
		{"dollar inside", "User-agent: *\nDisallow: /a$b", "/a$b", false},
		{"two stars", "User-agent: *\nDisallow: /*/private/*/x", "/a/private/b/c/x1", false},
		{"query", "User-agent: *\nDisallow: /*?session=", "/a?session=1", false},
		{"percent encoding, capitals", "User-agent: *\nDisallow: /caf%c3%a9", "/caf%C3%A9", false},
		{"percent encoding, raw", "User-agent: *\nDisallow: /café", "/caf%C3%A9", false},
		{"percent encoding, needless", "User-agent: *\nDisallow: /%7ejoe", "/~joe/", false},
		{"percent encoding, slash", "User-agent: *\nDisallow: /a%2fb", "/a/b", true},
		{"percent encoding, star", "User-agent: *\nDisallow: /a%2Ab", "/a*b", false},
		{"percent encoding, no star", "User-agent: *\nDisallow: /a%2Ab", "/axb", true},
		{"percent encoding, broken", "User-agent: *\nDisallow: /100%", "/100%", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := parse([]byte(tt.file), "dateline")
			if got := r.allowed(tt.path); got != tt.want {
				t.Errorf("allowed(%q) = %v with\n%s", tt.path, got, tt.file)
			}
		})
	}
}

func TestDelay(t *testing.T) {
	for file, want := range map[string]time.Duration{
		"User-agent: *\nCrawl-delay: 10":                                        10 * time.Second,
		"User-agent: *\nCrawl-delay: 0.5":                                       500 * time.Millisecond,
		"User-agent: *\nCrawl-delay: -1":                                        0,
		"User-agent: *\nCrawl-delay: NaN":                                       0,
		"User-agent: *\nCrawl-delay: 1e300":                                     1e6 * time.Second,
		"User-agent: dateline\nDisallow: /a\nUser-agent: *\nCrawl-delay: 10":    0,
		"User-agent: *\nUser-agent: dateline\nCrawl-delay: 2\nCrawl-delay: 1\n": 2 * time.Second,
	} {
		if got := parse([]byte(file), "dateline").delay; got != want {
			t.Errorf("delay %v, want %v, of\n%s", got, want, file)
		}
	}
}

func TestRulesAreBounded(t *testing.T) {
	r := parse([]byte("User-agent: *\n"+strings.Repeat("Disallow: /a*b*c\n", 100_000)), "dateline")
	if len(r.list) != maxRules {
		t.Errorf("%d rules, want %d", len(r.list), maxRules)
	}
	r = parse([]byte("User-agent: *\nDisallow: /"+strings.Repeat("x*", 100_000)), "dateline")
	if len(r.list) != 0 {
		t.Error("a pattern of 200 KB is kept")
	}
}

// FuzzFits compares matching with regular expressions.
func FuzzFits(f *testing.F) {
	for _, seed := range [][2]string{{"/a*b$", "/a/b"}, {"/*.php", "/x.php?1"}, {"*", "/"}, {"/ab*ba$", "/aba"}, {"/**$", "/"}, {"/$", "/"}, {"", ""}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, pattern, path string) {
		if len(pattern) > 200 || len(path) > 1000 {
			return
		}
		pattern, path = strings.ReplaceAll(normal(pattern), "$", "%24"), literal.Replace(normal(path))
		for _, end := range []string{"", "$"} {
			expression := "^" + strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*") + end
			if got, want := fits(pattern+end, path), regexp.MustCompile(expression).MatchString(path); got != want {
				t.Errorf("fits(%q, %q) = %v, want %v", pattern+end, path, got, want)
			}
		}
	})
}

// FuzzParse reads any bytes.
func FuzzParse(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /*.php$\nAllow: /a\nCrawl-delay: 1e9\n"), "/a.php")
	f.Add([]byte("\xef\xbb\xbf:\n:::\r\nuser-agent\tdateline/1\nallow:%\ndisallow:%4\n"), "/%4")
	f.Add([]byte{0, 0xff, '\n'}, "\x00")
	f.Fuzz(func(t *testing.T, file []byte, path string) {
		r := parse(file, "dateline")
		if len(r.list) > maxRules || r.delay < 0 {
			t.Errorf("%d rules, delay %v", len(r.list), r.delay)
		}
		r.allowed(path)
	})
}
