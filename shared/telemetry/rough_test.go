package telemetry_test

import (
	"testing"
	"time"

	"github.com/dateline-news/dateline/shared/telemetry"
)

func TestRough(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                               "0 s",
		119 * time.Second:               "119 s",
		2 * time.Minute:                 "2 min",
		2*time.Hour - time.Minute:       "119 min",
		47*time.Hour + 20*time.Minute:   "47 h",
		48 * time.Hour:                  "2 days",
		30*24*time.Hour + 2*time.Minute: "30 days",
	} {
		if got := telemetry.Rough(d); got != want {
			t.Errorf("Rough(%s) = %q, want %q", d, got, want)
		}
	}
}
