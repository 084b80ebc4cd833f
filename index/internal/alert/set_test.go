package alert_test

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/index/internal/alert"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/shared/news"
)

func languages(tb testing.TB) *language.Set {
	tb.Helper()
	s, err := language.New()
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// stories reads annotated articles in six languages.
func stories(tb testing.TB) []*news.Article {
	tb.Helper()
	file, err := os.Open(filepath.Join("..", "..", "testdata", "ranking", "stories.ndjson.gz"))
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	zip, err := gzip.NewReader(file)
	if err != nil {
		tb.Fatal(err)
	}
	var out []*news.Article
	for lines := json.NewDecoder(zip); lines.More(); {
		a := &news.Article{}
		if err := lines.Decode(a); err != nil {
			tb.Fatal(err)
		}
		out = append(out, a)
	}
	return out
}

// wishes makes standing queries as people write them, out of the names and
// words of the stories themselves, so that every name and word of a story is
// asked for by many queries; two in three join things of different stories.
func wishes(articles []*news.Article, n int) []alert.Query {
	r := rand.New(rand.NewPCG(1, 2))
	words := make([][]string, len(articles))
	for i, a := range articles {
		all := strings.FieldsFunc(a.Text, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsMark(c) })
		words[i] = slices.DeleteFunc(all, func(w string) bool { return len([]rune(w)) < 5 })
	}
	var out []alert.Query
	for i := range n {
		from := r.IntN(len(articles))
		a := articles[from]
		other := from
		if r.IntN(3) > 0 {
			other = r.IntN(len(articles))
		}
		word := func() string { return words[other][r.IntN(len(words[other]))] }
		own := func() string { return words[from][r.IntN(len(words[from]))] }
		e := a.Annotations.Entities[r.IntN(len(a.Annotations.Entities))]
		field := map[news.EntityType]string{news.TypePerson: "person", news.TypeOrganisation: "org", news.TypePlace: "place", news.TypeEvent: "event"}[e.Type]
		if field == "" {
			field = "entity"
		}
		name := fmt.Sprintf("%q", strings.ReplaceAll(e.Name, `"`, ""))
		at := r.IntN(len(words[from]) - 3)
		var text string
		switch kind := r.IntN(20); {
		case kind < 7:
			text = field + ":" + name + " (" + word() + " OR " + word() + " OR " + word() + ")"
		case kind < 8:
			text = "(" + field + ":" + name + " OR " + own() + ") " + word() + " lang:" + a.Annotations.Language.Code
		case kind < 11:
			text = own() + " " + word() + " -" + word()
		case kind < 13:
			text = `"` + words[from][at] + " " + words[from][at+1] + `"`
		case kind < 14:
			text = `"` + words[from][at] + " " + words[from][at+2] + `"~10`
		case kind < 15:
			text = own() + " NEAR/2 " + word()
		case kind < 16:
			text = string([]rune(own())[:4]) + "* " + word()
		case kind < 17:
			text = "place:" + e.ID + "/ has:quote -is:truncated " + word()
		case kind < 18:
			text = "title:(" + own() + " OR " + word() + ") source:sample"
		case kind < 19:
			text = "said:" + name + " (quote:" + word() + " OR topic:politics)"
		default:
			text = field + ":" + name + " topic:conflict after:2y"
		}
		out = append(out, alert.Query{Name: fmt.Sprintf("q-%05d", i), Query: text})
	}
	return out
}

