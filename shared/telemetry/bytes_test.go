package telemetry_test

import (
	"math"
	"testing"

	"github.com/dateline-news/dateline/shared/telemetry"
)

func TestBytes(t *testing.T) {
	for _, c := range []struct {
		n    uint64
		want string
	}{
		{0, "0 B"}, {1023, "1023 B"}, {1024, "1.0 KiB"}, {2<<20 - 1, "1.9 MiB"}, {1<<30 - 1, "1023.9 MiB"}, {45 << 30, "45.0 GiB"}, {math.MaxUint64, "16.0 EiB"},
	} {
		if got := telemetry.Bytes(c.n); got != c.want {
			t.Errorf("Bytes(%d) = %q, want %q", c.n, got, c.want)
		}
	}
}
