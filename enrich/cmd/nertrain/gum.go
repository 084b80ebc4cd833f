package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// loadGUM reads a text of GUM (Zeldes, 2017) in CoNLL-U. GUM marks all things
// that are talked of; those whose head is a proper noun are taken, cut to what
// is a name of them by our guideline. Words of peoples, which GUM does not
// mark, are misc.
func loadGUM(path string, peoples map[string]bool) ([]corpus.Document, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("loading annotated texts: %w", err)
	}
	defer f.Close()
	d, err := readGUM(filepath.Base(path), f, peoples)
	if err != nil {
		return nil, fmt.Errorf("loading annotated texts from %q: %w", path, err)
	}
	return []corpus.Document{d}, nil
}

// gumTypes are our types of GUM's things; time, the only other one, is no
// name.
var gumTypes = map[string]news.EntityType{
	"person": news.TypePerson, "organization": news.TypeOrganisation, "place": news.TypePlace, "event": news.TypeMisc,
	"object": news.TypeMisc, "abstract": news.TypeMisc, "substance": news.TypeMisc, "animal": news.TypeMisc, "plant": news.TypeMisc,
}

// gumTitles stand before names and are no part of them.
const gumTitles = " Mr. Mrs. Ms. Miss Dr. Sir Lord Lady Dame President Prime Minister Chancellor Governor Senator Secretary General Professor Prof. King Queen Prince Princess Emperor " +
	"Pope Bishop Archbishop Saint Judge Justice Chief Captain Colonel Major Lieutenant Sergeant Admiral Mayor Duke Earl Count Countess Baron Reverend Rev. "

// gumToken is a line of CoNLL-U.
type gumToken struct {
	text.Range
	word, class string
	head        int // place in the sentence, -1 for none
	named       bool
}

// gumThing is a thing that a sentence talks of: tokens [first, last).
type gumThing struct {
	first, last int
	kind, id    string
}

// gumReader builds a document.
type gumReader struct {
	peoples map[string]bool
	body    strings.Builder
	doc     corpus.Document
	tokens  []gumToken
	things  []gumThing
	open    []gumThing
	space   bool
}

func readGUM(name string, r io.Reader, peoples map[string]bool) (corpus.Document, error) {
	g := gumReader{peoples: peoples, doc: corpus.Document{ID: name}}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		switch {
		case line == "":
			g.endSentence()
		case strings.HasPrefix(line, "# newpar") && g.body.Len() > 0:
			g.body.WriteString("\n\n")
			g.space = false
		case line[0] != '#':
			if err := g.token(strings.Split(line, "\t")); err != nil {
				return g.doc, fmt.Errorf("line %d: %w", n, err)
			}
		}
	}
	g.endSentence()
	g.doc.Text = g.body.String()
	return g.doc, lines.Err()
}

// numbered things are no names.
var numbered = map[string]bool{"Figure": true, "Factor": true, "Wave": true, "Table": true, "Listing": true, "Chapter": true, "Rule": true, "Section": true, "Article": true, "Page": true}

// token reads a line; those of contractions and of empty nodes are skipped,
// as their parts are tokens.
func (g *gumReader) token(c []string) error {
	if len(c) != 10 {
		return fmt.Errorf("%d columns, want 10", len(c))
	}
	if strings.ContainsAny(c[0], "-.") {
		return nil
	}
	head, err := strconv.Atoi(c[6])
	if err != nil {
		return fmt.Errorf("head %q is no number", c[6])
	}
	if g.space {
		g.body.WriteByte(' ')
	}
	start := g.body.Len()
	g.body.WriteString(c[1])
	g.tokens = append(g.tokens, gumToken{text.Range{Start: start, End: g.body.Len()}, c[1], c[3], head - 1, false})
	g.space = true
	for field := range strings.SplitSeq(c[9], "|") {
		switch key, value, _ := strings.Cut(field, "="); key {
		case "SpaceAfter":
			g.space = value != "No"
		case "Entity":
			g.brackets(value)
		}
	}
	return nil
}

