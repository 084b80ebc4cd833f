package registry

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Key is one thing that can be set of a feed, as "name=value".
type Key struct {
	// Name is that of the key; "header." is followed by a header's name.
	Name string
	// About says in a line what it means, with an example.
	About string

	// list marks a key that also takes "+=" and "-=".
	list bool
	// set takes a value; an empty one clears.
	set func(s *Settings, value string) error
	// get prints what is set, "" for nothing.
	get func(s *Settings) string
}

// header is the beginning of the keys for headers.
const header = "header."

// Keys returns everything that can be set, in the order of the help.
func Keys() []Key {
	text := func(name, about string, field func(*Settings) *string, change func(string) string) Key {
		return Key{Name: name, About: about,
			set: func(s *Settings, v string) error { *field(s) = change(v); return nil },
			get: func(s *Settings) string { return *field(s) }}
	}
	same := func(v string) string { return v }
	interval := func(name, about string, field func(*Settings) *Duration) Key {
		return Key{Name: name, About: about,
			set: func(s *Settings, v string) error {
				*field(s) = 0
				if v == "" {
					return nil
				}
				return field(s).UnmarshalText([]byte(v))
			},
			get: func(s *Settings) string { return printed(*field(s)) }}
	}
	flag := func(name, about string, field func(*Settings) *bool) Key {
		return Key{Name: name, About: about,
			set: func(s *Settings, v string) (err error) { *field(s), err = readBool(v); return err },
			get: func(s *Settings) string {
				if *field(s) {
					return "true"
				}
				return ""
			}}
	}
	list := func(name, about, separator, joint string, field func(*Settings) *[]string) Key {
		return Key{Name: name, About: about, list: separator == ",",
			set: func(s *Settings, v string) error { *field(s) = split(v, separator); return nil },
			get: func(s *Settings) string { return strings.Join(*field(s), joint) }}
	}
	rules := func(name, about string, field func(*Settings) *[]Rule) Key {
		return Key{Name: name, About: about, list: true,
			set: func(s *Settings, v string) error {
				*field(s) = nil
				if v == "" {
					return nil
				}
				r, err := ParseRule(v)
				*field(s) = []Rule{r}
				return err
			},
			get: func(s *Settings) string { return printRules(*field(s)) }}
	}
	return []Key{
		text("url", "the address, where the feed has moved; its id stays", func(s *Settings) *string { return &s.URL }, strings.TrimSpace),
		text("title", "your name for the feed, in place of its own", func(s *Settings) *string { return &s.Title }, oneLine),
		list("folder", "where it stands in OPML, such as World/Europe", "/", "/", func(s *Settings) *[]string { return &s.Folder }),
		list("tags", "words of your own, such as agency,wire", ",", ",", func(s *Settings) *[]string { return &s.Tags }),
		text("source_name", "the name of the outlet, where Dateline knows none", func(s *Settings) *string { return &s.SourceName }, oneLine),
		text("country", "the country of the outlet, such as FR", func(s *Settings) *string { return &s.Country }, strings.ToUpper),
		text("language", "the language of the outlet, such as fr", func(s *Settings) *string { return &s.Language }, strings.ToLower),
		interval("min", "least time between two polls, such as 10m", func(s *Settings) *Duration { return &s.Min }),
		interval("max", "most time between two polls, such as 1h, even where the feed asks for more", func(s *Settings) *Duration { return &s.Max }),
		{Name: "full_text", About: "auto: fetch article pages where the feed has a summary only; always; never", set: func(s *Settings, v string) error {
			if s.FullText = FullText(strings.ToLower(v)); s.FullText == "auto" {
				s.FullText = FullTextAuto
			}
			return nil
		}, get: func(s *Settings) string { return string(s.FullText) }},
		{Name: header + "NAME", About: "a header that is sent to the feed's host, such as header.X-Key=7", set: func(s *Settings, _ string) error {
			s.Headers = nil
			return nil
		}, get: func(s *Settings) string { return printHeaders(s.Headers) }},
		text("user", "user name for basic authentication; needs secret", func(s *Settings) *string { return &s.User }, same),
		{Name: "secret", About: "where the password is: file:/path or env:NAME, never the password", set: func(s *Settings, v string) error {
			s.Secret = strings.TrimSpace(v)
			return nil
		}, get: func(s *Settings) string {
			if s.Secret == "" {
				return ""
			}
			return "from " + s.Secret
		}},
		text("user_agent", "User-Agent in place of DATELINE_INGEST_USER_AGENT", func(s *Settings) *string { return &s.UserAgent }, strings.TrimSpace),
		rules("keep", "publish only what fits one of these, as FIELD:PATTERN, such as title:(?i)syria", func(s *Settings) *[]Rule { return &s.Keep }),
		rules("drop", "do not publish what fits one of these, such as category:^Sport", func(s *Settings) *[]Rule { return &s.Drop }),
		flag("insecure_tls", "true: accept any certificate of the feed's host", func(s *Settings) *bool { return &s.InsecureTLS }),
		flag("allow_private", "true: the feed may be at a private address", func(s *Settings) *bool { return &s.AllowPrivate }),
	}
}

