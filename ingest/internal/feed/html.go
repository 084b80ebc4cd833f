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

// blockTags begin and end a paragraph.
var blockTags = map[string]bool{
	"address": true, "article": true, "aside": true, "blockquote": true, "body": true, "center": true, "dd": true,
	"details": true, "dialog": true, "div": true, "dl": true, "dt": true, "fieldset": true, "figcaption": true,
	"figure": true, "footer": true, "form": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true,
	"header": true, "hr": true, "li": true, "main": true, "nav": true, "ol": true, "p": true, "pre": true,
	"section": true, "summary": true, "table": true, "tbody": true, "tfoot": true, "thead": true, "tr": true, "ul": true,
}

// hiddenTags hold what no reader sees as text.
var hiddenTags = map[string]bool{
	"script": true, "style": true, "head": true, "template": true, "svg": true, "math": true, "object": true,
	"noscript": true, "iframe": true, "noembed": true, "noframes": true, "textarea": true, "select": true, "button": true,
	"video": true, "audio": true, "canvas": true, "title": true,
}

// inlineTags are the remaining elements of HTML: with blockTags, hiddenTags
// and voidTags they tell markup from a "<" in a title.
var inlineTags = map[string]bool{
	"a": true, "abbr": true, "acronym": true, "b": true, "bdi": true, "bdo": true, "big": true, "cite": true, "code": true,
	"del": true, "dfn": true, "em": true, "font": true, "html": true, "i": true, "ins": true, "kbd": true, "label": true,
	"mark": true, "nobr": true, "picture": true, "q": true, "rp": true, "rt": true, "ruby": true, "s": true, "samp": true,
	"small": true, "span": true, "strike": true, "strong": true, "sub": true, "sup": true, "td": true, "th": true, "time": true,
	"tt": true, "u": true, "var": true, "marquee": true, "blink": true, "caption": true, "colgroup": true, "legend": true,
	"map": true, "menu": true, "optgroup": true, "option": true, "output": true, "progress": true,
}

func knownTag(name string) bool {
	return inlineTags[name] || blockTags[name] || hiddenTags[name] || voidTags[name]
}

// htmlText renders HTML as plain text. Text without a single known tag is
// taken for plain text with entities: its own line breaks count.
func htmlText(s string) plainText {
	if !hasTag(s) {
		return plainText{text: paragraphs(unescape(unescape(s)))}
	}
	w := &textWriter{}
	var image string
	z := html.NewTokenizer(strings.NewReader(s))
	hidden, hiddenTag, pre := 0, "", 0
	for w.b.Len() < maxPlainBytes {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		switch kind {
		case html.TextToken:
			if hidden == 0 {
				// What is escaped twice is a mistake in news, not a lesson in
				// HTML.
				w.write([]byte(unescape(string(z.Text()))), pre > 0)
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
				if kind == html.StartTagToken {
					hidden, hiddenTag = 1, name
				}
				continue
			}
			switch {
			case name == "br":
				w.line()
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

// localTag returns a tag's name without prefix.
func localTag(raw []byte) string {
	if i := bytes.IndexByte(raw, ':'); i >= 0 {
		raw = raw[i+1:]
	}
	return string(raw)
}

// imageSource returns the address of an image, "" for one of a size that
// only a tracker has.
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
		}
	}
	if len(src) > maxURLBytes || strings.HasPrefix(src, "data:") {
		return ""
	}
	return src
}

// hasTag reports a known HTML tag or a comment.
func hasTag(s string) bool {
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 || i+1 == len(s) {
			return false
		}
		s = s[i+1:]
		if strings.HasPrefix(s, "!--") || strings.HasPrefix(s, "![CDATA[") {
			return true
		}
		t := strings.TrimPrefix(s, "/")
		n := 0
		for n < len(t) && n < 20 && (nameByte(t[n]) && t[n] < 0x80) {
			n++
		}
		if n == 0 || n < len(t) && t[n] != '>' && t[n] != '/' && !space(t[n]) {
			continue
		}
		name := strings.ToLower(t[:n])
		if i := strings.IndexByte(name, ':'); i >= 0 {
			name = name[i+1:]
		}
		if knownTag(name) {
			return true
		}
	}
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

func (w *textWriter) write(text []byte, pre bool) {
	for len(text) > 0 {
		i := bytes.IndexFunc(text, func(r rune) bool { return !foldable(r) })
		if i != 0 {
			gap := text
			if i > 0 {
				gap = text[:i]
			}
			w.space = true
			if n := bytes.Count(gap, []byte("\n")); pre && n > 0 {
				w.lines = max(w.lines, min(n, 2))
			}
			if i < 0 {
				return
			}
			text = text[i:]
		}
		end := bytes.IndexFunc(text, foldable)
		if end < 0 {
			end = len(text)
		}
		w.word(text[:end])
		text = text[end:]
	}
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
		i := bytes.IndexFunc(run, unseen)
		if i < 0 {
			w.b.Write(run)
			return
		}
		w.b.Write(run[:i])
		_, size := utf8.DecodeRune(run[i:])
		run = run[i+size:]
	}
}

func (w *textWriter) String() string { return w.b.String() }

// foldable reports white space.
func foldable(r rune) bool { return unicode.IsSpace(r) }

// unseen reports characters that show nothing and split words for a program:
// soft hyphen, zero-width space, byte order mark.
func unseen(r rune) bool { return r == '\u00ad' || r == '\u200b' || r == '\ufeff' }

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
