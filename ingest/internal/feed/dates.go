package feed

import (
	"strconv"
	"strings"
	"time"
)

// Bounds of a date that is believed. Archives serve stories of the last
// century under their true dates.
const (
	oldestYear = 1900
	maxFuture  = 48 * time.Hour
	// buddhist is how far the years of Thailand are ahead.
	buddhist = 543
)

// usableDate reads a raw date. It returns false for one that cannot be read,
// is ambiguous, lies before 1900 or over 48 hours in the future, or is where a
// program's clock begins, which is what publishing systems write for no date.
func usableDate(raw string, now time.Time) (time.Time, bool) {
	t, ok := parseDate(raw)
	if !ok || t.Year() < oldestYear || t.After(now.Add(maxFuture)) || clockZero(t) {
		return time.Time{}, false
	}
	return t.UTC(), true
}

// clockZero reports a date within a day of the beginning of Unix time (1970),
// of the Macintosh clock (1904) or of spreadsheet days (1900), whatever zone
// the zero was written in.
func clockZero(t time.Time) bool {
	for _, zero := range []int{1900, 1904, 1970} {
		if d := t.Sub(time.Date(zero, time.January, 1, 0, 0, 0, 0, time.UTC)); d.Abs() <= 24*time.Hour {
			return true
		}
	}
	return false
}

// parseDate reads the dates of feeds: RFC 822 and 3339 with all that is met
// in their place, asctime, numeric dates whose order is certain, month names
// of some forty languages, and Unix time. Every part of the text must have
// a meaning and none may be given twice; what could be two dates is none. It
// never guesses.
func parseDate(raw string) (time.Time, bool) {
	raw = strings.TrimSpace(raw)
	if raw == "" || len(raw) > maxDateBytes {
		return time.Time{}, false
	}
	if t, ok := digitDate(raw); ok {
		return t, true
	}
	if t, ok := shortDate(raw); ok {
		return t, true
	}
	p := dateParser{toks: lexDate(raw), year: -1, month: -1, day: -1, hour: -1}
	if !p.run() {
		return time.Time{}, false
	}
	return p.time()
}

// digitDate reads a date of digits alone: Unix seconds or milliseconds, or
// year to day or second without separators.
func digitDate(s string) (time.Time, bool) {
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil || s[0] == '+' || s[0] == '-' {
		return time.Time{}, false
	}
	layout := ""
	switch len(s) {
	case 10:
		return time.Unix(v, 0).UTC(), true
	case 13:
		return time.UnixMilli(v).UTC(), true
	case 4:
		layout = "2006"
	case 8:
		layout = "20060102"
	case 14:
		layout = "20060102150405"
	default:
		return time.Time{}, false
	}
	t, err := time.Parse(layout, s)
	if err == nil && inThailand(t.Year()) {
		t = t.AddDate(-buddhist, 0, 0)
	}
	return t, err == nil
}

// inThailand says whether a year is one of the calendar of Thailand: it lies
// too far ahead to be another's, and what it stands for does not.
func inThailand(year int) bool {
	return year > buddhist+oldestYear && year-buddhist <= buddhist+oldestYear
}

// shortDate reads what ISO 8601 calls year and month without century: -YYMM
// and -YY-MM. The leading hyphen makes it certain.
func shortDate(s string) (time.Time, bool) {
	for _, layout := range []string{"-0601", "-06-01"} {
		if len(s) == len(layout) && s[0] == '-' {
			if t, err := time.Parse(layout, s); err == nil {
				return time.Date(century(t.Year()%100), t.Month(), 1, 0, 0, 0, 0, time.UTC), true
			}
		}
	}
	return time.Time{}, false
}

// dateParser reads tokens into fields; -1 is a field that was not given.
type dateParser struct {
	toks                  []dateToken
	pos                   int
	year, month, day      int
	hour, minute, sec, ns int
	half                  int // 1 for am, 2 for pm
	zoned                 bool
	zone                  int // seconds east of Greenwich
	home                  int // zone that the language of the date implies
}

func (p *dateParser) at(i int) dateToken {
	if p.pos+i < len(p.toks) {
		return p.toks[p.pos+i]
	}
	return dateToken{}
}

