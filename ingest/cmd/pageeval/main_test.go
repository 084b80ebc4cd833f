package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const text = "<p>The ferry left the harbour at dawn with forty passengers and a crew of six, an hour later than planned, because the fog would not lift.</p>" +
		"<p>By noon the wind had turned, and the captain told the coast guard by radio that he would wait behind the island until the sea was calmer.</p>"
	page := "<html><head><title>Ferry</title></head><body><nav><a href=/>Home</a></nav><article><h1>Ferry</h1>" + text + "</article><footer>Imprint</footer></body></html>"
	write("a.html.gz", page)
	write("b.html", page)
	plain := strings.NewReplacer("<p>", "", "</p>", " ").Replace(text)
	for _, c := range []struct{ name, truth, want string }{
		{"whole", `{"a":{"url":"https://gull.example/a","articleBody":"` + plain + `"}}`, "texts:   F1 1.000, precision 1.000, recall 1.000 on 1 pages, 0 of them without a text\n"},
		{"half", `{"a":{"url":"https://gull.example/a","articleBody":"` + plain[:139] + `"}}`, "recall 1.000"},
		{"phrases", `{"https://gull.example/b":{"file":"b.html","with":["ferry left  the harbour","of nothing"],"without":["Imprint"]}}`, "phrases: F1 0.667, precision 1.000, recall 0.500 on 1 pages"},
	} {
		var out strings.Builder
		if err := run(t.Context(), &out, write("truth.json", c.truth), dir); err != nil || !strings.Contains(out.String(), c.want) || !strings.Contains(out.String(), "(median)") {
			t.Errorf("%s: %v, %q", c.name, err, out.String())
		}
	}
	for _, truth := range []string{`{}`, `[`, `{"c":{"articleBody":"x"}}`} {
		if err := run(t.Context(), &strings.Builder{}, write("truth.json", truth), dir); err == nil {
			t.Errorf("%s: no error", truth)
		}
	}
}
