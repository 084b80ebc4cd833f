package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/dateline-news/dateline/index/internal/collection"
	"github.com/dateline-news/dateline/shared/news"
)

// shown returns what an answer shows of an article.
func shown(a *news.Article) *news.Article {
	out := &news.Article{
		Schema: a.Schema, ID: a.ID, Revision: a.Revision, URL: a.URL, Source: a.Source, Title: a.Title, Summary: a.Summary, Text: a.Text,
		Published: a.Published, FirstSeen: a.FirstSeen, Truncated: a.Truncated,
	}
	if n := a.Annotations; n != nil {
		out.Annotations = &news.Annotations{
			Language: n.Language, Dateline: n.Dateline, Headings: n.Headings, Credits: n.Credits, Boilerplate: n.Boilerplate, Quotations: n.Quotations,
		}
		for _, e := range n.Entities {
			out.Annotations.Entities = append(out.Annotations.Entities, news.Entity{
				ID: e.ID, Type: e.Type, Name: e.Name, Within: e.Within, Relation: e.Relation, Salience: e.Salience, Mentions: e.Mentions,
			})
		}
	}
	return out
}

// FuzzDecodeShown checks that what is shown of an article is the same whether
// it is decoded whole or not, and that nothing else than an article makes the
// short way fail in another way than to give up.
func FuzzDecodeShown(f *testing.F) {
	c := collection.New(f, collection.Options{})
	for n := range 200 {
		_, message := c.Message(n)
		f.Add(message)
	}
	f.Add([]byte(`{"schema":1,"id":"a\"\\","title":"x\u0041\n","text":"}{][\\"}`))
	f.Fuzz(func(t *testing.T, message []byte) {
		got, failed := decodeShown(message, true)
		whole, err := news.Decode(message)
		if err != nil {
			return
		}
		if failed != nil {
			// Strange, but decoded whole.
			return
		}
		if diff := cmp.Diff(shown(whole), got, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(news.Article{}, "Truncated")); diff != "" {
			t.Errorf("(-whole +shown):\n%s", diff)
		}
	})
}

// TestDecodeShown checks that articles of the stream go the short way.
func TestDecodeShown(t *testing.T) {
	c := collection.New(t, collection.Options{})
	for n := range 500 {
		a, message := c.Message(n)
		got, err := decodeShown(message, n%2 == 0)
		if err != nil {
			t.Fatal(err)
		}
		want := shown(a)
		if n%2 > 0 {
			want.Annotations.Quotations = nil
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("(-whole +shown):\n%s", diff)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	c := collection.New(b, collection.Options{})
	var messages [][]byte
	for n := range 100 {
		_, message := c.Message(n)
		messages = append(messages, message)
	}
	for name, decode := range map[string]func([]byte) error{
		"whole": func(m []byte) error { _, err := news.Decode(m); return err },
		"shown": func(m []byte) error { _, err := decodeShown(m, false); return err },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				if err := decode(messages[n%len(messages)]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