func (p *dateParser) run() bool {
	for p.pos < len(p.toks) {
		t := p.at(0)
		ok := false
		switch t.kind {
		case 'n':
			ok = p.number(t)
		case 'w':
			ok = p.name(t)
		case '+', '-', ':':
			switch {
			case p.hour < 0 && p.year >= 0 && p.at(1).kind == 'n' && p.at(2).kind == ':' && t.kind != '+':
				// Between date and time.
				p.pos++
				ok = true
			case t.kind != ':':
				ok = p.hour >= 0 && !p.zoned && p.offset()
			}
		case '[':
			ok = p.bracket()
		case ',', '.':
			p.pos++
			ok = true
		case '(':
			ok = p.comment()
		}
		if !ok {
			return false
		}
	}
	return true
}

// number reads a time, a date of numbers, or a day or year on its own.
func (p *dateParser) number(t dateToken) bool {
	next := p.at(1)
	switch {
	case next.kind == ':' || next.kind == '.' && p.year >= 0 && p.day >= 0 && p.hour < 0 && p.at(2).kind == 'n' && p.at(2).size == 2 || next.kind == 'w' && (next.word == "h" || next.word == "시" || next.word == "時" || next.word == "时"):
		return p.clock(t)
	case next.kind == 'w' && (next.word == "년" || next.word == "年"):
		return p.eastern(t, next.word)
	case t.size == 4 && next.kind == '-' && p.at(2).kind == 'n' && p.at(2).size == 3 && p.year < 0 && p.day < 0 && p.at(3).kind != '-':
		return p.dayOfYear(t.num, p.at(2).num)
	case (next.kind == '-' || next.kind == '/' || next.kind == '.') && p.year < 0 && p.day < 0 && (p.at(2).kind == 'n' || p.at(2).kind == 'w' && next.kind != '.'):
		return p.triple(t, next.kind)
	case t.size == 8 && p.year < 0 && p.month < 0 && p.day < 0:
		p.year, p.month, p.day = t.num/10000, t.num/100%100, t.num%100
	case t.size == 6 && p.day >= 0 && p.hour < 0 && p.pos > 0 && p.toks[p.pos-1].word == "t":
		p.hour, p.minute, p.sec = t.num/10000, t.num/100%100, t.num%100
	case t.size == 4 && p.year < 0:
		p.year = t.num
	case t.size <= 2 && p.month < 0 && (next.word == "월" || next.word == "月"):
		// The name of a month, within a date in the order of others.
		p.month = t.num
		p.pos++
	case t.size <= 2 && p.day < 0:
		p.day = t.num
		if ordinal(next) {
			p.pos++
		}
	case t.size == 2 && p.year < 0 && p.month >= 0:
		p.year = century(t.num)
	default:
		return false
	}
	p.pos++
	return true
}

// dayOfYear reads the ordinal date of ISO 8601: 2016-364.
func (p *dateParser) dayOfYear(year, day int) bool {
	t := time.Date(year, time.January, day, 0, 0, 0, 0, time.UTC)
	if day < 1 || t.Year() != year {
		return false
	}
	p.year, p.month, p.day = year, int(t.Month()), t.Day()
	p.pos += 3
	return true
}

// century places a year of two digits as RFC 2822 does.
func century(y int) int {
	if y < 50 {
		return 2000 + y
	}
	return 1900 + y
}

func ordinal(t dateToken) bool {
	return t.kind == 'w' && (t.word == "st" || t.word == "nd" || t.word == "rd" || t.word == "th")
}

