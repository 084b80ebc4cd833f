package charset

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// Bounds of the guess.
const (
	// maxLegacySample is how many bytes are looked at.
	maxLegacySample = 256 << 10
	// minLegacyBytes is how many bytes above ASCII a guess needs.
	minLegacyBytes = 10
)

// guessLegacy guesses the character set of text that names none and is not
// UTF-8, from what the scripts of the world look like in their old encodings.
// Text in Latin letters has its bytes above ASCII one by one; there the
// language decides that the document names. What fits nothing is left to
// Windows-1252.
func guessLegacy(b []byte) (encoding.Encoding, string) {
	b = b[:min(len(b), maxLegacySample)]
	h := countHigh(b)
	if h.all < minLegacyBytes {
		return charmap.Windows1252, "windows-1252"
	}
	if enc, name := guessDouble(b, 5*h.paired >= 3*h.all); enc != nil {
		return enc, name
	}
	if 5*h.paired >= 3*h.all {
		return h.guessSingle()
	}
	return h.guessLatin(languageHint(b))
}

var languageTags = regexp.MustCompile(`(?i)(?:<(?:dc:)?language>|xml:lang\s*=\s*["']|<html\b[^>]{0,200}?\slang\s*=\s*["']?|"language"\s*:\s*")\s*([a-z]{2})\b`)

// languageHint returns the language that the beginning of a document names.
func languageHint(b []byte) string {
	if m := languageTags.FindSubmatch(b[:min(len(b), 16<<10)]); m != nil {
		return strings.ToLower(string(m[1]))
	}
	return ""
}

// letters are the ones beyond ASCII of languages that Windows-1252 lacks
// letters of.
var letters = map[string]string{
	"pl": "ąćęłńóśźż", "cs": "áčďéěíňóřšťúůýž", "sk": "áäčďéíĺľňóôŕšťúýž", "hu": "áéíóöőúüű",
	"sl": "čšž", "hr": "čćđšž", "bs": "čćđšž", "ro": "ăâîşţ", "sq": "çë",
	"tr": "çğıöşüâî", "az": "çğıöşü", "lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž", "et": "äöõüšž",
}

// western are the letters of languages that Windows-1252 has all letters of,
// and of Icelandic, which has some that no other of them has.
var western = []string{"àáâãäåæçèéêëìíîïñòóôõöøùúûüÿßœšž", "áéíóúýðþæö"}

// minLetters is how many different letters beyond ASCII a language needs to
// show that no document names.
const minLetters = 4

// guessLatin goes by the language, since Latin letters look alike in all
// encodings: the one that the document names, or else any whose letters the
// bytes are where those of Western Europe are not.
func (h *highBytes) guessLatin(language string) (encoding.Encoding, string) {
	best, name, most := charmap.Windows1252, "windows-1252", 0
	alphabets := []string{letters[language]}
	if language == "" {
		alphabets = slices.Sorted(maps.Values(letters))
		for _, alphabet := range western {
			most = max(most, h.score(single{charmap.Windows1252, name, alphabet, ""}))
		}
	}
	for _, alphabet := range alphabets {
		for _, s := range []single{
			{charmap.Windows1252, "windows-1252", alphabet, ""},
			{charmap.Windows1250, "windows-1250", alphabet, ""},
			{charmap.ISO8859_2, "iso-8859-2", alphabet, ""},
			{charmap.Windows1254, "windows-1254", alphabet, ""},
			{charmap.Windows1257, "windows-1257", alphabet, ""},
		} {
			if n := h.score(s); alphabet != "" && n > most && (language != "" || h.letters(s) >= minLetters) {
				best, name, most = s.enc, s.name, n
			}
		}
	}
	return best, name
}

// letters returns how many different small letters of an alphabet there are.
func (h *highBytes) letters(s single) int {
	n := 0
	for i := range h.first {
		if h.first[i]+h.later[i] > 0 && strings.ContainsRune(s.common, s.enc.DecodeByte(byte(i+0x80))) {
			n++
		}
	}
	return n
}

