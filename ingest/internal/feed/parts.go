package feed

import "time"

// Date reads a date by the rules of [Parse]. It returns false for one that
// cannot be read, is ambiguous, lies before 1900 or over 48 hours after now,
// or is where a program's clock begins.
func Date(raw string, now time.Time) (time.Time, bool) { return usableDate(raw, now) }

// Line renders a title of unknown type, decoded from XML, by the rules of
// [Parse]: one line, without markup.
func Line(s string) string { return inlineText(s, typeUnknown) }