// clock reads h:m, h:m:s and h:m:s.fraction, with letters in their place in
// French and East Asian dates.
func (p *dateParser) clock(t dateToken) bool {
	if p.hour >= 0 || t.size > 2 {
		return false
	}
	p.hour = t.num
	mark := p.at(1).kind
	p.pos += 2
	m := p.at(0)
	if m.kind != 'n' || m.size > 2 {
		return false
	}
	p.minute = m.num
	p.pos++
	switch next := p.at(0); {
	case next.kind == ':', mark == '.' && next.kind == '.' && p.at(1).kind == 'n' && p.at(1).size == 2, next.kind == 'w' && (next.word == "분" || next.word == "分") && p.at(1).kind == 'n':
		s := p.at(1)
		if s.kind != 'n' || s.size > 2 {
			return false
		}
		p.sec = s.num
		p.pos += 2
	case next.kind == 'w' && (next.word == "분" || next.word == "分"):
		p.pos++
	}
	if w := p.at(0); w.kind == 'w' && (w.word == "초" || w.word == "秒") {
		p.pos++
	}
	if f := p.at(1); (p.at(0).kind == '.' || p.at(0).kind == ',' && f.size == 3) && f.kind == 'n' && f.size <= 9 {
		p.ns = f.num
		for range 9 - f.size {
			p.ns *= 10
		}
		p.pos += 2
	}
	return true
}

// eastern reads 2004년 05월 28일 and 2004年5月28日.
func (p *dateParser) eastern(t dateToken, unit string) bool {
	month, day := p.at(2), p.at(4)
	if p.year >= 0 || p.day >= 0 || t.size != 4 || month.kind != 'n' || day.kind != 'n' {
		return false
	}
	if w := p.at(3).word; w != "월" && w != "月" {
		return false
	}
	if w := p.at(5).word; w != "일" && w != "日" {
		return false
	}
	p.year, p.month, p.day = t.num, month.num, day.num
	p.home = 8 * 3600
	if unit == "년" {
		p.home = 9 * 3600
	}
	p.pos += 6
	return true
}

// triple reads a date of three parts with a mark between them. The year
// comes first or last; day and month in doubt make no date.
func (p *dateParser) triple(first dateToken, mark byte) bool {
	second := p.at(2)
	month := second.num
	if second.kind == 'w' {
		m, ok := monthNames[second.word]
		if !ok {
			return false
		}
		month = m
	}
	if p.at(3).kind != mark || p.at(4).kind != 'n' {
		// Year and month alone, as W3C dates have it, and nothing else.
		if first.size == 4 && second.size == 2 && mark == '-' && len(p.toks) == 3 {
			p.year, p.month, p.day = first.num, month, 1
			p.pos += 3
			return true
		}
		return false
	}
	third := p.at(4)
	switch {
	case first.size == 4 && third.size <= 2 && second.size <= 3:
		p.year, p.month, p.day = first.num, month, third.num
	case first.size <= 2 && (third.size == 4 || second.kind == 'w' && third.size == 2):
		day := first.num
		if second.kind == 'n' && mark != '.' {
			if day <= 12 && month <= 12 && day != month {
				return false
			}
			if month > 12 {
				day, month = month, day
			}
		}
		p.day, p.month, p.year = day, month, third.num
		if third.size == 2 {
			p.year = century(third.num)
		}
	default:
		return false
	}
	p.pos += 5
	return true
}

// name reads a word: weekday, month, half of the day, zone.
func (p *dateParser) name(t dateToken) bool {
	if next := p.at(1).word; p.pos == 0 && (t.word == "thu" && vietnameseDays[next] || t.word == "chu" && next == "nhat") {
		p.pos += 2
		return true
	}
	if m, ok := monthNumerals[t.word]; ok && p.month < 0 && p.at(1).word == "月" {
		p.month = m
		p.pos += 2
		return true
	}
	if next := p.at(1); t.word == "thang" && p.month < 0 && next.kind == 'n' && next.size <= 2 {
		p.month = next.num
		p.pos += 2
		return true
	}
	if m, ok := monthPairs[t.word][p.at(1).word]; ok && p.month < 0 {
		p.month = m
		p.pos += 2
		return true
	}
	if m, ok := monthNames[t.word]; ok && p.month < 0 && (p.pos > 0 || p.at(1).kind == 'n') {
		p.month = m
		p.pos++
		return true
	}
	if (t.word == "a" || t.word == "p") && p.half == 0 && p.hour >= 0 && p.at(1).kind == '.' && p.at(2).word == "m" {
		p.half = dayHalves[t.word+"m"]
		p.pos += 3
		return true
	}
	if half, ok := dayHalves[t.word]; ok && p.half == 0 && (len(t.word) > 2 || p.hour >= 0) {
		p.half = half
		if t.word == "오전" || t.word == "오후" {
			p.home = 9 * 3600
		}
		p.pos++
		return true
	}
	switch {
	case t.word == "t" && p.day >= 0 && p.hour < 0 && p.at(1).kind == 'n', dateNoise[t.word] && p.pos > 0, t.word == "at" && p.hour < 0 && p.pos > 0, weekdays[t.word]:
		p.pos++
		return true
	case t.word == "etc" && p.at(1).kind == '/':
		p.pos += 2
		return true
	}
	if offset, ok := zones[t.word]; ok && p.hour >= 0 && !p.zoned {
		p.zone, p.zoned = offset*60, true
		p.pos++
		if next := p.at(0); offset == 0 && t.word != "z" && (next.kind == '+' || next.kind == '-') {
			p.zoned = false
			return p.offset()
		}
		return true
	}
	if offset, ok := zones[t.word]; ok && p.zoned && p.zone == offset*60 {
		// The name of the zone after its offset.
		p.pos++
		return true
	}
	// A weekday in some language: the first word, before anything else. It
	// may have two parts.
	if p.pos == 0 && len(p.toks) > 1 {
		p.pos++
		if p.at(0).kind == '-' && p.at(1).kind == 'w' {
			p.pos += 2
		}
		return true
	}
	return false
}

