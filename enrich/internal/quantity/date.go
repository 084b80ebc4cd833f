package quantity

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// date reads a date at token i and returns the token behind, or 0.
func (f *finder) date(i int) int {
	value, end := f.written(i)
	if f.lex.eastern && end == 0 {
		value, end = f.easternDate(i)
	}
	if end == 0 {
		value, end = f.dayAndMonth(i)
	}
	if end == 0 {
		value, end = f.monthFirst(i)
	}
	if end == 0 {
		value, end = f.relative(i)
	}
	if end == 0 {
		value, end = f.year(i)
	}
	if end == 0 || value == "" {
		return 0
	}
	f.found.Dates = append(f.found.Dates, news.Date{Span: f.span(i, end), Value: value})
	return end
}

// shortestDate is the shortest of the dates of one token.
const shortestDate = "2.1.2006"

// written reads 2016-12-29 and 29.12.2016.
func (f *finder) written(i int) (string, int) {
	if f.d.Tokens[i].Kind != text.Number || f.d.Tokens[i].Len() > 2*maxFigures {
		return "", 0
	}
	w := digits(f.d.Word(i))
	for _, layout := range [...]string{"2006-01-02", "02.01.2006", "2.1.2006"} {
		if len(w) < len(shortestDate) {
			break
		}
		if t, err := time.Parse(layout, w); err == nil && plausible(t.Year()) {
			return t.Format(time.DateOnly), i + 1
		}
	}
	return f.slashed(i)
}

// slashed reads 29/12/2016 and 12/29/2016 where only one reading is a date,
// or both are the same.
func (f *finder) slashed(i int) (string, int) {
	for k := i; k < i+4; k++ {
		if !f.touching(k) {
			return "", 0
		}
	}
	year := f.yearAt(i + 4)
	if f.word(i+1) != "/" || f.word(i+3) != "/" || year == 0 || f.touching(i+4) && f.word(i+5) == "/" {
		return "", 0
	}
	day, month := f.small(i), f.small(i+2)
	if month > 12 {
		day, month = month, day
	}
	if day < 1 || month < 1 || month > 12 || day <= 12 && day != month {
		return "", 0
	}
	return f.dayValue(year, time.Month(month), day), i + 5
}

// The years that are taken for one.
const (
	minYear = 1500
	maxYear = 2100
)

func plausible(year int) bool { return year >= minYear && year <= maxYear }

