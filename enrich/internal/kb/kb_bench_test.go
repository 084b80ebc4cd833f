package kb

import (
	"strings"
	"testing"

	"github.com/dateline-news/dateline/enrich/internal/text"
)

func BenchmarkMatch(b *testing.B) {
	k, err := Load()
	if err != nil {
		b.Fatal(err)
	}
	d := text.Parse(strings.Repeat("Russia and Turkey met in Ankara, the Turkish capital, and the UN Secretary-General António Guterres spoke of Deir Ezzor. ", 40))
	b.ReportAllocs()
	for b.Loop() {
		k.Match(d, "en")
	}
	b.ReportMetric(float64(len(d.Tokens)*b.N)/b.Elapsed().Seconds(), "tokens/s")
}

// BenchmarkLoad is what a process pays at its start.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		m, err := openImage(embedded)
		if err != nil {
			b.Fatal(err)
		}
		newKB(m)
	}
}
