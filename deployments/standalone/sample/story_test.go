package sample

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// TestStories checks what a hasty hand would get wrong in the stories.
func TestStories(t *testing.T) {
	stories, err := readStories(files)
	if err != nil {
		t.Fatal(err)
	}
	if len(stories) < 100 {
		t.Errorf("%d stories", len(stories))
	}
	credit := regexp.MustCompile(`(?i)\((?:AFP|AP|Reuters|dpa|TASS|EFE|UPI|ANSA|Xinhua|Interfax|ТАСС|Интерфакс|РИА[^)]*|رويترز|أ ?ف ?ب)\)|^(?:afp|dpa|efe|reuters)/`)
	seen := map[string]string{}
	for name, s := range stories {
		for _, r := range s.Title + s.Summary + strings.Join(s.Paragraphs, "") {
			if unicode.IsControl(r) || r == unicode.ReplacementChar {
				t.Errorf("%s: character %U", name, r)
			}
		}
		if year := s.published.Year(); year < 1961 || year > 2023 {
			t.Errorf("%s is of %d", name, year)
		}
		for _, p := range s.Paragraphs {
			if other, ok := seen[p]; ok && len(p) > 60 {
				t.Errorf("%s and %s share the paragraph %q", name, other, p)
			}
			seen[p] = name
			if found := credit.FindString(p); found != "" {
				t.Errorf("%s credits %q, an agency that exists", name, found)
			}
			if strings.Contains(p, "  ") || strings.Contains(p, "\n") {
				t.Errorf("%s: spaces in %q", name, p)
			}
		}
	}
}
