package main

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
)

// readTexts calls add for every text of a file or of a directory but for the
// hidden ones.
func readTexts(path string, add func(string)) error {
	return filepath.WalkDir(path, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		var r io.Reader = f
		name, zipped := strings.CutSuffix(path, ".gz")
		if zipped {
			if r, err = gzip.NewReader(f); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
		}
		if err := readText(filepath.Ext(name), r, add); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		return nil
	})
}

// readText calls add for every text of a file. What is annotated is read as
// when training, without what people marked.
func readText(form string, r io.Reader, add func(string)) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	body := strings.TrimPrefix(string(b), "\ufeff")
	var docs []corpus.Document
	switch form {
	case ".csv":
		if strings.HasPrefix(body, "Sentence #,") {
			docs, err = readGMB(strings.NewReader(body))
			break
		}
		return addStories(readCSV, body, add)
	case ".xml":
		return addStories(readXML, body, add)
	case ".tsv":
		docs, err = corpus.ReadTSV("", strings.NewReader(body))
	case ".conllu":
		var d corpus.Document
		d, err = readGUM("", strings.NewReader(body), nil)
		docs = append(docs, d)
	case ".json":
		if strings.HasPrefix(body, "[") {
			docs, err = readDocRED("", strings.NewReader(body), nil)
			break
		}
		var v any
		if err := json.Unmarshal([]byte(body), &v); err != nil {
			return err
		}
		addValues(v, add)
	case ".txt":
		if line, _, _ := strings.Cut(body, "\n"); strings.HasSuffix(line, "\tO") || strings.Contains(line, "\tB-") {
			docs, err = corpus.ReadTSV("", strings.NewReader(body))
			break
		}
		add(body)
	case ".md":
		add(withoutMarkdown(body))
	default:
		return fmt.Errorf("form %q is none of .txt, .md, .tsv, .conllu, .csv, .xml, .json", form)
	}
	for _, d := range docs {
		add(d.Text)
	}
	return err
}

// addStories calls add for every story of a file.
func addStories(read func(io.Reader) ([]story, error), body string, add func(string)) error {
	stories, err := read(strings.NewReader(body))
	for _, s := range stories {
		add(s.title + "\n\n" + plain(s.text))
	}
	return err
}

var (
	front   = regexp.MustCompile(`(?s)^---\n.*?\n---\n`)
	link    = regexp.MustCompile(`\[([^\]]*)\]\((?:[^()"]|"[^"]*"|\([^)]*\))*\)`)
	bullets = regexp.MustCompile(`(?m)^[ \t]*[-*+#>]+[ \t]*`)
	tags    = regexp.MustCompile(`<[^>]*>`)
)

// withoutMarkdown leaves the text of links and drops the head and other signs.
// Each line is a paragraph.
func withoutMarkdown(s string) string {
	s = link.ReplaceAllString(front.ReplaceAllString(s, ""), "$1")
	s = strings.ReplaceAll(bullets.ReplaceAllString(s, ""), "*", "")
	return strings.ReplaceAll(s, "\n", "\n\n")
}

// prose is the length, in bytes, from which a value is taken for prose.
const prose = 40

// addValues calls add for every long string of a value, in the order of keys.
func addValues(v any, add func(string)) {
	switch v := v.(type) {
	case string:
		if len(v) > prose {
			add(strings.TrimSpace(tags.ReplaceAllString(v, " ")))
		}
	case []any:
		for _, e := range v {
			addValues(e, add)
		}
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			addValues(v[k], add)
		}
	}
}