// highBytes counts bytes above ASCII.
type highBytes struct {
	// all, and those with another one beside them.
	all, paired int
	// first and later say how often each byte occurs, from 0x80 on, at the
	// beginning of a run of such bytes and within one.
	first, later [128]int
}

func countHigh(b []byte) *highBytes {
	h := &highBytes{}
	for i, c := range b {
		if c < 0x80 {
			continue
		}
		h.all++
		before := i > 0 && b[i-1] >= 0x80
		if before || i+1 < len(b) && b[i+1] >= 0x80 {
			h.paired++
		}
		if before {
			h.later[c-0x80]++
		} else {
			h.first[c-0x80]++
		}
	}
	return h
}

// single is an encoding with one byte a character and the letters of the
// languages written in it.
type single struct {
	enc  *charmap.Charmap
	name string
	// common are the dozen letters that make up most of a text, other the
	// rest.
	common, other string
}

// The letters are in no order; which are common is common knowledge.
const (
	cyrillicCommon, cyrillicOther = "оеаинтсрвлкмд", "пуяыьгзбчйхжшюцщэфъёіїєґўђћљњџјѕ"
	greekCommon, greekOther       = "αοιετσνηυρπκμςίό", "άέήύώλγδωχθφβξζψϊϋΐΰ"
	hebrewCommon, hebrewOther     = "יוהלארתבמשנ", "גדזחטכךםןסעפףץצק"
	arabicCommon, arabicOther     = "اليمونرتبةعدسف", "أإآئءؤىثجحخذزشصضطظغقكهچپگژ،؟"
	thaiCommon, thaiOther         = "านรอกเงวมยล่ี้ัสทะต", "ขคฆจฉชซฌญฎฏฐฑฒณดถธนบปผฝพฟภฤฦศษหฬฮฯำิึืุูโใไๅๆ็๊๋์ํแ"
)

func singles() []single {
	return []single{
		{charmap.Windows1251, "windows-1251", cyrillicCommon, cyrillicOther},
		{charmap.KOI8R, "koi8-r", cyrillicCommon, cyrillicOther},
		{charmap.ISO8859_5, "iso-8859-5", cyrillicCommon, cyrillicOther},
		{charmap.CodePage866, "ibm866", cyrillicCommon, cyrillicOther},
		{charmap.Windows1253, "windows-1253", greekCommon, greekOther},
		{charmap.Windows1255, "windows-1255", hebrewCommon, hebrewOther},
		{charmap.Windows1256, "windows-1256", arabicCommon, arabicOther},
		{charmap.Windows874, "windows-874", thaiCommon, thaiOther},
	}
}

// guessSingle returns the encoding in which the bytes are the likeliest
// letters.
func (h *highBytes) guessSingle() (encoding.Encoding, string) {
	best, name, most := charmap.Windows1252, "windows-1252", h.all
	for _, s := range singles() {
		if n := h.score(s); n > most {
			best, name, most = s.enc, s.name, n
		}
	}
	return best, name
}

// score gives 2 for a common letter, 1 for another or a capital where a word
// may begin, nothing for punctuation, and takes 3 for all else.
func (h *highBytes) score(s single) int {
	sum := 0
	for i := range h.first {
		r := s.enc.DecodeByte(byte(i + 0x80))
		first, later := h.first[i], h.later[i]
		switch {
		case strings.ContainsRune(s.common, r):
			sum += 2 * (first + later)
		case strings.ContainsRune(s.other, r):
			sum += first + later
		case unicode.IsUpper(r) && strings.ContainsRune(s.common+s.other, unicode.ToLower(r)):
			sum += first - later
		case !unicode.IsPunct(r) && r != '\u00a0':
			sum -= 3 * (first + later)
		}
	}
	return sum
}

