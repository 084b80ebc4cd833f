package sample

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// story is a report as its author or agency wrote it.
type story struct {
	// name is the path under stories without its extension, "en/apollo-13".
	name      string
	language  string
	published time.Time
	agency    string
	author    string
	section   string
	Text
}

// Text is what an edit may change.
type Text struct {
	Title, Summary string
	// Paragraphs are plain text.
	Paragraphs []string
}

func (t Text) clone() Text {
	t.Paragraphs = slices.Clone(t.Paragraphs)
	return t
}

func (t Text) equal(u Text) bool {
	return t.Title == u.Title && t.Summary == u.Summary && slices.Equal(t.Paragraphs, u.Paragraphs)
}

// readStories reads every file under stories, by name.
func readStories(fsys fs.FS) (map[string]*story, error) {
	names, err := fs.Glob(fsys, "stories/*/*.txt")
	if err != nil {
		return nil, fmt.Errorf("listing stories: %w", err)
	}
	stories := make(map[string]*story, len(names))
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("reading story: %w", err)
		}
		s, err := parseStory(string(text))
		if err != nil {
			return nil, fmt.Errorf("reading story %s: %w", name, err)
		}
		s.name = strings.TrimSuffix(strings.TrimPrefix(name, "stories/"), ".txt")
		if folder := path.Dir(s.name); folder != s.language {
			return nil, fmt.Errorf("reading story %s: it says it is in language %q", name, s.language)
		}
		stories[s.name] = s
	}
	return stories, nil
}

// parseStory reads seven header lines, a blank one and the paragraphs, which
// blank lines separate.
func parseStory(text string) (*story, error) {
	s := &story{}
	var published string
	head, body, ok := strings.Cut(text, "\n\n")
	if !ok {
		return nil, fmt.Errorf("no blank line after the header")
	}
	lines := strings.Split(head, "\n")
	fields := []struct {
		name     string
		value    *string
		required bool
	}{
		{"Title", &s.Title, true},
		{"Language", &s.language, true},
		{"Published", &published, true},
		{"Agency", &s.agency, false},
		{"Author", &s.author, false},
		{"Section", &s.section, true},
		{"Summary", &s.Summary, true},
	}
	if len(lines) != len(fields) {
		return nil, fmt.Errorf("%d header lines, want %d", len(lines), len(fields))
	}
	for i, f := range fields {
		value, ok := strings.CutPrefix(lines[i], f.name+":")
		if !ok {
			return nil, fmt.Errorf("header line %d is not %s", i+1, f.name)
		}
		if *f.value = strings.TrimSpace(value); *f.value == "" && f.required {
			return nil, fmt.Errorf("%s is empty", f.name)
		}
	}
	var err error
	if s.published, err = time.Parse(time.RFC3339, published); err != nil {
		return nil, fmt.Errorf("reading the date: %w", err)
	}
	for p := range strings.SplitSeq(strings.TrimSpace(body), "\n\n") {
		s.Paragraphs = append(s.Paragraphs, strings.TrimSpace(p))
	}
	return s, nil
}
