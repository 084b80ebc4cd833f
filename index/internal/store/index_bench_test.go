package store

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	blevedoc "github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/dateline-news/dateline/index/internal/collection"
	"github.com/dateline-news/dateline/index/internal/language"
)

const (
	benchArticles = 2000
	benchBatch    = 500
)

var only = flag.String("ways", "", "the ways of BenchmarkIndexing to take, comma separated; empty: all")

// ways are the ways of indexing that BenchmarkIndexing compares. All of them
// write the same batches of the same articles with the same mapping, and end
// when the index is closed.
var ways = []struct {
	name  string
	index func(b *testing.B, dir string, l *layout, records []Record)
}{
	// What bleve alone does with the same documents, analysed by its own
	// fields and tokenizer through the same filters.
	{"bleve", func(b *testing.B, dir string, l *layout, records []Record) { raw(b, dir, l, records, blevesOwn) }},
	// What bleve does with the documents of this package.
	{"raw", func(b *testing.B, dir string, l *layout, records []Record) {
		raw(b, dir, l, records, func(_ *language.Language, d *blevedoc.Document) *blevedoc.Document { return d })
	}},
	// The stage: Apply, which reads what is stored of each article, makes the
	// documents and keeps the extent.
	{"stage", func(b *testing.B, dir string, l *layout, records []Record) {
		stage(b, dir, l, records, 100, benchBatch)
	}},
	// The same in the larger batches of indexd, and with less frequent
	// collection of garbage.
	{"x1000", func(b *testing.B, dir string, l *layout, records []Record) {
		stage(b, dir, l, records, 100, 2*benchBatch)
	}},
	{"x1000gc200", func(b *testing.B, dir string, l *layout, records []Record) {
		stage(b, dir, l, records, 200, 2*benchBatch)
	}},
	{"x1000gc300", func(b *testing.B, dir string, l *layout, records []Record) {
		stage(b, dir, l, records, 300, 2*benchBatch)
	}},
}

func stage(b *testing.B, dir string, l *layout, records []Record, percent, size int) {
	defer debug.SetGCPercent(debug.SetGCPercent(percent))
	s, err := Open(Options{Dir: dir, Languages: l.languages})
	if err != nil {
		b.Fatal(err)
	}
	for batch := range slices.Chunk(records, size) {
		if err := s.Apply(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkIndexing compares the ways of indexing in interleaved rounds and
// reports medians of documents per CPU second, ratios of these, the memory that
// each takes at most, and the size of the index by that of the texts (Linux):
//
//	go test ./index/internal/store -run '^$' -bench Indexing -benchtime 5x -timeout 30m
func BenchmarkIndexing(b *testing.B) {
	languages, err := language.New()
	if err != nil {
		b.Fatal(err)
	}
	l := newLayout(languages)
	c := collection.New(b, collection.Options{})
	var records []Record
	text, messages := 0, 0
	for n := range benchArticles {
		a, message := c.Message(n * 8)
		records = append(records, Record{Article: a, Message: message, Seq: uint64(n + 1)})
		messages += len(message)
		text += len(a.Title) + len(a.Summary) + len(a.Text)
	}
	rates, peaks, bytes := make(map[string][]float64), make(map[string][]float64), 0.0
	for b.Loop() {
		for _, way := range ways {
			if *only != "" && !slices.Contains(strings.Split(*only, ","), way.name) {
				continue
			}
			dir := b.TempDir()
			debug.FreeOSMemory()
			before := resident(b, true)
			began := cpuTime(b)
			way.index(b, dir, l, records)
			rates[way.name] = append(rates[way.name], benchArticles/(cpuTime(b)-began).Seconds())
			peaks[way.name] = append(peaks[way.name], resident(b, false)-before)
			if way.name == "stage" {
				bytes = settled(b, dir, l)
			}
			if err := os.RemoveAll(dir); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(0, "ns/op")
	for name, all := range rates {
		b.ReportMetric(median(all), name+"-docs/cpu-s")
		b.ReportMetric(median(peaks[name]), name+"-MiB")
	}
	for _, pair := range [][2]string{{"stage", "raw"}, {"raw", "bleve"}, {"x1000", "bleve"}, {"x1000gc200", "x1000"}, {"x1000gc300", "x1000"}} {
		if x, y := rates[pair[0]], rates[pair[1]]; len(x) > 0 && len(y) > 0 {
			b.ReportMetric(median(x)/median(y), pair[0]+"/"+pair[1])
		}
	}
	b.ReportMetric(bytes/float64(text), "index-B/text-B")
	b.ReportMetric(float64(messages)/float64(text), "message-B/text-B")
	b.ReportMetric(float64(text)/benchArticles, "text-B/doc")
}

// raw gives prebuilt documents to bleve.
func raw(b *testing.B, dir string, l *layout, records []Record, as func(*language.Language, *blevedoc.Document) *blevedoc.Document) {
	index, err := bleve.NewUsing(filepath.Join(dir, "raw"), l.mapping, scorch.Name, scorch.Name, options())
	if err != nil {
		b.Fatal(err)
	}
	for part := range slices.Chunk(records, benchBatch) {
		batch := index.NewBatch()
		for i := range part {
			r := &revision{article: part[i].Article, message: part[i].Message, seq: part[i].Seq}
			doc, err := l.document(r, r.article.ID, time.Time{})
			if err != nil {
				b.Fatal(err)
			}
			if err := batch.IndexAdvanced(as(l.languages.For(r.article.Annotations.Language.Code), doc)); err != nil {
				b.Fatal(err)
			}
		}
		if err := index.Batch(batch); err != nil {
			b.Fatal(err)
		}
	}
	if err := index.Close(); err != nil {
		b.Fatal(err)
	}
}

// blevesOwn makes the same document of bleve's own fields.
func blevesOwn(_ *language.Language, d *blevedoc.Document) *blevedoc.Document {
	out := blevedoc.NewDocument(d.ID())
	d.VisitFields(func(f index.Field) {
		switch f := f.(type) {
		case *textField:
			out.AddField(blevedoc.NewTextFieldCustom(f.name, f.array, []byte(f.text), f.options, f.language.Uncached()))
		case *valuesField:
			for i, v := range f.values {
				weight := 1
				if f.weights != nil {
					weight = f.weights[i]
				}
				for range weight {
					out.AddField(blevedoc.NewTextFieldCustom(f.name, nil, []byte(v), f.options, nil))
				}
			}
		case blevedoc.Field:
			out.AddField(f)
		}
	})
	return out
}

func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// resident returns the most memory in MiB that the process has had since it was
// last asked with reset, which returns what it has now.
func resident(b *testing.B, reset bool) (mib float64) {
	if reset {
		if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
			b.Fatal(err)
		}
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	_, peak, _ := strings.Cut(string(status), "VmHWM:")
	if _, err := fmt.Sscan(peak, &mib); err != nil {
		b.Fatal(err)
	}
	return mib / 1024
}

// settled opens an index once more and returns its size when what was merged
// away is gone.
func settled(b *testing.B, dir string, l *layout) float64 {
	s, err := Open(Options{Dir: dir, Languages: l.languages})
	if err != nil {
		b.Fatal(err)
	}
	size, deadline := folderBytes(b, dir), time.Now().Add(time.Minute)
	for same := 0; same < 20 && time.Now().Before(deadline); same++ {
		time.Sleep(100 * time.Millisecond)
		if now := folderBytes(b, dir); now != size {
			size, same = now, 0
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	return size
}

func folderBytes(b *testing.B, dir string) (n float64) {
	err := filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			n += float64(info.Size())
		} else if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}

func median[T cmp.Ordered](all []T) T {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
