package replay

import (
	"strconv"
	"testing"
	"time"
)

// FuzzParsePoint reads any place on the stream: it is a sequence or a time,
// never both; a sequence is the number that was written; a duration lies in
// the past, and what a point is printed as reads as the same point.
func FuzzParsePoint(f *testing.F) {
	for _, s := range []string{"", "1", "0", "36h", "7d", "-1h", "65536d", "2026-11-02", "2026-11-02T15:04:05Z", "2026-11-02T15:04+02:00", "9223372036854775808", "1e3", "d", "+5d", "9223372036s", "2540400h10m10s"} {
		f.Add(s)
	}
	now := time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePoint(s, now)
		switch {
		case err != nil:
			if p != (Point{}) {
				t.Fatalf("%q is refused (%v) and gives %+v", s, err, p)
			}
			return
		case p.Seq > 0:
			if n, err := strconv.ParseUint(s, 10, 64); err != nil || n != p.Seq || !p.Time.IsZero() {
				t.Fatalf("%q is %+v", s, p)
			}
		case (p == Point{}) != (s == ""):
			t.Fatalf("%q is %+v", s, p)
		case s != "":
			if year := p.Time.Year(); year < 0 || year > 9999 {
				t.Fatalf("%q is at %s", s, p.Time)
			}
			if again, err := ParsePoint(p.Time.Format(time.RFC3339Nano), now.Add(time.Hour)); err != nil || !again.Time.Equal(p.Time) {
				t.Fatalf("%q is at %s, which reads as %+v, %v", s, p.Time, again, err)
			}
			if d, err := time.ParseDuration(s); err == nil && !p.Time.Equal(now.Add(-d)) {
				t.Fatalf("%q before %s is %s", s, now, p.Time)
			}
		}
	})
}
