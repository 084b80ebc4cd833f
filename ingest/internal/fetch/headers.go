package fetch

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// retryAfter reads Retry-After, in seconds or as a date; 0 for none, for what
// cannot be read and for the past.
func retryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if seconds, err := strconv.ParseInt(value, 10, 32); err == nil {
		return max(0, time.Duration(seconds)*time.Second)
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

// freshness returns how long a document stays as it is by Cache-Control, else
// by Expires, and the name of what says so.
func freshness(h http.Header, now time.Time) (time.Duration, string) {
	for directive := range strings.SplitSeq(h.Get("Cache-Control"), ",") {
		name, value, _ := strings.Cut(strings.ToLower(strings.TrimSpace(directive)), "=")
		switch name {
		case "no-cache", "no-store":
			return 0, ""
		case "max-age":
			seconds, err := strconv.ParseInt(strings.Trim(value, `" `), 10, 32)
			if err != nil {
				continue
			}
			age, _ := strconv.ParseInt(h.Get("Age"), 10, 32) // absent or broken: not aged
			return max(0, time.Duration(seconds-max(age, 0))*time.Second), "max-age"
		}
	}
	at, err := http.ParseTime(h.Get("Expires"))
	if err != nil {
		return 0, ""
	}
	from := now
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		from = date
	}
	return max(0, at.Sub(from)), "Expires"
}
