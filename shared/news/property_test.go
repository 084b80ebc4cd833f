package news_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/dateline-news/dateline/shared/news"
)

// words draws texts with what feeds bring: scripts, controls, bytes that are
// no text, and long runs.
func words() *rapid.Generator[string] {
	pieces := rapid.SampledFrom([]string{"truce ", "停火", "é", "\u0301", "\x00", "\x1b[2J", "\xff\xfe", "\u2028", "🙂", "\n\n", "\t", "\u0085", "<b>&", "\"\\", "\r\n", " "})
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(pieces, 0, 12).Draw(t, "pieces"), "")
	})
}

// sized is words, sometimes repeated beyond a bound.
func sized(bound int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		s := words().Draw(t, "text")
		if s != "" && rapid.IntRange(0, 4).Draw(t, "long") == 0 {
			s = strings.Repeat(s, rapid.IntRange(bound/2, bound*3/2).Draw(t, "bytes")/len(s)+1)
		}
		return s
	})
}

func moments() *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		return time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "second"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns")).UTC()
	})
}

// anArticle draws an article as ingest and enrich may make it; texts that
// carry spans are clean, as enrich finds them.
func anArticle() *rapid.Generator[*news.Article] {
	list := func(t *rapid.T, name string) []string {
		return rapid.SliceOfN(sized(news.MaxItemBytes), 0, rapid.SampledFrom([]int{0, 3, 100}).Draw(t, name+" at most")).Draw(t, name)
	}
	return rapid.Custom(func(t *rapid.T) *news.Article {
		link := "https://harbour.example/" + rapid.StringMatching(`[a-z0-9]{0,8}`).Draw(t, "path")
		id, err := news.IDFromURL(link)
		if err != nil {
			t.Fatal(err)
		}
		a := &news.Article{
			ID: id, Revision: rapid.IntRange(1, 1<<31).Draw(t, "revision"), URL: link, Source: news.SourceOf(link),
			Title: sized(news.MaxTitleBytes).Draw(t, "title"), Summary: sized(news.MaxSummaryBytes).Draw(t, "summary"), Text: sized(news.MaxTextBytes).Draw(t, "text"),
			GUID: strings.ToValidUTF8(words().Draw(t, "guid"), ""), PublishedRaw: sized(news.MaxItemBytes).Draw(t, "raw"),
			Published: moments().Draw(t, "published"), FirstSeen: moments().Draw(t, "first seen"), Fetched: moments().Draw(t, "fetched"),
		}
		a.Authors, a.Categories, a.Feed.Tags = list(t, "authors"), list(t, "categories"), list(t, "tags")
		if rapid.Bool().Draw(t, "annotated") {
			b := news.Bounded(a)
			a.Title, a.Summary, a.Text = b.Title, b.Summary, b.Text
			a.Annotations = annotations(t, a)
		}
		return a
	})
}

// annotations draws annotations whose spans lie on rune borders of the title.
func annotations(t *rapid.T, a *news.Article) *news.Annotations {
	borders := []int{0}
	for i, r := range a.Title {
		borders = append(borders, i+utf8.RuneLen(r))
	}
	span := rapid.Custom(func(t *rapid.T) news.Span {
		from, to := rapid.IntRange(0, len(borders)-1).Draw(t, "from"), rapid.IntRange(0, len(borders)-1).Draw(t, "to")
		return news.Span{Field: news.FieldTitle, Start: borders[min(from, to)], End: borders[max(from, to)]}
	})
	n := &news.Annotations{
		Enricher: news.Enricher{Name: "dateline", Version: rapid.StringMatching(`[0-9]{4}-[0-9a-f]{2}`).Draw(t, "version")}, Language: news.Language{Code: "en", Confidence: 1},
		Headings: rapid.SliceOfN(span, 0, 3).Draw(t, "headings"),
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "entities") {
		e := news.Entity{ID: fmt.Sprintf("Q%d", i+1), Type: "person", Name: strings.ToValidUTF8(words().Draw(t, "name"), "")}
		one := span.Draw(t, "mention")
		for range rapid.SampledFrom([]int{0, 1, news.MaxMentions / 2, news.MaxMentions}).Draw(t, "mentions") {
			e.Mentions = append(e.Mentions, news.Mention{Span: one})
		}
		n.Entities = append(n.Entities, e)
	}
	for range rapid.SampledFrom([]int{0, 1, news.MaxQuotations + 1}).Draw(t, "quotations") {
		n.Quotations = append(n.Quotations, news.Quotation{Span: borderSpan(a)})
	}
	for range rapid.SampledFrom([]int{0, 1, news.MaxFigures + 1}).Draw(t, "counts") {
		n.Counts = append(n.Counts, news.Count{Span: borderSpan(a), Value: 1})
	}
	return n
}

