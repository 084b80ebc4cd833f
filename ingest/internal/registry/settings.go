package registry

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/dateline-news/dateline/shared/news"
)

// settingsSchema is the version of the JSON form of Settings.
//
//	1: the folders of an OPML file stood in tags.
//	2: they stand in folder.
const settingsSchema = 2

// Settings is what the operator says about a feed. A zero field leaves the
// matter to the feed and to the service.
type Settings struct {
	Schema int `json:"schema"`
	// ID is [news.FeedID] of the address as first added.
	ID  string `json:"id"`
	URL string `json:"url"`
	// Kind is what the address served when the feed was added. Documents are
	// read as what they are, since sites put one in place of the other.
	Kind Kind `json:"kind,omitempty"`
	// Title is the operator's name for the feed; empty: the feed's own.
	Title string `json:"title,omitempty"`
	// Folder is the path of folders that an OPML file put the feed into, the
	// outermost first.
	Folder []string `json:"folder,omitempty"`
	// Tags are words of the operator's own.
	Tags []string `json:"tags,omitempty"`
	// SourceName, Country (ISO 3166-1 alpha-2) and Language (ISO 639-1) say
	// what is known of the outlet, where the outlet table does not.
	SourceName string `json:"source_name,omitempty"`
	Country    string `json:"country,omitempty"`
	Language   string `json:"language,omitempty"`
	// Min and Max bound the interval between two polls.
	Min Duration `json:"min,omitempty"`
	Max Duration `json:"max,omitempty"`
	// FullText says when article pages are fetched.
	FullText FullText `json:"full_text,omitempty"`
	// Headers are sent with each request to the feed's host.
	Headers map[string]string `json:"headers,omitempty"`
	// User and Secret are for basic authentication. Secret is a reference,
	// "file:/path" or "env:NAME", never the password itself.
	User   string `json:"user,omitempty"`
	Secret string `json:"secret,omitempty"`
	// UserAgent replaces that of the service.
	UserAgent string `json:"user_agent,omitempty"`
	// Keep and Drop are rules over items: one that no rule of Keep fits, if
	// there are any, or that a rule of Drop fits is not published.
	Keep []Rule `json:"keep,omitempty"`
	Drop []Rule `json:"drop,omitempty"`
	// InsecureTLS accepts any certificate of the feed's host.
	InsecureTLS bool `json:"insecure_tls,omitempty"`
	// AllowPrivate lets the feed be at an address that is not public.
	AllowPrivate bool      `json:"allow_private,omitempty"`
	Added        time.Time `json:"added"`
}

// Kind is what an address serves.
type Kind string

// The kinds of addresses.
const (
	KindFeed    Kind = ""        // RSS, Atom, RDF or JSON
	KindSitemap Kind = "sitemap" // a news sitemap or an index of them
)

// FullText says when article pages are fetched for their text.
type FullText string

// When article pages are fetched.
const (
	FullTextAuto   FullText = ""       // where the feed has a summary only
	FullTextAlways FullText = "always" // for each item
	FullTextNever  FullText = "never"
)

// Rule fits an item by a regular expression (RE2) over one of its fields.
type Rule struct {
	// Field is title, text, category, author or url.
	Field   string `json:"field"`
	Pattern string `json:"pattern"`
}

// ruleFields are the fields that a rule may look at.
var ruleFields = []string{"title", "text", "category", "author", "url"}

// Duration is a time.Duration that is written as "10m0s".
type Duration time.Duration

// MarshalText implements [encoding.TextMarshaler].
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("%q is not a time such as 10m or 1h30m", text)
	}
	*d = Duration(v)
	return nil
}

// Bounds of what the operator may say of one feed.
const (
	leastInterval = time.Minute
	mostInterval  = 31 * 24 * time.Hour
	maxRules      = 100
	maxPattern    = 1000
	maxHeaders    = 32
	maxTags       = 64
	maxFolders    = maxOPMLDepth
	// maxWords bounds a name, in bytes.
	maxWords = 500
)

// Validate reports everything that cannot work, each with the name of the
// setting.
func (s *Settings) Validate() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if _, err := CheckAddress(s.URL); err != nil {
		errs = append(errs, err)
	}
	if s.Kind != KindFeed && s.Kind != KindSitemap {
		bad("kind is %q: use feed or sitemap", s.Kind)
	}
	interval := func(name string, d time.Duration) {
		if d != 0 && (d < leastInterval || d > mostInterval) {
			bad("%s is %s: use %s to %s", name, d, leastInterval, mostInterval)
		}
	}
	interval("min", time.Duration(s.Min))
	interval("max", time.Duration(s.Max))
	if s.Min != 0 && s.Max != 0 && s.Min > s.Max {
		bad("min is %s, more than max, which is %s", time.Duration(s.Min), time.Duration(s.Max))
	}
	if s.FullText != FullTextAuto && s.FullText != FullTextAlways && s.FullText != FullTextNever {
		bad("full_text is %q: use auto, always or never", s.FullText)
	}
	if s.Country != "" && !regexp.MustCompile(`^[A-Z]{2}$`).MatchString(s.Country) {
		bad("country is %q: use two capitals such as FR", s.Country)
	}
	if s.Language != "" && !regexp.MustCompile(`^[a-z]{2}$`).MatchString(s.Language) {
		bad("language is %q: use two letters such as fr", s.Language)
	}
	errs = append(errs, s.checkWords()...)
	errs = append(errs, s.checkRequest()...)
	errs = append(errs, checkRules("keep", s.Keep)...)
	errs = append(errs, checkRules("drop", s.Drop)...)
	return errors.Join(errs...)
}

