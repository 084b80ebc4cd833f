package store

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/dateline-news/dateline/index/internal/collection"
	"github.com/dateline-news/dateline/index/internal/language"
)

// BenchmarkKeeping reports what upkeep costs, in documents per CPU second: to
// index them from the stream, to rebuild, to check and to back up.
//
//	go test ./index/internal/store -run '^$' -bench Keeping -benchtime 3x -timeout 30m
func BenchmarkKeeping(b *testing.B) {
	languages, err := language.New()
	if err != nil {
		b.Fatal(err)
	}
	c := collection.New(b, collection.Options{})
	var records []Record
	for n := range benchArticles {
		a, message := c.Message(n * 8)
		records = append(records, Record{Article: a, Message: message, Seq: uint64(n + 1)})
	}
	rates := make(map[string][]float64)
	for b.Loop() {
		s, err := Open(Options{Dir: b.TempDir(), Languages: languages})
		if err != nil {
			b.Fatal(err)
		}
		for _, step := range []struct {
			name string
			run  func() error
		}{
			{"index", func() error {
				for batch := range slices.Chunk(records, benchBatch) {
					if err := s.Apply(b.Context(), batch); err != nil {
						return err
					}
				}
				return nil
			}},
			{"rebuild", func() error { return s.Rebuild(b.Context(), false) }},
			{"check", func() error {
				_, err := s.Check(b.Context(), func(uint64, uint64) {})
				return err
			}},
			{"backup", func() error {
				_, err := s.Backup(b.Context(), filepath.Join(b.TempDir(), "backup"), nil, func(Copied) {})
				return err
			}},
		} {
			began := cpuTime(b)
			if err := step.run(); err != nil {
				b.Fatal(err)
			}
			rates[step.name] = append(rates[step.name], benchArticles/(cpuTime(b)-began).Seconds())
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(0, "ns/op")
	for name, all := range rates {
		b.ReportMetric(median(all), name+"-docs/cpu-s")
	}
	b.ReportMetric(median(rates["rebuild"])/median(rates["index"]), "rebuild/index")
}
