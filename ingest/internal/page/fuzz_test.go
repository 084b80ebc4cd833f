package page_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/dateline-news/dateline/ingest/internal/page"
	"github.com/dateline-news/dateline/shared/news"
)

// seeds are pages of the tests and attacks in small.
func seeds(f *testing.F) {
	f.Helper()
	files, err := filepath.Glob("testdata/*.html")
	if err != nil || len(files) == 0 {
		f.Fatal("no seeds", err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b, "text/html; charset=utf-8")
		f.Add(b[:len(b)/2], "text/html")
	}
	for _, a := range attacks() {
		f.Add([]byte(a.html[:min(len(a.html), 2000)]), "")
	}
	f.Add([]byte("\xff\xfe<\x00p\x00>\x00"), "text/html; charset=utf-16")
	f.Add([]byte("<p>\x1b$B%\x1b(B"), "text/html; charset=iso-2022-jp")
}

func FuzzExtract(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte, contentType string) {
		p, err := page.Extract(t.Context(), b, page.Options{URL: "https://www.gull.example/a/b?c=d", ContentType: contentType, Title: "Breakwater", Now: now})
		if err != nil {
			if !errors.Is(err, page.ErrNoText) {
				t.Fatal(err)
			}
			return
		}
		if p.Text == "" || len(p.Text) > news.MaxTextBytes || news.Clean(p.Text) != p.Text || strings.TrimSpace(p.Text) != p.Text || strings.Contains(p.Text, "\n\n\n") {
			t.Errorf("text %q is not clean", p.Text)
		}
	})
}

func FuzzMetadata(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte, contentType string) {
		p, err := page.Metadata(b, contentType, "https://www.gull.example/a/b?c=d", now)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Title) > news.MaxTitleBytes || !utf8.ValidString(p.Title) || strings.ContainsAny(p.Title, "\r\n\t") {
			t.Errorf("title %q", p.Title)
		}
		for _, name := range p.Authors {
			if name == "" || len(name) > news.MaxItemBytes || !utf8.ValidString(name) || strings.ContainsAny(name, "\r\n\t") {
				t.Errorf("author %q", name)
			}
		}
		for _, address := range []string{p.Image, p.Canonical} {
			if address != "" && (!strings.HasPrefix(address, "http") || len(address) > news.MaxURLBytes || strings.ContainsAny(address, " \r\n\t")) {
				t.Errorf("address %q", address)
			}
		}
		if p.Published.After(now) || !p.Published.IsZero() && p.Published.Year() < 1990 {
			t.Errorf("published %s", p.Published)
		}
		if len(p.Language) != 0 && len(p.Language) != 2 {
			t.Errorf("language %q", p.Language)
		}
	})
}
