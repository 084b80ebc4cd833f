package query

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/index/internal/document"
	"github.com/dateline-news/dateline/shared/news"
)

// term checks a value against its field.
func (p *parser) term(field Field, v token, column int) (Node, error) {
	t := &Term{Field: field, Value: v.text, Within: v.slash, At: column}
	if !searchable(v.text) && !(field.compares() && v.text == rangeSign) {
		return nil, wrong(v.column, "there is no letter or digit to search for in '%s'", shown(v.text))
	}
	if p.words += words(v.text); p.words > p.limits.Words {
		return nil, wrong(v.column, "the query has more than %d words", p.limits.Words)
	}
	switch {
	case v.star:
		if err := p.prefix(t, v); err != nil {
			return nil, err
		}
	case v.tilde && v.quoted:
		if err := t.stretch(v); err != nil {
			return nil, err
		}
	case v.tilde:
		if err := p.fuzzy(t, v); err != nil {
			return nil, err
		}
	case v.quoted && field.IsText():
		t.Kind = Phrase
	case field == Anywhere && !v.escaped:
		p.note(v)
	}
	if err := t.checkValue(v.quoted); err != nil {
		return nil, wrong(v.column, "%s", err)
	}
	return t, nil
}

// maxNotes is how many notes are worth reading.
const maxNotes = 3

// note tells of what elsewhere is an operator or a quote.
func (p *parser) note(v token) {
	remedy := map[string]string{"or": "write OR for either of two", "not": "write NOT or - to exclude", "near": "write NEAR/1 for words in one sentence"}[strings.ToLower(v.text)]
	switch first, _ := utf8.DecodeRuneInString(v.text); {
	case len(p.notes) >= maxNotes:
	case first == '\'' || first == '‘':
		p.notes = append(p.notes, fmt.Sprintf("column %d: single quotes make no phrase; write double ones", v.column))
	case remedy != "" && p.at > 1 && p.current().kind != tokenEnd:
		p.notes = append(p.notes, fmt.Sprintf("column %d: '%s' is a word here; %s", v.column, shown(v.text), remedy))
	}
}

func (p *parser) prefix(t *Term, v token) error {
	t.Kind = Prefix
	switch {
	case !t.Field.IsText():
		return wrong(v.column, "'*' is for words of the text, not for '%s:'", t.Field)
	case letters(v.text) < p.limits.PrefixLetters:
		return wrong(v.column, "'%s*' is too short, a prefix needs at least %d letters", shown(v.text), p.limits.PrefixLetters)
	case words(v.text) > 1:
		return wrong(v.column, "'%s*' is more than one word; only a single word can be a prefix", shown(v.text))
	}
	return p.countOpen(v)
}

func (p *parser) fuzzy(t *Term, v token) error {
	t.Kind = Fuzzy
	switch {
	case words(v.text) > 1:
		return wrong(v.column, "'%s~' is more than one word; only a single word can have a slip", shown(v.text))
	case letters(v.text) < fuzzyLetters:
		return wrong(v.column, "'%s~' is too short, a word that may have a slip needs at least %d letters", shown(v.text), fuzzyLetters)
	}
	return p.countOpen(v)
}

// countOpen counts a term that stands for many words of the index.
func (p *parser) countOpen(v token) error {
	most := p.limits.Open
	if most == 0 {
		most = DefaultLimits().Open
	}
	if p.open++; p.open > most {
		return wrong(v.column, "the query has more than %d words that end in '*' or '~'", most)
	}
	return nil
}

// stretch reads a phrase with a number of words that may stand in it.
func (t *Term) stretch(v token) error {
	switch {
	case !t.Field.IsText():
		return wrong(v.column, "'~' is for phrases of the text, not for '%s:'", t.Field)
	case words(v.text) < 2:
		return wrong(v.column, "'~%d' needs a phrase of two words or more", v.number)
	}
	t.Kind, t.Slop = Phrase, v.number
	return nil
}

// checkValue checks and normalises the value of fields with a fixed form.
func (t *Term) checkValue(quoted bool) error {
	switch t.Field {
	case Date, After, Before, AsOf:
		return t.checkDate()
	case Lang:
		return t.checkLanguage()
	case Country:
		return t.checkCountry()
	case Has:
		return t.checkListed("has", document.HasValues())
	case Is:
		return t.checkListed("is", document.IsValues())
	case Topic:
		value, near := canonicalTopic(t.Value)
		if near != "" && !quoted {
			return fmt.Errorf("unknown topic '%s', did you mean '%s'?", shown(t.Value), near)
		}
		t.Value = value
	case Domain:
		if host, path, ok := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(t.Value, "https://"), "http://"), "/"); ok || host != t.Value {
			return fmt.Errorf("a domain has no '%s'; write domain:%s", shown("/"+path), shown(host))
		}
	case ID:
		if !news.ValidID(t.Value) {
			return fmt.Errorf("'%s' is no article id; an id has %d letters and digits", shown(t.Value), news.IDLen)
		}
	case URL:
		if _, err := news.CanonicalURL(t.Value); err != nil {
			return fmt.Errorf("'%s' is no link; write all of it, such as url:https://example.org/story", shown(t.Value))
		}
	}
	return nil
}

func (t *Term) checkDate() error {
	d, err := parseDate(t.Value)
	if err != nil {
		return err
	}
	if d.IsRange() && t.Field != Date {
		return fmt.Errorf("'%s:' takes one date; write date:%s", t.Field, d.Text)
	}
	t.Date, t.Value = d, d.Text
	return nil
}

