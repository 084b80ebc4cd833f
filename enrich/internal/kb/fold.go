package kb

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/shared/news"
)

// folder maps letters to the form in which names are compared. It agrees with
// [news.Fold] on letters, and is a table because it runs on every word.
type folder struct {
	// table holds the folded form of the runes below its length.
	table []string
}

// foldTable covers Latin, Greek, Cyrillic, Armenian, Hebrew and Arabic.
const foldTable = 0x700

// latinAdditional is the block of Vietnamese and other Latin letters.
const latinAdditionalFirst, latinAdditionalLast = 0x1e00, 0x1eff

// letters is the one table; the first call makes it.
var letters = sync.OnceValue(newFolder)

func newFolder() folder {
	f := folder{table: make([]string, foldTable+latinAdditionalLast-latinAdditionalFirst+1)}
	for i := range f.table {
		r := rune(i)
		if i >= foldTable {
			r = rune(i-foldTable) + latinAdditionalFirst
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			f.table[i] = news.Fold(string(r))
		}
	}
	return f
}

// maxWord bounds a folded word in bytes; a longer one is no name.
const maxWord = 96

// fold appends the folded form of w to dst. Stops, hyphens, apostrophes and
// marks are left out. ok is false for a word that is too long.
func (f folder) fold(dst []byte, w string) (_ []byte, ok bool) {
	for i := 0; i < len(w); {
		c := w[i]
		if c < utf8.RuneSelf {
			switch {
			case c >= 'A' && c <= 'Z':
				dst = append(dst, c|0x20)
			case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '+':
				dst = append(dst, c)
			}
			i++
		} else {
			r, n := utf8.DecodeRuneInString(w[i:])
			i += n
			switch {
			case r < foldTable:
				dst = append(dst, f.table[r]...)
			case r >= latinAdditionalFirst && r <= latinAdditionalLast:
				dst = append(dst, f.table[foldTable+r-latinAdditionalFirst]...)
			case unicode.IsLetter(r) || unicode.IsDigit(r):
				dst = utf8.AppendRune(dst, Simplified(unicode.ToLower(r)))
			}
		}
		if len(dst) > maxWord {
			return dst[:0], false
		}
	}
	return dst, true
}

// hash is FNV-1a.
func hash(b []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range b {
		h ^= uint64(c)
		h *= 1099511628211
	}
	return h
}

// chain adds a word to the hash of the words before it.
func chain(h, word uint64) uint64 {
	h ^= word
	h *= 0x9e3779b97f4a7c15
	return h ^ h>>29
}

// script is what the form of a word says about how it may change.
type script uint8

const (
	otherScript script = iota
	latin
	cyrillic
	arabic
)

func scriptOf(w string) script {
	r, _ := utf8.DecodeRuneInString(w)
	switch {
	case r < 0x250, r >= latinAdditionalFirst && r <= latinAdditionalLast:
		return latin
	case r >= 0x400 && r < 0x530:
		return cyrillic
	case r >= 0x600 && r < 0x700:
		return arabic
	}
	return otherScript
}

// letterCase is how a word is capitalised.
type letterCase uint8

const (
	// anyCase holds for lower case and for scripts without case.
	anyCase letterCase = iota
	// capital is a first letter in upper case.
	capital
	// allCaps is a word of two or more letters in upper case alone.
	allCaps
)

func caseOf(w string) letterCase {
	if w != "" && w[0] >= 'a' && w[0] <= 'z' {
		return anyCase
	}
	first := true
	upper, lower := 0, 0
	for _, r := range w {
		switch {
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			if first {
				return anyCase
			}
			lower++
		case unicode.IsDigit(r):
			first = false
			continue
		default:
			continue
		}
		first = false
	}
	switch {
	case upper > 1 && lower == 0:
		return allCaps
	case upper > 0:
		return capital
	}
	return anyCase
}
