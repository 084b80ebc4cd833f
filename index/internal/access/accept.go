package access

import (
	"mime"
	"strconv"
	"strings"
)

// prefersHTML reports whether a header Accept wants HTML rather than JSON, as
// that of a browser does. Who takes anything is no browser.
func prefersHTML(accept string) bool {
	var html, json float64
	for part := range strings.SplitSeq(accept, ",") {
		media, parameters, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		weight := 1.0
		if q, ok := parameters["q"]; ok {
			if weight, err = strconv.ParseFloat(q, 64); err != nil {
				continue
			}
		}
		switch media {
		case "text/html", "application/xhtml+xml":
			html = max(html, weight)
		case "application/json", "application/problem+json":
			json = max(json, weight)
		}
	}
	return html > json
}
