package shadow

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/shared/news"
)

// TestFormats goes on with a file that a release has written and was stopped at.
func TestFormats(t *testing.T) {
	data, err := os.ReadFile("testdata/formats/0.1/shadow.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "shadow.ndjson")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	by := news.Enricher{Name: "dateline", Version: "2026-11-23.1"}
	var got []Entry
	w, err := Append(path, by, func(e Entry) { got = append(got, e) })
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	want := []Entry{
		{ID: "abcdefghijklmnopqrstuvwxyz", Revision: 2, Enricher: by, Offset: 0, Size: 187},
		{ID: "bcdefghijklmnopqrstuvwxyza", Revision: 1, Enricher: by, Offset: 188, Size: 187},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(data[:376]) {
		t.Errorf("%q, %v: want the line that was cut off gone", after, err)
	}
}
