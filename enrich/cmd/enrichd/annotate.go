package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
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

// annotated is what "annotate" writes: the id as given and the annotations in
// the form that they have on the stream.
type annotated struct {
	ID string `json:"id"`
	*news.Annotations
}

// maxLine bounds a line of input.
const maxLine = 16 << 20

const annotateUsage = `usage: enrichd annotate < ARTICLES.jsonl

Reads one JSON object a line from standard input,
  {"id": "...", "title": "...", "text": "..."}
with "summary", "language" (what is expected, ISO 639-1) and "published"
(RFC 3339) where known, and writes one line for each: the id and the
annotations. Offsets are bytes into the named field. Needs neither NATS nor
settings. A line that cannot be read is reported with its number on standard
error and skipped; the exit code is then 1.
`

// annotate runs "enrichd annotate".
func annotate(ctx context.Context, args []string, in io.Reader, out, errw io.Writer) error {
	flags := flag.NewFlagSet("annotate", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		_, err := io.WriteString(out, annotateUsage)
		return err
	case err != nil:
		return daemon.Usagef("annotate: %v", err)
	case flags.NArg() > 0:
		return daemon.Usagef("annotate takes no arguments, it reads standard input")
	}
	annotator, err := enrich.NewAnnotator()
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	bad, err := annotateLines(ctx, annotator, in, w, errw)
	if flushed := w.Flush(); err == nil {
		err = flushed
	}
	if err != nil {
		return err
	}
	switch bad {
	case 0:
		return nil
	case 1:
		return errors.New("1 line could not be annotated")
	}
	return fmt.Errorf("%d lines could not be annotated", bad)
}

// annotateLines annotates every line and returns how many it could not read.
func annotateLines(ctx context.Context, a *enrich.Annotator, in io.Reader, w *bufio.Writer, errw io.Writer) (bad int, err error) {
	r := bufio.NewReaderSize(in, 1<<16)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for n := 1; ; n++ {
		data, tooLong, err := readLine(r)
		if errors.Is(err, io.EOF) {
			return bad, nil
		}
		if err != nil {
			return bad, fmt.Errorf("reading line %d: %w", n, err)
		}
		if err := ctx.Err(); err != nil {
			return bad, err
		}
		if len(bytes.TrimSpace(data)) == 0 && !tooLong {
			continue
		}
		var l line
		err = json.Unmarshal(data, &l)
		switch {
		case tooLong:
			err = fmt.Errorf("longer than %d bytes", maxLine)
		case err == nil && l.Title == "" && l.Summary == "" && l.Text == "":
			err = errors.New(`none of "title", "summary" and "text" is given`)
		}
		if err != nil {
			bad++
			fmt.Fprintf(errw, "enrichd annotate: line %d: %v\n", n, err)
			continue
		}
		if err := enc.Encode(annotated{l.ID, a.Annotate(l.article())}); err != nil {
			return bad, fmt.Errorf("writing line %d: %w", n, err)
		}
		// Whoever feeds lines one by one waits for each answer.
		if r.Buffered() == 0 {
			if err := w.Flush(); err != nil {
				return bad, fmt.Errorf("writing line %d: %w", n, err)
			}
		}
	}
}

func (l *line) article() *news.Article {
	a := &news.Article{Title: l.Title, Summary: l.Summary, Text: l.Text, Published: l.Published}
	a.Source.Language = l.Language
	if a.Source.Language == "" {
		a.Source.Language = l.Lang
	}
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