func borderSpan(a *news.Article) news.Span {
	return news.Span{Field: news.FieldTitle, Start: 0, End: len(a.Title)}
}

// TestCodecRoundTrip encodes any article: it keeps every bound, decodes to
// what Bounded says, encodes to the same bytes again, is not changed itself,
// and is valid UTF-8 on one line.
func TestCodecRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := anArticle().Draw(t, "article")
		before, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		data, err := news.Encode(a)
		if errors.Is(err, news.ErrTooLarge) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if after, err := json.Marshal(a); err != nil || !bytes.Equal(before, after) {
			t.Fatalf("Encode changed the article, %v", err)
		}
		if len(data) > news.MaxMessageBytes || !utf8.Valid(data) || bytes.ContainsAny(data, "\n\r\x00") {
			t.Fatalf("%d bytes, valid UTF-8: %t", len(data), utf8.Valid(data))
		}
		got, err := news.Decode(data)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(news.Bounded(a), got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		checkBounds(t, got)
		if again, err := news.Encode(got); err != nil || !bytes.Equal(data, again) {
			t.Fatalf("encoded again as other bytes, %v", err)
		}
	})
}

func checkBounds(t *rapid.T, a *news.Article) {
	for name, s := range map[string]struct {
		text  string
		bound int
	}{"title": {a.Title, news.MaxTitleBytes}, "summary": {a.Summary, news.MaxSummaryBytes}, "text": {a.Text, news.MaxTextBytes}, "raw": {a.PublishedRaw, news.MaxItemBytes}} {
		if len(s.text) > s.bound || news.Clean(s.text) != s.text {
			t.Fatalf("%s has %d bytes, clean: %t", name, len(s.text), news.Clean(s.text) == s.text)
		}
	}
	for _, list := range [][]string{a.Authors, a.Categories, a.Feed.Tags} {
		if len(list) > news.MaxListItems {
			t.Fatalf("a list of %d", len(list))
		}
		for _, s := range list {
			if len(s) > news.MaxItemBytes || news.Clean(s) != s {
				t.Fatalf("an item of %d bytes", len(s))
			}
		}
	}
	if n := a.Annotations; n != nil {
		mentions := 0
		for _, e := range n.Entities {
			mentions += len(e.Mentions)
		}
		if mentions > news.MaxMentions || len(n.Quotations) > news.MaxQuotations || len(n.Counts) > news.MaxFigures {
			t.Fatalf("%d mentions, %d quotations, %d counts", mentions, len(n.Quotations), len(n.Counts))
		}
	}
}

// TestBoundedIsStable: bounds applied twice are bounds applied once.
func TestBoundedIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := news.Bounded(anArticle().Draw(t, "article"))
		if diff := gocmp.Diff(once, news.Bounded(once)); diff != "" {
			t.Fatalf("(-once +twice):\n%s", diff)
		}
	})
}

