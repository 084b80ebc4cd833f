package main

import (
	"encoding/csv"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
)

const textsUsage = `usage: nertrain texts -annotations DIR -o DIR FILE…

Texts writes the texts of annotated articles, one file an article, and checks
each against its hash. FILEs are the public ones that DIR/articles.tsv names:
wikinews_2019.csv, wikinews_2020.csv and GeoVirus.xml.
`

// runTexts extracts the texts of annotated articles from public files.
func runTexts(args []string, out io.Writer) error {
	f := flag.NewFlagSet("nertrain texts", flag.ContinueOnError)
	f.Usage = func() {
		fmt.Fprint(f.Output(), textsUsage)
		f.PrintDefaults()
	}
	dir := f.String("annotations", "", "directory of articles.tsv and names.tsv")
	to := f.String("o", "", "directory to write to; it is made if it is not there")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *dir == "" || *to == "" || f.NArg() == 0 {
		return errors.New("give -annotations, -o and the public files; see nertrain texts -h")
	}
	articles, err := corpus.ReadCollection(*dir)
	if err != nil {
		return err
	}
	public := map[string][]story{}
	for _, path := range f.Args() {
		stories, err := readStories(path)
		if err != nil {
			return fmt.Errorf("reading %q: %w", path, err)
		}
		for _, s := range stories {
			key := filepath.Base(path) + "\t" + s.url
			public[key] = append(public[key], s)
		}
	}
	if err := os.MkdirAll(*to, 0o755); err != nil {
		return fmt.Errorf("making the directory of the texts: %w", err)
	}
	var missing error
	written := 0
	for _, a := range articles {
		body, err := extract(&a, public[a.File+"\t"+a.URL])
		if err != nil {
			missing = errors.Join(missing, err)
			continue
		}
		if err := os.WriteFile(filepath.Join(*to, a.ID+".txt"), []byte(body), 0o644); err != nil {
			return fmt.Errorf("writing a text: %w", err)
		}
		written++
	}
	fmt.Fprintf(out, "%d of %d texts\n", written, len(articles))
	return missing
}

// extract returns the text of an article among the stories of its address: a
// file may hold two under one.
func extract(a *corpus.Article, stories []story) (string, error) {
	err := fmt.Errorf("article %s: %s has no story %q; name that file", a.ID, a.File, a.URL)
	for _, s := range stories {
		body := a.Title + "\n\n" + plain(s.text) + "\n"
		if err = a.Check(body); err == nil {
			return body, nil
		}
	}
	return "", err
}

var (
	blanks   = regexp.MustCompile(`[ \t]+`)
	lineEnds = regexp.MustCompile(` ?\n ?`)
	breaks   = regexp.MustCompile(`\n\n+`)
)

// plain makes runs of blanks one, removes blanks around the ends of lines and
// leaves one empty line between paragraphs. Other kinds of white space stay,
// but for those at the ends of the text.
func plain(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = blanks.ReplaceAllString(s, " ")
	s = lineEnds.ReplaceAllString(s, "\n")
	return strings.TrimSpace(breaks.ReplaceAllString(s, "\n\n"))
}

// story is a text in a public file.
type story struct{ url, title, text string }

// readStories reads a file of stories: CSV with the columns url, title and
// text, or the XML of GeoVirus.
func readStories(path string) ([]story, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	switch ext := filepath.Ext(path); ext {
	case ".csv":
		return readCSV(f)
	case ".xml":
		return readXML(f)
	default:
		return nil, fmt.Errorf("form %q is neither .csv nor .xml", ext)
	}
}

func readCSV(r io.Reader) ([]story, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	for _, name := range []string{"url", "title", "text"} {
		if _, ok := column[name]; !ok {
			return nil, fmt.Errorf("column %q is missing", name)
		}
	}
	out := make([]story, 0, len(rows)-1)
	for _, r := range rows[1:] {
		out = append(out, story{r[column["url"]], r[column["title"]], r[column["text"]]})
	}
	return out, nil
}

func readXML(r io.Reader) ([]story, error) {
	var all struct {
		Articles []struct {
			Source string `xml:"source"`
			Text   string `xml:"text"`
		} `xml:"article"`
	}
	if err := xml.NewDecoder(r).Decode(&all); err != nil {
		return nil, err
	}
	out := make([]story, 0, len(all.Articles))
	for _, a := range all.Articles {
		out = append(out, story{url: a.Source, text: a.Text})
	}
	return out, nil
}
