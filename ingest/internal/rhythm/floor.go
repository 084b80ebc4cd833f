package rhythm

import (
	"slices"
	"time"
)

// maxFloor caps what a feed may ask for by TTL, max-age and the like.
const maxFloor = 24 * time.Hour

// Floor is a least wait that the feed or its server asks for.
type Floor struct {
	Wait time.Duration
	// Why names the origin: ttl, max-age, Expires, sy:updatePeriod.
	Why string
}

// highest returns the floor that asks for most, capped.
func highest(floors []Floor, most time.Duration) Floor {
	var top Floor
	for _, f := range floors {
		if f.Wait > top.Wait {
			top = f
		}
	}
	top.Wait = min(top.Wait, most)
	return top
}

// Skip are the hours of the day and the days of the week in which a feed
// does not want to be asked, in UTC.
type Skip struct {
	Hours []int
	Days  []time.Weekday
}

// after returns the first time from t on that is not skipped and says why it
// is not t. A feed that skips everything is not believed.
func (s Skip) after(t time.Time) (time.Time, string) {
	why := ""
	for at, end := t, t.Add(7*24*time.Hour); !at.After(end); at = at.UTC().Truncate(time.Hour).Add(time.Hour) {
		switch {
		case slices.Contains(s.Days, at.UTC().Weekday()):
			why = "the feed skips this day"
		case slices.Contains(s.Hours, at.UTC().Hour()):
			if why == "" {
				why = "the feed skips this hour"
			}
		default:
			return at, why
		}
	}
	return t, ""
}