// brackets reads the things that begin "(7-place-…" and end "7)" at the last
// token.
func (g *gumReader) brackets(s string) {
	at := len(g.tokens) - 1
	for s != "" {
		opens := s[0] == '('
		s = strings.TrimPrefix(s, "(")
		end := strings.IndexAny(s, "()")
		if end < 0 {
			end = len(s)
		}
		part := strings.Split(s[:end], "-")
		closes := end < len(s) && s[end] == ')'
		if closes {
			s = s[end+1:]
		} else {
			s = s[end:]
		}
		if opens && len(part) > 1 {
			g.open = append(g.open, gumThing{first: at, kind: part[1], id: part[0]})
		}
		if !closes {
			continue
		}
		for i := len(g.open) - 1; i >= 0; i-- {
			if t := g.open[i]; t.id == part[0] {
				t.last = at + 1
				g.things = append(g.things, t)
				g.open = append(g.open[:i], g.open[i+1:]...)
				break
			}
		}
	}
}

// endSentence marks the names of a sentence, those of the longest things
// first.
func (g *gumReader) endSentence() {
	for length := len(g.tokens); length > 0; length-- {
		for _, t := range g.things {
			if t.last-t.first == length {
				g.mark(t)
			}
		}
	}
	for i := range g.tokens {
		if w := g.tokens[i].word; g.peoples[w] && !g.tokens[i].named {
			g.add(i, i+1, news.TypeMisc)
		}
	}
	g.tokens, g.things, g.open = g.tokens[:0], g.things[:0], g.open[:0]
}

// mark marks the run of proper nouns that the head of a thing is part of.
func (g *gumReader) mark(t gumThing) {
	kind, ok := gumTypes[t.kind]
	head := t.first
	for head < t.last && g.tokens[head].head >= t.first && g.tokens[head].head < t.last {
		head++
	}
	if !ok || head == t.last || g.tokens[head].class != "PROPN" {
		return
	}
	first, last := head, head+1
	for first > t.first && g.joins(first-1, t.first, kind) {
		first--
	}
	for last < t.last && g.joins(last, t.first, kind) {
		last++
	}
	title := func(i int) bool {
		return kind == news.TypePerson && strings.Contains(gumTitles, " "+g.tokens[i].word+" ")
	}
	for first < last-1 && (title(first) || !capital(g.tokens[first].word)) {
		first++
	}
	for last > first+1 && g.tokens[last-1].class != "NUM" && !capital(g.tokens[last-1].word) {
		last--
	}
	if title(first) || !capital(g.tokens[first].word) || numbered[g.tokens[first].word] {
		return
	}
	if last-first == 1 && g.peoples[g.tokens[first].word] {
		kind = news.TypeMisc
	}
	for i := first; i < last; i++ {
		if g.tokens[i].named {
			return
		}
	}
	g.add(first, last, kind)
}

func capital(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r) || unicode.IsDigit(r)
}

// joins holds for tokens that go on a name in a thing that begins at from.
func (g *gumReader) joins(i, from int, kind news.EntityType) bool {
	t := &g.tokens[i]
	switch t.class {
	case "PROPN":
		return true
	case "ADJ", "NOUN", "VERB", "ADV":
		return i > 0 && capital(t.word) && kind != news.TypePerson && (kind != news.TypePlace || !g.peoples[t.word])
	case "NUM":
		return i > from
	case "ADP", "DET", "CCONJ":
		return i > from && kind != news.TypePerson && (t.word == "of" || t.word == "the" && g.tokens[i-1].word == "of" ||
			kind == news.TypeOrganisation && (t.word == "and" || t.word == "&" || t.word == "for"))
	}
	return t.word == "-" || t.word == "."
}

func (g *gumReader) add(first, last int, kind news.EntityType) {
	for i := first; i < last; i++ {
		g.tokens[i].named = true
	}
	r := text.Range{Start: g.tokens[first].Start, End: g.tokens[last-1].End}
	g.doc.Names = append(g.doc.Names, corpus.Name{Range: r, Type: kind})
}
