package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/shared/news"
)

// gmbSentences is how many sentences are taken for a document: where one ends
// is not in the file.
const gmbSentences = 10

// gmbTypes are the types of the tags of the Groningen Meaning Bank. Times
// (tim) are no names. A gpe is a country or a people; [agrees] takes it for
// either.
var gmbTypes = map[string]string{
	"per": "PER", "org": "ORG", "geo": "LOC", "gpe": "MISC", "art": "MISC", "eve": "MISC", "nat": "MISC",
}

// readGMB reads the Groningen Meaning Bank (Bos and others, 2017) in the form
// of ner_dataset.csv: a token a row with its sentence, part of speech, which
// is not used, and tag, in Latin-1. Every sentence is a line.
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
			b.WriteString(word + "\t" + gmbTag(row[3]) + "\n")
		}
	}
	return corpus.ReadTSV("", strings.NewReader(b.String()))
}

func gmbTag(tag string) string {
	place, kind, _ := strings.Cut(tag, "-")
	if t, ok := gmbTypes[kind]; ok {
		return place + "-" + t
	}
	return "O"
}

// fromLatin1 decodes ISO 8859-1.
func fromLatin1(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteRune(rune(s[i]))
	}
	return b.String()
}

// gmbLeading stand before names there and are no part of them by our guideline.
const gmbLeading = gumTitles + "Deputy Vice Foreign Defense Finance Interior Speaker Ambassador Spokesman Spokeswoman Chairman Prophet Sheikh Ayatollah Pastor Sen. Gen. Col. " +
	"The the eastern western northern southern central "

// agrees says whether a name that the Groningen Meaning Bank marks in a text
// is what a model finds: of the same type, a gpe also a place, and but for
// words before it of the same range.
func agrees(body string, marked, found corpus.Name) bool {
	if marked.Type != found.Type && (marked.Type != news.TypeMisc || found.Type != news.TypePlace) {
		return false
	}
	if marked.End != found.End || marked.Start > found.Start {
		return false
	}
	for word := range strings.FieldsSeq(body[marked.Start:found.Start]) {
		if !strings.Contains(gmbLeading, " "+word+" ") {
			return false
		}
	}
	return true
}
