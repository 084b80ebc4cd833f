package robots

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Bounds of what is kept of one file.
const (
	maxRules   = 5000
	maxPattern = 2048
)

// rules are those of one file that are for us.
type rules struct {
	// list is sorted: the longest pattern first, then those that allow.
	list []rule
	// delay is how long the site wants us to wait between two requests.
	delay time.Duration
}

// rule allows or forbids the paths that begin as its pattern says. A star
// stands for anything, a dollar at the end for the end of the path.
type rule struct {
	pattern string
	allow   bool
}

// group collects the rules for an agent, ours or all others.
type group struct {
	named bool
	rules
}

// parse reads a robots.txt as RFC 9309 says: the groups that name the agent
// count, together, else those for all. What is not understood is ignored line
// by line, since a site owner's slip should neither open nor close the site.
func parse(body []byte, agent string) rules {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	var ours, all group
	var toOurs, toAll, inRules bool
	for line := range bytes.FieldsFuncSeq(body, func(r rune) bool { return r == '\n' || r == '\r' }) {
		key, value, ok := field(line)
		if !ok {
			continue
		}
		switch key {
		case "user-agent", "useragent":
			if inRules { // a new group begins
				toOurs, toAll, inRules = false, false, false
			}
			if value == "*" {
				toAll = true
			} else if strings.EqualFold(product(value), agent) {
				toOurs, ours.named = true, true
			}
			continue
		case "allow", "disallow", "crawl-delay", "crawldelay":
			inRules = true
		default:
			continue // sitemap and the like belong to no group and end none
		}
		if toOurs {
			ours.add(key, value)
		}
		if toAll {
			all.add(key, value)
		}
	}
	r := all.rules
	if ours.named {
		r = ours.rules
	}
	slices.SortStableFunc(r.list, func(a, b rule) int {
		if c := cmp.Compare(len(b.pattern), len(a.pattern)); c != 0 || a.allow == b.allow {
			return c
		}
		if a.allow {
			return -1
		}
		return 1
	})
	return r
}

// field splits a line at its colon. Some forget the colon and leave a blank.
func field(line []byte) (key, value string, ok bool) {
	line, _, _ = bytes.Cut(line, []byte("#"))
	line = bytes.TrimSpace(line)
	i := bytes.IndexByte(line, ':')
	if i < 0 {
		i = bytes.IndexAny(line, " \t")
	}
	if i <= 0 {
		return "", "", false
	}
	return strings.ToLower(string(bytes.TrimSpace(line[:i]))), string(bytes.TrimSpace(line[i+1:])), true
}

// product is the token that begins the name of an agent: letters, hyphens and
// underscores.
func product(name string) string {
	end := strings.IndexFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '_'
	})
	if end < 0 {
		return name
	}
	return name[:end]
}

// add adds a line to a group. Beyond the bound nothing is added.
func (g *group) add(key, value string) {
	switch key {
	case "crawl-delay", "crawldelay":
		seconds, err := strconv.ParseFloat(value, 64)
		if err != nil || !(seconds >= 0) {
			return
		}
		g.delay = max(g.delay, time.Duration(min(seconds, 1e6)*float64(time.Second)))
	default:
		if value == "" || len(value) > maxPattern || len(g.list) >= maxRules {
			return
		}
		if value[0] != '/' && value[0] != '*' {
			value = "/" + value
		}
		body, end := value, ""
		if strings.HasSuffix(value, "$") {
			body, end = value[:len(value)-1], "$"
		}
		g.list = append(g.list, rule{pattern: strings.ReplaceAll(normal(body), "$", "%24") + end, allow: key == "allow"})
	}
}

// literal encodes in a path what means something else in a pattern.
var literal = strings.NewReplacer("*", "%2A", "$", "%24")

// allowed reports whether the longest rule that fits a path, query included,
// allows it.
func (r *rules) allowed(path string) bool {
	path = literal.Replace(normal(path))
	for _, rule := range r.list {
		if fits(rule.pattern, path) {
			return rule.allow
		}
	}
	return true
}

// fits matches a pattern against the beginning of a path. It takes the parts
// between the stars one after the other, each as early as can be, so that the
// time is bounded by the product of the lengths.
func fits(pattern, path string) bool {
	pattern, whole := strings.CutSuffix(pattern, "$")
	head, rest, star := strings.Cut(pattern, "*")
	if !strings.HasPrefix(path, head) {
		return false
	}
	path = path[len(head):]
	for star {
		var part string
		part, rest, star = strings.Cut(rest, "*")
		if !star && whole { // the last part has to stand at the end
			return strings.HasSuffix(path, part)
		}
		at := strings.Index(path, part)
		if at < 0 {
			return false
		}
		path = path[at+len(part):]
	}
	return !whole || path == ""
}

// normal gives a path and a pattern for it the same form: what needs no
// percent encoding has none, all else has one, in capitals.
func normal(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) {
			if v, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				i += 2
				if unreserved(byte(v)) {
					b.WriteByte(byte(v))
				} else {
					b.Write([]byte{'%', hex[v>>4], hex[v&15]})
				}
				continue
			}
		}
		if c <= ' ' || c >= 0x7f {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
}
