package registry_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/ingest/internal/registry"
)

func TestSettingsValidate(t *testing.T) {
	for _, c := range []struct {
		name     string
		settings registry.Settings
		want     string // part of the error; "": none
	}{
		{"address alone", registry.Settings{}, ""},
		{"all", registry.Settings{
			Kind: registry.KindSitemap, Min: registry.Duration(time.Minute), Max: registry.Duration(time.Hour), FullText: registry.FullTextNever,
			Country: "FR", Language: "fr", Headers: map[string]string{"X-Key": "7"}, User: "desk", Secret: "env:DESK",
			Keep: []registry.Rule{{Field: "title", Pattern: "(?i)syria"}},
		}, ""},
		{"kind", registry.Settings{Kind: "page"}, "use feed or sitemap"},
		{"interval too short", registry.Settings{Min: registry.Duration(time.Second)}, "min is 1s"},
		{"bounds crossed", registry.Settings{Min: registry.Duration(time.Hour), Max: registry.Duration(time.Minute)}, "more than max"},
		{"full text", registry.Settings{FullText: "sometimes"}, "use auto, always or never"},
		{"country", registry.Settings{Country: "France"}, "two capitals"},
		{"password in the open", registry.Settings{User: "desk", Secret: "hunter2"}, "file:/path or env:NAME"},
		{"user alone", registry.Settings{User: "desk"}, "go together"},
		{"header with a line break", registry.Settings{Headers: map[string]string{"X-Key": "a\r\nHost: b"}}, "line break"},
		{"header that is none", registry.Settings{Headers: map[string]string{"X Key": "a"}}, "not the name"},
		{"secret header", registry.Settings{Headers: map[string]string{"authorization": "Basic x"}}, "use user and secret"},
		{"pattern", registry.Settings{Drop: []registry.Rule{{Field: "title", Pattern: "("}}}, "drop: the pattern for title"},
		{"field", registry.Settings{Keep: []registry.Rule{{Field: "colour", Pattern: "red"}}}, `unknown field "colour"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.settings.URL = "https://harbour.example/feed"
			err := c.settings.Validate()
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

func TestSettingsJSON(t *testing.T) {
	in := registry.Settings{URL: "https://harbour.example/feed", Min: registry.Duration(90 * time.Second)}
	data, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), `"min":"1m30s"`) || strings.Contains(string(data), `"max"`) {
		t.Errorf("JSON is %s", data)
	}
	var out registry.Settings
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(in, out); diff != "" {
		t.Errorf("(-in +out):\n%s", diff)
	}
}
