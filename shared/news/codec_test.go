package news_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/dateline-news/dateline/shared/news"
)

// small returns an article that has only what every article must have.
func small() *news.Article {
	at := time.Date(2016, 12, 30, 14, 5, 0, 0, time.UTC)
	return &news.Article{
		Schema: news.SchemaVersion, ID: strings.Repeat("a", news.IDLen), Revision: 1, ContentHash: news.ContentHash("Truce holds", ""),
		Feed:   news.Feed{ID: news.FeedID("https://harbour.example/feed"), URL: "https://harbour.example/feed"},
		Source: news.Source{ID: "harbour_example"}, Title: "Truce holds", TextFrom: news.TextFromNone,
		Published: at, FirstSeen: at, Fetched: at,
	}
}

// annotated returns small with a text and one entity in its title.
func annotated() *news.Article {
	a := small()
	a.Text, a.TextFrom = "Çelik met Peskov.", news.TextFromContent
	a.Annotations = &news.Annotations{
		Enricher: news.Enricher{Name: "dateline", Version: "0001-00"}, Language: news.Language{Code: "en", Confidence: 1},
		Entities: []news.Entity{{ID: "Q1", Type: news.TypePerson, Name: "Çelik", Mentions: []news.Mention{{Span: news.Span{Field: news.FieldText, Start: 0, End: 6}}}}},
	}
	return a
}

// reencode returns the article that comes out of Encode and Decode.
func reencode(t *testing.T, a *news.Article) *news.Article {
	t.Helper()
	data, err := news.Encode(a)
	if err != nil {
		t.Fatalf("encoding: %v", err)
	}
	if len(data) > news.MaxMessageBytes || !json.Valid(data) {
		t.Fatalf("%d bytes, valid JSON: %v", len(data), json.Valid(data))
	}
	out, err := news.Decode(data)
	if err != nil {
		t.Fatalf("decoding what Encode wrote: %v", err)
	}
	return out
}

func TestEncodeBoundsText(t *testing.T) {
	paragraph := strings.Repeat("The truce held. ", 100)
	long := strings.TrimSpace(strings.Repeat(strings.TrimSpace(paragraph)+"\n\n", news.MaxTextBytes/len(paragraph)+2))
	tests := []struct {
		name, text string
		truncated  bool
		check      func(got string) error
	}{
		{"fits", "One.\n\nTwo.", false, is("One.\n\nTwo.")},
		{"exactly fits", strings.Repeat("a", news.MaxTextBytes), false, is(strings.Repeat("a", news.MaxTextBytes))},
		{"cut at a paragraph", long, true, func(got string) error {
			if !strings.HasPrefix(long, got+"\n\n") || len(got) < news.MaxTextBytes-len(paragraph)-2 {
				return fmt.Errorf("%d bytes end in %q", len(got), got[len(got)-20:])
			}
			return nil
		}},
		{"one paragraph is cut at a rune", strings.Repeat("é", news.MaxTextBytes), true, func(got string) error {
			if len(got) != news.MaxTextBytes || !utf8.ValidString(got) {
				return fmt.Errorf("%d bytes, valid %v", len(got), utf8.ValidString(got))
			}
			return nil
		}},
		{"an early paragraph does not take the rest along", "One.\n\n" + strings.Repeat("a", news.MaxTextBytes), true, func(got string) error {
			if len(got) != news.MaxTextBytes {
				return fmt.Errorf("%d bytes", len(got))
			}
			return nil
		}},
		{"control characters go before the cut", strings.Repeat("a\x00", news.MaxTextBytes), false, is(strings.Repeat("a", news.MaxTextBytes))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := small()
			a.Text, a.TextFrom = tt.text, news.TextFromContent
			got := reencode(t, a)
			if err := tt.check(got.Text); err != nil {
				t.Error(err)
			}
			if got.Truncated != tt.truncated {
				t.Errorf("truncated is %v", got.Truncated)
			}
			if a.Text != tt.text || a.Truncated {
				t.Error("Encode changed its argument")
			}
		})
	}
}

func is(want string) func(string) error {
	return func(got string) error {
		if got != want {
			return fmt.Errorf("text of %d bytes is not the one of %d expected", len(got), len(want))
		}
		return nil
	}
}

