package page

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"github.com/dateline-news/dateline/ingest/internal/feed"
)

// decode returns the document as valid UTF-8 without a byte order mark.
//
// Being UTF-8, but for a few bytes perhaps, counts more than what is declared:
// text in another character set hardly ever is UTF-8 by chance. Then come a
// byte order mark, the HTTP header, the meta element and at last Windows-1252.
func decode(b []byte, contentType string) []byte {
	b = bytes.TrimPrefix(b, []byte("\uFEFF"))
	good, bad := feed.CountUTF8(b)
	if bad == 0 && (good > 0 || !bytes.Contains(b, []byte{0x1B, '$'}) && bytes.IndexByte(b, 0) < 0) {
		return b
	}
	if bad > 0 && good > 10*bad {
		return []byte(strings.ToValidUTF8(string(b), "\uFFFD"))
	}
	enc, name, _ := charset.DetermineEncoding(b, contentType)
	if name == "utf-8" {
		// Declared so, and not so.
		if enc, _ = charset.Lookup("windows-1252"); good >= bad {
			return []byte(strings.ToValidUTF8(string(b), "\uFFFD"))
		}
	}
	text, err := enc.NewDecoder().Bytes(b)
	if err != nil || !utf8.Valid(text) {
		return []byte(strings.ToValidUTF8(string(b), "\uFFFD"))
	}
	return bytes.TrimPrefix(text, []byte("\uFEFF"))
}
