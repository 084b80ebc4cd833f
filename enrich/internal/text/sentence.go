package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Document is a text with its tokens and sentences.
type Document struct {
	Text string
	// Language is its ISO 639-1 code, "" where nobody has told: [Analyse]
	// then finds fewer notices.
	Language  string
	Tokens    []Token
	Sentences []Sentence
}

// Sentence is the range [First, Last) of a document's tokens. A sentence
// never crosses a line end or bytes that are not UTF-8.
type Sentence struct{ First, Last int }

// Parse cuts s into tokens and sentences.
func Parse(s string) *Document {
	d := &Document{Text: s, Tokens: Tokens(s)}
	d.Sentences = sentences(s, d.Tokens)
	return d
}

// Word returns the text of token i.
func (d *Document) Word(i int) string {
	return d.Text[d.Tokens[i].Start:d.Tokens[i].End]
}

func sentences(s string, toks []Token) []Sentence {
	if len(toks) == 0 {
		return nil
	}
	out := make([]Sentence, 0, len(toks)/20+1)
	first := 0
	for i := 1; i < len(toks); i++ {
		if startsSentence(s, toks, first, i) {
			out = append(out, Sentence{first, i})
			first = i
		}
	}
	return append(out, Sentence{first, len(toks)})
}

// maxClosing is how many closing marks may stand behind the end of a
// sentence. It bounds the work on texts of nothing but marks.
const maxClosing = 8

// startsSentence says whether a sentence begins at token i, given that the
// current one began at first.
func startsSentence(s string, toks []Token, first, i int) bool {
	gap := s[toks[i-1].End:toks[i].Start]
	if endsLine(gap) {
		return true
	}
	end := i - 1
	for end > max(first, i-maxClosing) && toks[end].Kind == Punct && isClosing(firstRune(s[toks[end].Start:])) {
		end--
	}
	w := s[toks[end].Start:toks[end].End]
	switch lastRune(w) {
	case '。', '！', '？':
		return !isClosing(firstRune(s[toks[i].Start:]))
	case '!', '?', '…', '؟', '।', '۔', '։':
	case '.':
		if toks[end].Kind == Word && !endsAfterAbbreviation(w, s, toks, i) {
			return false
		}
		if end == i-1 && isOrdinalStop(s, toks, i) {
			return false
		}
	default:
		return false
	}
	return gap != "" && opensSentence(s, toks, i)
}

// endsLine says whether what lies between two tokens ends a line. So do bytes
// that are not UTF-8, so that no sentence holds any.
func endsLine(gap string) bool {
	return gap != " " && gap != "" && (strings.ContainsAny(gap, "\n\r\u2028\u2029") || !utf8.ValidString(gap))
}

// isOrdinalStop holds for the stop before token i that makes the number
// before it an ordinal.
func isOrdinalStop(s string, toks []Token, i int) bool {
	if i < 2 || toks[i-2].Kind != Number || toks[i-2].Len() > 2 || toks[i-2].End != toks[i-1].Start {
		return false
	}
	return isOrdinalNoun(s[toks[i].Start:toks[i].End])
}

// opensSentence says whether what stands at token i can begin a sentence:
// anything but a word in lower case and a closing mark.
func opensSentence(s string, toks []Token, i int) bool {
	for j := i; j < len(toks) && j < i+4; j++ {
		r, _ := utf8.DecodeRuneInString(s[toks[j].Start:])
		if toks[j].Kind == Punct {
			if isOpening(r) || isDash(r) || r == '…' || r == '.' {
				continue
			}
			return false
		}
		return !unicode.IsLower(r)
	}
	return false
}

// endsAfterAbbreviation says whether the abbreviation w ends its sentence:
// titles never do, others where a word follows that opens sentences.
func endsAfterAbbreviation(w, s string, toks []Token, i int) bool {
	if isTitleAbbreviation(strings.TrimSuffix(w, ".")) || isInitial(strings.TrimSuffix(w, ".")) {
		return false
	}
	for i < len(toks) && toks[i].Kind == Punct && isOpening(firstRune(s[toks[i].Start:])) {
		i++
	}
	return i < len(toks) && opensSentences(s[toks[i].Start:toks[i].End])
}
