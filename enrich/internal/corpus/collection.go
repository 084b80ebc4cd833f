package corpus

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/dateline-news/dateline/shared/news"
)

// The files of a collection.
const (
	articlesFile = "articles.tsv"
	namesFile    = "names.tsv"
)

// ErrText is returned for a text that is not the one that was annotated.
var ErrText = errors.New("not the text that was annotated")

// Article is an annotated text of a collection: a directory with a table of
// articles and one of their names, without the texts.
type Article struct {
	// ID names the article, and its text in a file ID.txt.
	ID string
	// File is the public file that holds the text, URL the article's key there.
	File, URL string
	// SHA256 is that of the text in hexadecimal digits.
	SHA256 string
	Title  string
	Names  []Listed
}

// Check returns ErrText for a text of another hash.
func (a *Article) Check(body string) error {
	sum := sha256.Sum256([]byte(body))
	if hex.EncodeToString(sum[:]) != a.SHA256 {
		return fmt.Errorf("article %s: %w; make it with nertrain texts", a.ID, ErrText)
	}
	return nil
}

// isCollection reports whether a directory holds a collection.
func isCollection(dir string) bool {
	for _, name := range []string{articlesFile, namesFile} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}

// ReadCollection reads the tables of a collection.
func ReadCollection(dir string) ([]Article, error) {
	var articles []Article
	at := map[string]int{}
	err := readTable(filepath.Join(dir, articlesFile), "article\tcorpus\turl\tsha256\ttitle", func(c []string) error {
		at[c[0]] = len(articles)
		articles = append(articles, Article{ID: c[0], File: c[1], URL: c[2], SHA256: c[3], Title: c[4]})
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = readTable(filepath.Join(dir, namesFile), "article\tsurface\ttype\tname\toccurrences", func(c []string) error {
		i, ok := at[c[0]]
		if !ok {
			return fmt.Errorf("article %q is not in %s", c[0], articlesFile)
		}
		l := Listed{Surface: c[1], Type: news.EntityType(c[2]), Canonical: c[3]}
		if !slices.Contains(Types[:], l.Type) {
			return fmt.Errorf("type %q is none of person, organisation, place, misc", c[2])
		}
		if c[4] != "" {
			var err error
			if l.Only, err = ParseOccurrences(c[4]); err != nil {
				return err
			}
		}
		articles[i].Names = append(articles[i].Names, l)
		return nil
	})
	return articles, err
}

// readTable calls row for the rows of a table with a known head.
func readTable(path, head string, row func([]string) error) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading annotations: %w", err)
	}
	columns := strings.Count(head, "\t") + 1
	for i, line := range strings.Split(strings.TrimSuffix(string(b), "\n"), "\n") {
		if i == 0 {
			if line != head {
				return fmt.Errorf("reading %q: the first line is %q, want %q", path, line, head)
			}
			continue
		}
		c := strings.Split(line, "\t")
		if len(c) != columns {
			return fmt.Errorf("reading %q: line %d has %d columns, want %d", path, i+1, len(c), columns)
		}
		if err := row(c); err != nil {
			return fmt.Errorf("reading %q: line %d: %w", path, i+1, err)
		}
	}
	return nil
}

// Part is a run of the articles of a collection, counted from 1 on; the zero
// value is all of them.
type Part struct{ First, Last int }

// ParsePart parts "DIR@FIRST-LAST" into a directory and a part.
func ParsePart(path string) (string, Part, error) {
	dir, s, ok := strings.Cut(path, "@")
	if !ok {
		return path, Part{}, nil
	}
	first, last, ok := strings.Cut(s, "-")
	var p Part
	var err1, err2 error
	p.First, err1 = strconv.Atoi(first)
	p.Last, err2 = strconv.Atoi(last)
	if !ok || err1 != nil || err2 != nil || p.First < 1 || p.Last < p.First {
		return dir, p, fmt.Errorf("part %q of %q is not FIRST-LAST, such as 1-390", s, dir)
	}
	return dir, p, nil
}

// of returns the articles of the part.
func (p Part) of(all []Article) []Article {
	if p == (Part{}) {
		return all
	}
	return all[min(p.First-1, len(all)):min(p.Last, len(all))]
}

// loadCollection projects the names of a part of a collection onto the texts
// in a directory.
func loadCollection(dir, texts string, p Part) ([]Document, error) {
	all, err := ReadCollection(dir)
	if err != nil {
		return nil, err
	}
	var docs []Document
	for _, a := range p.of(all) {
		body, err := os.ReadFile(filepath.Join(texts, a.ID+".txt"))
		if err != nil {
			return nil, fmt.Errorf("reading the text of an annotated article: %w; make the texts with nertrain texts", err)
		}
		if err := a.Check(string(body)); err != nil {
			return nil, err
		}
		d, err := Project(a.ID, string(body), a.Names)
		if err != nil {
			return nil, fmt.Errorf("projecting the names of article %s: %w", a.ID, err)
		}
		docs = append(docs, d)
	}
	return docs, nil
}
