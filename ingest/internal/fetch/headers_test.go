package fetch

import (
	"net/http"
	"strconv"
	"testing"
	"time"
)

// FuzzHeaders reads the headers by which a server says when to come back: no
// wait is negative or beyond what a header of seconds can say, seconds are
// what they are, and a date is as far away as it is.
func FuzzHeaders(f *testing.F) {
	f.Add("120", "max-age=60, public", "30", "", "", uint32(7))
	f.Add("Fri, 30 Dec 2016 12:00:00 GMT", "no-cache", "", "0", "", uint32(0))
	f.Add("-1", `max-age="99999999999"`, "-5", "Fri, 30 Dec 2016 12:00:00 GMT", "Thu, 29 Dec 2016 12:00:00 GMT", uint32(1)<<31)
	f.Add("1e3", "MAX-AGE = 5,max-age=7", "x", "Fri, 30 Dec 9999 12:00:00 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", uint32(3))
	now := time.Date(2016, 12, 30, 10, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, after, control, age, expires, date string, seconds uint32) {
		if wait := retryAfter(after, now); wait < 0 {
			t.Fatalf("Retry-After %q is %s", after, wait)
		}
		seconds >>= 1 // a header of 32 bits
		if wait := retryAfter(strconv.FormatUint(uint64(seconds), 10), now); wait != time.Duration(seconds)*time.Second {
			t.Fatalf("Retry-After of %d seconds is %s", seconds, wait)
		}
		at := now.Add(time.Duration(seconds) * time.Second)
		if wait := retryAfter(at.Format(http.TimeFormat), now); wait != at.Sub(now) {
			t.Fatalf("Retry-After %s is %s away", at, wait)
		}
		h := http.Header{"Cache-Control": {control}, "Age": {age}, "Expires": {expires}, "Date": {date}}
		fresh, why := freshness(h, now)
		if fresh < 0 || fresh > 0 && why != "max-age" && why != "Expires" {
			t.Fatalf("%v is fresh for %s by %q", h, fresh, why)
		}
		h = http.Header{"Cache-Control": {"max-age=" + strconv.FormatUint(uint64(seconds), 10)}, "Age": {age}}
		if fresh, _ := freshness(h, now); fresh > time.Duration(seconds)*time.Second {
			t.Fatalf("%v is fresh for %s", h, fresh)
		}
	})
}
