package telemetry_test

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/dateline-news/dateline/shared/telemetry"
)

func TestClip(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"empty", "", ""},
		{"plain", "Kyiv, Київ, 北京", "Kyiv, Київ, 北京"},
		{"terminal escape", "a\x1b[31mred\x07", `a\x1b[31mred\x07`},
		{"line ends", "a\r\nlevel=ERROR", `a\x0d\x0alevel=ERROR`},
		{"c1", "a\u009bb", `a\u009bb`},
		{"bidi", "a\u202eb\u2066", `a\u202eb\u2066`},
		{"zero width", "a\u200bb\ufeff", `a\u200bb\ufeff`},
		{"tag", "a\U000e0041", `a\U000e0041`},
		{"broken", "a\xffb\xc3", `a\xffb\xc3`},
		{"replacement", "a\ufffdb", "a\ufffdb"},
		{"at the bound", strings.Repeat("x", 256), strings.Repeat("x", 256)},
		{"over the bound", strings.Repeat("x", 257), strings.Repeat("x", 253) + "…"},
		{"cut between runes", strings.Repeat("é", 200), strings.Repeat("é", 126) + "…"},
		{"cut between escapes", strings.Repeat("\x00", 100), strings.Repeat(`\x00`, 63) + "…"},
		{"escapes to the bound", strings.Repeat("\x00", 64), strings.Repeat(`\x00`, 64)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := telemetry.Clip(tt.in); got != tt.want {
				t.Errorf("Clip(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func FuzzClip(f *testing.F) {
	f.Add("a\x1b[0m\xff\u202e")
	f.Add(strings.Repeat("\U0001f600\x00", 100))
	f.Fuzz(func(t *testing.T, in string) {
		got := telemetry.Clip(in)
		if len(got) > telemetry.MaxClip {
			t.Errorf("Clip(%q) has %d bytes", in, len(got))
		}
		if !utf8.ValidString(got) || strings.ContainsFunc(got, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("Clip(%q) = %q, which is not printable", in, got)
		}
		if again := telemetry.Clip(got); again != got {
			t.Errorf("Clip is not stable: %q then %q", got, again)
		}
	})
}

func TestNewLogger(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	telemetry.NewLogger(file, slog.LevelInfo, telemetry.FormatAuto).Info("to a file")
	written, err := os.ReadFile(file.Name())
	if err != nil || !bytes.HasPrefix(written, []byte("{")) {
		t.Errorf("auto wrote %q (%v) to a file, want JSON", written, err)
	}

	tests := []struct {
		format telemetry.Format
		want   string
	}{
		{telemetry.FormatText, `msg=hello article_id=x`},
		{telemetry.FormatJSON, `"msg":"hello","article_id":"x"}`},
		{telemetry.FormatAuto, `"msg":"hello","article_id":"x"}`},
	}
	for _, tt := range tests {
		var out bytes.Buffer
		log := telemetry.NewLogger(&out, slog.LevelInfo, tt.format)
		log.Debug("hidden")
		log.Info("hello", telemetry.KeyArticleID, "x")
		if got := out.String(); !strings.HasSuffix(got, tt.want+"\n") || strings.Contains(got, "hidden") {
			t.Errorf("format %s wrote %q, want a line with %q", tt.format, got, tt.want)
		}
	}
}

func TestFormatUnmarshal(t *testing.T) {
	var f telemetry.Format
	if err := f.UnmarshalText([]byte("JSON")); err != nil || f != telemetry.FormatJSON {
		t.Errorf("UnmarshalText = %v, %q", err, f)
	}
	if err := f.UnmarshalText([]byte("xml")); err == nil {
		t.Error("UnmarshalText accepted xml")
	}
}

func TestRegistry(t *testing.T) {
	reg := telemetry.NewRegistry()
	for _, service := range []string{"ingest", "enrich"} {
		promauto.With(telemetry.Wrap(reg, service)).NewCounter(prometheus.CounterOpts{Name: "dateline_test_total", Help: "h"}).Inc()
	}
	want := `
# HELP dateline_test_total h
# TYPE dateline_test_total counter
dateline_test_total{service="enrich"} 1
dateline_test_total{service="ingest"} 1
`
	if err := testutil.GatherAndCompare(reg, strings.NewReader(want), "dateline_test_total"); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"dateline_build_info", "go_goroutines"} {
		if n, err := testutil.GatherAndCount(reg, name); n != 1 || err != nil {
			t.Errorf("%s: %d series (%v), want 1", name, n, err)
		}
	}
}
