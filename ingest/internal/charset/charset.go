// Package charset makes UTF-8 of documents in whatever character set they are
// in, and say to be in.
//
// The text it returns is always valid UTF-8, in time linear in the size of the
// document. A guess is a guess: text in Latin letters that neither declares
// its character set nor its language is read as Windows-1252.
package charset

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// Declaration reads the character set that a document itself names, in lower
// case, "" for none: [XML] or [HTML].
type Declaration func(doc []byte) string

// Decode returns a document as valid UTF-8 without a byte order mark, the name
// of the character set it was in, and in words what was odd about that.
//
// What the bytes say counts most: a byte order mark, the pattern of zero
// bytes of UTF-16 and UTF-32, and being valid UTF-8, which text in another
// character set hardly ever is by chance. Then come the HTTP charset, unless
// it is one that servers announce without knowing, the declaration, and what
// the text looks like, which at last is Windows-1252; that and Latin-1 are
// declared by many who know of nothing else, and believed if the text looks
// like it. A document that is UTF-8 but for a few bytes, or for parts in Latin
// letters, is UTF-8, with those bytes read as Windows-1252.
func Decode(doc []byte, contentType string, declared Declaration) (text []byte, name string, odd []string) {
	b := doc
	if enc, name, skip := wideCharset(b); enc != nil {
		text, err := enc.NewDecoder().Bytes(b[skip:])
		if err == nil {
			return bytes.TrimLeft(text, "\uFEFF"), name, nil
		}
	}
	for bytes.HasPrefix(b, []byte("\uFEFF")) {
		b = b[len("\uFEFF"):]
	}
	add := func(format string, args ...any) { odd = append(odd, fmt.Sprintf(format, args...)) }
	label := choose(httpCharset(contentType), declared(b))
	enc, name := charset.Lookup(label)
	if !multiByte(name) {
		b = joinHalves(b)
	}
	good, bad := countUTF8(b)
	if wideLabel(label) || name == "replacement" {
		enc = nil
	}
	if label != "" && enc == nil && !wideLabel(label) {
		add("declares the unknown character set %q", clip(label))
	}
	if label == "" && good == 0 && bad == 0 && bytes.Contains(b, []byte("\x1b$B")) {
		enc, name = charset.Lookup("iso-2022-jp")
	}
	if bad == 0 && (good == 0 || good >= 4 || enc == nil || !multiByte(name)) {
		if good == 0 && name == "iso-2022-jp" {
			text, name = decodeWith(b, enc, name)
			return text, name, odd
		}
		if good > 0 && enc != nil && name != "utf-8" || wideLabel(label) {
			add("declares the character set %q but is in UTF-8", clip(label))
		}
		return b, "utf-8", odd
	}
	if good > 10*bad || good > 0 && (good >= bad || 4*good >= bad && scattered(b)) && (enc == nil || name == "utf-8") {
		add("bytes not in UTF-8 as the rest is, read as Windows-1252: %d", bad)
		return patchUTF8(b), "utf-8", odd
	}
	if enc == nil || name == "utf-8" {
		guess, guessed := guessLegacy(b)
		if name == "utf-8" {
			add("declares the character set %q but is not in it; read as %s", clip(label), guessed)
		} else {
			add("declares no character set and is not in UTF-8; read as %s", guessed)
		}
		enc, name = guess, guessed
	} else if name == "windows-1252" {
		if guess, guessed := guessLegacy(b); guessed != name {
			add("declares the character set %q but looks like %s", clip(label), guessed)
			enc, name = guess, guessed
		}
	}
	text, name = decodeWith(b, enc, name)
	return text, name, odd
}

// joinHalves makes characters of the pairs of surrogates that programs which
// think in UTF-16 write as three bytes each, if one is from the plane of emoji.
func joinHalves(b []byte) []byte {
	if !bytes.Contains(b, []byte("\xed\xa0")) {
		return b
	}
	half := func(b []byte) rune {
		if len(b) < 3 || b[0] != 0xED || b[1]&0xE0 != 0xA0 || b[2]&0xC0 != 0x80 {
			return 0
		}
		return 0xD000 | rune(b[1]&0x3F)<<6 | rune(b[2]&0x3F)
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); {
		if high := half(b[i:]); high != 0 {
			if r := utf16.DecodeRune(high, half(b[min(i+3, len(b)):])); r != utf8.RuneError {
				out = utf8.AppendRune(out, r)
				i += 6
				continue
			}
		}
		out = append(out, b[i])
		i++
	}
	return out
}

