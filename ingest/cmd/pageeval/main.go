// Command pageeval scores what is read of article pages against texts that
// people cut out of them.
//
//	pageeval -truth ground-truth.json -pages html
//	pageeval -truth evaldata.json -pages eval,cache
//
// It reads two forms of truth, each a JSON object. In that of the public
// article-extraction benchmark (scrapinghub/article-extraction-benchmark) a key
// names the page KEY.html.gz and "articleBody" is its whole text: precision and
// recall are those of runs of four words, as that benchmark counts them. In
// that of the evaluation of trafilatura (adbar/trafilatura, tests) a key is an
// address, "file" the page, and "with" and "without" are phrases that the text
// must and must not have.
//
// Nothing of a feed is given to the extractor, and nothing is fetched. The
// times are of one page after the other.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/page"
)

func main() {
	truth := flag.String("truth", "", "JSON file with the texts")
	pages := flag.String("pages", "", "directories of the pages, comma separated")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *truth, *pages); err != nil {
		fmt.Fprintln(os.Stderr, "pageeval:", err)
		os.Exit(1)
	}
}

// entry is one page of either form of truth.
type entry struct {
	Body    *string  `json:"articleBody"`
	URL     string   `json:"url"`
	File    string   `json:"file"`
	With    []string `json:"with"`
	Without []string `json:"without"`
}

func run(ctx context.Context, w io.Writer, truth, pages string) error {
	data, err := os.ReadFile(truth)
	if err != nil {
		return fmt.Errorf("reading the truth: %w", err)
	}
	var entries map[string]entry
	if err := json.Unmarshal(data, &entries); err != nil {
		return fmt.Errorf("reading %s: %w", truth, err)
	}
	if len(entries) == 0 {
		return fmt.Errorf("%s has no pages", truth)
	}
	var words, phrases score
	var times []time.Duration
	extractor := page.NewExtractor(1, time.Minute)
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		e := entries[key]
		address, file := e.URL, key+".html.gz"
		if e.Body == nil {
			address, file = key, e.File
		}
		html, err := readPage(strings.Split(pages, ","), file)
		if err != nil {
			return fmt.Errorf("reading the page of %s: %w", key, err)
		}
		began := time.Now()
		text := ""
		if p, err := extractor.Extract(ctx, html, page.Options{URL: address, Now: began}); err == nil {
			text = p.Text
		}
		times = append(times, time.Since(began))
		if e.Body != nil {
			words.addText(*e.Body, text)
		} else {
			phrases.addPhrases(e.With, e.Without, text)
		}
	}
	if words.pages > 0 {
		_, _ = fmt.Fprintln(w, "texts:  ", words.ofPages())
	}
	if phrases.pages > 0 {
		_, _ = fmt.Fprintln(w, "phrases:", phrases.ofAll())
	}
	slices.Sort(times)
	at := func(percent int) time.Duration {
		return times[(len(times)-1)*percent/100].Round(100 * time.Microsecond)
	}
	_, _ = fmt.Fprintf(w, "a page:  %s (median), %s (95 %%), %s (longest)\n", at(50), at(95), at(100))
	return nil
}
