package query

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// DateValue is a date or a range of dates as written in a query. Days, weeks
// (from Monday), months and years are those of UTC.
type DateValue struct {
	// Text is the canonical spelling; empty for no date.
	Text string
}

var (
	agoForm      = regexp.MustCompile(`^([1-9][0-9]{0,4})(h|d|w|mo|y)$`)
	calendarForm = regexp.MustCompile(`^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$`)
)

// rangeSign stands between the ends of a range.
const rangeSign = ".."

// dateForms is said in every error about a date.
const dateForms = "write 2016, 2016-12, 2016-12-29, 2016-12-29T14:30Z, today, yesterday, this-week, last-month, or how long ago: 12h, 7d, 2w, 3mo, 1y"

// spans are the named dates.
var spans = map[string]func(midnight time.Time) (from, to time.Time){
	"today":      func(m time.Time) (from, to time.Time) { return m, m.AddDate(0, 0, 1) },
	"yesterday":  func(m time.Time) (from, to time.Time) { return m.AddDate(0, 0, -1), m },
	"this-week":  func(m time.Time) (from, to time.Time) { w := monday(m); return w, w.AddDate(0, 0, 7) },
	"last-week":  func(m time.Time) (from, to time.Time) { w := monday(m); return w.AddDate(0, 0, -7), w },
	"this-month": func(m time.Time) (from, to time.Time) { f := first(m); return f, f.AddDate(0, 1, 0) },
	"last-month": func(m time.Time) (from, to time.Time) { f := first(m); return f.AddDate(0, -1, 0), f },
	"this-year":  func(m time.Time) (from, to time.Time) { y := newYear(m); return y, y.AddDate(1, 0, 0) },
	"last-year":  func(m time.Time) (from, to time.Time) { y := newYear(m); return y.AddDate(-1, 0, 0), y },
}

func monday(m time.Time) time.Time  { return m.AddDate(0, 0, -(int(m.Weekday())+6)%7) }
func first(m time.Time) time.Time   { return m.AddDate(0, 0, 1-m.Day()) }
func newYear(m time.Time) time.Time { return m.AddDate(0, 0, 1-m.YearDay()) }

// parseDate reads a date or, with the sign between its ends, a range.
func parseDate(s string) (DateValue, error) {
	before, after, isRange := strings.Cut(s, rangeSign)
	if !isRange {
		text, err := parsePoint(s)
		return DateValue{Text: text}, err
	}
	if before == "" && after == "" {
		return DateValue{}, fmt.Errorf("a range needs a beginning or an end, such as 2016-12-01..2016-12-31")
	}
	ends := [2]string{before, after}
	for i, end := range ends {
		if end == "" {
			continue
		}
		var err error
		if ends[i], err = parsePoint(end); err != nil {
			return DateValue{}, err
		}
	}
	d := DateValue{Text: ends[0] + rangeSign + ends[1]}
	if from, to := d.Interval(time.Time{}); d.fixed() && ends[0] != "" && ends[1] != "" && !from.Before(to) {
		return DateValue{}, fmt.Errorf("the range %s ends before it begins", d.Text)
	}
	return d, nil
}

// fixed reports whether the date means the same at any time.
func (d DateValue) fixed() bool {
	return !strings.ContainsFunc(d.Text, func(r rune) bool { return r >= 'a' && r <= 'z' })
}

// IsRange reports whether the date was written with two ends.
func (d DateValue) IsRange() bool { return strings.Contains(d.Text, rangeSign) }

func parsePoint(s string) (string, error) {
	lower := strings.ToLower(s)
	if _, ok := spans[lower]; ok || agoForm.MatchString(lower) {
		return lower, nil
	}
	if calendarForm.MatchString(s) {
		if _, err := time.Parse(time.DateOnly[:len(s)], s); err != nil || s < "0001" {
			return "", fmt.Errorf("there is no date %q", s)
		}
		return s, nil
	}
	for _, layout := range []string{"2006-01-02T15:04Z07:00", time.RFC3339, "2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, strings.ToUpper(s)); err == nil && t.UTC().Year() >= 1 && t.UTC().Year() <= 9999 {
			return t.UTC().Format("2006-01-02T15:04:05Z"), nil
		}
	}
	if near := meant(lower); near != "" {
		return "", fmt.Errorf("%q is no date, did you mean %s?", shown(s), near)
	}
	return "", fmt.Errorf("%q is no date: %s", shown(s), dateForms)
}

// Forms of dates that are understood well enough to say how they are written.
var (
	glued     = regexp.MustCompile(`^([12][0-9]{3})([01][0-9])([0-3][0-9])$`)
	yearFirst = regexp.MustCompile(`^([12][0-9]{3})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})$`)
	yearLast  = regexp.MustCompile(`^([0-9]{1,2})([-/.])([0-9]{1,2})[-/.]([12][0-9]{3})$`)
	longAgo   = regexp.MustCompile(`^(?:last |past |last-|past-)?([1-9][0-9]{0,3}) ?-?(h|hour|hr|d|day|w|week|wk|m|mo|month|y|yr|year)s?(?: ago)?$`)
	someSpan  = regexp.MustCompile(`^(this|last|past)[ _]?(week|month|year)$`)
	monthYear = regexp.MustCompile(`^(0?[1-9]|1[0-2])[-/.]([12][0-9]{3})$`)
	otherSpan = regexp.MustCompile(`^([12][0-9]{3}-[0-9]{2}-[0-9]{2})(?:-|/|,| to | - |–|—|:)([12][0-9]{3}-[0-9]{2}-[0-9]{2})$`)
	monthName = regexp.MustCompile(`^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ -]?([12][0-9]{3})$`)
)