// TestTokens: every token is valid and is its own token; long names that
// differ stay different.
func TestTokens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(words(), sized(200), rapid.String()).Draw(t, "name")
		token := news.Token(s)
		if !news.ValidToken(token) || news.Token(token) != token || news.ValidToken(s) && token != s {
			t.Fatalf("token of %q is %q", s, token)
		}
		long := strings.Repeat("a", news.MaxTokenLen) + s
		if s != "" && news.Token(long) == news.Token(long+"!") {
			t.Fatalf("%q and one with a mark have one token", long)
		}
		if id := news.NilID("person", s); !news.IsNil(id) || !news.ValidToken(id) || id != news.NilID("person", news.Fold(s)) {
			t.Fatalf("nil id of %q is %q", s, id)
		}
		for _, id := range []string{news.IDFromGUID(token, s), news.FeedID(s)} {
			if !news.ValidID(id) || !news.ValidToken(id) {
				t.Fatalf("id of %q is %q", s, id)
			}
		}
		if news.IDFromGUID(token, s) == news.IDFromGUID(token, s+"x") {
			t.Fatalf("%q and %q have one id", s, s+"x")
		}
	})
}

// TestSourceIsOfTheLink: the source depends on the host alone, whatever path,
// query and case stand around it.
func TestSourceIsOfTheLink(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		host := rapid.StringMatching(`[a-z]{1,8}(\.[a-z]{1,6}){0,2}\.(example|co\.uk|com|org)`).Draw(t, "host")
		want := news.SourceOf("https://" + host + "/")
		path := rapid.StringMatching(`[a-zA-Z0-9/._~-]{0,20}(\?[a-z=&]{0,10})?`).Draw(t, "path")
		if strings.Contains(path, "amp") {
			return
		}
		for _, link := range []string{"https://" + host + "/" + path, "http://" + strings.ToUpper(host) + "/" + path, "https://www." + host + ":443/" + path} {
			got := news.SourceOf(link)
			if got.ID != want.ID && !strings.HasPrefix(host, "www.") {
				t.Fatalf("source of %q is %+v, of its host %+v", link, got, want)
			}
			if !news.ValidToken(got.ID) {
				t.Fatalf("source of %q is %q", link, got.ID)
			}
			if !reflect.DeepEqual(got, news.SourceOf(link)) {
				t.Fatalf("two sources of %q", link)
			}
		}
	})
}

// TestEnricherOrder: Compare is an order of all enrichers, and Newer follows
// it within a revision.
func TestEnricherOrder(t *testing.T) {
	enricher := rapid.Custom(func(t *rapid.T) news.Enricher {
		return news.Enricher{
			Name:    rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "name"),
			Version: rapid.OneOf(rapid.StringMatching(`[0-9]{1,5}(-[a-c]{0,2}){0,2}`), rapid.SampledFrom([]string{"", "-", "x", "-1-a", "+1", "99999999999999999999-a"})).Draw(t, "version"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := enricher.Draw(t, "a"), enricher.Draw(t, "b"), enricher.Draw(t, "c")
		if a.Compare(b) != -b.Compare(a) || a.Compare(a) != 0 {
			t.Fatalf("%+v and %+v: %d and %d", a, b, a.Compare(b), b.Compare(a))
		}
		if a.Compare(b) <= 0 && b.Compare(c) <= 0 && a.Compare(c) > 0 {
			t.Fatalf("%+v ≤ %+v ≤ %+v, but the first is above the last", a, b, c)
		}
		of := func(e news.Enricher, revision int) *news.Article {
			return &news.Article{Revision: revision, Annotations: &news.Annotations{Enricher: e}}
		}
		r, s := rapid.IntRange(1, 3).Draw(t, "r"), rapid.IntRange(1, 3).Draw(t, "s")
		want := cmp.Or(cmp.Compare(r, s), a.Compare(b)) > 0
		if got := news.Newer(of(a, r), of(b, s)); got != want || got && news.Newer(of(b, s), of(a, r)) {
			t.Fatalf("revision %d of %+v newer than %d of %+v: %t, want %t", r, a, s, b, got, want)
		}
	})
}
