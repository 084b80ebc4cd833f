package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/news"
)

// line is an article as "annotate" reads it.
type line struct {
	ID        string    `json:"id"`
	Title     string    `json:"title"`
	Summary   string    `json:"summary"`
	Text      string    `json:"text"`
	Language  string    `json:"language"`
	Lang      string    `json:"lang"`
	Published time.Time `json:"published"`
}

// maxLine bounds a line of input, and a file of plain text.
const maxLine = 16 << 20

const annotateUsage = `usage: enrichd annotate [-format json|text|html] [-lang CODE] < ARTICLES.jsonl
       enrichd annotate [-format json|text|html] [-lang CODE] FILE.txt ...

Annotates articles and writes them to standard output. Needs no NATS; names of
one's own (DATELINE_ENRICH_KB_EXTRA) are used.

Without arguments it reads one JSON object a line from standard input,
  {"id": "...", "title": "...", "text": "..."}
with "summary", "language" (what is expected, ISO 639-1) and "published"
(RFC 3339) where known. Arguments are files of plain text, "-" is standard
input as one: the first line is the title, the rest is the text, with a blank
line between paragraphs.

-format json  one line for each article: the id and the annotations. Offsets
              are bytes into the named field. (default)
-format text  to read on a terminal: each name as [as written|type id], without
              an id where the knowledge base has none, quotations as
              {quote: ...|speaker}, dateline, headings, credits and notices
              likewise; then a table of entities, quotations, counts, topics.
              Coloured on a terminal, unless NO_COLOR is set.
-format html  one page for a browser, whole in itself.
-lang CODE    the language that is expected where the input names none.

What cannot be read is reported with its line or file on standard error and
skipped; the exit code is then 1.

  enrichd annotate -format text story.txt
  enrichd annotate -format html < articles.jsonl > page.html
`

// annotate runs "enrichd annotate".
func annotate(ctx context.Context, cfg enrich.Config, args []string, in io.Reader, out, errw io.Writer) error {
	flags := flag.NewFlagSet("annotate", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	format := flags.String("format", formatJSON, "")
	language := flags.String("lang", "", "")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		_, err := io.WriteString(out, annotateUsage)
		return err
	case err != nil:
		return daemon.Usagef("annotate: %v; -h shows how it is called", err)
	}
	w := bufio.NewWriter(out)
	f, err := newForm(*format, w, colourful(out))
	if err != nil {
		return err
	}
	annotator, err := enrich.NewAnnotator(cfg)
	if err != nil {
		return err
	}
	r := reader{in: in, language: *language, errw: errw, done: w.Flush, take: func(id string, a *news.Article) error {
		a.ID, a.Annotations = id, annotator.Annotate(a)
		return f.add(a)
	}}
	if flags.NArg() > 0 {
		err = r.files(ctx, flags.Args())
	} else {
		err = r.lines(ctx)
	}
	for _, end := range []func() error{f.end, w.Flush} {
		if ended := end(); err == nil {
			err = ended
		}
	}
	if err == nil && r.bad > 0 {
		err = fmt.Errorf("%d of the articles could not be annotated", r.bad)
	}
	return err
}

// reader reads articles in either form.
type reader struct {
	in io.Reader
	// language is what is expected where the input names none.
	language string
	// take is given each article.
	take func(id string, a *news.Article) error
	// done is called when more input has to be waited for.
	done func() error
	errw io.Writer
	// bad is how many could not be read.
	bad int
}

// skip reports an article that could not be read.
func (r *reader) skip(where string, err error) {
	r.bad++
	fmt.Fprintf(r.errw, "enrichd annotate: %s: %v\n", where, err)
}

// files annotates files of plain text.
func (r *reader) files(ctx context.Context, names []string) error {
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return err
		}
		a, err := r.file(name)
		if err != nil {
			r.skip(name, err)
			continue
		}
		if err := r.take(name, a); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) file(name string) (*news.Article, error) {
	in := r.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, maxLine+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) > maxLine:
		return nil, fmt.Errorf("longer than %d bytes", maxLine)
	}
	text := strings.ReplaceAll(strings.TrimPrefix(string(data), "\ufeff"), "\r\n", "\n")
	title, text, _ := strings.Cut(strings.TrimLeft(text, "\n"), "\n")
	if title = strings.TrimSpace(title); title == "" {
		return nil, errors.New("it holds no text")
	}
	a := &news.Article{Title: title, Text: strings.Trim(text, "\n")}
	a.Source.Language = r.language
	return a, nil
}

// lines annotates every line of standard input.
func (r *reader) lines(ctx context.Context) error {
	in := bufio.NewReaderSize(r.in, 1<<16)
	for n := 1; ; n++ {
		data, tooLong, err := readLine(in)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading line %d: %w", n, err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if len(bytes.TrimSpace(data)) == 0 && !tooLong {
			continue
		}
		l := line{Language: r.language}
		err = json.Unmarshal(data, &l)
		switch {
		case tooLong:
			err = fmt.Errorf("longer than %d bytes", maxLine)
		case err == nil && l.Title == "" && l.Summary == "" && l.Text == "":
			err = errors.New(`none of "title", "summary" and "text" is given`)
		}
		if err != nil {
			r.skip(fmt.Sprintf("line %d", n), err)
			continue
		}
		if err := r.take(l.ID, l.article()); err != nil {
			return fmt.Errorf("writing line %d: %w", n, err)
		}
		// Whoever feeds lines one by one waits for each answer.
		if in.Buffered() == 0 {
			if err := r.done(); err != nil {
				return fmt.Errorf("writing line %d: %w", n, err)
			}
		}
	}
}

func (l *line) article() *news.Article {
	a := &news.Article{Title: l.Title, Summary: l.Summary, Text: l.Text, Published: l.Published}
	a.Source.Language = cmp.Or(l.Lang, l.Language)
	return a
}

// readLine reads up to the next line feed or the end. Of a line over maxLine
// it drops the rest and says so.
func readLine(r *bufio.Reader) (data []byte, tooLong bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if len(data)+len(part) <= maxLine {
			data = append(data, part...)
		} else {
			tooLong = true
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(data) > 0:
			return data, tooLong, nil
		default:
			return data, tooLong, err
		}
	}
}
