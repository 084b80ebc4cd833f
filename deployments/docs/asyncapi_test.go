package docs

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

var (
	address     = regexp.MustCompile(`(?m)^\s+address: ["']?([^"'\s]+)["']?\s*$`)
	placeholder = regexp.MustCompile(`\{[a-z_]+\}`)
	reference   = regexp.MustCompile(`\$ref: ["']?([^#"'\s}]+\.json)`)
)

// TestAsyncAPI keeps the subjects of asyncapi.yaml those of the code, and its
// references files that exist.
func TestAsyncAPI(t *testing.T) {
	data, err := os.ReadFile("asyncapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range address.FindAllStringSubmatch(string(data), -1) {
		got = append(got, placeholder.ReplaceAllString(m[1], "*"))
	}
	n := bus.Names{Prefix: "news"}
	event := func(k news.EventKind, tail string) string {
		return strings.TrimSuffix(n.EventsOf(k), ">") + tail
	}
	want := []string{
		n.Article("*", "*"), n.Enriched("*", "*"), n.Mention("*", "*"), n.Quarantine("*"), n.Retry("*"),
		event(news.EventRevised, "*"), event(news.EventDropped, "*.*"), event(news.EventFeed, "*.*"),
	}
	for _, subject := range want {
		if !slices.Contains(got, subject) {
			t.Errorf("asyncapi.yaml does not describe %s; it has %q", subject, got)
		}
	}
	for _, m := range reference.FindAllStringSubmatch(string(data), -1) {
		if _, err := os.Stat(m[1]); err != nil {
			t.Errorf("asyncapi.yaml refers to %s: %v", m[1], err)
		}
	}
}
