package feed

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// plainText is what HTML says to a reader.
type plainText struct {
	// text has paragraphs separated by one blank line and lines by "\n".
	text string
	// image is the src of the first image that is no tracking pixel.
	image string
}

// maxPlainBytes bounds the plain text of one field.
const maxPlainBytes = 1 << 20

// htmlText renders HTML as plain text. Text without a single known tag is
// taken for plain text with entities: its own line breaks count. If elements
// come to light when these are resolved, it was escaped once too often.
func htmlText(s string) plainText {
	if !hasTag(s) {
		plain := unescape(s)
		if !hasTag(plain) || !strings.Contains(plain, "</") && !strings.Contains(plain, "<br>") && !strings.Contains(plain, "<br />") {
			return plainText{text: paragraphs(unescape(plain))}
		}
		s = plain
	}
	s = mendComments(s)
	w := &textWriter{}
	var image string
	var plain []byte
	var counts textCounts
	z := html.NewTokenizer(strings.NewReader(s))
	ends := endTags{s: s}
	hidden, hiddenTag, pre, rest := 0, "", 0, len(s)
	for w.b.Len() < maxPlainBytes {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		rest -= len(z.Raw())
		switch kind {
		case html.TextToken:
			if hidden == 0 {
				// What is escaped twice is a mistake in news, not a lesson in
				// HTML.
				text := z.Text()
				if bytes.IndexByte(text, '&') >= 0 {
					plain = decodeText(plain[:0], text, nil, &counts)
					text = plain
				}
				w.write(text, pre > 0)
			}
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			raw, hasAttr := z.TagName()
			name := localTag(raw)
			if hidden > 0 {
				// Only the same tag ends what is hidden; it may nest.
				if name == hiddenTag && kind == html.EndTagToken {
					hidden--
				} else if name == hiddenTag && kind == html.StartTagToken {
					hidden++
				}
				continue
			}
			if hiddenTags[name] {
				if kind != html.StartTagToken {
					continue
				}
				if name == "script" || name == "style" || ends.after(name, len(s)-rest) {
					hidden, hiddenTag = 1, name
				} else {
					// It never ends, which would hide all the rest.
					z.NextIsNotRawText()
				}
				continue
			}
			switch {
			case name == "br":
				w.line()
			case name == "q" && kind == html.StartTagToken:
				w.write([]byte("“"), false)
			case name == "q" && kind == html.EndTagToken:
				w.write([]byte("”"), false)
			case name == "img" && image == "":
				image = imageSource(z, hasAttr)
			case name == "td" || name == "th":
				w.write([]byte(" "), false)
			case name == "pre" && kind == html.StartTagToken:
				pre++
				w.paragraph()
			case name == "pre" && pre > 0:
				pre--
				w.paragraph()
			case blockTags[name]:
				w.paragraph()
			}
		}
	}
	return plainText{text: w.String(), image: image}
}

// endTags finds out whether an element ends at all, in one search for each
// name.
type endTags struct {
	s    string
	last map[string]int
}

// after reports an end tag of that name after a position.
func (e *endTags) after(name string, position int) bool {
	at, known := e.last[name]
	if !known {
		if e.last == nil {
			e.last = map[string]int{}
		}
		at = lastEndTag(e.s, name)
		e.last[name] = at
	}
	return at >= position
}

func lastEndTag(s, name string) int {
	for i := len(s) - len(name) - 2; i >= 0; i-- {
		if s[i] == '<' && s[i+1] == '/' && strings.EqualFold(s[i+2:i+2+len(name)], name) {
			return i
		}
	}
	return -1
}

// mendComments lets a comment without end end at the next ">", and takes a
// "<!" that begins no comment, section or document type for text.
func mendComments(s string) string {
	if !strings.Contains(s, "<!") {
		return s
	}
	last := strings.LastIndex(s, "-->")
	var b strings.Builder
	for {
		i := strings.Index(s, "<!")
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		s = s[i:]
		last -= i
		end := len("<!")
		switch {
		case strings.HasPrefix(s, "<!--") && last >= 2:
			if end = strings.Index(s[2:], "-->"); end < 0 {
				end = len("<!")
			} else {
				end += 2 + len("-->")
			}
		case strings.HasPrefix(s, "<!--"):
			if end = strings.IndexByte(s, '>') + 1; end == 0 {
				end = len(s)
			}
		case strings.HasPrefix(s, "<![") || len(s) > 2 && (s[2]|0x20 == 'd' || s[2] == '>'):
			b.WriteString(s[:end])
		default:
			b.WriteString("&lt;!")
		}
		s = s[end:]
		last -= end
	}
}