// checkWords reports names that are too long, too many or hold control
// characters.
func (s *Settings) checkWords() []error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if len(s.Tags) > maxTags {
		bad("tags has %d words, the limit is %d", len(s.Tags), maxTags)
	}
	if len(s.Folder) > maxFolders {
		bad("folder is %d deep, the limit is %d", len(s.Folder), maxFolders)
	}
	check := func(name, value string) {
		switch {
		case len(value) > maxWords:
			bad("%s has %d bytes, the limit is %d", name, len(value), maxWords)
		case strings.ContainsFunc(value, unicode.IsControl):
			bad("%s holds a control character", name)
		}
	}
	check("title", s.Title)
	check("source_name", s.SourceName)
	check("user", s.User)
	check("user_agent", s.UserAgent)
	for _, tag := range s.Tags {
		check("tags", tag)
	}
	for _, name := range s.Folder {
		check("folder", name)
	}
	return errs
}

// checkRules reports the rules that cannot work.
func checkRules(name string, rules []Rule) []error {
	var errs []error
	if len(rules) > maxRules {
		errs = append(errs, fmt.Errorf("%s has %d rules, the limit is %d", name, len(rules), maxRules))
	}
	for _, r := range rules {
		if err := r.check(); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errs
}

// checkRequest reports what cannot be sent.
func (s *Settings) checkRequest() []error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if len(s.Headers) > maxHeaders {
		bad("headers has %d entries, the limit is %d", len(s.Headers), maxHeaders)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Headers)) {
		value := s.Headers[name]
		switch {
		case !regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$").MatchString(name):
			bad("headers: %q is not the name of a header", name)
		case strings.EqualFold(name, "Authorization"), strings.EqualFold(name, "Cookie"), strings.EqualFold(name, "Proxy-Authorization"):
			bad("headers: %s would show a secret in the records: use user and secret", name)
		case strings.ContainsAny(value, "\r\n\x00"):
			bad("headers: the value of %s holds a line break", name)
		case len(value) > maxWords:
			bad("headers: the value of %s has %d bytes, the limit is %d", name, len(value), maxWords)
		}
	}
	if (s.User == "") != (s.Secret == "") {
		bad("user and secret go together")
	}
	if len(s.Secret) > maxWords {
		bad("secret has %d bytes, the limit is %d", len(s.Secret), maxWords)
	}
	if s.Secret != "" && !strings.HasPrefix(s.Secret, "file:/") && !strings.HasPrefix(s.Secret, "env:") {
		bad("secret must say where the password is, file:/path or env:NAME, not what it is")
	}
	return errs
}

// check reports a rule that cannot work.
func (r Rule) check() error {
	if !slices.Contains(ruleFields, r.Field) {
		return fmt.Errorf("unknown field %q: use one of %s", r.Field, strings.Join(ruleFields, ", "))
	}
	if len(r.Pattern) > maxPattern {
		return fmt.Errorf("a pattern has %d bytes, the limit is %d", len(r.Pattern), maxPattern)
	}
	if _, err := regexp.Compile(r.Pattern); err != nil {
		return fmt.Errorf("the pattern for %s: %w", r.Field, err)
	}
	return nil
}

// CheckAddress returns the address of a feed cleaned, or an error that says
// what is wrong with it.
func CheckAddress(raw string) (string, error) {
	address := strings.TrimSpace(raw)
	u, err := url.Parse(address)
	switch {
	case address == "":
		return "", errors.New("the address of the feed is empty")
	case len(address) > news.MaxURLBytes:
		return "", fmt.Errorf("the address of the feed has %d bytes, the limit is %d", len(address), news.MaxURLBytes)
	case err != nil:
		return "", fmt.Errorf("%q is not an address: %w", address, err)
	case u.Scheme != "http" && u.Scheme != "https":
		return "", fmt.Errorf("%q is not an http or https address", address)
	case u.Hostname() == "":
		return "", fmt.Errorf("%q names no host", address)
	case u.User != nil:
		return "", fmt.Errorf("the address of %s holds a user name or password, which would show in logs: leave it out", u.Host)
	}
	return address, nil
}
