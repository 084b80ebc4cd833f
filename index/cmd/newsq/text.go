package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/index/client"
)

// hidden reports whether a character must not reach a terminal: it could move
// the cursor, change settings or turn the direction of the text.
func hidden(r rune) bool {
	switch {
	case r == utf8.RuneError, unicode.IsControl(r):
		return true
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0x061c, r == 0x2028, r == 0x2029:
		return true
	}
	return r >= 0xe0000 && r <= 0xe007f || r >= 0xfff9 && r <= 0xfffb
}

// safe makes text from outside fit for one line of a terminal.
func safe(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case hidden(r):
			return -1
		}
		return r
	}, text)
}

// oneLine is safe for messages of several lines.
func oneLine(text string) string { return strings.Join(strings.Fields(safe(text)), " ") }

// marked shows text with what answers the query in bold.
func (a *app) marked(m client.Marked) string {
	var b strings.Builder
	at := 0
	for _, mark := range m.Marks {
		if mark[0] < at || mark[1] < mark[0] || mark[1] > len(m.Text) {
			continue
		}
		b.WriteString(safe(m.Text[at:mark[0]]))
		b.WriteString(a.styled(yellow, safe(m.Text[mark[0]:mark[1]])))
		at = mark[1]
	}
	b.WriteString(safe(m.Text[at:]))
	return b.String()
}

// stamp shows a time for people.
func stamp(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

// printJSON writes a value as one line. Characters that a terminal must not
// get are written as escapes, which every reader of JSON turns back.
func (a *app) printJSON(v any) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return fmt.Errorf("encoding the answer: %w", err)
	}
	var line strings.Builder
	for _, r := range strings.TrimSuffix(b.String(), "\n") {
		switch {
		case !hidden(r):
			line.WriteRune(r)
		case r > 0xffff:
			high, low := surrogates(r)
			fmt.Fprintf(&line, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&line, `\u%04x`, r)
		}
	}
	line.WriteByte('\n')
	_, err := io.WriteString(a.stdout, line.String())
	return err
}

// surrogates splits a character as JSON escapes it.
func surrogates(r rune) (high, low rune) {
	r -= 0x10000
	return 0xd800 + r>>10, 0xdc00 + r&0x3ff
}

// count is a number with its noun.
func count(n uint64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// page collects output and is written once, so that an error is seen once.
type page struct{ strings.Builder }

func (p *page) line(format string, args ...any) {
	fmt.Fprintf(p, format, args...)
	p.WriteByte('\n')
}
