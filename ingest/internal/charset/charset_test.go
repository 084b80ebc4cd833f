package charset

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

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
		text, name, _ := Decode([]byte(raw), c.http, XML)
		if name != c.want || !strings.Contains(string(text), "<title>"+c.text+"</title>") {
			t.Errorf("%s: taken for %s, want %s: %.90q", c.name, name, c.want, text)
		}
	}
}

func TestHTML(t *testing.T) {
	for _, c := range []struct{ page, want string }{
		{`<meta charset=KOI8-R>`, "koi8-r"},
		{`<!doctype html><html><head><!-- <meta charset=x> --><META CharSet=" gbk ">`, "gbk"},
		{`<meta name=a content="text/html; charset=x"><meta http-equiv=Content-Type content="text/html; charset=Shift_JIS">`, "shift_jis"},
		{`<meta http-equiv="content-type" content="text/html;charset='big5'; a b">`, "big5"},
		{`<?xml version="1.0" encoding="EUC-JP"?><html>`, "euc-jp"},
		{`<script>` + strings.Repeat("x", 5000) + `"<meta charset=x>"</script><meta charset=euc-kr>`, "euc-kr"},
		{`<body><meta charset=utf-8>`, ""},
		{strings.Repeat("<p>", 20_000) + `<meta charset=utf-8>`, ""},
		{``, ""},
	} {
		if got := HTML([]byte(c.page)); got != c.want {
			t.Errorf("%.60q: %q, want %q", c.page, got, c.want)
		}
	}
}

// What pages declare counts as what feeds do.
func TestPages(t *testing.T) {
	for _, c := range []struct {
		name, page, http string
		enc              encoding.Encoding
		want, text       string
	}{
		{"by meta", "<meta charset=koi8-r><p>" + russian, "text/html", charmap.KOI8R, "koi8-r", russian},
		{"server announces what it does not know", "<meta charset=koi8-r><p>" + russian, "text/html; charset=utf-8", charmap.KOI8R, "koi8-r", russian},
		{"server knows", "<meta charset=windows-1251><p>" + russian, "text/html; charset=koi8-r", charmap.KOI8R, "koi8-r", russian},
		{"server says nonsense", "<meta charset=koi8-r><p>" + russian, "text/html; charset=none", charmap.KOI8R, "koi8-r", russian},
		{"undeclared", "<p>" + russian, "", charmap.Windows1251, "windows-1251", russian},
		{"undeclared, with its language", `<html lang=pl-PL><p>` + polish, "", charmap.ISO8859_2, "iso-8859-2", polish},
		{"declared UTF-16", "<meta charset=utf-16><p>" + russian, "", encoding.Nop, "utf-8", russian},
	} {
		raw, err := c.enc.NewEncoder().String(c.page)
		if err != nil {
			t.Fatal(err)
		}
		text, name, _ := Decode([]byte(raw), c.http, HTML)
		if name != c.want || !strings.Contains(string(text), c.text) {
			t.Errorf("%s: taken for %s, want %s: %.90q", c.name, name, c.want, text)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("<meta charset=koi8-r><p>\xd0\xc1"), "text/html; charset=utf-8")
	f.Add([]byte("\xff\xfe<\x00p\x00>\x00"), "")
	f.Add([]byte("\xef\xbb\xbf<?xml version='1.0' encoding='gbk'?><a>\xb6\xc9\xc2\xd6"), "text/xml; charset=x")
	f.Add([]byte("<p>\x1b$B%\x1b(B"), "text/html; charset=iso-2022-jp")
	f.Add([]byte("<html lang=pl><p>za\xbf\xf3\xb3\xe6 g\xea\xb6l\xb1 ja\xbc\xf1"), "")
	f.Fuzz(func(t *testing.T, doc []byte, contentType string) {
		for _, declared := range []Declaration{XML, HTML} {
			text, name, odd := Decode(doc, contentType, declared)
			if !utf8.Valid(text) || name == "" || bytes.HasPrefix(text, []byte("\uFEFF")) {
				t.Errorf("%q in %q, odd %q", text, name, odd)
			}
		}
	})
}

func TestMixedCharset(t *testing.T) {
	text, name, odd := Decode([]byte("Größe, Straße, Fähre, Möwe und Caf\xe9 \x93so\x94"), "", XML)
	if want := "Größe, Straße, Fähre, Möwe und Café “so”"; string(text) != want || name != "utf-8" || len(odd) != 1 {
		t.Errorf("%s, %q, oddities %q; want %q", name, text, odd, want)
	}
}

func TestJoinHalves(t *testing.T) {
	for in, want := range map[string]string{
		"Fire \xed\xa0\xbd\xed\xb4\xa5, café":           "Fire 🔥, café",
		"Fire \xed\xa0\xbd, a half among so many: éééé": "Fire \u00ed\u00a0\u00bd, a half among so many: éééé",
	} {
		if text, name, _ := Decode([]byte(in), "", XML); string(text) != want || name != "utf-8" {
			t.Errorf("%q is %q in %s, want %q", in, text, name, want)
		}
	}
}
