package page

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// Bounds of what is parsed. The extractors take no context and are of more
// than linear time, so that their input is what bounds them.
const (
	// maxHTML bounds the markup that is left after reducing.
	maxHTML = 1 << 20
	// maxElements bounds the elements; what follows is left out.
	maxElements = 20_000
	// maxBlocks bounds the elements that make a block of text, up to which the
	// more exact extractor is asked.
	maxBlocks = 2_000
	// maxTag bounds a tag that is passed on as it is; of longer ones the
	// attributes are bounded.
	maxTag        = 2 << 10
	maxAttrs      = 40
	maxAttrBytes  = 1 << 10
	maxMetaBytes  = 8 << 10
	maxScripts    = 20
	maxScriptSize = 512 << 10
)

// reduced is a page without what says nothing to a reader.
type reduced struct {
	html []byte
	// linked are the scripts of linked data (JSON-LD).
	linked [][]byte
	// elements and blocks count what html has.
	elements, blocks int
	// cut is set if the page went on.
	cut bool
}

// droppedTags are left out with all that is in them. The tokenizer reads
// their content as one text; svg, which it does not, is counted.
var droppedTags = map[string]bool{
	"script": true, "style": true, "noscript": true, "iframe": true, "noembed": true, "noframes": true, "textarea": true, "xmp": true,
}

// formatTags are left out, their content stays. A parser opens those that are
// not closed anew in each paragraph that follows, which is a way to make a
// small page huge.
var formatTags = map[string]bool{
	"b": true, "big": true, "code": true, "em": true, "font": true, "i": true, "nobr": true, "s": true, "small": true,
	"strike": true, "strong": true, "tt": true, "u": true, "wbr": true,
}

// countedTags begin a block of text.
var countedTags = map[string]bool{
	"p": true, "br": true, "li": true, "tr": true, "td": true, "th": true, "dd": true, "dt": true, "blockquote": true, "pre": true,
	"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "hr": true,
}

// reduce drops scripts, styles, comments, drawings and formatting from a page
// and bounds what is left. Its time and memory are linear in the page.
func reduce(page []byte) reduced {
	var r reduced
	r.html = make([]byte, 0, min(len(page), maxHTML)/2)
	z := html.NewTokenizer(bytes.NewReader(page))
	drawing, breaks := 0, 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return r
		}
		raw := z.Raw()
		if len(r.html) > maxHTML || r.elements > maxElements {
			r.cut = true
			return r
		}
		switch kind {
		case html.CommentToken:
			continue
		case html.TextToken:
			if drawing > 0 {
				continue
			}
			if breaks > 0 && len(bytes.TrimSpace(raw)) > 0 {
				breaks = 0
			}
			r.html = append(r.html, raw[:min(len(raw), maxHTML-min(len(r.html), maxHTML))]...)
			continue
		case html.DoctypeToken:
			r.html = append(r.html, raw[:min(len(raw), maxTag)]...)
			continue
		}
		tag, more := z.TagName()
		name := string(tag)
		switch {
		case name == "svg" || name == "math":
			if kind == html.StartTagToken {
				drawing++
			} else if kind == html.EndTagToken && drawing > 0 {
				drawing--
			}
			continue
		case name == "body" || name == "main" || name == "article" || name == "p" || name == "div":
			drawing = 0 // one that was not closed
		}
		switch {
		case drawing > 0:
		case droppedTags[name]:
			if kind != html.EndTagToken {
				r.drop(z, name, more)
			}
		case formatTags[name]:
		case kind == html.EndTagToken:
			r.html = append(r.html, raw[:min(len(raw), maxTag)]...)
		default:
			if name == "br" {
				// Two make a paragraph, more make nothing else.
				if breaks++; breaks > 2 {
					continue
				}
			}
			r.elements++
			if countedTags[name] {
				r.blocks++
			}
			if len(raw) <= maxTag {
				r.html = append(r.html, raw...)
			} else {
				r.html = appendTag(r.html, z, name, more)
			}
		}
	}
}

// drop reads over an element whose content is one text. It keeps linked data.
func (r *reduced) drop(z *html.Tokenizer, name string, more bool) {
	linked := false
	for name == "script" && more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if string(key) == "type" {
			linked = strings.HasPrefix(strings.ToLower(strings.TrimSpace(string(value))), "application/ld+json")
		}
	}
	if z.Next() != html.TextToken {
		return // its end tag, which is left out too
	}
	if text := z.Raw(); linked && len(r.linked) < maxScripts && len(text) <= maxScriptSize {
		r.linked = append(r.linked, bytes.Clone(text))
	}
}

// appendTag writes a start tag with bounded attributes.
func appendTag(dst []byte, z *html.Tokenizer, name string, more bool) []byte {
	dst = append(append(dst, '<'), name...)
	limit := maxAttrBytes
	if name == "meta" {
		limit = maxMetaBytes
	}
	for n := 0; more && n < maxAttrs; n++ {
		var key, value []byte
		key, value, more = z.TagAttr()
		if len(key) == 0 || len(key) > 64 || len(value) > limit {
			continue
		}
		dst = append(append(dst, ' '), key...)
		dst = append(dst, '=', '"')
		dst = append(dst, html.EscapeString(string(value))...)
		dst = append(dst, '"')
	}
	return append(dst, '>')
}
