package corpus

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// docStart stands for the beginning of a document in place of a token.
const docStart = "-DOCSTART-"

// tagTypes are the types by the part of a tag after its hyphen: the usual
// ones, and those of CrossNER's politics.
var tagTypes = map[string]news.EntityType{
	"PER": news.TypePerson, "ORG": news.TypeOrganisation, "LOC": news.TypePlace, "MISC": news.TypeMisc,
	"person": news.TypePerson, "politician": news.TypePerson, "organisation": news.TypeOrganisation, "politicalparty": news.TypeOrganisation,
	"location": news.TypePlace, "country": news.TypePlace, "event": news.TypeMisc, "election": news.TypeMisc, "misc": news.TypeMisc,
}

// ReadTSV reads documents of one token and tag a line, parted by a tab, with
// an empty line after each sentence and the token "-DOCSTART-" before each
// document. Tags are O, B- and I- with PER, ORG, LOC, MISC or a type of
// CrossNER, and X for what nobody judged. The plain text is rebuilt, one
// sentence a line: where spaces stood is told from the tokens, so it may differ
// from what was printed.
func ReadTSV(name string, r io.Reader) ([]Document, error) {
	all, err := readSentences(r)
	if err != nil {
		return nil, err
	}
	inner, alone := 0, 0
	for _, doc := range all {
		for _, s := range doc {
			for _, t := range s {
				switch i := strings.IndexByte(t.text, '-'); {
				case t.text == "-":
					alone++
				case i > 0 && i < len(t.text)-1:
					inner++
				}
			}
		}
	}
	docs := make([]Document, 0, len(all))
	for i, sentences := range all {
		w := detokeniser{hyphens: alone > inner}
		for _, s := range sentences {
			w.sentence(s)
		}
		docs = append(docs, Document{ID: fmt.Sprintf("%s#%d", name, i+1), Text: w.b.String(), Names: w.names, Ignore: w.ignore})
	}
	return docs, nil
}

type tagged struct{ text, tag string }

// readSentences returns the sentences of each document.
func readSentences(r io.Reader) ([][][]tagged, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	var docs [][][]tagged
	var now []tagged
	end := func() {
		if len(now) == 0 {
			return
		}
		if len(docs) == 0 {
			docs = append(docs, nil)
		}
		docs[len(docs)-1] = append(docs[len(docs)-1], now)
		now = nil
	}
	n := 0
	for lines.Scan() {
		n++
		line := strings.TrimSuffix(lines.Text(), "\r")
		if line == "" {
			end()
			continue
		}
		i := strings.LastIndexByte(line, '\t')
		if i <= 0 {
			return nil, fmt.Errorf("line %d has no token and tag parted by a tab", n)
		}
		word, tag := line[:i], line[i+1:]
		if word == docStart {
			end()
			docs = append(docs, nil)
			continue
		}
		if bio, t, _ := strings.Cut(tag, "-"); tag != "O" && tag != "X" && (bio != "B" && bio != "I" || tagTypes[t] == "") {
			return nil, fmt.Errorf("line %d: tag %q is none of O, X, B- and I- with PER, ORG, LOC, MISC or a type of CrossNER", n, tag)
		}
		now = append(now, tagged{word, tag})
	}
	end()
	return docs, lines.Err()
}

// detokeniser writes tokens as text.
type detokeniser struct {
	// hyphens says that a hyphen between words was cut out of a word.
	hyphens bool
	b       strings.Builder
	names   []Name
	ignore  []text.Range
}

// spelled undoes the escapes of treebanks.
var spelled = map[string]string{
	"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}", "``": `"`, "''": `"`,
}

func (w *detokeniser) sentence(s []tagged) {
	if w.b.Len() > 0 {
		w.b.WriteByte('\n')
	}
	open := map[string]bool{}
	glue := true // nothing between this token and the one before
	for i, t := range s {
		word := t.text
		if plain, ok := spelled[word]; ok {
			word = plain
		}
		left, right := attaches(word), opens(word)
		switch {
		case t.text == "``":
			left, right = false, true
		case word == `"` || word == "'":
			left, right = w.quote(s, i, word, open)
		case word == "-" && w.hyphens || word == "/":
			left = i > 0 && endsInWord(s[i-1].text) && i+1 < len(s) && beginsWithWord(s[i+1].text)
			right = left
		}
		if i > 0 && !glue && !left {
			w.b.WriteByte(' ')
		}
		start := w.b.Len()
		w.b.WriteString(word)
		w.mark(s, i, text.Range{Start: start, End: w.b.Len()})
		glue = right
	}
}

// quote says whether a straight quotation mark attaches to what is left or
// right of it.
func (w *detokeniser) quote(s []tagged, i int, mark string, open map[string]bool) (left, right bool) {
	if open[mark] {
		open[mark] = false
		return true, false
	}
	if mark == "'" {
		closes := false
		for _, t := range s[i+1:] {
			closes = closes || t.text == "'"
		}
		if !closes && i > 0 {
			return true, false
		}
	}
	open[mark] = true
	return false, true
}

// mark adds what the tag of token i says of the range r.
func (w *detokeniser) mark(s []tagged, i int, r text.Range) {
	tag := s[i].tag
	switch {
	case tag == "O":
		return
	case tag == "X":
		w.ignore = append(w.ignore, r)
		return
	case tag[0] == 'I' && i > 0 && s[i-1].tag != "O" && s[i-1].tag != "X" && s[i-1].tag[2:] == tag[2:]:
		w.names[len(w.names)-1].End = r.End
		return
	}
	w.names = append(w.names, Name{Range: r, Type: tagTypes[tag[2:]]})
}

// attaches holds for tokens that no space stands before.
func attaches(w string) bool {
	switch w {
	case ",", ".", ";", ":", "!", "?", ")", "]", "}", "%", "...", "…", "”", "’", "n't", "n’t", "?!", "!!", "°":
		return true
	}
	r, n := utf8.DecodeRuneInString(w)
	if r != '\'' && r != '’' {
		return false
	}
	switch w[n:] {
	case "s", "S", "re", "ve", "ll", "d", "m":
		return true
	}
	return false
}

// opens holds for tokens that no space stands after.
func opens(w string) bool {
	switch w {
	case "(", "[", "{", "$", "£", "€", "“", "‘", "#", "¿", "¡", "US$":
		return true
	}
	return false
}

func endsInWord(w string) bool {
	r, _ := utf8.DecodeLastRuneInString(w)
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '.'
}

func beginsWithWord(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}