// small reads one or two figures.
func (f *finder) small(i int) int {
	if i < f.first || i >= f.last || f.d.Tokens[i].Kind != text.Number {
		return 0
	}
	s := digits(f.d.Word(i))
	if len(s) > 2 {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// yearAt reads four figures.
func (f *finder) yearAt(i int) int {
	if i < f.first || i >= f.last || f.d.Tokens[i].Kind != text.Number {
		return 0
	}
	s := digits(f.d.Word(i))
	y, err := strconv.Atoi(s)
	if err != nil || len(s) != 4 || !plausible(y) {
		return 0
	}
	return y
}

// day reads the day of a month, "29", "1st", "1er", and what joins it to the
// month.
func (f *finder) day(i int) (day, end int) {
	day, end = f.small(i), i+1
	if day == 0 {
		w := f.word(i)
		for _, suffix := range []string{"st", "nd", "rd", "th", "er", "-го", "-е"} {
			if rest, ok := strings.CutSuffix(w, suffix); ok && len(rest) <= 2 {
				day, _ = strconv.Atoi(rest)
			}
		}
	}
	if day < 1 || day > 31 {
		return 0, 0
	}
	return day, end
}

// month reads a month's name at i, which English and German capitalise.
func (f *finder) month(i int) (time.Month, int) {
	if !f.isWord(i) || f.lex.capitals && !f.capital(i) {
		return 0, 0
	}
	if f.lex.longMonths[f.word(i)] {
		if m := f.lex.months[f.phrase(i, min(i+2, f.last))]; m > 0 {
			return time.Month(m), i + 2
		}
	}
	if m := f.lex.months[strings.TrimSuffix(f.word(i), ".")]; m > 0 {
		return time.Month(m), i + 1
	}
	return 0, 0
}

// trailingYear reads the year behind a month, with "of", a comma or a word
// for year; 0 where there is none.
func (f *finder) trailingYear(i int) (year, end int) {
	j := i
	if f.word(j) == "," || f.lex.of[f.word(j)] || f.word(j) == "del" {
		j++
	}
	if f.lex.yearWords[f.word(j)] {
		j++
	}
	y := f.yearAt(j)
	if y == 0 {
		return 0, i
	}
	j++
	if f.lex.yearAfter[f.word(j)] {
		j++
	}
	return y, j
}

// dayAndMonth reads "29 December 2016", "29. Dezember", "1er janvier",
// "29 de diciembre de 2016".
func (f *finder) dayAndMonth(i int) (string, int) {
	day, j := f.day(i)
	if day == 0 {
		return "", 0
	}
	if f.word(j) == "." && f.touching(j-1) || f.lex.of[f.word(j)] {
		j++
	}
	m, j := f.month(j)
	if m == 0 {
		return "", 0
	}
	if f.word(j) == "(" || f.word(j) == "/" {
		if _, k := f.month(j + 1); k > 0 {
			j = k
			if f.word(j) == ")" {
				j++
			}
		}
	}
	year, j := f.trailingYear(j)
	return f.dayValue(year, m, day), j
}

// monthFirst reads "December 29, 2016", "December 2016" and, behind a
// preposition, "in December".
func (f *finder) monthFirst(i int) (string, int) {
	m, j := f.month(i)
	if m == 0 {
		return "", 0
	}
	if f.lex.monthFirst {
		if day, k := f.day(j); day > 0 {
			year, k := f.trailingYear(k)
			return f.dayValue(year, m, day), k
		}
	}
	if year, k := f.trailingYear(j); year > 0 {
		return fmt.Sprintf("%04d-%02d", year, m), k
	}
	if f.published.IsZero() || !f.lex.before[f.word(i-1)] || f.isNumeral(i) {
		return "", 0
	}
	year := f.published.Year()
	if m > f.published.Month() {
		year--
	}
	return fmt.Sprintf("%04d-%02d", year, m), j
}

// dayValue is a day as ISO 8601; without a year the one nearest to published.
func (f *finder) dayValue(year int, m time.Month, day int) string {
	if year == 0 {
		if f.published.IsZero() {
			return ""
		}
		year = f.published.Year()
		switch t := time.Date(year, m, day, 0, 0, 0, 0, time.UTC); {
		case t.Sub(f.published) > 183*24*time.Hour:
			year--
		case f.published.Sub(t) > 183*24*time.Hour:
			year++
		}
	}
	t := time.Date(year, m, day, 0, 0, 0, 0, time.UTC)
	if t.Month() != m {
		return ""
	}
	return t.Format(time.DateOnly)
}

// relative resolves weekdays, "yesterday", "today" and "last year".
func (f *finder) relative(i int) (string, int) {
	if f.published.IsZero() || !f.isWord(i) {
		return "", 0
	}
	w := f.word(i)
	if offset, ok := f.lex.spans[w]; ok {
		if value, ok := f.period(f.lex.periods[f.word(i+1)], offset); ok {
			return value, i + 2
		}
	}
	if days, ok := f.lex.days[w]; ok {
		return f.published.AddDate(0, 0, days).Format(time.DateOnly), i + 1
	}
	day, ok := f.lex.weekdays[w]
	if !ok || f.lex.capitals && !f.capital(i) || f.lex.next[f.word(i-1)] || f.lex.next[f.word(i+1)] {
		return "", 0
	}
	back := (int(f.published.Weekday()) - day + 7) % 7
	return f.published.AddDate(0, 0, -back).Format(time.DateOnly), i + 1
}

// period is the year or month that lies a number of them from published.
func (f *finder) period(of string, offset int) (string, bool) {
	switch y, m, _ := f.published.Date(); of {
	case "year":
		return fmt.Sprintf("%04d", y+offset), true
	case "month":
		return time.Date(y, m+time.Month(offset), 1, 0, 0, 0, 0, time.UTC).Format("2006-01"), true
	}
	return "", false
}

// year reads a year behind a preposition, in brackets or beside a word for
// year.
func (f *finder) year(i int) (string, int) {
	y := f.yearAt(i)
	if y == 0 {
		return "", 0
	}
	before, after := f.word(i-1), f.word(i+1)
	end := i + 1
	switch {
	case f.lex.yearAfter[after]:
		end++
	case f.lex.yearWords[before]:
	case before == "(" && (after == ")" || after == "-" || after == "–"):
	case f.lex.before[before] && !f.isCountNoun(end):
	default:
		return "", 0
	}
	return strconv.Itoa(y), end
}

// isCountNoun says whether a noun that a number of four figures would count
// stands at i.
func (f *finder) isCountNoun(i int) bool {
	_, head, end := f.nounAt(i)
	return end > 0 && (f.lex.persons[f.word(head)] || f.lex.plurals[f.word(head)])
}
