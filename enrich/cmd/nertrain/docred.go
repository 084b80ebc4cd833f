package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
)

// docred is a document of DocRED (Yao and others, 2019) as its revisions
// publish it: tokens by sentence, and the mentions of each thing.
type docred struct {
	Sentences [][]string        `json:"sents"`
	Things    [][]docredMention `json:"vertexSet"`
}

type docredMention struct {
	Type     string `json:"type"`
	Sentence int    `json:"sent_id"`
	Place    [2]int `json:"pos"`
}

// adherents are what people and things are called after a faith or a party.
// Other corpora have them as organisations, our guideline as misc.
const adherents = "Christian Christians Jewish Jews Jew Catholic Catholics Muslim Muslims Islamic Protestant Protestants Orthodox Anglican Buddhist Buddhists Hindu Hindus Sikh Sikhs " +
	"Sunni Sunnis Shia Shiite Shiites Shi'a Methodist Lutheran Lutherans Baptist Mormon Mormons Presbyterian Quaker Quakers Puritan Calvinist Jesuit Jesuits Roman " +
	"Republican Republicans Democrat Democrats Democratic Liberal Liberals Conservative Conservatives Communist Communists Nazi Nazis Marxist Fascist Tory Tories Whig Whigs Bolshevik Bolsheviks"

// loadDocRED reads a file of DocRED in our guideline: dates and numbers are no
// names, "the" before a name is no part of it, and the words peoples are misc.
func loadDocRED(path string, peoples map[string]bool) ([]corpus.Document, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("loading annotated texts: %w", err)
	}
	defer f.Close()
	docs, err := readDocRED(filepath.Base(path), f, peoples)
	if err != nil {
		return nil, fmt.Errorf("loading annotated texts from %q: %w", path, err)
	}
	return docs, nil
}

func readDocRED(name string, r io.Reader, peoples map[string]bool) ([]corpus.Document, error) {
	var all []docred
	if err := json.NewDecoder(r).Decode(&all); err != nil {
		return nil, err
	}
	var b strings.Builder
	for i := range all {
		b.WriteString("-DOCSTART-\tO\n\n")
		for j, row := range all[i].rows(peoples) {
			for k, tag := range row {
				if w := strings.Join(strings.Fields(all[i].Sentences[j][k]), ""); w != "" {
					b.WriteString(w + "\t" + tag + "\n")
				}
			}
			b.WriteByte('\n')
		}
	}
	return corpus.ReadTSV(name, strings.NewReader(b.String()))
}

// rows returns the tags of all tokens. Of mentions that overlap, the first
// and longest counts.
func (d *docred) rows(peoples map[string]bool) [][]string {
	rows := make([][]string, len(d.Sentences))
	for i, s := range d.Sentences {
		rows[i] = make([]string, len(s))
		for j := range rows[i] {
			rows[i][j] = "O"
		}
	}
	mentions := slices.Concat(d.Things...)
	slices.SortStableFunc(mentions, func(a, b docredMention) int {
		return cmp.Or(cmp.Compare(a.Sentence, b.Sentence), cmp.Compare(a.Place[0], b.Place[0]), cmp.Compare(b.Place[1], a.Place[1]))
	})
	for _, m := range mentions {
		if m.Sentence < 0 || m.Sentence >= len(rows) || m.Place[0] < 0 || m.Place[1] > len(rows[m.Sentence]) || m.Type == "TIME" || m.Type == "NUM" {
			continue
		}
		words, row := d.Sentences[m.Sentence], rows[m.Sentence]
		first, last := m.Place[0], m.Place[1]
		if first < last && strings.EqualFold(words[first], "the") && m.Type != "MISC" {
			first++
		}
		if first >= last || !strings.ContainsFunc(strings.Join(words[first:last], " "), unicode.IsUpper) ||
			slices.ContainsFunc(row[first:last], func(tag string) bool { return tag != "O" }) {
			continue
		}
		kind := m.Type
		if last-first == 1 && kind != "PER" && peoples[words[first]] {
			kind = "MISC"
		}
		for i := first; i < last; i++ {
			row[i] = "I-" + kind
		}
		row[first] = "B-" + kind
	}
	return rows
}
