package page

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// linkedArticle is what linked data (JSON-LD, schema.org) say of the article.
type linkedArticle struct {
	headline, body, published, image, address, language string
	authors                                             []string
	// free is isAccessibleForFree: "", "true" or "false".
	free string
}

// Bounds of linked data.
const (
	maxLinkedDepth = 8
	maxLinkedNodes = 2_000
	maxAuthors     = 20
)

// readLinked returns the first article in the scripts of a page; the zero
// value if there is none. Scripts that are no JSON are mended where that is
// easy, else left out.
func readLinked(scripts [][]byte) linkedArticle {
	best, bestRank := linkedArticle{}, 0
	for _, script := range scripts {
		var v any
		if json.Unmarshal(script, &v) != nil && json.Unmarshal(mendJSON(script), &v) != nil {
			continue
		}
		f := finder{byID: map[string]map[string]any{}, left: maxLinkedNodes}
		f.walk(v, 0)
		if f.rank > bestRank {
			best, bestRank = f.read(f.found), f.rank
		}
	}
	return best
}

// mendJSON drops the wrappings of a script and line breaks inside strings.
func mendJSON(script []byte) []byte {
	script = bytes.TrimSpace(script)
	for _, wrap := range []string{"<!--", "//<![CDATA[", "<![CDATA["} {
		script = bytes.TrimSpace(bytes.TrimPrefix(script, []byte(wrap)))
	}
	for _, wrap := range []string{"-->", "//]]>", "]]>", ";"} {
		script = bytes.TrimSpace(bytes.TrimSuffix(script, []byte(wrap)))
	}
	return bytes.Map(func(r rune) rune {
		if r < 0x20 {
			return ' '
		}
		return r
	}, script)
}

// finder looks for the article in linked data.
type finder struct {
	found map[string]any
	rank  int
	// byID are the objects with an "@id", to which others refer.
	byID map[string]map[string]any
	left int
}

// walk visits v and what it contains, lists of other items excepted.
func (f *finder) walk(v any, depth int) {
	if f.left--; f.left < 0 || depth > maxLinkedDepth {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			f.walk(e, depth+1)
		}
	case map[string]any:
		if id, _ := v["@id"].(string); id != "" && len(v) > 1 {
			f.byID[id] = v
		}
		if rank := articleRank(v); rank > f.rank {
			f.found, f.rank = v, rank
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "author", "image", "hasPart"} {
			f.walk(v[key], depth+1)
		}
	}
}

// articleRank tells how surely an object is the article of the page: 0 for
// what is none.
func articleRank(v map[string]any) int {
	rank := 0
	for _, kind := range texts(v["@type"]) {
		switch {
		case strings.HasSuffix(kind, "NewsArticle"), kind == "LiveBlogPosting":
			rank = max(rank, 3)
		case strings.HasSuffix(kind, "Article"), kind == "BlogPosting", kind == "Report":
			rank = max(rank, 2)
		case kind == "WebPage", kind == "SocialMediaPosting":
			rank = max(rank, 1)
		}
	}
	return rank
}

// read takes the fields out of an article.
func (f *finder) read(v map[string]any) linkedArticle {
	a := linkedArticle{
		headline:  first(text(v["headline"]), text(v["name"])),
		body:      text(v["articleBody"]),
		published: first(text(v["datePublished"]), text(v["dateCreated"])),
		image:     f.address(v["image"]),
		address:   first(f.address(v["mainEntityOfPage"]), f.address(v["url"])),
		language:  text(v["inLanguage"]),
		free:      free(v["isAccessibleForFree"]),
	}
	for _, e := range elements(v["author"]) {
		if len(a.authors) == maxAuthors {
			break
		}
		if m, ok := e.(map[string]any); ok {
			if other, ok := f.byID[text(m["@id"])]; ok {
				m = other
			}
			if slices.Contains(texts(m["@type"]), "Organization") {
				continue
			}
			e = m["name"]
		}
		a.authors = append(a.authors, texts(e)...)
	}
	return a
}

// address returns an address that is given as it is or in an object.
func (f *finder) address(v any) string {
	for _, e := range elements(v) {
		switch e := e.(type) {
		case string:
			return e
		case map[string]any:
			if other, ok := f.byID[text(e["@id"])]; ok && text(e["url"]) == "" {
				e = other
			}
			return first(text(e["url"]), text(e["contentUrl"]), text(e["@id"]))
		}
	}
	return ""
}

// elements returns those of a list, or a single value as a list.
func elements(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

// texts returns the strings of a list, or a single one.
func texts(v any) []string {
	var out []string
	for _, e := range elements(v) {
		if s, ok := e.(string); ok && strings.TrimSpace(s) != "" {
			out = append(out, strings.TrimSpace(s))
		}
	}
	return out
}

// text returns a string, the first of a list.
func text(v any) string {
	if all := texts(v); len(all) > 0 {
		return all[0]
	}
	return ""
}

// free reads isAccessibleForFree, which sites write as they please.
func free(v any) string {
	switch v := v.(type) {
	case bool:
		if v {
			return "true"
		}
		return "false"
	case string:
		switch s := strings.ToLower(strings.TrimSpace(v)); s {
		case "true", "false":
			return s
		case "https://schema.org/false", "http://schema.org/false", "no":
			return "false"
		case "https://schema.org/true", "http://schema.org/true", "yes":
			return "true"
		}
	}
	return ""
}

func first(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}