// meant returns the date that was probably meant, "" for none.
func meant(lower string) string {
	if m := glued.FindStringSubmatch(lower); m != nil {
		return real(m[1], m[2], m[3])
	}
	if m := yearFirst.FindStringSubmatch(lower); m != nil {
		return real(m[1], m[2], m[3])
	}
	if m := yearLast.FindStringSubmatch(lower); m != nil {
		european, american := real(m[4], m[3], m[1]), real(m[4], m[1], m[3])
		switch {
		case european == american || american == "" || european != "" && m[2] == ".":
			return european
		case european == "":
			return american
		}
		return european + " or " + american
	}
	if m := monthYear.FindStringSubmatch(lower); m != nil {
		return m[2] + "-" + ("0" + m[1])[len(m[1])-1:]
	}
	if m := otherSpan.FindStringSubmatch(lower); m != nil {
		return m[1] + rangeSign + m[2]
	}
	if m := longAgo.FindStringSubmatch(lower); m != nil {
		unit := map[byte]string{'h': "h", 'd': "d", 'w': "w", 'm': "mo", 'y': "y"}[m[2][0]]
		return m[1] + unit
	}
	if m := someSpan.FindStringSubmatch(lower); m != nil {
		return strings.Replace(m[1], "past", "last", 1) + "-" + m[2]
	}
	if m := monthName.FindStringSubmatch(lower); m != nil {
		return fmt.Sprintf("%s-%02d", m[2], strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", m[1])/3+1)
	}
	named := make([]string, 0, len(spans))
	for name := range spans {
		named = append(named, name)
	}
	return Suggest(lower, named)
}

// real returns a date in canonical writing if there is one.
func real(year, month, day string) string {
	t, err := time.Parse("2006-1-2", year+"-"+strings.TrimPrefix(month, "0")+"-"+strings.TrimPrefix(day, "0"))
	if err != nil {
		return ""
	}
	return t.Format(time.DateOnly)
}

// Interval returns the span [from, to) that the date means at the time now.
// The zero time stands for an end that is open: 7d is the last seven days and
// whatever comes. An instant is a span of no length.
func (d DateValue) Interval(now time.Time) (from, to time.Time) {
	before, after, isRange := strings.Cut(d.Text, rangeSign)
	if !isRange {
		return point(d.Text, now.UTC())
	}
	if before != "" {
		from, _ = point(before, now.UTC())
	}
	if after == "" {
		return from, time.Time{}
	}
	switch begin, end := point(after, now.UTC()); {
	case end.IsZero():
		to = begin
	case end.Equal(begin):
		to = end.Add(time.Second)
	default:
		to = end
	}
	return from, to
}

// point is Interval for a date that is no range.
func point(text string, now time.Time) (from, to time.Time) {
	if span, ok := spans[text]; ok {
		return span(time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC))
	}
	if m := agoForm.FindStringSubmatch(text); m != nil {
		return ago(now, m[1], m[2]), time.Time{}
	}
	if from, err := time.Parse(time.RFC3339, text); err == nil {
		return from, from
	}
	from, err := time.Parse(time.DateOnly[:min(len(text), len(time.DateOnly))], text)
	if err != nil {
		return time.Time{}, time.Time{}
	}
	switch len(text) {
	case len("2006"):
		return from, from.AddDate(1, 0, 0)
	case len("2006-01"):
		return from, from.AddDate(0, 1, 0)
	}
	return from, from.AddDate(0, 0, 1)
}

func ago(now time.Time, number, unit string) time.Time {
	// The form was checked by agoForm: at most five digits.
	n, _ := strconv.Atoi(number)
	switch unit {
	case "h":
		return now.Add(-time.Duration(n) * time.Hour)
	case "w":
		return now.AddDate(0, 0, -7*n)
	case "mo":
		return now.AddDate(0, -n, 0)
	case "y":
		return now.AddDate(-n, 0, 0)
	}
	return now.AddDate(0, 0, -n)
}

// Range returns the span of publication that a date term asks for at the time
// now: from ≤ published < to. The zero time stands for an open end. After
// begins with the date itself, before ends before it begins.
func (t *Term) Range(now time.Time) (from, to time.Time) {
	from, to = t.Date.Interval(now)
	switch t.Field {
	case After:
		return from, time.Time{}
	case Before:
		return time.Time{}, from
	}
	if from.Equal(to) && !from.IsZero() {
		to = from.Add(time.Second)
	}
	return from, to
}