func set(tb testing.TB, queries []alert.Query) *alert.Set {
	tb.Helper()
	s, err := alert.NewSet(languages(tb), queries, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// TestMatchAgrees checks that the set finds what each query finds alone.
func TestMatchAgrees(t *testing.T) {
	articles, l := stories(t), languages(t)
	queries := append(wishes(articles, 1000),
		alert.Query{Name: "all-but", Query: "-football"}, alert.Query{Name: "left-out", Query: "the"},
		alert.Query{Name: "slip", Query: "Armstrng~"}, alert.Query{Name: "dated", Query: "after:1990"},
	)
	s := set(t, queries)
	matchers := make(map[string]*query.Matcher)
	for _, q := range queries {
		parsed, err := q.Parse()
		if err != nil {
			t.Fatalf("%s: %v", q.Query, err)
		}
		matchers[q.Name] = query.NewMatcher(parsed, l, query.MatcherOptions{})
	}
	total := 0
	for _, a := range articles {
		want := []string{}
		r := query.NewReading(l, a, time.Now())
		for name, m := range matchers {
			if m.MatchReading(r) {
				want = append(want, name)
			}
		}
		slices.Sort(want)
		total += len(want)
		if diff := cmp.Diff(want, s.Match(a)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", a.Title, diff)
		}
	}
	if total < 300 {
		t.Errorf("only %d alerts of %d queries and %d articles", total, len(queries), len(articles))
	}
}

func TestWith(t *testing.T) {
	all := stories(t)
	a := all[slices.IndexFunc(all, func(a *news.Article) bool { return a.Title == "American astronauts land on the Moon" })]
	s := set(t, []alert.Query{{Name: "moon", Query: "Moon"}, {Name: "mars", Query: "Mars"}})
	check := func(s *alert.Set, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, append([]string(nil), s.Match(a)...)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	check(s, "moon")
	changed, err := s.With(alert.Query{Name: "mars", Query: "Armstrong"})
	if err != nil {
		t.Fatal(err)
	}
	check(changed, "mars", "moon")
	check(s, "moon")
	check(changed.Without("moon"), "mars")
	check(changed.Without("nothing"), "mars", "moon")
	if _, err := s.With(alert.Query{Name: "broken", Query: "plcae:x"}); err == nil {
		t.Error("a broken query was taken")
	}
}

func TestValidate(t *testing.T) {
	for _, c := range []struct {
		in   alert.Query
		want string
	}{
		{alert.Query{Name: "a", Query: "truce"}, ""},
		{alert.Query{Name: "a b", Query: "truce"}, `the name "a b" cannot be: use 1 to 64 letters, digits, '-' and '_'`},
		{alert.Query{Name: "a", Query: "(truce"}, "column 1: this '(' is never closed"},
		{alert.Query{Name: "a", Query: ""}, "an alert needs something to look for; an empty query would tell of every article"},
		{alert.Query{Name: "a", Query: "truce sort:newest"}, "sort: has no meaning in an alert, which tells of articles as they come"},
		{alert.Query{Name: "a", Query: "truce asof:2016"}, "column 7: asof: has no meaning in an alert, which tells of articles as they come"},
		{alert.Query{Name: "a", Query: "truce", Webhook: &alert.Webhook{URL: "ftp://example.org"}}, `the webhook "ftp://example.org" cannot be: write a whole http or https address without a user name`},
		{alert.Query{Name: "a", Query: "truce", Webhook: &alert.Webhook{URL: "https://example.org/hook"}}, ""},
	} {
		got := ""
		if err := c.in.Validate(); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%+v: %q, want %q", c.in, got, c.want)
		}
	}
}

// processorTime returns the time that the process has had on any processor,
// which other programs on the machine do not lengthen.
func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// BenchmarkMatch is the time of one article against a set of queries.
func BenchmarkMatch(b *testing.B) {
	articles := stories(b)
	for _, n := range []int{1, 100, 10_000} {
		b.Run(fmt.Sprintf("queries=%d", n), func(b *testing.B) {
			s := set(b, wishes(articles, n))
			for _, a := range articles {
				s.Match(a)
			}
			alerts, i, bytes := 0, 0, 0
			began := processorTime(b)
			b.ReportAllocs()
			for b.Loop() {
				a := articles[i%len(articles)]
				alerts += len(s.Match(a))
				bytes += len(a.Text)
				i++
			}
			b.ReportMetric(float64(i)/(processorTime(b)-began).Seconds(), "articles/cpu-s")
			b.ReportMetric(float64(alerts)/float64(i), "alerts/article")
			b.ReportMetric(float64(bytes)/float64(i), "textbytes/article")
		})
	}
}

// BenchmarkWith is the time from a change of one query among 10,000 until
// articles of every language of the stories have been matched again, less the
// time of the matching itself.
func BenchmarkWith(b *testing.B) {
	articles := stories(b)
	s := set(b, wishes(articles, 10_000))
	var firsts []*news.Article
	seen := make(map[string]bool)
	for _, a := range articles {
		if code := a.Annotations.Language.Code; !seen[code] {
			seen[code] = true
			firsts = append(firsts, a)
		}
		s.Match(a)
	}
	began := time.Now()
	for _, a := range firsts {
		s.Match(a)
	}
	b.Logf("matching %d articles takes %v", len(firsts), time.Since(began))
	used, n := processorTime(b), 0
	for b.Loop() {
		n++
		changed, err := s.With(alert.Query{Name: "new", Query: "person:Erdogan ceasefire"})
		if err != nil {
			b.Fatal(err)
		}
		for _, a := range firsts {
			changed.Match(a)
		}
	}
	b.ReportMetric(float64((processorTime(b)-used).Microseconds())/1000/float64(n), "cpu-ms/op")
}
