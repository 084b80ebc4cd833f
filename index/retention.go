package index

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Retention is a time in days, as 365d; 0 is for ever.
type Retention time.Duration

const (
	day = 24 * time.Hour
	// minRetention is below the reach of any use.
	minRetention = Retention(day)
	maxDays      = 36_500
)

// UnmarshalText reads days (365d), or a duration of Go's.
func (r *Retention) UnmarshalText(text []byte) error {
	value := string(text)
	if days, ok := strings.CutSuffix(value, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil || n < 0 || n > maxDays {
			return fmt.Errorf("write it in days, such as 365d, at most %dd; 0 keeps everything", maxDays)
		}
		*r = Retention(time.Duration(n) * day)
		return nil
	}
	d, err := time.ParseDuration(value)
	if err != nil || d < 0 {
		return fmt.Errorf("write it in days, such as 365d; 0 keeps everything")
	}
	*r = Retention(d)
	return nil
}

// String is what UnmarshalText reads.
func (r Retention) String() string {
	switch d := time.Duration(r); {
	case d == 0:
		return "0"
	case d%day == 0:
		return fmt.Sprintf("%dd", d/day)
	default:
		return d.String()
	}
}
