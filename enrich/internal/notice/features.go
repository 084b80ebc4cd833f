package notice

import (
	"unicode"
	"unicode/utf8"
)

// stemRunes is how much of a long word stands for its inflected forms, and
// longWord from how many letters on a word is long.
const (
	stemRunes = 5
	longWord  = 6
)

// Features returns the features of a sentence, each as often as it has it:
// its words in lower case with numbers as "0", each word with the one before
// it, the beginnings of long words, and whether it asks.
func Features(s string) []string {
	var all []string
	features(s, func(f []byte) { all = append(all, string(f)) })
	return all
}

// features yields the features of s in a buffer that it uses again.
func features(s string, yield func([]byte)) {
	// pair has the word before, a space and the word from at on.
	pair, at := []byte("^ "), 2
	runes, stem := 0, 0
	asks := false
	end := func() {
		if runes == 0 {
			return
		}
		word := pair[at:]
		if word[0] >= '0' && word[0] <= '9' {
			pair = append(pair[:at], '0')
			word, runes = pair[at:], 1
		}
		yield(word)
		yield(pair)
		if runes >= longWord {
			next := word[stem]
			word[stem] = '*'
			yield(word[:stem+1])
			word[stem] = next
		}
		pair = append(append(pair[:0], word...), ' ')
		at, runes = len(pair), 0
	}
	for _, r := range s {
		switch {
		case r == '’':
			r = '\''
		case r == '?' || r == '؟':
			asks = true
		}
		if r != '\'' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			end()
			continue
		}
		pair = utf8.AppendRune(pair, unicode.ToLower(r))
		if runes++; runes == stemRunes {
			stem = len(pair) - at
		}
	}
	end()
	if asks {
		yield([]byte{'?'})
	}
}
