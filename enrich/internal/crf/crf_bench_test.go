package crf

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/dateline-news/dateline/enrich/internal/text"
)

// BenchmarkRead reads the embedded model.
func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		if _, err := Read(bytes.NewReader(embedded)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTag tags articles of 40 sentences that share half of their words.
func BenchmarkTag(b *testing.B) {
	m, err := Load()
	if err != nil {
		b.Fatal(err)
	}
	var docs []*text.Document
	for i := range 64 {
		var body bytes.Buffer
		for j := range 40 {
			fmt.Fprintf(&body, "The mayor of Port %c%cville, Anna K%dson, told the United Harbour Company on Monday that the US-led inspection number %d would begin soon. ", 'A'+i%26, 'a'+j%26, j%7, i*j)
		}
		docs = append(docs, text.Parse(body.String()))
	}
	t := NewTagger(m, Options{})
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		t.Tag(docs[n%len(docs) : n%len(docs)+1])
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "articles/s")
}
