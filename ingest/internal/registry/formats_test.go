package registry

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/shared/bus"
)

// TestFormats reads the settings of feeds as each release has stored them.
func TestFormats(t *testing.T) {
	const id = "il4vt2fzfukxb5ducine6yyosy"
	added := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for file, want := range map[string]Settings{
		"0.1/settings.json": {
			Schema: 2, ID: id, URL: "https://www.harbour.example/world/rss.xml", Kind: KindSitemap, Title: "Harbour Wire: World",
			Folder: []string{"World", "Wires"}, Tags: []string{"shipping", "desk"}, SourceName: "Harbour Wire", Country: "IE", Language: "en",
			Min: Duration(5 * time.Minute), Max: Duration(90 * time.Minute), FullText: FullTextAlways,
			Headers: map[string]string{"X-Desk": "ships"}, User: "desk", Secret: "file:/run/secrets/harbour", UserAgent: "Desk/1",
			Keep: []Rule{{"title", "(?i)ship"}}, Drop: []Rule{{"category", "^Sport$"}}, InsecureTLS: true, AllowPrivate: true, Added: added,
		},
		"0.1/settings-schema-1.json": {
			Schema: 2, ID: id, URL: "https://www.harbour.example/world/rss.xml", Folder: []string{"World", "Wires"}, Added: added,
		},
	} {
		data, err := os.ReadFile(filepath.Join("testdata", "formats", file))
		if err != nil {
			t.Fatal(err)
		}
		got, err := decode(bus.FeedRecord{Feed: id, Data: data})
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s (-want +got): %v\n%s", file, err, diff)
		}
	}
	_, err := decode(bus.FeedRecord{Feed: id, Data: []byte(`{"schema":3}`)})
	if err == nil || !strings.Contains(err.Error(), id) || !strings.Contains(err.Error(), "schema 3, this program reads 1 to 2") {
		t.Errorf("settings of a later version: %v", err)
	}
}
