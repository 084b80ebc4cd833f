package poll

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/shared/news"
)

// rules are the operator's rules over items, compiled.
type rules struct {
	keep, drop []rule
	// keeping is set where there are rules of keep at all, whether or not
	// they could be compiled.
	keeping bool
}

type rule struct {
	registry.Rule
	pattern *regexp.Regexp
}

// compileRules leaves out what does not compile, which the registry refuses
// to write.
func compileRules(s *registry.Settings) rules {
	compile := func(list []registry.Rule) []rule {
		var out []rule
		for _, r := range list {
			if pattern, err := regexp.Compile(r.Pattern); err == nil {
				out = append(out, rule{r, pattern})
			}
		}
		return out
	}
	return rules{keep: compile(s.Keep), drop: compile(s.Drop), keeping: len(s.Keep) > 0}
}

// refuses says in words which rule keeps an item from being published, or "".
func (r *rules) refuses(it *feed.Item) string {
	for _, d := range r.drop {
		if d.fits(it) {
			return fmt.Sprintf("the rule drop %s ~ %s fits", d.Field, d.Pattern)
		}
	}
	if r.keeping && !slices.ContainsFunc(r.keep, func(k rule) bool { return k.fits(it) }) {
		return "no rule of keep fits"
	}
	return ""
}

// fits reports whether any value of the rule's field holds the pattern.
func (r *rule) fits(it *feed.Item) bool {
	switch r.Field {
	case "title":
		return r.pattern.MatchString(it.Title)
	case "text":
		return r.pattern.MatchString(it.Text) || r.pattern.MatchString(it.Summary)
	case "category":
		return slices.ContainsFunc(it.Categories, r.pattern.MatchString)
	case "author":
		return slices.ContainsFunc(it.Authors, r.pattern.MatchString)
	case "url":
		return r.pattern.MatchString(it.Link)
	}
	return false
}

// outlet adds what the operator knows of the feed's own outlet, where the
// outlet table says nothing. The id, by which articles are filed, stays.
func outlet(s news.Source, settings *registry.Settings) news.Source {
	if settings.SourceName != "" && (s.Name == "" || s.Name == s.Domain) {
		s.Name = settings.SourceName
	}
	if s.Country == "" {
		s.Country = settings.Country
	}
	if s.Language == "" {
		s.Language = settings.Language
	}
	return s
}
