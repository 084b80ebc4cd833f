package query

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// raw is an unquoted value as it was typed.
type raw struct {
	column int
	field  Field
	text   []rune
	// literal is set for the characters that had a backslash.
	literal []bool
}

// isText reports whether the value is looked for in text, where marks without
// a meaning would be left out in silence.
func (v *raw) isText() bool { return v.field.IsText() }

// cut takes n characters off the end.
func (v *raw) cut(n int) {
	v.text, v.literal = v.text[:len(v.text)-n], v.literal[:len(v.literal)-n]
}

// bare returns the value where no character had a backslash.
func (v *raw) bare() string {
	if slices.Contains(v.literal, true) {
		return ""
	}
	return string(v.text)
}

// fuzzy takes the mark of a word that may have a slip off its end.
func (v *raw) fuzzy() bool {
	for _, mark := range []string{"~1", "~"} {
		if n := len(mark); len(v.text) > n && string(v.text[len(v.text)-n:]) == mark && !v.literal[len(v.text)-n] {
			v.cut(n)
			return true
		}
	}
	return false
}

// unescaped returns the place of the first such mark without a backslash, or
// -1.
func (v *raw) unescaped(marks string) int {
	for i, r := range v.text {
		if !v.literal[i] && strings.ContainsRune(marks, r) {
			return i
		}
	}
	return -1
}