// Value prints what a key is set to, "" for nothing. Secrets are references
// and therefore may be printed.
func (k Key) Value(s *Settings) string { return k.get(s) }

// Set changes one thing, given as "name=value", "name=" to clear it, or for
// tags, keep and drop "name+=value" and "name-=value". The error names the
// key and what to use instead. It does not look whether the settings work
// together, see [Settings.Validate].
func (s *Settings) Set(assignment string) error {
	name, value, ok := strings.Cut(assignment, "=")
	if !ok {
		return fmt.Errorf("%q has no =: write NAME=VALUE, or NAME= to clear", assignment)
	}
	operation := byte(0)
	if n := len(name); n > 0 && (name[n-1] == '+' || name[n-1] == '-') && !strings.HasPrefix(name, header) {
		name, operation = name[:n-1], name[n-1]
	}
	name = strings.TrimSpace(name)
	if field, ok := strings.CutPrefix(name, header); ok {
		s.setHeader(field, value)
		return nil
	}
	keys := Keys()
	i := slices.IndexFunc(keys, func(k Key) bool { return k.Name == name && !strings.HasPrefix(name, header) })
	if i < 0 {
		return unknownKey(name, keys)
	}
	k := keys[i]
	switch {
	case operation == 0:
		if err := k.set(s, value); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	case !k.list:
		return fmt.Errorf("%s holds one value: use %s=VALUE", name, name)
	}
	if err := s.alter(name, operation == '+', value); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// alter adds to a list or takes from it.
func (s *Settings) alter(name string, add bool, value string) error {
	if name == "tags" {
		for _, tag := range split(value, ",") {
			s.Tags = slices.DeleteFunc(slices.Clone(s.Tags), func(t string) bool { return t == tag })
			if add {
				s.Tags = append(s.Tags, tag)
			}
		}
		return nil
	}
	rules := &s.Keep
	if name == "drop" {
		rules = &s.Drop
	}
	r, err := ParseRule(value)
	if err != nil && add {
		return err
	}
	before := len(*rules)
	*rules = slices.DeleteFunc(slices.Clone(*rules), func(old Rule) bool { return old == r })
	switch {
	case add:
		*rules = append(*rules, r)
	case len(*rules) == before:
		return fmt.Errorf("there is no rule %q; there are: %s", value, printRules(*rules))
	}
	return nil
}

func (s *Settings) setHeader(name, value string) {
	headers := maps.Clone(s.Headers)
	maps.DeleteFunc(headers, func(k, _ string) bool { return strings.EqualFold(k, name) })
	if value != "" {
		if headers == nil {
			headers = map[string]string{}
		}
		headers[name] = value
	}
	if len(headers) == 0 {
		headers = nil
	}
	s.Headers = headers
}

// ParseRule reads FIELD:PATTERN.
func ParseRule(text string) (Rule, error) {
	field, pattern, ok := strings.Cut(text, ":")
	r := Rule{Field: strings.ToLower(strings.TrimSpace(field)), Pattern: pattern}
	if !ok || pattern == "" {
		return r, fmt.Errorf("%q is no rule: write FIELD:PATTERN, such as title:(?i)syria, with a field of %s", text, strings.Join(ruleFields, ", "))
	}
	return r, r.check()
}

// String returns the rule as it is written for [Settings.Set].
func (r Rule) String() string { return r.Field + ":" + r.Pattern }

func printRules(rules []Rule) string {
	list := make([]string, len(rules))
	for i, r := range rules {
		list[i] = r.String()
	}
	return strings.Join(list, "  ")
}

func printHeaders(headers map[string]string) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		list = append(list, name+": "+hidden(headers[name]))
	}
	return strings.Join(list, "  ")
}

