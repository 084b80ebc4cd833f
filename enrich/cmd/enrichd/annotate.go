package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/news"
)

// maxLineBytes bounds a line of input: the largest article and its escapes.
const maxLineBytes = 4 << 20

// document is a line of input.
type document struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Summary string `json:"summary"`
	Text    string `json:"text"`
	// Language is what the source says, ISO 639-1; optional.
	Language string `json:"language"`
	// Published helps to choose between office-holders; optional.
	Published time.Time `json:"published"`
}

// annotated is a line of output.
type annotated struct {
	ID string `json:"id"`
	*news.Annotations
}

// annotate reads documents from stdin and writes their annotations to stdout,
// a line each, in order. A line that is no document is told on stderr with its
// number, left out of the output, and makes the exit code 1 at the end.
func annotate(ctx context.Context, p *daemon.Process, args []string) error {
	if len(args) > 0 {
		return daemon.Usagef("annotate takes no arguments: give it JSON lines on standard input")
	}
	annotator, err := enrich.NewAnnotator()
	if err != nil {
		return err
	}
	out := bufio.NewWriter(p.Stdout)
	bad, err := annotateLines(ctx, annotator, p.Stdin, out, p.Stderr)
	if err := errors.Join(err, out.Flush()); err != nil {
		return err
	}
	if bad > 0 {
		return fmt.Errorf("%d line(s) could not be annotated", bad)
	}
	return nil
}

func annotateLines(ctx context.Context, annotator *enrich.Annotator, in io.Reader, out, problems io.Writer) (bad int, err error) {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 64<<10), maxLineBytes)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for number := 1; lines.Scan() && ctx.Err() == nil; number++ {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		var d document
		if err := json.Unmarshal(line, &d); err != nil {
			bad++
			if _, err := fmt.Fprintf(problems, "line %d: not a JSON object with id, title and text: %v\n", number, err); err != nil {
				return bad, err
			}
			continue
		}
		a := &news.Article{Title: d.Title, Summary: d.Summary, Text: d.Text, Published: d.Published, Source: news.Source{Language: d.Language}}
		if err := encoder.Encode(annotated{d.ID, annotator.Annotate(a)}); err != nil {
			return bad, fmt.Errorf("writing the annotations of line %d: %w", number, err)
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return bad, fmt.Errorf("a line of the input has more than %d bytes", maxLineBytes)
	}
	return bad, errors.Join(lines.Err(), ctx.Err())
}