// distance reads NEAR and NEAR/n.
func (v *raw) distance() (int, error) {
	number, ok := strings.CutPrefix(string(v.text), "NEAR/")
	if !ok {
		return 1, nil
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > MaxDistance {
		return 0, wrong(v.column, "NEAR/ takes a number of sentences from 1 (in the same one) to %d", MaxDistance)
	}
	return n, nil
}

// Forms of other query languages.
var (
	wordsApart = regexp.MustCompile(`^(?i:(?:near|w|within|adj|pre|n)/([0-9]{1,3}|[sp]))$`)
	gluedNear  = regexp.MustCompile(`^NEAR([0-9]{1,3})$`)
	comparison = regexp.MustCompile(`^([\pL_]+)([=<>]=?|==)(.*)$`)
)

// refuse refuses marks that other query languages give a meaning to and that
// would otherwise be searched for, or left out, as punctuation.
func (v *raw) refuse(star bool) error {
	if i := v.unescaped("*"); i >= 0 || star && len(v.text) == 0 {
		return v.refuseStar(max(i, 0), star)
	}
	if v.field.compares() {
		return v.refuseRange()
	}
	if !v.isText() {
		return nil
	}
	if err := v.refuseMarks(); err != nil {
		return err
	}
	bare := v.bare()
	if v.field == Anywhere {
		if err := refuseOperator(bare, v.column); err != nil {
			return err
		}
	}
	if n := len(bare); n > 2 && bare[0] == '/' && bare[n-1] == '/' {
		return wrong(v.column, "regular expressions are not part of the language; use OR or a prefix*")
	}
	return nil
}

func (v *raw) refuseStar(i int, star bool) error {
	switch bare := v.bare(); {
	case (bare == "" || bare == "*:") && star && v.field == Anywhere && len(v.text) == len(bare):
		return wrong(v.column, "'*' may only end a word; a query without any word finds every article")
	case v.field == Domain && strings.HasPrefix(bare, "*."):
		return wrong(v.column, "domain: holds for all hosts of a domain; write domain:%s", shown(bare[2:]))
	case i == 0:
		return wrong(v.column, "'*' may only end a word; a word cannot begin with it")
	}
	return wrong(v.column+i, "'*' may only end a word")
}

// refuseMarks looks for marks inside and at the ends of a word.
func (v *raw) refuseMarks() error {
	last := len(v.text) - 1
	for i, r := range v.text {
		if v.literal[i] {
			continue
		}
		switch {
		case r == '?' && i < last && (i == 0 || wordly(v.text[i-1])) && wordly(v.text[i+1]):
			return wrong(v.column+i, "'?' does not stand for a letter; use a prefix*, word~ for one slip, or OR")
		case i == 0 && i < last && r == '!' && wordly(v.text[1]):
			return wrong(v.column, "to exclude a word write -%s", shown(string(v.text[1:])))
		case i == 0 && i < last && r == '+' && wordly(v.text[1]):
			return wrong(v.column, "leave out '+': every word is required as it is")
		case i == 0 && i < last && r == ':' && v.field == Anywhere:
			return wrong(v.column, "put no space before the colon of a field, or quotes around text that holds one")
		case (r == '~' || r == '^') && i > 0 && v.numberBehind(i):
			if r == '^' {
				return wrong(v.column+i, "weights ('^') are not part of the language")
			}
			return wrong(v.column+i, "'~' after a word allows for one slip and takes no other number than 1")
		}
	}
	return nil
}

func wordly(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// numberBehind reports whether nothing but a number follows the mark at i.
func (v *raw) numberBehind(i int) bool {
	for at := i + 1; at < len(v.text); at++ {
		if r := v.text[at]; v.literal[at] || !unicode.IsDigit(r) && r != '.' {
			return false
		}
	}
	return true
}

// refuseOperator refuses the operators of other languages.
func refuseOperator(bare string, column int) error {
	switch {
	case bare == "|" || strings.Contains(bare, "||"):
		return wrong(column, "write OR in place of '||'")
	case strings.Contains(bare, "&&"):
		return wrong(column, "leave out '&&', since words are joined by AND, or write AND")
	case bare != "" && strings.Trim(bare, "<>=") == "":
		return wrong(column, "write after: or before: with a date right behind, such as after:2016-12-01")
	case bare == rangeSign:
		return wrong(column, "a range has no spaces: date:2016-12-01..2016-12-31")
	case bare == "!":
		return wrong(column, "to exclude something write -word, -\"a phrase\" or NOT")
	}
	if m := wordsApart.FindStringSubmatch(bare); m != nil {
		return wrong(column, `for words that stand close to each other write a NEAR/1 b (in one sentence, 2: in the next at most) or "a b"~5 (at most 5 words between)`)
	}
	if m := gluedNear.FindStringSubmatch(bare); m != nil {
		return wrong(column, "write NEAR/%s", m[1])
	}
	if m := comparison.FindStringSubmatch(bare); m != nil {
		return refuseComparison(m[1], m[2], m[3], column)
	}
	return nil
}

// refuseComparison refuses field=value and date>value where the first part is
// a field.
func refuseComparison(name, sign, value string, column int) error {
	field, ok := spellings[strings.ToLower(name)]
	if !ok && strings.EqualFold(name, "published") {
		field, ok = Date, true
	}
	switch {
	case !ok:
		return nil
	case sign == "=" || sign == "==":
		return wrong(column, "write %s:%s with a colon", strings.ToLower(name), shown(value))
	case field == Date:
		return wrong(column, "write %s:%s", sideOf(sign), shown(value))
	}
	return nil
}

func sideOf(sign string) Field {
	if strings.HasPrefix(sign, "<") {
		return Before
	}
	return After
}

// refuseRange refuses what other languages write for ranges of dates.
func (v *raw) refuseRange() error {
	bare := v.bare()
	switch {
	case strings.HasPrefix(bare, "[") || strings.HasPrefix(bare, "{"):
		return wrong(v.column, "write a range as date:2016-12-01..2016-12-31")
	case strings.HasPrefix(bare, "<") || strings.HasPrefix(bare, ">"):
		return wrong(v.column, "write %s:%s", sideOf(bare), shown(strings.TrimLeft(bare, "<>=")))
	}
	return nil
}

// foreignFields maps fields of other languages to ours.
var foreignFields = map[string]Field{
	"site": Domain, "host": Domain, "hostname": Domain, "website": Domain, "since": After, "until": Before, "to": Before,
	"newer": After, "newer_than": After, "older": Before, "older_than": Before, "published": Date, "pubdate": Date, "time": Date, "day": Date, "year": Date,
	"intitle": Title, "allintitle": Title, "headline": Title, "heading": Title, "subject": Topic,
	"intext": Text, "allintext": Text, "body": Text, "content": Text, "fulltext": Text,
	"inurl": URL, "link": URL, "href": URL, "by": Author, "byline": Author, "writer": Author, "journalist": Author,
	"people": Person, "per": Person, "name": Person, "company": Org, "orgs": Org, "org_name": Org, "institution": Org,
	"location": Place, "loc": Place, "geo": Place, "city": Place, "near": Place, "gpe": Place, "region": Place,
	"locale": Lang, "publisher": Source, "outlet": Source, "newspaper": Source, "publication": Source, "feed": Source, "wire": Agency,
	"speaker": Said, "says": Said, "speech": Said, "quoted": Quote, "quotation": Quote,
	"category_id": Category, "section": Category, "keyword": Category, "keywords": Category, "tags": Tag, "label": Tag, "hashtag": Tag,
	"uid": ID, "guid": ID, "qid": Entity, "wikidata": Entity, "contains": Has, "with": Has, "at": AsOf, "valid": AsOf,
	"order": sortField, "orderby": sortField, "order_by": sortField, "sort_by": sortField, "sortby": sortField, "rank": sortField,
}

func unknownField(column int, name, rest string) error {
	lower := strings.ToLower(name)
	if (lower == "http" || lower == "https") && strings.HasPrefix(rest, "//") {
		return wrong(column, "to find a link write url:%s://…", lower)
	}
	if name == "NEAR" && rest != "" && unicode.IsDigit([]rune(rest)[0]) {
		return wrong(column, "write NEAR/ with a number of sentences, such as NEAR/1")
	}
	if near := foreignFields[lower]; near != "" {
		return wrong(column, "unknown field '%s', did you mean '%s'?", shown(name), near)
	}
	if lower == "from" {
		near := Source
		if rest != "" && unicode.IsDigit([]rune(rest)[0]) {
			near = After
		}
		return wrong(column, "unknown field '%s', did you mean '%s'?", shown(name), near)
	}
	candidates := []string{sortField}
	for s := range spellings {
		candidates = append(candidates, s)
	}
	if near := Suggest(lower, candidates); near != "" {
		return wrong(column, "unknown field '%s', did you mean '%s'?", shown(name), near)
	}
	return wrong(column, "unknown field '%s'; put text that holds a colon in quotes", shown(name))
}
