package feed

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// mark is what a typographic quote or dash becomes when UTF-8 is read as
// Windows-1252 and written as UTF-8 again. No language writes it.
const mark = "â€"

// unmangled repairs text that was encoded twice: "donâ€™t" for "don’t". Only
// text with the mark above is touched, and in it only runs of characters that
// are Latin letters or punctuation in UTF-8 when taken back; all others stay as
// they are.
func unmangled(s string) string {
	if !strings.Contains(s, mark) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		n := 0
		for n < len(s) && s[n] < utf8.RuneSelf {
			n++
		}
		b.WriteString(s[:n])
		s = s[n:]
		for n = 0; n < len(s) && s[n] >= utf8.RuneSelf; n++ {
		}
		b.WriteString(takenBack(s[:n]))
		s = s[n:]
	}
	return b.String()
}

// takenBack returns a run of characters above ASCII as it was before it was
// encoded a second time, or as it is.
func takenBack(run string) string {
	raw := make([]byte, 0, len(run)+1)
	for _, r := range run {
		c, ok := charmap.Windows1252.EncodeRune(r)
		if !ok {
			// Read as Windows-1250, a closing quote ends in this.
			if c, ok = charmap.Windows1250.EncodeRune(r); !ok {
				return run
			}
		}
		raw = append(raw, c)
	}
	if strings.HasSuffix(run, mark) {
		// Byte 0x9D, which ends a closing quote, is nothing in Windows-1252
		// and was lost.
		raw = append(raw, 0x9D)
	}
	if !utf8.Valid(raw) {
		return run
	}
	back := string(raw)
	if strings.ContainsFunc(back, func(r rune) bool { return r >= 0x250 && (r < 0x2000 || r > 0x214F) }) {
		// By chance: „Spaß“ has a run that is a letter of N’Ko.
		return run
	}
	return back
}