// guessDouble tells the East Asian encodings with two bytes a character, or
// returns nil. Bytes above ASCII are dense in all but Big5.
func guessDouble(b []byte, dense bool) (encoding.Encoding, string) {
	sjis, euc, big5, gbk := countDouble(b, shiftJISPair), countDouble(b, eucPair), countDouble(b, big5Pair), countDouble(b, gbkPair)
	switch {
	case big5.fits() && big5.has(big5.common, 70) && big5.has(big5.low, 20) && !big5.has(big5.low, 80):
		return traditionalchinese.Big5, "big5"
	case !dense:
	case sjis.fits() && sjis.has(sjis.kana, 15):
		return japanese.ShiftJIS, "shift_jis"
	case euc.fits() && euc.has(euc.kana, 15):
		return japanese.EUCJP, "euc-jp"
	case euc.fits() && euc.has(euc.hangul, 85):
		return korean.EUCKR, "euc-kr"
	case euc.fits() && euc.has(euc.common, 60):
		return simplifiedchinese.GB18030, "gb18030"
	case gbk.fits() && euc.has(euc.common, 50):
		return simplifiedchinese.GB18030, "gb18030"
	}
	return nil, ""
}

// doubles counts characters of two bytes.
type doubles struct {
	all, bad int
	// kana, hangul and common ideographs, and pairs whose second byte is
	// ASCII.
	kana, hangul, common, low int
}

func (d *doubles) fits() bool { return d.all >= 5 && 50*d.bad <= d.all }

func (d *doubles) has(n, percent int) bool { return 100*n >= percent*d.all }

// countDouble walks b, taking a pair wherever a byte above ASCII stands.
func countDouble(b []byte, pair func(d *doubles, lead, trail byte) (size int)) doubles {
	var d doubles
	for i := 0; i < len(b); {
		if b[i] < 0x80 {
			i++
			continue
		}
		trail := byte(0)
		if i+1 < len(b) {
			trail = b[i+1]
		}
		i += pair(&d, b[i], trail)
	}
	return d
}

func eucPair(d *doubles, lead, trail byte) int {
	if lead == 0x8E && trail >= 0xA1 {
		return 2
	}
	if lead < 0xA1 || trail < 0xA1 || lead == 0xFF || trail == 0xFF {
		d.bad++
		return 1
	}
	if lead < 0xA4 {
		// Punctuation and wide Latin letters, in all of them.
		return 2
	}
	d.all++
	switch {
	case lead <= 0xA5:
		d.kana++
	case lead >= 0xB0 && lead <= 0xC8:
		d.hangul++
		d.common++
	case lead > 0xC8 && lead <= 0xD7:
		d.common++
	}
	return 2
}

func shiftJISPair(d *doubles, lead, trail byte) int {
	if lead >= 0xA1 && lead <= 0xDF {
		// A half-width character, which prose has not.
		d.all++
		return 1
	}
	if lead == 0x80 || lead == 0xA0 || lead >= 0xF0 || trail < 0x40 || trail == 0x7F || trail > 0xFC {
		d.bad++
		return 1
	}
	d.all++
	if lead == 0x82 && trail >= 0x9F || lead == 0x83 && trail <= 0x96 {
		d.kana++
	}
	return 2
}

func big5Pair(d *doubles, lead, trail byte) int {
	if lead < 0x87 || lead == 0xFF || trail < 0x40 || trail > 0x7E && trail < 0xA1 || trail == 0xFF {
		d.bad++
		return 1
	}
	if lead < 0xA4 {
		return 2
	}
	d.all++
	if lead <= 0xC6 {
		d.common++
	}
	if trail < 0x80 {
		d.low++
	}
	return 2
}

func gbkPair(d *doubles, lead, trail byte) int {
	if lead == 0x80 || lead == 0xFF || trail < 0x40 && (trail < '0' || trail > '9') || trail == 0x7F || trail == 0xFF {
		d.bad++
		return 1
	}
	// A digit makes it half of a character of four bytes.
	d.all++
	return 2
}
