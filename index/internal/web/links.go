package web

import (
	"net/url"
	"strings"
)

// links makes the addresses of a site. It is the path that stands before all
// of them, such as "/search", or empty.
type links string

// to returns the address of a path with parameters; empty ones are left out.
func (l links) to(path string, pairs ...string) string {
	address := string(l) + path
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			values.Set(pairs[i], pairs[i+1])
		}
	}
	if len(values) == 0 {
		return address
	}
	// A plus sign takes five bytes in HTML.
	return address + "?" + strings.ReplaceAll(values.Encode(), "+", "%20")
}

func (l links) search(q string) string   { return l.to("/", "q", q) }
func (l links) entity(id string) string  { return l.to("/entities/" + url.PathEscape(id)) }
func (l links) article(id string) string { return l.to("/articles/" + url.PathEscape(id)) }

func wikidataLink(id string) string { return "https://www.wikidata.org/wiki/" + url.PathEscape(id) }
