package registry_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/registry"
)

func TestRequest(t *testing.T) {
	t.Setenv("DESK_PASSWORD", "hunter2")
	dir := t.TempDir()
	write := func(name, content string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return "file:" + path
	}
	s := registry.Settings{
		ID: "x", URL: "https://a.example/feed", User: "desk", UserAgent: "Wire/1", InsecureTLS: true, AllowPrivate: true,
		Headers: map[string]string{"x-key": "7"},
	}
	for secret, want := range map[string]string{"env:DESK_PASSWORD": "hunter2", write("good", "hunter3\r\n"): "hunter3"} {
		s.Secret = secret
		got, err := s.Request()
		if err != nil {
			t.Fatal(err)
		}
		wanted := fetch.Request{
			URL: "https://a.example/feed", User: "desk", Password: want, UserAgent: "Wire/1", InsecureTLS: true, AllowPrivate: true,
			Header: http.Header{"X-Key": {"7"}},
		}
		if diff := cmp.Diff(wanted, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	for secret, want := range map[string]string{
		"env:NOT_SET_AT_ALL": "NOT_SET_AT_ALL is not set", "file:/no/such": "no such file", write("empty", "\n"): "is empty", write("large", strings.Repeat("x", 5000)): "no password",
	} {
		s.Secret = secret
		if _, err := s.Request(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", secret, err, want)
		}
	}
}