// localTag returns a tag's name without prefix.
func localTag(raw []byte) string {
	if i := bytes.IndexByte(raw, ':'); i >= 0 {
		raw = raw[i+1:]
	}
	return string(raw)
}

// imageSource returns the address of an image, "" for one of a size that
// only a tracker has, for a smiley, and for a button of a feed service.
func imageSource(z *html.Tokenizer, more bool) string {
	src := ""
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch string(key) {
		case "src":
			src = strings.TrimSpace(string(value))
		case "width", "height":
			if n, err := strconv.Atoi(strings.TrimSuffix(string(value), "px")); err == nil && n <= 2 {
				return ""
			}
		case "class":
			if class := strings.ToLower(string(value)); strings.Contains(class, "emoji") || strings.Contains(class, "smiley") {
				return ""
			}
		}
	}
	if strings.Contains(src, "//feeds.feedburner.com/~") {
		return ""
	}
	if len(src) > maxURLBytes || strings.HasPrefix(src, "data:") {
		return ""
	}
	return src
}

// textWriter collects words, folding white space and remembering breaks.
type textWriter struct {
	b strings.Builder
	// space, lines: what stands before the next word. Two lines make a
	// paragraph.
	space bool
	lines int
}

func (w *textWriter) paragraph() { w.lines = 2 }

func (w *textWriter) line() { w.lines = min(w.lines+1, 2) }

// write adds text; only pre says that its line breaks count.
func (w *textWriter) write(text []byte, pre bool) {
	for i := 0; i < len(text); {
		start, breaks := i, 0
		for i < len(text) {
			n := spaceAt(text[i:])
			if n == 0 {
				break
			}
			if text[i] == '\n' {
				breaks++
			}
			i += n
		}
		if i > start {
			w.space = true
			if pre && breaks > 0 {
				w.lines = max(w.lines, min(breaks, 2))
			}
		}
		start = i
		for i < len(text) && (text[i] > ' ' && text[i] < utf8.RuneSelf || spaceAt(text[i:]) == 0) {
			i++
		}
		if i > start {
			w.word(text[start:i])
		}
	}
}

// spaceAt returns the size of the white space that b begins with, or 0.
func spaceAt(b []byte) int {
	switch c := b[0]; {
	case c == ' ' || c >= '\t' && c <= '\r':
		return 1
	case c != 0xC2 && (c < 0xE1 || c > 0xE3):
		// No other byte begins white space beyond ASCII.
		return 0
	}
	if r, n := utf8.DecodeRune(b); unicode.IsSpace(r) {
		return n
	}
	return 0
}

// word writes a run without white space and what stands before it.
func (w *textWriter) word(run []byte) {
	switch {
	case w.b.Len() == 0:
	case w.lines >= 2:
		w.b.WriteString("\n\n")
	case w.lines == 1:
		w.b.WriteByte('\n')
	case w.space:
		w.b.WriteByte(' ')
	}
	w.space, w.lines = false, 0
	for {
		i := unseenAt(run)
		if i < 0 {
			w.b.Write(run)
			return
		}
		w.b.Write(run[:i])
		_, size := utf8.DecodeRune(run[i:])
		run = run[i+size:]
	}
}

// unseenAt returns the position of the first character that shows nothing and
// splits words for a program, or -1: soft hyphen, zero-width space, word
// joiner, byte order mark, and the place of an object that is not there.
func unseenAt(b []byte) int {
	for i := range b {
		switch c := b[i]; {
		case c < 0xC2:
		case c == 0xC2 && bytes.HasPrefix(b[i:], []byte("\u00ad")),
			c == 0xE2 && (bytes.HasPrefix(b[i:], []byte("\u200b")) || bytes.HasPrefix(b[i:], []byte("\u2060"))),
			c == 0xEF && (bytes.HasPrefix(b[i:], []byte("\ufeff")) || bytes.HasPrefix(b[i:], []byte("\ufffc"))):
			return i
		}
	}
	return -1
}

func (w *textWriter) String() string { return w.b.String() }

// foldable reports white space.
func foldable(r rune) bool { return unicode.IsSpace(r) }

// unescape resolves character references that end in ";".
func unescape(s string) string {
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	var n textCounts
	return string(decodeText(nil, []byte(s), nil, &n))
}

// paragraphs folds the white space of plain text: blank lines separate
// paragraphs, single line breaks stay.
func paragraphs(s string) string {
	w := &textWriter{}
	for line := range strings.Lines(s) {
		if strings.TrimFunc(line, foldable) == "" {
			w.paragraph()
			continue
		}
		w.write([]byte(line), true)
	}
	return w.String()
}