// offset reads +hhmm, +hh:mm, +hh and +hmm.
func (p *dateParser) offset() bool {
	sign := 1
	if p.at(0).kind == '-' {
		sign = -1
	}
	n := p.at(1)
	if n.kind != 'n' {
		return false
	}
	hours, minutes := n.num, 0
	p.pos += 2
	switch {
	case n.size == 3 || n.size == 4:
		hours, minutes = n.num/100, n.num%100
	case n.size <= 2 && p.at(0).kind == ':':
		m := p.at(1)
		if m.kind != 'n' || m.size != 2 {
			return false
		}
		minutes = m.num
		p.pos += 2
	case n.size > 4:
		return false
	}
	if hours > 14 || minutes > 59 {
		return false
	}
	p.zone, p.zoned = sign*(hours*3600+minutes*60), true
	return true
}

// comment skips text in parentheses; a zone in it counts if there is none.
func (p *dateParser) comment() bool {
	if w := p.at(1); w.kind == 'w' && p.at(2).kind == ')' && !p.zoned && p.hour >= 0 {
		offset, ok := zones[w.word]
		if !ok {
			return false
		}
		p.zone, p.zoned = offset*60, true
	}
	for p.pos < len(p.toks) && p.toks[p.pos].kind != ')' {
		p.pos++
	}
	p.pos++
	return true
}

// bracket skips the name of a zone whose offset is known: +01:00[Europe/Paris].
func (p *dateParser) bracket() bool {
	if !p.zoned {
		return false
	}
	for p.pos < len(p.toks) && p.toks[p.pos].kind != ']' {
		p.pos++
	}
	p.pos++
	return true
}

// time checks the fields and puts them together.
func (p *dateParser) time() (time.Time, bool) {
	if p.year < 0 || p.month < 1 || p.month > 12 || p.day < 1 {
		return time.Time{}, false
	}
	if inThailand(p.year) {
		p.year -= buddhist
	}
	first := time.Date(p.year, time.Month(p.month), 1, 0, 0, 0, 0, time.UTC)
	if p.day > first.AddDate(0, 1, -1).Day() {
		return time.Time{}, false
	}
	hour := max(p.hour, 0)
	switch {
	case p.half != 0 && (hour < 1 && p.half == 1 || hour > 12 && p.half == 1):
		return time.Time{}, false
	case p.half == 1 && hour == 12:
		hour = 0
	case p.half == 2 && hour < 12:
		hour += 12
	}
	endOfDay := hour == 24 && p.minute == 0 && p.sec == 0
	if hour > 23 && !endOfDay || p.minute > 59 || p.sec > 60 {
		return time.Time{}, false
	}
	zone := p.home
	if p.zoned {
		zone = p.zone
	}
	t := time.Date(p.year, time.Month(p.month), p.day, hour, p.minute, p.sec, p.ns, time.UTC)
	return t.Add(-time.Duration(zone) * time.Second), true
}