func TestEncodeCleans(t *testing.T) {
	a := small()
	a.Title = "Truce\x07 \x1b[31mholds\u0085\xff"
	a.Summary = "Tab\tand\nline feed\r\n stay, \x7fdelete goes"
	a.Text = "null\x00 byte, \ufffd stays"
	a.Authors = []string{"A\x01nn", "B\xc3"}
	a.PublishedRaw = "yester\x02day"
	got := reencode(t, a)
	want := small()
	want.Title = "Truce [31mholds"
	want.Summary = "Tab\tand\nline feed\n stay, delete goes"
	want.Text = "null byte, \ufffd stays"
	want.Authors = []string{"Ann", "B"}
	want.PublishedRaw = "yesterday"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestEncodeBoundsFields(t *testing.T) {
	a := small()
	a.Title = strings.Repeat("é", news.MaxTitleBytes)
	a.Summary = strings.Repeat("a ", news.MaxSummaryBytes)
	for i := range 2 * news.MaxListItems {
		a.Authors = append(a.Authors, fmt.Sprint(i, strings.Repeat("x", news.MaxItemBytes)))
		a.Categories = append(a.Categories, fmt.Sprint(i))
		a.AlsoURLs = append(a.AlsoURLs, fmt.Sprintf("https://harbour.example/%d", i))
	}
	got := reencode(t, a)
	if len(got.Title) != news.MaxTitleBytes || !utf8.ValidString(got.Title) {
		t.Errorf("title of %d bytes", len(got.Title))
	}
	if len(got.Summary) != news.MaxSummaryBytes-1 {
		t.Errorf("summary of %d bytes", len(got.Summary))
	}
	if len(got.Authors) != news.MaxListItems || len(got.Authors[0]) != news.MaxItemBytes {
		t.Errorf("%d authors, the first of %d bytes", len(got.Authors), len(got.Authors[0]))
	}
	if len(got.Categories) != news.MaxListItems || got.Categories[0] != "0" {
		t.Errorf("%d categories, the first %q", len(got.Categories), got.Categories[0])
	}
	if len(got.AlsoURLs) != news.MaxListItems || !strings.HasSuffix(got.AlsoURLs[news.MaxListItems-1], fmt.Sprint("/", 2*news.MaxListItems-1)) {
		t.Errorf("%d other links, the last %q: the latest must stay", len(got.AlsoURLs), got.AlsoURLs[len(got.AlsoURLs)-1])
	}
}

func TestEncodeBoundsMentions(t *testing.T) {
	mentions := func(n int) []news.Mention {
		return make([]news.Mention, n)
	}
	for _, tt := range []struct {
		name     string
		in, want []int
	}{
		{"none", nil, nil},
		{"at the bound", []int{news.MaxMentions - 1, 1}, []int{news.MaxMentions - 1, 1}},
		{"the least salient go", []int{news.MaxMentions - 1, 1, 1, 1}, []int{news.MaxMentions - 1, 1}},
		{"one is shortened", []int{news.MaxMentions - 10, 20, 5}, []int{news.MaxMentions - 10, 10}},
		{"the first alone is too much", []int{news.MaxMentions + 1, 1}, []int{news.MaxMentions}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := annotated()
			a.Annotations.Entities = nil
			for i, n := range tt.in {
				m := mentions(n)
				for j := range m {
					m[j].Field = news.FieldText
				}
				a.Annotations.Entities = append(a.Annotations.Entities, news.Entity{ID: fmt.Sprint("Q", i), Type: news.TypeMisc, Mentions: m})
			}
			var got []int
			for _, e := range reencode(t, a).Annotations.Entities {
				got = append(got, len(e.Mentions))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("mentions by entity (-want +got):\n%s", diff)
			}
			for i, e := range a.Annotations.Entities {
				if len(e.Mentions) != tt.in[i] {
					t.Error("Encode changed its argument")
				}
			}
		})
	}
}

