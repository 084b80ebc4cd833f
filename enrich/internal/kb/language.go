package kb

import (
	"fmt"
	"strings"
)

// languages are those that names are tied to; the place in the list is the
// bit in a name's mask. The list may grow at its end.
var languages = [...]string{
	"en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "pl", "cs", "sk", "hu", "ro", "bg", "ru", "uk", "sr", "hr", "el",
	"tr", "ar", "fa", "he", "ur", "hi", "bn", "id", "ms", "vi", "th", "zh", "ja", "ko", "ca", "sl", "lt", "lv", "et",
}

// languageBit returns the mask of a language, or 0 if no name is tied to it.
func languageBit(code string) uint64 {
	for i, l := range languages {
		if l == code {
			return 1 << i
		}
	}
	return 0
}

// spelling is a name as written in a table, without its marks.
type spelling struct {
	name        string
	langs       uint64 // 0: all
	weak, exact bool
}

// unmark takes the marks off a name: "~" weak, "=" exact, "@de,fr" languages.
func unmark(marked string) (spelling, error) {
	s := spelling{name: marked}
	for s.name != "" && (s.name[0] == '~' || s.name[0] == '=') {
		s.weak = s.weak || s.name[0] == '~'
		s.exact = s.exact || s.name[0] == '='
		s.name = s.name[1:]
	}
	i := strings.LastIndexByte(s.name, '@')
	if i <= 0 {
		return s, nil
	}
	for l := range strings.SplitSeq(s.name[i+1:], ",") {
		bit := languageBit(l)
		if bit == 0 {
			return s, fmt.Errorf("name %q is tied to an unknown language %q (known: %s)", marked, l, strings.Join(languages[:], " "))
		}
		s.langs |= bit
	}
	s.name = s.name[:i]
	return s, nil
}
