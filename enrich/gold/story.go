package gold

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// Story is an article with what people marked in it.
type Story struct {
	// Name is the language and the name of the file: "en/apollo-13".
	Name    string
	Article *news.Article
	// Sheet is nil for texts in which only names were marked.
	Sheet *Sheet
	// marked is title and text in one, with the names in their places.
	marked corpus.Document
}

// Mentions is the number of names marked in the story.
func (s *Story) Mentions() int { return len(s.marked.Names) }

// Language is the language that the story is filed under; "" where none was
// given.
func (s *Story) Language() string { return s.Article.Source.Language }

// between separates title and text where both are read as one.
const between = "\n\n"

// NewStory puts the annotations of a sheet in their places. It reports all
// that does not occur in the article.
func NewStory(name string, a *news.Article, sheet *Sheet) (*Story, error) {
	s := &Story{Name: name, Article: a, Sheet: sheet}
	var err error
	var errs []error
	if s.marked, err = corpus.Project(name, a.Title+between+a.Text, sheet.Names); err != nil {
		errs = append(errs, err)
	}
	require := func(what, words string) {
		if !strings.Contains(s.marked.Text, words) {
			errs = append(errs, fmt.Errorf("%s %q does not occur", what, words))
		}
	}
	if d := sheet.Dateline; d != nil {
		for _, part := range []string{d.Place, d.Agency, d.Date} {
			require("part of the dateline", part)
		}
	}
	for _, l := range sheet.Headings {
		require("heading", l)
	}
	for _, l := range sheet.Credits {
		require("credit", l)
	}
	for _, l := range sheet.Notices {
		require("notice", l)
	}
	for _, q := range sheet.Quotes {
		require("quote", q.Words)
	}
	for _, c := range sheet.Counts {
		require("count", c.Words)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("annotations of %s: %w", name, err)
	}
	return s, nil
}

// at converts a span of the article; the summary is not annotated.
func (s *Story) at(span news.Span) (text.Range, bool) {
	shift := 0
	switch span.Field {
	case news.FieldText:
		if s.Sheet != nil {
			shift = len(s.Article.Title) + len(between)
		}
	case news.FieldTitle:
	default:
		return text.Range{}, false
	}
	return text.Range{Start: span.Start + shift, End: span.End + shift}, true
}

// words returns the text of a range that at returned.
func (s *Story) words(r text.Range) string { return s.marked.Text[r.Start:r.End] }

// Load reads the stories at path. A file holds a token and its tag a line, as
// the public sets of annotated names do; language, which may be "", is what
// is expected of its texts. A folder holds sheets, NAME.tsv, of the texts
// NAME.txt in the folder texts, or one folder of them for each language, with
// such folders in texts too; of these only that of the language is read,
// where one is given.
func Load(path, texts, language string) ([]*Story, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("loading annotated stories: %w", err)
	}
	if !info.IsDir() {
		return loadTokens(path, language)
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, fmt.Errorf("loading annotated stories: %w", err)
	}
	var out []*Story
	for _, e := range entries {
		switch name := e.Name(); {
		case e.IsDir():
			if language != "" && language != name {
				continue
			}
			stories, err := Load(filepath.Join(path, name), filepath.Join(texts, name), "")
			if err != nil {
				return nil, err
			}
			out = append(out, stories...)
		case filepath.Ext(name) == ".tsv":
			s, err := loadStory(filepath.Join(path, name), filepath.Join(texts, strings.TrimSuffix(name, ".tsv")+".txt"))
			if err != nil {
				return nil, err
			}
			if language == "" || s.Language() == language {
				out = append(out, s)
			}
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("loading annotated stories: %s holds none; name a folder of .tsv files or of such folders", path)
	}
	return out, nil
}

func loadTokens(path, language string) ([]*Story, error) {
	docs, err := corpus.Load(path, "")
	if err != nil {
		return nil, err
	}
	var out []*Story
	for _, d := range docs {
		a := &news.Article{Text: d.Text}
		a.Source.Language = language
		out = append(out, &Story{Name: d.ID, Article: a, marked: d})
	}
	return out, nil
}

func loadStory(sheetPath, textPath string) (*Story, error) {
	f, err := os.Open(sheetPath)
	if err != nil {
		return nil, fmt.Errorf("loading annotations: %w", err)
	}
	defer f.Close()
	sheet, err := ReadSheet(f)
	if err != nil {
		return nil, fmt.Errorf("loading annotations from %s: %w", sheetPath, err)
	}
	body, err := os.ReadFile(textPath)
	if err != nil {
		return nil, fmt.Errorf("loading the story of %s: %w", sheetPath, err)
	}
	a, err := ParseArticle(string(body))
	if err != nil {
		return nil, fmt.Errorf("loading the story %s: %w", textPath, err)
	}
	name := strings.TrimSuffix(filepath.Base(sheetPath), ".tsv")
	return NewStory(a.Source.Language+"/"+name, a, sheet)
}

// ParseArticle reads a story: lines of "Name: value", of which Title, Summary,
// Language and Published (RFC 3339) are taken, a blank line, and the text.
func ParseArticle(s string) (*news.Article, error) {
	head, body, ok := strings.Cut(s, "\n\n")
	if !ok {
		return nil, errors.New("no blank line after the header")
	}
	a := &news.Article{Text: strings.TrimSpace(body)}
	for line := range strings.Lines(head) {
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch name {
		case "Title":
			a.Title = value
		case "Summary":
			a.Summary = value
		case "Language":
			a.Source.Language = value
		case "Published":
			var err error
			if a.Published, err = time.Parse(time.RFC3339, value); err != nil {
				return nil, fmt.Errorf("reading the date: %w", err)
			}
		}
	}
	if a.Title == "" || a.Source.Language == "" {
		return nil, errors.New("the header has no Title or no Language")
	}
	return a, nil
}
