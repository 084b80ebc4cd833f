package telemetry_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/shared/telemetry"
)

// TestNothingFromOutsideMakesALine logs what a feed may bring, as values and in
// errors: each stays one line without control characters.
func TestNothingFromOutsideMakesALine(t *testing.T) {
	for _, format := range []telemetry.Format{telemetry.FormatText, telemetry.FormatJSON} {
		for _, evil := range []string{
			"a\ntime=2026-01-01 level=ERROR msg=forged", "a\r\nb", "\x1b]0;owned\x07", "a\x00b", "\u0085next", "\u2028line", "x\" level=ERROR \"", "{\"level\":\"ERROR\"}", "\x9b31m", "a\tb",
		} {
			var out bytes.Buffer
			log := telemetry.NewLogger(&out, slog.LevelDebug, format).With("feed_url", evil)
			log.Warn("feed is strange", "title", evil, "err", errors.New(evil), slog.Group("g", "k", evil))
			line, rest, _ := strings.Cut(out.String(), "\n")
			if rest != "" || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f }) {
				t.Errorf("%v: %q is logged as %q", format, evil, out.String())
			}
		}
	}
}
