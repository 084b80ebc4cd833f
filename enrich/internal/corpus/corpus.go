// Package corpus reads texts in which people marked the names, and scores
// what a recogniser finds against them.
//
// [ReadTSV] takes one token and tag a line, [ReadStandoff] a text and the list
// of its names. Either gives a [Document]: plain text with byte ranges, so that
// every recogniser sees what it sees when serving. Nothing here learns or
// recognises.
package corpus

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// Document is an annotated text.
type Document struct {
	// ID names it in messages.
	ID   string
	Text string
	// Names are sorted and do not overlap.
	Names []Name
	// Ignore are the parts that nobody judged, sorted.
	Ignore []text.Range
}

// Name is a marked name.
type Name struct {
	text.Range
	// Type is person, organisation, place or misc.
	Type news.EntityType
	// Canonical is the full name of what is named; "" where not given.
	Canonical string
	// ID is its id; "" where not given.
	ID string
}

func sortNames(names []Name) {
	slices.SortFunc(names, func(a, b Name) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
}

// Coarse returns the type that annotators know for t: events, works and
// products are misc.
func Coarse(t news.EntityType) news.EntityType {
	switch t {
	case news.TypePerson, news.TypeOrganisation, news.TypePlace:
		return t
	}
	return news.TypeMisc
}

// Types are the types that annotators know.
var Types = [...]news.EntityType{news.TypePerson, news.TypeOrganisation, news.TypePlace, news.TypeMisc}

// Load reads the documents at a path. A file is in the form of ReadTSV. A
// directory with the tables of a collection ([ReadCollection]) gives its
// articles, "DIR@1-390" those from the first to the 390th, of which a
// directory texts holds the texts. Another directory holds stand-off
// annotations, NAME.tsv, of texts NAME.txt in the same directory or in texts;
// files are read by name.
func Load(path, texts string) ([]Document, error) {
	path, part, err := ParsePart(path)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("loading annotated texts: %w", err)
	}
	if !info.IsDir() {
		return loadTSV(path)
	}
	if texts == "" {
		texts = path
	}
	if isCollection(path) {
		return loadCollection(path, texts, part)
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, fmt.Errorf("loading annotated texts: %w", err)
	}
	var docs []Document
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".tsv")
		if !ok || e.Type() == fs.ModeDir {
			continue
		}
		d, err := loadStandoff(filepath.Join(path, e.Name()), filepath.Join(texts, name+".txt"))
		if err != nil {
			return nil, err
		}
		docs = append(docs, d)
	}
	return docs, nil
}

func loadTSV(path string) ([]Document, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("loading annotated texts: %w", err)
	}
	defer f.Close()
	docs, err := ReadTSV(filepath.Base(path), f)
	if err != nil {
		return nil, fmt.Errorf("loading annotated texts from %q: %w", path, err)
	}
	return docs, nil
}

func loadStandoff(names, body string) (Document, error) {
	b, err := os.ReadFile(body)
	if err != nil {
		return Document{}, fmt.Errorf("loading the text of %q: %w", names, err)
	}
	f, err := os.Open(names)
	if err != nil {
		return Document{}, fmt.Errorf("loading annotations: %w", err)
	}
	defer f.Close()
	d, err := ReadStandoff(filepath.Base(names), string(b), f)
	if err != nil {
		return Document{}, fmt.Errorf("loading annotations from %q: %w", names, err)
	}
	return d, nil
}
