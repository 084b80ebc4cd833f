package topic_test

import (
	"strings"
	"testing"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/topic"
	"github.com/dateline-news/dateline/shared/news"
)

// BenchmarkClassify classifies an article of 400 words whose entities are
// known.
func BenchmarkClassify(b *testing.B) {
	c := classifier(b)
	paragraph := "The finance minister told parliament on Tuesday that the central bank would keep interest rates high until inflation fell, " +
		"although opposition lawmakers warned that small companies could not borrow any more. Protesters gathered outside the building, where police " +
		"arrested four people after a bottle was thrown. A court is due to rule next week on whether the government may sell its shares in the national airline, " +
		"which lost money after floods closed the main airport for nine days. "
	var body strings.Builder
	for range 5 {
		body.WriteString(paragraph + "\n\n")
	}
	f := fields("Minister defends interest rates as protests grow", body.String())
	words := len(f[1].Doc.Tokens)
	entities := []news.Entity{
		{ID: "a", Kind: "politician", Mentions: []news.Mention{{Span: news.Span{Field: news.FieldTitle}}, {Span: news.Span{Field: news.FieldText, Start: 900}}}},
		{ID: "b", Kind: "parliament", Mentions: []news.Mention{{Span: news.Span{Field: news.FieldText, Start: 30}}}},
	}
	b.ReportAllocs()
	for b.Loop() {
		c.Classify("en", f, entities)
	}
	b.ReportMetric(float64(words), "tokens")
}

// BenchmarkNew is what the tables cost at start.
func BenchmarkNew(b *testing.B) {
	k, err := kb.Load()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := topic.New(k); err != nil {
			b.Fatal(err)
		}
	}
}