// TestEncodeLargest encodes an article at every bound, made of what JSON
// writes longest.
func TestEncodeLargest(t *testing.T) {
	a := annotated()
	a.Title = strings.Repeat(`"`, news.MaxTitleBytes)
	a.Summary = strings.Repeat("\t", news.MaxSummaryBytes)
	a.Text = strings.Repeat(`"\`, news.MaxTextBytes/2)
	a.Annotations.Entities = nil
	for i := range 500 {
		e := news.Entity{ID: fmt.Sprint("nil-", i), Type: news.TypeOrganisation, Kind: "armed group", Name: strings.Repeat("n", 40), Aliases: []string{strings.Repeat("a", 40)}}
		for range news.MaxMentions / 500 {
			e.Mentions = append(e.Mentions, news.Mention{Span: news.Span{Field: news.FieldText, Start: news.MaxTextBytes - 10, End: news.MaxTextBytes}})
		}
		a.Annotations.Entities = append(a.Annotations.Entities, e)
	}
	if got := reencode(t, a); len(got.Text) != news.MaxTextBytes {
		t.Errorf("text of %d bytes", len(got.Text))
	}
}

func TestEncodeRefuses(t *testing.T) {
	large := small()
	large.GUID = strings.Repeat("g", news.MaxMessageBytes)
	noID := small()
	noID.ID = ""
	for _, tt := range []struct {
		name string
		in   *news.Article
		want error
	}{{"too large", large, news.ErrTooLarge}, {"no id", noID, news.ErrMalformed}} {
		if _, err := news.Encode(tt.in); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestEncodeSetsSchema(t *testing.T) {
	a := small()
	a.Schema = 0
	if got := reencode(t, a); got.Schema != news.SchemaVersion {
		t.Errorf("schema %d", got.Schema)
	}
}

func TestEncodeKeepsMarkup(t *testing.T) {
	a := small()
	a.Title = "Q&A: <b>truce</b>"
	data, err := news.Encode(a)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), a.Title) || strings.HasSuffix(string(data), "\n") {
		t.Errorf("markup is escaped or a line feed ends it: %s", data)
	}
}

func TestDecodeRefuses(t *testing.T) {
	with := func(edit func(map[string]any)) string {
		data, err := news.Encode(annotated())
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]any
		if err := json.Unmarshal(data, &fields); err != nil {
			t.Fatal(err)
		}
		edit(fields)
		data, err = json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	set := func(key string, value any) string { return with(func(f map[string]any) { f[key] = value }) }
	without := func(key string) string { return with(func(f map[string]any) { delete(f, key) }) }
	annotation := func(key string, value any) string {
		return with(func(f map[string]any) { f["annotations"].(map[string]any)[key] = value })
	}
	entity := func(key string, value any) string {
		return with(func(f map[string]any) {
			f["annotations"].(map[string]any)["entities"].([]any)[0].(map[string]any)[key] = value
		})
	}
	span := func(field string, start, end int) map[string]any {
		return map[string]any{"field": field, "start": start, "end": end}
	}
	tests := []struct {
		name, in string
		want     error
		words    string
	}{
		{"nothing", "", news.ErrMalformed, "unexpected end"},
		{"no JSON", "<rss>", news.ErrMalformed, "invalid character"},
		{"broken JSON", `{"schema":1,`, news.ErrMalformed, "unexpected end"},
		{"two documents", set("id", "x") + "{}", news.ErrMalformed, "after top-level value"},
		{"null", "null", news.ErrMalformed, "schema is missing"},
		{"a list", "[]", news.ErrMalformed, "cannot unmarshal"},
		{"no schema", without("schema"), news.ErrMalformed, "schema is missing"},
		{"schema in words", set("schema", "one"), news.ErrMalformed, "cannot unmarshal"},
		{"later schema", set("schema", 2), news.ErrSchema, "2, this program reads 1"},
		{"schema 0", set("schema", 0), news.ErrSchema, "0, this program reads 1"},
		{"later schema of another shape", `{"schema":2,"id":7}`, news.ErrSchema, "2"},
		{"type of a field", set("title", 7), news.ErrMalformed, "title"},
		{"no id", without("id"), news.ErrMalformed, "26 base32"},
		{"id", set("id", strings.Repeat("A", 26)), news.ErrMalformed, "26 base32"},
		{"revision 0", set("revision", 0), news.ErrMalformed, "count from 1"},
		{"negative revision", set("revision", -1), news.ErrMalformed, "count from 1"},
		{"source", set("source", map[string]any{"id": "a.b"}), news.ErrMalformed, `"a.b", which is no subject token`},
		{"no source", without("source"), news.ErrMalformed, "no subject token"},
		{"no first_seen", without("first_seen"), news.ErrMalformed, "first_seen"},
		{"no published", without("published"), news.ErrMalformed, "published"},
		{"date", set("published", "yesterday"), news.ErrMalformed, "yesterday"},
		{"language", annotation("language", map[string]any{"code": "en>"}), news.ErrMalformed, `language "en>"`},
		{"entity id", entity("id", "Q 1"), news.ErrMalformed, `entity id "Q 1"`},
		{"mention beyond the text", entity("mentions", []any{span("text", 0, 1000)}), news.ErrMalformed, "[0, 1000)"},
		{"mention before the text", entity("mentions", []any{span("text", -1, 0)}), news.ErrMalformed, "[-1, 0)"},
		{"mention backwards", entity("mentions", []any{span("text", 2, 0)}), news.ErrMalformed, "[2, 0)"},
		{"mention within a rune", entity("mentions", []any{span("text", 1, 3)}), news.ErrMalformed, "[1, 3)"},
		{"mention in no field", entity("mentions", []any{span("url", 0, 0)}), news.ErrMalformed, `unknown field "url"`},
		{"heading", annotation("headings", []any{span("text", 0, 1000)}), news.ErrMalformed, "[0, 1000)"},
		{"dateline", annotation("dateline", map[string]any{"span": span("text", 0, 1)}), news.ErrMalformed, "[0, 1)"},
		{"control characters under spans", set("text", "\x07 Çelik met Peskov."), news.ErrMalformed, "control characters"},
		{"text over the bound under spans", set("text", "Çelik "+strings.Repeat("a", news.MaxTextBytes)), news.ErrMalformed, "bounds"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := news.Decode([]byte(tt.in))
			if !errors.Is(err, tt.want) || a != nil {
				t.Fatalf("got %v, %v, want %v", a, err, tt.want)
			}
			if other := map[error]error{news.ErrMalformed: news.ErrSchema, news.ErrSchema: news.ErrMalformed}[tt.want]; errors.Is(err, other) {
				t.Errorf("%v is of both kinds", err)
			}
			if !strings.Contains(err.Error(), tt.words) || len(err.Error()) > 1000 {
				t.Errorf("got %q, want words %q", err, tt.words)
			}
		})
	}
}

func TestDecodeIgnoresNewFields(t *testing.T) {
	data, err := news.Encode(annotated())
	if err != nil {
		t.Fatal(err)
	}
	later := strings.Replace(string(data), `{"schema":1,`, `{"schema":1,"paywall":{"kind":"soft"},"reason":"fulltext",`, 1)
	got, err := news.Decode([]byte(later))
	if err != nil {
		t.Fatalf("an article of a later minor release: %v", err)
	}
	want := annotated()
	want.Reason = "fulltext"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDecodeAppliesBounds(t *testing.T) {
	data, err := json.Marshal(func() *news.Article {
		a := small()
		a.Text = "a\x07b" + strings.Repeat("c", news.MaxTextBytes)
		return a
	}())
	if err != nil {
		t.Fatal(err)
	}
	a, err := news.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Text) != news.MaxTextBytes || !a.Truncated || !strings.HasPrefix(a.Text, "abc") {
		t.Errorf("text of %d bytes, truncated %v", len(a.Text), a.Truncated)
	}
}

func TestCut(t *testing.T) {
	a := &news.Article{Title: "Truce", Summary: "Ein Überblick", Text: "Ç中🙂."}
	for _, tt := range []struct {
		span news.Span
		want string
		ok   bool
	}{
		{news.Span{Field: news.FieldTitle, Start: 0, End: 5}, "Truce", true},
		{news.Span{Field: news.FieldSummary, Start: 4, End: 6}, "Ü", true},
		{news.Span{Field: news.FieldText, Start: 0, End: 2}, "Ç", true},
		{news.Span{Field: news.FieldText, Start: 2, End: 9}, "中🙂", true},
		{news.Span{Field: news.FieldText, Start: 10, End: 10}, "", true},
		{news.Span{Field: news.FieldText, Start: 0, End: 1}, "", false},
		{news.Span{Field: news.FieldText, Start: 3, End: 5}, "", false},
		{news.Span{Field: news.FieldText, Start: 6, End: 9}, "", false},
		{news.Span{Field: news.FieldText, Start: 9, End: 11}, "", false},
		{news.Span{Field: news.FieldText, Start: 5, End: 2}, "", false},
		{news.Span{Field: news.FieldText, Start: -1, End: 2}, "", false},
		{news.Span{Field: "url", Start: 0, End: 0}, "", false},
		{news.Span{Start: 0, End: 0}, "", false},
	} {
		got, err := a.Cut(tt.span)
		if got != tt.want || (err == nil) != tt.ok {
			t.Errorf("Cut(%v) = %q, %v, want %q, ok %v", tt.span, got, err, tt.want, tt.ok)
		}
	}
}

// FuzzDecode checks that nothing panics, that every error has its kind, and
// that what decodes encodes and decodes to the same article.
func FuzzDecode(f *testing.F) {
	for _, a := range []*news.Article{small(), annotated()} {
		data, err := news.Encode(a)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		f.Add(data[:len(data)/2])
	}
	for _, name := range goldens(f) {
		f.Add(readFile(f, name))
	}
	for _, s := range []string{
		"", "null", `{"schema":2}`, `{"schema":1}`, `{"SCHEMA":1,"Id":"aaaaaaaaaaaaaaaaaaaaaaaaaa"}`,
		`{"schema":1,"id":"aaaaaaaaaaaaaaaaaaaaaaaaaa","revision":1,"source":{"id":"x"},"title":"\ud800\u0007","authors":[null,"\u0000"],` +
			`"published":"0001-01-01T00:00:01+23:59","first_seen":"9999-12-31T23:59:59.999999999-23:59","updated":"0001-01-01T01:00:00+01:00",` +
			`"annotations":{"language":{"code":"en"},"entities":[{"id":"Q1","mentions":null},{"id":"Q2","mentions":[{"field":"title","start":0,"end":3}]}]}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := news.Decode(data)
		if err != nil {
			if a != nil || errors.Is(err, news.ErrMalformed) == errors.Is(err, news.ErrSchema) {
				t.Fatalf("got %v, %v", a, err)
			}
			return
		}
		encoded, err := news.Encode(a)
		if errors.Is(err, news.ErrTooLarge) {
			return
		}
		if err != nil {
			t.Fatalf("what decodes does not encode: %v", err)
		}
		b, err := news.Decode(encoded)
		if err != nil {
			t.Fatalf("what Encode wrote does not decode: %v\n%s", err, encoded)
		}
		if diff := cmp.Diff(a, b, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("(-first +second):\n%s", diff)
		}
		again, err := news.Encode(b)
		if err != nil || !bytes.Equal(encoded, again) {
			t.Fatalf("encoded again: %v\n%s\n%s", err, encoded, again)
		}
	})
}

func TestEncodeBoundsQuotationsAndFigures(t *testing.T) {
	a := annotated()
	n := a.Annotations
	for i := range 2 * news.MaxFigures {
		s := news.Span{Field: news.FieldText, Start: i % 2 * 7, End: 10}
		n.Quotations = append(n.Quotations, news.Quotation{Span: s})
		n.Counts = append(n.Counts, news.Count{Span: s, Value: float64(i)})
		n.Money = append(n.Money, news.Money{Span: s, Amount: float64(i)})
		n.Percentages = append(n.Percentages, news.Percentage{Span: s, Value: float64(i)})
		n.Dates = append(n.Dates, news.Date{Span: s, Value: "2016"})
	}
	want := *n
	want.Quotations = n.Quotations[:news.MaxQuotations]
	want.Counts, want.Money = n.Counts[:news.MaxFigures], n.Money[:news.MaxFigures]
	want.Percentages, want.Dates = n.Percentages[:news.MaxFigures], n.Dates[:news.MaxFigures]
	if diff := cmp.Diff(&want, reencode(t, a).Annotations); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestEncodeRefusesSpansAmidRunes(t *testing.T) {
	amid := news.Span{Field: news.FieldText, Start: 1, End: 6} // within Ç
	for name, n := range map[string]news.Annotations{
		"quotation":  {Quotations: []news.Quotation{{Span: amid}}},
		"count":      {Counts: []news.Count{{Span: amid}}},
		"money":      {Money: []news.Money{{Span: amid}}},
		"percentage": {Percentages: []news.Percentage{{Span: amid}}},
		"date":       {Dates: []news.Date{{Span: amid}}},
		"speaker": {Quotations: []news.Quotation{{
			Span: news.Span{Field: news.FieldText, Start: 0, End: 6}, Speaker: "Çelik", SpeakerID: "Q 1",
		}}},
	} {
		a := annotated()
		n.Language = a.Annotations.Language
		a.Annotations = &n
		if _, err := news.Encode(a); !errors.Is(err, news.ErrMalformed) {
			t.Errorf("%s: got error %v, want ErrMalformed", name, err)
		}
	}
}

// TestForeignGUID has bytes in a GUID that JSON has not: what is read encodes
// to the same bytes again.
func TestForeignGUID(t *testing.T) {
	a := small()
	a.GUID = "tag:\xff\xfe\u00e9\xc3"
	data, err := news.Encode(a)
	if err != nil {
		t.Fatal(err)
	}
	b, err := news.Decode(data)
	if err != nil || b.GUID != "tag:\uFFFDé\uFFFD" {
		t.Errorf("the GUID is %q, %v", b.GUID, err)
	}
	again, err := news.Encode(b)
	if err != nil || !bytes.Equal(again, data) {
		t.Errorf("encoded again: %v\n%s\n%s", err, data, again)
	}
}
