package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
)

// gmbSentences is how many sentences are taken for a document: where one ends
// is not in the file.
const gmbSentences = 10

// readGMB reads the text of the Groningen Meaning Bank (Bos and others, 2017)
// in the form of ner_dataset.csv: a token a row with its sentence, part of
// speech and tag, which are not used, in Latin-1.
func readGMB(r io.Reader) ([]corpus.Document, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	sentences := 0
	for i, row := range rows {
		if len(row) != 4 {
			return nil, fmt.Errorf("row %d has %d columns, want sentence, word, part of speech and tag", i+1, len(row))
		}
		if i == 0 {
			continue
		}
		if row[0] != "" {
			b.WriteByte('\n')
			if sentences%gmbSentences == 0 {
				b.WriteString("-DOCSTART-\tO\n\n")
			}
			sentences++
		}
		if word := strings.Join(strings.Fields(fromLatin1(row[1])), ""); word != "" {
			b.WriteString(word + "\tO\n")
		}
	}
	return corpus.ReadTSV("", strings.NewReader(b.String()))
}

// fromLatin1 decodes ISO 8859-1.
func fromLatin1(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteRune(rune(s[i]))
	}
	return b.String()
}
