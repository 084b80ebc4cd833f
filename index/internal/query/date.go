package query

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// DateValue is a date as written in a query. Days, months and years are those
// of UTC.
type DateValue struct {
	// Text is the canonical spelling; empty for no date.
	Text string
}

var (
	agoForm      = regexp.MustCompile(`^([1-9][0-9]{0,4})([hdwy])$`)
	calendarForm = regexp.MustCompile(`^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$`)
)

// dateForms is said in every error about a date.
const dateForms = "write 2016, 2016-12, 2016-12-29, 2016-12-29T14:30Z, today, yesterday, or how long ago: 12h, 7d, 2w, 1y"

// parseDate reads a date.
func parseDate(s string) (DateValue, error) {
	lower := strings.ToLower(s)
	if lower == "today" || lower == "yesterday" || agoForm.MatchString(lower) {
		return DateValue{Text: lower}, nil
	}
	if calendarForm.MatchString(s) {
		if _, err := time.Parse(time.DateOnly[:len(s)], s); err != nil || s < "0001" {
			return DateValue{}, fmt.Errorf("there is no date %q", s)
		}
		return DateValue{Text: s}, nil
	}
	for _, layout := range []string{"2006-01-02T15:04Z07:00", time.RFC3339} {
		if t, err := time.Parse(layout, strings.ToUpper(s)); err == nil && t.UTC().Year() >= 1 && t.UTC().Year() <= 9999 {
			return DateValue{Text: t.UTC().Format("2006-01-02T15:04:05Z")}, nil
		}
	}
	return DateValue{}, fmt.Errorf("%q is no date: %s", s, dateForms)
}

// Interval returns the span [from, to) that the date means at the time now.
// To is the zero time where the span is open: 7d is the last seven days and
// whatever comes. An instant is a span of no length.
func (d DateValue) Interval(now time.Time) (from, to time.Time) {
	now = now.UTC()
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	switch {
	case d.Text == "today":
		return midnight, midnight.AddDate(0, 0, 1)
	case d.Text == "yesterday":
		return midnight.AddDate(0, 0, -1), midnight
	case agoForm.MatchString(d.Text):
		return ago(now, d.Text), time.Time{}
	}
	if from, err := time.Parse(time.RFC3339, d.Text); err == nil {
		return from, from
	}
	from, err := time.Parse(time.DateOnly[:min(len(d.Text), len(time.DateOnly))], d.Text)
	if err != nil {
		return time.Time{}, time.Time{}
	}
	switch len(d.Text) {
	case len("2006"):
		return from, from.AddDate(1, 0, 0)
	case len("2006-01"):
		return from, from.AddDate(0, 1, 0)
	}
	return from, from.AddDate(0, 0, 1)
}

func ago(now time.Time, text string) time.Time {
	// The form was checked by agoForm: at most five digits and a unit.
	n, _ := strconv.Atoi(text[:len(text)-1])
	switch text[len(text)-1] {
	case 'h':
		return now.Add(-time.Duration(n) * time.Hour)
	case 'w':
		return now.AddDate(0, 0, -7*n)
	case 'y':
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
	if from.Equal(to) {
		to = from.Add(time.Second)
	}
	return from, to
}
