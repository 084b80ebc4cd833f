package document

import (
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/shared/news"
)

// hashedWords is the least number of words of a text that are taken for a
// story. Below it the headline counts too, since "Details to follow." stands
// under many.
const hashedWords = 20

// textHashLetters is the length of a [TextHash]: 80 bits, so that two texts of
// ten million share one by chance once in twenty billion indexes.
const textHashLetters = 16

var base32Lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// TextHash identifies the wording of an article's text: its words without
// dateline, credits and boilerplate as annotated, without case, diacritics,
// punctuation and white space. Reprints of one wire story that differ in these
// alone share it; a changed number or word gives another. A text of fewer than
// 20 words is hashed with its headline, an article without text by headline
// and summary. It is 16 base32 characters, empty for an article without a word.
//
// Words are runs of letters and digits; where a script has no spaces each
// character counts as a word.
func TextHash(a *news.Article) string {
	text := story(a)
	if text == "" {
		text = a.Summary
	}
	words, count := bare(text)
	if count < hashedWords {
		title, n := bare(a.Title)
		if count += n; count == 0 {
			return ""
		}
		words = title + "\n" + words
	}
	sum := sha256.Sum256([]byte(words))
	return base32Lower.EncodeToString(sum[:])[:textHashLetters]
}

// story returns the text without what annotation found to be no part of the
// story.
func story(a *news.Article) string {
	n := a.Annotations
	if n == nil {
		return a.Text
	}
	spans := slices.Concat(n.Boilerplate, n.Credits)
	if n.Dateline != nil {
		spans = append(spans, n.Dateline.Span)
	}
	spans = slices.DeleteFunc(spans, func(s news.Span) bool {
		return s.Field != news.FieldText || s.Start < 0 || s.End > len(a.Text) || s.Start >= s.End
	})
	slices.SortFunc(spans, func(x, y news.Span) int { return x.Start - y.Start })
	var b strings.Builder
	at := 0
	for _, s := range spans {
		if s.Start > at {
			b.WriteString(a.Text[at:s.Start])
		}
		b.WriteByte(' ')
		at = max(at, s.End)
	}
	b.WriteString(a.Text[at:])
	return b.String()
}

// bare returns the words of a text, folded and separated by one space, and
// how many there are.
func bare(text string) (words string, count int) {
	b := barer{out: make([]byte, 0, len(text)+16)}
	for len(text) > 0 {
		// What stands between spaces is folded by itself; most of it is ASCII
		// and needs no more than lower case.
		end, plain := 0, true
		for end < len(text) && text[end] != ' ' && text[end] != '\n' {
			plain = plain && text[end] < utf8.RuneSelf
			end++
		}
		if plain {
			b.ascii(text[:end])
		} else {
			b.folded(news.Fold(text[:end]))
		}
		b.inside = false
		text = text[min(end+1, len(text)):]
	}
	return string(b.out), b.count
}

// barer collects words.
type barer struct {
	out    []byte
	count  int
	inside bool
}

func (b *barer) begin() {
	if !b.inside {
		b.out = append(b.out, ' ')
		b.inside = true
		b.count++
	}
}

func (b *barer) ascii(text string) {
	for i := range len(text) {
		c := text[i]
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
		case c == '\'' && b.inside:
			// Typographic and plain apostrophes, or none, are one word.
			continue
		default:
			b.inside = false
			continue
		}
		b.begin()
		b.out = append(b.out, c)
	}
}

func (b *barer) folded(text string) {
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			// Spaces between such characters are decoration.
			b.inside = false
			b.count++
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r) && b.inside:
			b.begin()
		case r == '\'' && b.inside:
			continue
		default:
			b.inside = false
			continue
		}
		b.out = utf8.AppendRune(b.out, r)
	}
}
