package query

import (
	"testing"
	"time"
)

// FuzzDate reads any date of a query: its text reads as itself, one with two
// fixed ends begins before it ends, and what a name of days means holds the
// time that it is named at or lies before it.
func FuzzDate(f *testing.F) {
	for _, s := range []string{
		"2016", "2016-12", "2016-12-29", "2016-12-29T14:30Z", "2016-12-29t14:30+02:00", "today", "last-week", "this-year", "12h", "7d", "2w", "3mo", "1y", "0d", "99999999999y",
		"2016..2017-01", "7d..", "..yesterday", "..", "2017..2016", "9999-12-31", "0001-01-01..", "2016-02-30", "2016..2017..2018", "today..today",
	} {
		f.Add(s, int64(1483099200))
	}
	f.Fuzz(func(t *testing.T, s string, unix int64) {
		d, err := parseDate(s)
		if err != nil {
			return
		}
		again, err := parseDate(d.Text)
		if err != nil || again != d {
			t.Fatalf("%q reads as %q, and that as %q, %v", s, d.Text, again.Text, err)
		}
		now := time.Unix(unix%4e9, 0).UTC()
		from, to := d.Interval(now)
		if d.fixed() {
			if later, end := d.Interval(now.AddDate(1, 2, 3)); !later.Equal(from) || !end.Equal(to) {
				t.Fatalf("%q is from %s to %s and a year later from %s to %s", s, from, to, later, end)
			}
			if !from.IsZero() && !to.IsZero() && from.After(to) {
				t.Fatalf("%q is from %s to %s", s, from, to)
			}
		}
		if !d.IsRange() && from.IsZero() && to.IsZero() && d.Text != "0001" && d.Text[:1] != "0" {
			t.Fatalf("%q is open at both ends", s)
		}
		if !d.IsRange() && !d.fixed() && from.After(now) {
			t.Fatalf("%q at %s begins at %s", s, now, from)
		}
	})
}