// checkListed checks a value against the list of those that there are.
func (t *Term) checkListed(field string, known []string) error {
	t.Value = strings.ToLower(t.Value)
	if slices.Contains(known, t.Value) {
		return nil
	}
	value := map[string]string{
		"quotes": "quote", "quotation": "quote", "images": "image", "picture": "image", "photo": "image", "byline": "author", "body": "text",
		"people": "person", "organisation": "org", "organization": "org", "number": "count", "revisions": "revision", "map": "coordinates",
		"updated": "revised", "changed": "edited", "full": "fulltext", "cut": "truncated", "brief": "short",
	}[t.Value]
	if value == "" || !slices.Contains(known, value) {
		value = Suggest(t.Value, slices.Clone(known))
	}
	if value != "" {
		return fmt.Errorf("unknown value '%s', did you mean '%s:%s'?", shown(t.Value), field, value)
	}
	return fmt.Errorf("unknown value '%s'; %s: takes %s", shown(t.Value), field, strings.Join(known, ", "))
}

// languages maps what is written for a language to its code. The codes of
// three letters are ISO 639-2's, those of two are countries'.
var languages = map[string]string{
	"arabic": "ar", "ara": "ar", "armenian": "hy", "basque": "eu", "bulgarian": "bg", "catalan": "ca", "chinese": "zh", "zho": "zh", "cn": "zh", "mandarin": "zh",
	"croatian": "hr", "czech": "cs", "cz": "cs", "danish": "da", "dk": "da", "dutch": "nl", "nld": "nl", "english": "en", "eng": "en", "en-us": "en", "en-gb": "en",
	"finnish": "fi", "french": "fr", "fra": "fr", "galician": "gl", "german": "de", "deu": "de", "greek": "el", "gr": "el", "hebrew": "he", "hindi": "hi",
	"hungarian": "hu", "indonesian": "id", "italian": "it", "ita": "it", "japanese": "ja", "jp": "ja", "jpn": "ja", "korean": "ko", "kor": "ko", "kurdish": "ckb",
	"norwegian": "no", "persian": "fa", "farsi": "fa", "polish": "pl", "portuguese": "pt", "por": "pt", "romanian": "ro", "russian": "ru", "rus": "ru",
	"serbian": "sr", "spanish": "es", "spa": "es", "swedish": "sv", "turkish": "tr", "tur": "tr", "ukrainian": "uk", "ukr": "uk", "ua": "uk", "unknown": "und",
}

func (t *Term) checkLanguage() error {
	t.Value = strings.ToLower(t.Value)
	near := languages[t.Value]
	if near == "" && len(t.Value) > 3 {
		names := make([]string, 0, len(languages))
		for name := range languages {
			names = append(names, name)
		}
		near = languages[Suggest(t.Value, names)]
	}
	switch {
	case near != "":
		return fmt.Errorf("'%s' is no language code, did you mean lang:%s?", shown(t.Value), near)
	case !isCode(t.Value, 2, 3):
		return fmt.Errorf("'%s' is no language code; write two letters, such as lang:en", shown(t.Value))
	}
	return nil
}

// countries maps what is written for a country to its code.
var countries = map[string]string{
	"UK": "GB", "EN": "GB", "BRITAIN": "GB", "GREAT BRITAIN": "GB", "ENGLAND": "GB", "UNITED KINGDOM": "GB", "USA": "US", "UNITED STATES": "US", "AMERICA": "US",
	"AUSTRALIA": "AU", "AUSTRIA": "AT", "BELGIUM": "BE", "BRAZIL": "BR", "CANADA": "CA", "CHINA": "CN", "DENMARK": "DK", "EGYPT": "EG", "FINLAND": "FI",
	"FRANCE": "FR", "GERMANY": "DE", "GREECE": "GR", "INDIA": "IN", "INDONESIA": "ID", "IRAN": "IR", "IRAQ": "IQ", "IRELAND": "IE", "ISRAEL": "IL",
	"ITALY": "IT", "JAPAN": "JP", "KENYA": "KE", "LEBANON": "LB", "MEXICO": "MX", "NETHERLANDS": "NL", "HOLLAND": "NL", "NIGERIA": "NG", "NORWAY": "NO", "PAKISTAN": "PK",
	"POLAND": "PL", "PORTUGAL": "PT", "QATAR": "QA", "ROMANIA": "RO", "RUSSIA": "RU", "SAUDI ARABIA": "SA", "SOUTH AFRICA": "ZA", "SOUTH KOREA": "KR",
	"KOREA": "KR", "SPAIN": "ES", "SWEDEN": "SE", "SWITZERLAND": "CH", "SYRIA": "SY", "TAIWAN": "TW", "TURKEY": "TR", "TÜRKIYE": "TR", "UKRAINE": "UA",
}

func (t *Term) checkCountry() error {
	typed := t.Value
	t.Value = strings.ToUpper(t.Value)
	switch near := countries[t.Value]; {
	case near != "":
		return fmt.Errorf("'%s' is no country code, did you mean country:%s?", shown(typed), near)
	case !isCode(strings.ToLower(t.Value), 2, 2):
		return fmt.Errorf("'%s' is no country code; write two letters, such as country:TR", shown(typed))
	}
	return nil
}

func isCode(s string, least, most int) bool {
	for _, r := range s {
		if r < 'a' || r > 'z' {
			return false
		}
	}
	return len(s) >= least && len(s) <= most
}

// searchable reports whether text holds a letter or a digit.
func searchable(text string) bool { return strings.ContainsFunc(text, wordly) }

func letters(text string) int {
	n := 0
	for _, r := range text {
		if wordly(r) {
			n++
		}
	}
	return n
}

// words counts runs of letters and digits; an ideograph counts as a word.
func words(text string) int {
	n := 0
	inside := false
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
			n++
			inside = false
		case wordly(r) || unicode.IsMark(r) || r == '\'' || r == '’':
			if !inside {
				n++
			}
			inside = true
		default:
			inside = false
		}
	}
	return max(n, 1)
}
