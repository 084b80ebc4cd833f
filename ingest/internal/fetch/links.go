package fetch

import (
	"net/url"
	"slices"
	"strings"
)

// Bounds of the links that are read from headers.
const (
	maxLinks     = 32
	maxLinkBytes = 16 << 10
)

// Link is one link of a Link header (RFC 8288).
type Link struct {
	// URL is absolute.
	URL string
	// Rel are its relations in lower case, such as hub, self or alternate.
	Rel []string
	// Type is the media type that the header promises, in lower case.
	Type string
}

// Link returns the address of the first link of a relation, or "".
func (r *Response) Link(rel string) string {
	for _, l := range r.Links {
		if slices.Contains(l.Rel, rel) {
			return l.URL
		}
	}
	return ""
}

// ParseLinks reads the values of Link headers. Relative addresses are resolved
// against base. What is broken is left out, as are links of other schemes than
// http and https and links about other documents (anchor). At most 32 links
// are read, from the first 16 KB.
func ParseLinks(values []string, base *url.URL) []Link {
	var links []Link
	left := maxLinkBytes
	for _, value := range values {
		value = value[:min(len(value), left)]
		left -= len(value)
		for len(links) < maxLinks {
			start := strings.IndexByte(value, '<')
			end := strings.IndexByte(value, '>')
			if start < 0 || end < 0 {
				break
			}
			if end < start {
				value = value[end+1:]
				continue
			}
			target := value[start+1 : end]
			params, rest := linkParams(value[end+1:])
			value = rest
			u, err := base.Parse(strings.TrimSpace(target))
			rel := strings.Fields(strings.ToLower(params["rel"]))
			_, other := params["anchor"]
			if err != nil || checkScheme(u) != nil || len(rel) == 0 || other {
				continue
			}
			u.User = nil
			links = append(links, Link{URL: u.String(), Rel: rel, Type: strings.ToLower(params["type"])})
		}
	}
	return links
}

// linkParams reads the parameters behind a link up to the comma before the
// next one. Of a name that is given twice the first counts.
func linkParams(s string) (params map[string]string, rest string) {
	params = map[string]string{}
	for {
		s = strings.TrimLeft(s, " \t;")
		if s == "" || s[0] == ',' {
			return params, strings.TrimPrefix(s, ",")
		}
		if s[0] == '<' { // a comma was forgotten
			return params, s
		}
		end := strings.IndexAny(s, "=;,<")
		if end == 0 || end < 0 || s[end] != '=' {
			if end < 0 {
				return params, ""
			}
			s = s[max(end, 1):] // a parameter without a value
			continue
		}
		name := strings.ToLower(strings.TrimSpace(s[:end]))
		var value string
		value, s = linkValue(strings.TrimLeft(s[end+1:], " \t"))
		if _, ok := params[name]; !ok {
			params[name] = value
		}
	}
}

// linkValue reads a token or a quoted string.
func linkValue(s string) (value, rest string) {
	if !strings.HasPrefix(s, `"`) {
		end := strings.IndexAny(s, ";,")
		if end < 0 {
			end = len(s)
		}
		return strings.TrimSpace(s[:end]), s[end:]
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), s[i+1:]
		case s[i] == '\\' && i+1 < len(s):
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String(), ""
}
