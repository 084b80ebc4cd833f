package quote

import (
	"strings"
	"testing"
)

// BenchmarkFind reads an article of some 3.4 KB with a quotation or two in
// each paragraph.
func BenchmarkFind(b *testing.B) {
	body := strings.Repeat(`"We have come to listen," said Mara Holt, the head of the delegation, before she went in. Jens Brandt, her deputy, said that no text was on the table.

The Harbour Board, which runs the pier, had no comment. He called it "a danger to every ship", adding that Freedonia "would not wait for ever".

`, 11)
	fields, es := parsed(body)
	f := New()
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		f.Find("en", fields, es)
	}
}