// choose returns which of two declarations counts.
func choose(http, declared string) string {
	if http == "" || declared != "" && (plainLabel(http) || unknown(http)) {
		return declared
	}
	return http
}

func unknown(label string) bool {
	enc, _ := charset.Lookup(label)
	return enc == nil
}

// wideCharset recognises UTF-32 and UTF-16 by their mark or by the zero bytes
// around the first characters.
func wideCharset(b []byte) (enc encoding.Encoding, name string, skip int) {
	le32 := utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	be32 := utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	le16 := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	be16 := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	switch {
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE, 0, 0}):
		return le32, "utf-32le", 4
	case bytes.HasPrefix(b, []byte{0, 0, 0xFE, 0xFF}):
		return be32, "utf-32be", 4
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}):
		return le16, "utf-16le", 2
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		return be16, "utf-16be", 2
	case len(b) < 8:
		return nil, "", 0
	}
	opens := func(c byte) bool { return c == '<' || c == '{' || c == ' ' || c == '\n' || c == '\r' || c == '\t' }
	switch {
	case opens(b[0]) && b[1] == 0 && b[2] == 0 && b[3] == 0 && b[4] != 0:
		return le32, "utf-32le", 0
	case b[0] == 0 && b[1] == 0 && b[2] == 0 && opens(b[3]):
		return be32, "utf-32be", 0
	case opens(b[0]) && b[1] == 0 && b[2] != 0 && b[3] == 0:
		return le16, "utf-16le", 0
	case b[0] == 0 && opens(b[1]) && b[2] == 0 && b[3] != 0:
		return be16, "utf-16be", 0
	}
	return nil, "", 0
}

// decodeWith decodes b; bytes that the encoding does not know become U+FFFD.
func decodeWith(b []byte, enc encoding.Encoding, name string) ([]byte, string) {
	text, err := enc.NewDecoder().Bytes(b)
	if err != nil || !utf8.Valid(text) {
		return patchUTF8(b), "windows-1252"
	}
	return text, name
}

// plainLabel reports a charset that servers announce without knowing.
func plainLabel(label string) bool {
	return label == "us-ascii" || label == "iso-8859-1" || label == "utf-8" || label == "ascii"
}

// wideLabel reports a declaration that bytes without zeros contradict.
func wideLabel(label string) bool {
	return strings.HasPrefix(label, "utf-16") || strings.HasPrefix(label, "utf-32") || strings.HasPrefix(label, "ucs-") ||
		strings.HasPrefix(label, "u16") || strings.HasPrefix(label, "u32") || strings.HasPrefix(label, "utf_16") || strings.HasPrefix(label, "utf_32") ||
		strings.HasPrefix(label, "iso-10646")
}

// multiByte reports encodings in which two bytes of a character may happen
// to be valid UTF-8.
func multiByte(name string) bool {
	switch name {
	case "gbk", "gb18030", "big5", "euc-jp", "euc-kr", "shift_jis", "iso-2022-jp", "hz-gb-2312":
		return true
	}
	return false
}

// countUTF8 returns how many characters above ASCII are valid UTF-8 and how
// many bytes are not.
func countUTF8(b []byte) (good, bad int) {
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	return good, bad
}

// scattered reports that of the bytes which are not UTF-8 hardly any has
// another byte above ASCII beside it, as in Latin text. In the writings that
// have them in rows, some are valid by chance.
func scattered(b []byte) bool {
	bad, alone := 0, 0
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
			if (i == 0 || b[i-1] < utf8.RuneSelf) && (i+1 == len(b) || b[i+1] < utf8.RuneSelf) {
				alone++
			}
		}
		i += n
	}
	return 5*alone >= 4*bad
}

// patchUTF8 reads the bytes that are not UTF-8 as Windows-1252.
func patchUTF8(b []byte) []byte {
	out := make([]byte, 0, len(b)+len(b)/16)
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			out = append(out, b[i])
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			out = utf8.AppendRune(out, charmap.Windows1252.DecodeByte(b[i]))
		} else {
			out = append(out, b[i:i+n]...)
		}
		i += n
	}
	return out
}

// clip shortens a string from outside for a message.
func clip(s string) string {
	if len(s) > 80 {
		return strings.ToValidUTF8(s[:80], "") + "…"
	}
	return s
}
