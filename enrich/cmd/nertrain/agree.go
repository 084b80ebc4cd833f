package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/enrich/internal/crf"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// agreed reads the Groningen Meaning Bank as the model -reader reads it. Only
// the sentences count in which the names marked there are those that the model
// finds; the others are context, which nobody judged. It is nil without
// -agree. Countries and peoples are marked there by turns as the one, the
// other, an organisation or not at all: of what the knowledge base knows as
// such the model decides.
func (o *options) agreed(out io.Writer) ([]corpus.Document, error) {
	if o.agree == "" {
		return nil, nil
	}
	m, err := readModel(o.reader)
	if err != nil {
		return nil, err
	}
	var docs []corpus.Document
	err = reading(o.agree, func(r io.Reader) error {
		docs, err = readGMB(r)
		return err
	})
	if err != nil {
		return nil, err
	}
	known, err := o.countries()
	if err != nil {
		return nil, err
	}
	tagger := crf.NewTagger(m, crf.Options{})
	kept, all := 0, 0
	for i := range docs {
		d := &docs[i]
		var found []corpus.Name
		for _, n := range tagger.Tag([]*text.Document{text.Parse(d.Text)}) {
			found = append(found, corpus.Name{Range: n.Range, Type: n.Type})
		}
		same, lines := keepAgreed(d, found, known)
		kept, all = kept+same, all+lines
	}
	fmt.Fprintf(out, "%d of %d sentences read alike\n", kept, all)
	return docs, nil
}

// keepAgreed replaces the names of a document by those found in the lines
// where the two agree, and marks the other lines as judged by nobody. It
// returns how many lines agree, and how many there are.
func keepAgreed(d *corpus.Document, found []corpus.Name, known map[string]bool) (same, lines int) {
	marked := d.Names
	d.Names = nil
	start := 0
	for line := range strings.Lines(d.Text) {
		end := start + len(line)
		var m, f []corpus.Name
		m, marked = until(marked, end)
		f, found = until(found, end)
		lines++
		if agreeAll(d.Text, m, f, known) {
			same++
			d.Names = append(d.Names, f...)
		} else {
			d.Ignore = append(d.Ignore, text.Range{Start: start, End: start + len(strings.TrimSuffix(line, "\n"))})
		}
		start = end
	}
	return same, lines
}

// until parts names in order into those that begin before end and the rest.
func until(names []corpus.Name, end int) (before, rest []corpus.Name) {
	n := 0
	for n < len(names) && names[n].Start < end {
		n++
	}
	return names[:n], names[n:]
}

// agreeAll compares the names of a line. Countries and peoples that the model
// finds count as marked.
func agreeAll(body string, marked, found []corpus.Name, known map[string]bool) bool {
	settled := map[text.Range]bool{}
	for _, f := range found {
		settled[f.Range] = known[body[f.Start:f.End]] && (f.Type == news.TypePlace || f.Type == news.TypeMisc)
	}
	open := func(names []corpus.Name) []corpus.Name {
		return slices.DeleteFunc(slices.Clone(names), func(n corpus.Name) bool { return settled[n.Range] })
	}
	return slices.EqualFunc(open(marked), open(found), func(m, f corpus.Name) bool { return agrees(body, m, f) })
}
