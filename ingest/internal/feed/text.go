package feed

import (
	"bytes"
	"errors"
	"html"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// textCounts says what was repaired in character data.
type textCounts struct {
	// control counts illegal characters and references that were dropped.
	control int
	// windows counts C1 controls that were read as Windows-1252.
	windows int
	// named counts HTML entities, ampersand counts bare "&".
	named, ampersand int
}

// decodeText appends the plain text that character data stands for: XML and
// HTML entities and those of the document type resolved, illegal characters
// dropped, the C1 controls of mislabelled Windows-1252 mapped. A "&" that
// begins no reference stands for itself.
func decodeText(dst, data []byte, e *entities, n *textCounts) []byte {
	for len(data) > 0 {
		i := 0
		for i < len(data) && data[i] != '&' && plainByte(data[i]) {
			i++
		}
		dst = append(dst, data[:i]...)
		data = data[i:]
		if len(data) == 0 {
			break
		}
		var used int
		if data[0] == '&' {
			dst, used = decodeReference(dst, data, e, n)
		} else {
			dst, used = decodeOdd(dst, data, n)
		}
		data = data[used:]
	}
	return dst
}

// cleanText appends CDATA, in which "&" means nothing.
func cleanText(dst, data []byte, n *textCounts) []byte {
	for len(data) > 0 {
		i := 0
		for i < len(data) && plainByte(data[i]) {
			i++
		}
		dst = append(dst, data[:i]...)
		data = data[i:]
		if len(data) == 0 {
			break
		}
		var used int
		dst, used = decodeOdd(dst, data, n)
		data = data[used:]
	}
	return dst
}

// plainByte reports bytes that stand for themselves whatever follows. 0xC2
// leads the C1 controls, 0xEF the two non-characters.
func plainByte(c byte) bool {
	return c >= 0x20 && c != 0xC2 && c != 0xEF || c == '\n' || c == '\t' || c == '\r'
}

// decodeOdd handles the character at the start of data that is not plain.
func decodeOdd(dst, data []byte, n *textCounts) ([]byte, int) {
	r, size := utf8.DecodeRune(data)
	return appendRune(dst, r, n), size
}

// appendRune appends r if XML allows it, a C1 control as what Windows-1252
// has in its place.
func appendRune(dst []byte, r rune, n *textCounts) []byte {
	switch {
	case r >= 0x80 && r < 0xA0:
		n.windows++
		if w := charmap.Windows1252.DecodeByte(byte(r)); w != utf8.RuneError && w >= 0xA0 {
			return utf8.AppendRune(dst, w)
		}
		return dst
	case r < 0x20 && r != '\n' && r != '\t' && r != '\r', r == 0xFFFE, r == 0xFFFF, r >= 0xD800 && r < 0xE000, r > utf8.MaxRune:
		n.control++
		return dst
	}
	return utf8.AppendRune(dst, r)
}

// maxReference bounds a reference; the longest name HTML has is 33 bytes.
const maxReference = 64

// decodeReference appends what the reference at the start of data stands for
// and returns its length.
func decodeReference(dst, data []byte, e *entities, n *textCounts) ([]byte, int) {
	end := bytes.IndexByte(data[:min(len(data), maxReference)], ';')
	if end < 2 {
		n.ampersand++
		return append(dst, '&'), 1
	}
	name := string(data[1:end])
	if digits, numeric := strings.CutPrefix(name, "#"); numeric {
		r, ok := parseReference(digits)
		if !ok {
			n.ampersand++
			return append(dst, '&'), 1
		}
		if low, size := reference(data[end+1:]); utf16.IsSurrogate(r) && utf16.DecodeRune(r, low) != utf8.RuneError {
			return utf8.AppendRune(dst, utf16.DecodeRune(r, low)), end + 1 + size
		}
		return appendRune(dst, r, n), end + 1
	}
	if value, ok := e.value(name); ok {
		return cleanText(dst, []byte(value), n), end + 1
	}
	switch name {
	case "amp":
		return append(dst, '&'), end + 1
	case "lt":
		return append(dst, '<'), end + 1
	case "gt":
		return append(dst, '>'), end + 1
	case "quot":
		return append(dst, '"'), end + 1
	case "apos":
		return append(dst, '\''), end + 1
	}
	if strings.ContainsFunc(name, func(r rune) bool { return !letterOrDigit(r) }) {
		n.ampersand++
		return append(dst, '&'), 1
	}
	ref := "&" + name + ";"
	if value := html.UnescapeString(ref); value != ref && !strings.HasSuffix(value, ";") {
		n.named++
		return append(dst, value...), end + 1
	}
	n.ampersand++
	return append(dst, '&'), 1
}

func letterOrDigit(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// reference returns what the numeric reference at the start of data stands
// for, and its length; 0 for none.
func reference(data []byte) (rune, int) {
	end := bytes.IndexByte(data[:min(len(data), maxReference)], ';')
	if end < 3 || data[0] != '&' || data[1] != '#' {
		return 0, 0
	}
	r, _ := parseReference(string(data[2:end])) // no number is no surrogate
	return r, end + 1
}

// parseReference reads the digits of a numeric reference. A number beyond
// Unicode is a reference to nothing, not text.
func parseReference(digits string) (rune, bool) {
	base := 10
	if len(digits) > 1 && (digits[0] == 'x' || digits[0] == 'X') {
		base, digits = 16, digits[1:]
	}
	if digits == "" || strings.ContainsAny(digits, "+-_") {
		return 0, false
	}
	v, err := strconv.ParseUint(digits, base, 32)
	if err != nil {
		return 0, errors.Is(err, strconv.ErrRange)
	}
	if v > utf8.MaxRune {
		return 0, true
	}
	return rune(v), true
}

// escapeText appends text as XML character data.
func escapeText(dst, text []byte) []byte {
	for {
		i := bytes.IndexAny(text, "<>&")
		if i < 0 {
			return append(dst, text...)
		}
		dst = append(dst, text[:i]...)
		dst = appendEscape(dst, text[i])
		text = text[i+1:]
	}
}

// escapeAttr appends a value with its quotes.
func escapeAttr(dst, value []byte) []byte {
	dst = append(dst, '"')
	for _, c := range value {
		switch c {
		case '<', '>', '&', '"':
			dst = appendEscape(dst, c)
		case '\n', '\r', '\t':
			dst = append(dst, ' ')
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '<':
		return append(dst, "&lt;"...)
	case '>':
		return append(dst, "&gt;"...)
	case '"':
		return append(dst, "&#34;"...)
	}
	return append(dst, "&amp;"...)
}
