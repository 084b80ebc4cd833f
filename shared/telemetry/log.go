package telemetry

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Format is the form of log lines.
type Format string

// The forms of log lines. FormatAuto is text on a terminal and JSON elsewhere.
const (
	FormatAuto Format = "auto"
	FormatText Format = "text"
	FormatJSON Format = "json"
)

// UnmarshalText accepts auto, text and json in any case.
func (f *Format) UnmarshalText(text []byte) error {
	switch v := Format(strings.ToLower(string(text))); v {
	case FormatAuto, FormatText, FormatJSON:
		*f = v
		return nil
	}
	return fmt.Errorf("no log format %q", text)
}

// NewLogger returns a logger that writes lines of the given format to w, from
// the given level up.
func NewLogger(w io.Writer, level slog.Leveler, format Format) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if format == FormatText || format != FormatJSON && isTerminal(w) {
		return slog.New(slog.NewTextHandler(w, options))
	}
	return slog.New(slog.NewJSONHandler(w, options))
}

// isTerminal reports whether w is a character device, which is right for
// terminals and also says yes for /dev/null.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// MaxClip is the length in bytes to which [Clip] cuts.
const MaxClip = 256

// Clip makes text from outside fit for a log line or a terminal: at most
// [MaxClip] bytes, an ellipsis at the end where it was cut, and every
// character that is not printable, such as escape, line ends, bidirectional
// controls and broken UTF-8, written as \x1b or \u202e. The result is for
// reading; the original cannot be had back from it.
func Clip(s string) string {
	if len(s) <= MaxClip && printable(s) {
		return s
	}
	const ellipsis = "…"
	out := make([]byte, 0, MaxClip)
	fits := 0 // length up to which an ellipsis still fits
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			out = fmt.Appendf(out, `\x%02x`, s[0])
		case unicode.IsPrint(r):
			out = append(out, s[:size]...)
		case r < 0x80:
			out = fmt.Appendf(out, `\x%02x`, r)
		case r < 0x10000:
			out = fmt.Appendf(out, `\u%04x`, r)
		default:
			out = fmt.Appendf(out, `\U%08x`, r)
		}
		if len(out) > MaxClip {
			return string(out[:fits]) + ellipsis
		}
		if len(out) <= MaxClip-len(ellipsis) {
			fits = len(out)
		}
		s = s[size:]
	}
	return string(out)
}

func printable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}