// hidden says that there is a value without saying it: headers may hold keys.
func hidden(value string) string {
	return fmt.Sprintf("(%d characters)", utf8.RuneCountInString(value))
}

// Redacted returns the settings as they may be shown, without the values of
// headers. The password is not in them anyway.
func (s *Settings) Redacted() Settings {
	shown := *s
	shown.Headers = maps.Clone(s.Headers)
	for name, value := range shown.Headers {
		shown.Headers[name] = hidden(value)
	}
	return shown
}

// AskedOtherwise reports that a feed is asked for in another way than by the
// settings before: elsewhere, as somebody else, or with other exceptions.
func (s *Settings) AskedOtherwise(before *Settings) bool {
	return s.URL != before.URL || s.User != before.User || s.Secret != before.Secret || s.UserAgent != before.UserAgent ||
		s.InsecureTLS != before.InsecureTLS || s.AllowPrivate != before.AllowPrivate || !maps.Equal(s.Headers, before.Headers)
}

func printed(d Duration) string {
	if d == 0 {
		return ""
	}
	text, _ := d.MarshalText() // it never fails
	return string(text)
}

func readBool(v string) (bool, error) {
	switch strings.ToLower(v) {
	case "":
		return false, nil
	case "yes", "on":
		return true, nil
	case "no", "off":
		return false, nil
	}
	b, err := strconv.ParseBool(v)
	if err != nil {
		return false, fmt.Errorf("%q is neither true nor false", v)
	}
	return b, nil
}

// split returns the parts of a list, each once, in one line, none empty.
func split(v, separator string) []string {
	var list []string
	for part := range strings.SplitSeq(v, separator) {
		part = oneLine(part)
		if part != "" && (separator == "/" || !slices.Contains(list, part)) {
			list = append(list, part)
		}
	}
	return list
}

// oneLine returns s in one line, white space folded.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func unknownKey(name string, keys []Key) error {
	names := make([]string, len(keys))
	best, least := "", max(2, len(name)/3)+1
	for i, k := range keys {
		names[i] = k.Name
		if n := edits(strings.ToLower(name), k.Name); n < least {
			best, least = k.Name, n
		}
	}
	words := fmt.Sprintf("there is no key %q", name)
	if best != "" {
		words += fmt.Sprintf(" (did you mean %s?)", best)
	}
	return errors.New(words + "; the keys are " + strings.Join(names, ", "))
}

// maxEdited bounds what is compared of a name that somebody mistyped.
const maxEdited = 64

// edits counts the letters to be changed, added, removed or swapped with
// their neighbour to make b from a.
func edits(a, b string) int {
	a = a[:min(len(a), maxEdited)]
	var before []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next := make([]int, len(b)+1)
		next[0] = i
		for j := 1; j <= len(b); j++ {
			next[j] = min(row[j], next[j-1]) + 1
			if a[i-1] == b[j-1] {
				next[j] = min(next[j], row[j-1])
			} else {
				next[j] = min(next[j], row[j-1]+1)
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}
