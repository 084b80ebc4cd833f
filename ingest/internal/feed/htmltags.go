package feed

import (
	"strings"
)

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
	"video": true, "audio": true, "canvas": true, "title": true, "applet": true, "frameset": true,
	// Readings beside characters, and what is struck out.
	"rt": true, "rp": true, "del": true,
}

// inlineTags are the remaining elements of HTML: with blockTags, hiddenTags
// and voidTags they tell markup from a "<" in a title.
var inlineTags = map[string]bool{
	"a": true, "abbr": true, "acronym": true, "b": true, "bdi": true, "bdo": true, "big": true, "cite": true, "code": true,
	"dfn": true, "em": true, "font": true, "html": true, "i": true, "ins": true, "kbd": true, "label": true,
	"mark": true, "nobr": true, "picture": true, "q": true, "ruby": true, "s": true, "samp": true,
	"small": true, "span": true, "strike": true, "strong": true, "sub": true, "sup": true, "td": true, "th": true, "time": true,
	"tt": true, "u": true, "var": true, "marquee": true, "blink": true, "caption": true, "colgroup": true, "legend": true,
	"map": true, "menu": true, "command": true, "optgroup": true, "option": true, "output": true, "progress": true,
}

func knownTag(name string) bool {
	return inlineTags[name] || blockTags[name] || hiddenTags[name] || voidTags[name]
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
