package feed

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

func TestDecodeCharset(t *testing.T) {
	const western, chinese = "Café “Größe” – 3 €", "渡轮已经返回港口"
	utf16le, utf16be := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	utf32le, utf32be := utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	for _, c := range []struct {
		name, text, declared, http string
		enc                        encoding.Encoding
		mark                       string
		want                       string
	}{
		{"UTF-8", western, "utf-8", "", encoding.Nop, "", "utf-8"},
		{"UTF-8 with marks", western, "utf-8", "", encoding.Nop, "\uFEFF\uFEFF", "utf-8"},
		{"UTF-8 undeclared", western, "", "", encoding.Nop, "", "utf-8"},
		{"UTF-8 declared as Latin", western, "iso-8859-1", "", encoding.Nop, "", "utf-8"},
		{"UTF-8 declared as UTF-16", western, "utf-16", "", encoding.Nop, "", "utf-8"},
		{"UTF-8 declared as nonsense", western, "x-mine", "", encoding.Nop, "", "utf-8"},
		{"UTF-16 little", western, "utf-16", "", utf16le, "", "utf-16le"},
		{"UTF-16 big", western, "utf-16", "", utf16be, "", "utf-16be"},
		{"UTF-16 little, marked", western, "", "", utf16le, "\uFEFF", "utf-16le"},
		{"UTF-16 big, marked, declared as UTF-8", western, "utf-8", "", utf16be, "\uFEFF", "utf-16be"},
		{"UTF-32 little", western, "utf-32", "", utf32le, "", "utf-32le"},
		{"UTF-32 big", western, "utf-32", "", utf32be, "", "utf-32be"},
		{"UTF-32 little, marked", western, "", "", utf32le, "\uFEFF", "utf-32le"},
		{"UTF-32 big, marked", western, "", "", utf32be, "\uFEFF", "utf-32be"},
		{"Windows-1252", western, "windows-1252", "", charmap.Windows1252, "", "windows-1252"},
		{"Windows-1252 called Latin 1", western, "iso-8859-1", "", charmap.Windows1252, "", "windows-1252"},
		{"Windows-1252 called ASCII", western, "us-ascii", "", charmap.Windows1252, "", "windows-1252"},
		{"Windows-1252 called UTF-8", western, "utf-8", "", charmap.Windows1252, "", "windows-1252"},
		{"the server says it", western, "", "text/xml; charset=windows-1252", charmap.Windows1252, "", "windows-1252"},
		{"the server is right", russian, "utf-8", "text/xml; charset=koi8-r", charmap.KOI8R, "", "koi8-r"},
		{"the server says what servers say", russian, "koi8-r", "text/xml; charset=iso-8859-1", charmap.KOI8R, "", "koi8-r"},
		{"quotes in the header", russian, "", "text/xml; charset='koi8-r'", charmap.KOI8R, "", "koi8-r"},
		{"GBK called GB2312", chinese, "gb2312", "", simplifiedchinese.GBK, "", "gbk"},
		{"Shift_JIS", japaneseNew, "shift_jis", "", japanese.ShiftJIS, "", "shift_jis"},
		{"ISO-2022-JP", japaneseNew, "iso-2022-jp", "", japanese.ISO2022JP, "", "iso-2022-jp"},
	} {
		decl := ""
		if c.declared != "" {
			decl = `<?xml version="1.0" encoding="` + c.declared + `"?>`
		}
		raw, err := c.enc.NewEncoder().String(c.mark + decl + "<rss><channel><title>" + c.text + "</title></channel></rss>")
		if err != nil {
			t.Fatal(err)
		}
		var odd oddities
		text, name := decodeCharset([]byte(raw), c.http, &odd)
		if name != c.want || !strings.Contains(string(text), "<title>"+c.text+"</title>") {
			t.Errorf("%s: taken for %s, want %s: %.90q", c.name, name, c.want, text)
		}
	}
}

func TestMixedCharset(t *testing.T) {
	var odd oddities
	text, name := decodeCharset([]byte("Größe, Straße, Fähre, Möwe und Caf\xe9 \x93so\x94"), "", &odd)
	if want := "Größe, Straße, Fähre, Möwe und Café “so”"; string(text) != want || name != "utf-8" || len(odd.list) != 1 {
		t.Errorf("%s, %q, oddities %q; want %q", name, text, odd.list, want)
	}
}
