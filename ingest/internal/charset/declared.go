package charset

import (
	"bytes"
	"mime"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

var encodingDecl = regexp.MustCompile(`^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([^"'>]{1,40}?)\s*["']`)

// XML is the [Declaration] of an XML document.
func XML(doc []byte) string {
	if m := encodingDecl.FindSubmatch(doc[:min(len(doc), 512)]); m != nil {
		return strings.ToLower(string(m[1]))
	}
	return ""
}

// Bounds of what is looked at of a page. Browsers look at 1 KB; pages that put
// scripts before the element exist.
const (
	maxHead     = 16 << 10
	maxHeadTags = 500
)

// HTML is the [Declaration] of a page: that of its first meta element which
// has one, or that of XML before it.
func HTML(doc []byte) string {
	if label := XML(doc); label != "" {
		return label
	}
	z := html.NewTokenizer(bytes.NewReader(doc[:min(len(doc), maxHead)]))
	for range maxHeadTags {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			if string(name) == "body" {
				return ""
			}
			if string(name) != "meta" {
				continue
			}
			if label := metaCharset(z, more); label != "" {
				return label
			}
		}
	}
	return ""
}

// metaCharset reads the character set that a meta element names.
func metaCharset(z *html.Tokenizer, more bool) string {
	var label, equiv, content string
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch string(key) {
		case "charset":
			label = string(value)
		case "http-equiv":
			equiv = string(value)
		case "content":
			content = string(value)
		}
	}
	if label == "" && strings.EqualFold(equiv, "content-type") {
		_, label, _ = strings.Cut(strings.ToLower(content), "charset=")
		label = strings.TrimLeft(label, "\"' ")
		if end := strings.IndexAny(label, "\"'; "); end >= 0 {
			label = label[:end]
		}
	}
	return strings.ToLower(strings.TrimSpace(label))
}

// httpCharset returns the character set of a content type.
func httpCharset(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	return strings.ToLower(strings.Trim(params["charset"], ` "'`))
}
