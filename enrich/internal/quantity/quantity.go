// Package quantity finds the counts, amounts of money, percentages and dates
// that a news text names, by rule.
//
// [Find] knows number words, bounds, nouns and events in Arabic, Chinese,
// Dutch, English, French, German, Italian, Japanese, Portuguese, Russian,
// Spanish and Turkish; in Chinese and Japanese it counts people alone. In other
// languages it finds what is written with figures and signs alone:
// percentages, money, ISO dates.
// Numbers that count nothing are left out: ages, times of day, spans of time,
// measures, ordinals, scores, telephone numbers and numbers that are part of a
// name, and so are "dozens" and "thousands", which say no number. Dates that
// are neither a year, a month nor a day ("last week") are left out too, and
// figures parted by slashes that may be read in two ways.
//
// A range ("5,000 to 6,000 flights") counts its lower number, as "about" where
// no other bound is written. The object is the noun phrase as written, in
// English and German without the adjectives that only describe it. Events are
// killed, injured, missing, displaced, evacuated, arrested, kidnapped, rescued,
// infected, hospitalised and trapped. A dollar without a country is USD unless the text names
// another country's dollar; pounds in words need a country or a scale such as
// "million", and other currencies of several countries need a country.
//
// All functions are pure, take linear time and may be called concurrently.
// Every span is in order, on rune borders and outside the text's notices.
package quantity

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// Found is what one field of an article names, each in the order of the text.
type Found struct {
	Counts      []news.Count
	Money       []news.Money
	Percentages []news.Percentage
	Dates       []news.Date
}

// Find reads a parsed field in a language (ISO 639-1). Weekdays, "yesterday"
// and dates without a year are resolved against published; where it is zero
// they are left out. A day without a year is the one nearest to published, a
// weekday or a month the latest that is not after it.
func Find(d *text.Document, s text.Structure, field news.Field, language string, published time.Time) Found {
	f := finder{d: d, field: field, lex: lexicons()[language], published: published}
	if f.lex == nil {
		f.lex = lexicons()[""]
	}
	f.comma = language == "en" || language == "ar" || language == "zh" || language == "ja"
	f.lower = make([]string, len(d.Tokens))
	f.roles = make([]role, len(d.Tokens))
	all := role(0)
	for i, t := range d.Tokens {
		f.lower[i] = fold(d.Word(i))
		f.roles[i] = f.lex.roleOf(f.lower[i], t.Kind)
		all |= f.roles[i]
	}
	f.disease = all&disease != 0
	f.dollar = "USD"
	if all&dollar != 0 {
		f.dollar = f.dollarCode()
	}
	notice, dateline := 0, text.Range{}
	if s.Dateline != nil {
		dateline = s.Dateline.Range
	}
	for _, sent := range d.Sentences {
		r := text.Range{Start: d.Tokens[sent.First].Start, End: d.Tokens[sent.Last-1].End}
		for notice < len(s.Notices) && s.Notices[notice].End <= r.Start {
			notice++
		}
		if notice < len(s.Notices) && s.Notices[notice].Overlaps(r) {
			continue
		}
		f.sentence(sent, dateline)
	}
	return f.found
}

// finder reads one field.
type finder struct {
	d         *text.Document
	field     news.Field
	lex       *lexicon
	lower     []string
	roles     []role
	published time.Time
	// comma says that a comma parts thousands and a stop decimals.
	comma  bool
	dollar string
	// disease says that the text is of one.
	disease bool
	found   Found
	// first and last delimit the sentence being read; counted are its counts.
	first, last int
	counted     []counted
	read        reading
}

func (f *finder) sentence(s text.Sentence, dateline text.Range) {
	f.first, f.last = s.First, s.Last
	f.counted = f.counted[:0]
	f.read = reading{}
	for i := s.First; i < s.Last; {
		if f.roles[i]&opens == 0 {
			i++
			continue
		}
		next := 0
		for _, read := range []func(int) int{f.date, f.money, f.percentage} {
			if next = read(i); next > i {
				break
			}
		}
		if next <= i && !dateline.Contains(f.d.Tokens[i].Range) {
			next = f.count(i)
		}
		i = max(next, i+1)
	}
	f.events()
}

func (f *finder) span(first, end int) news.Span {
	return news.Span{Field: f.field, Start: f.d.Tokens[first].Start, End: f.d.Tokens[end-1].End}
}

// word is the folded token i, empty outside the sentence.
func (f *finder) word(i int) string {
	if i < f.first || i >= f.last {
		return ""
	}
	return f.lower[i]
}

func (f *finder) isWord(i int) bool {
	return i >= f.first && i < f.last && f.d.Tokens[i].Kind == text.Word
}

// touching says whether tokens i and i+1 have nothing between them.
func (f *finder) touching(i int) bool {
	return i >= f.first && i+1 < f.last && f.d.Tokens[i].End == f.d.Tokens[i+1].Start
}

func (f *finder) capital(i int) bool {
	if !f.isWord(i) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(f.d.Text[f.d.Tokens[i].Start:])
	return unicode.IsUpper(r)
}

// maxFolded bounds the words that are looked up; longer ones are in no list.
const maxFolded = 64

// fold lowers a word and drops what Arabic writes optionally.
func fold(w string) string {
	if len(w) > maxFolded {
		return ""
	}
	w = text.Lower(w)
	ascii := true
	for i := range len(w) {
		ascii = ascii && w[i] < utf8.RuneSelf
	}
	if ascii {
		return w
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'ً' && r <= 'ْ', r == 'ـ':
			return -1
		case r == 'أ' || r == 'إ' || r == 'آ':
			return 'ا'
		case r == 'ى':
			return 'ي'
		case r == 'ё':
			return 'е'
		case r == '’':
			return '\''
		}
		return r
	}, w)
}
