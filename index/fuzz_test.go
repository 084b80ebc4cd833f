package index

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// FuzzRetention checks that what is taken is no negative time, within a
// century where it is in days, and prints as itself.
func FuzzRetention(f *testing.F) {
	for _, s := range []string{"365d", "0", "0d", "-1d", "36501d", "1.5h", "9223372036854775807ns", "d", "1dd", " 1d", "+7d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := Retention(-1)
		if r.UnmarshalText([]byte(text)) != nil {
			if r != -1 {
				t.Fatalf("%q is refused and sets %d", text, r)
			}
			return
		}
		if r < 0 || strings.HasSuffix(text, "d") && time.Duration(r) > maxDays*day {
			t.Fatalf("%q is %s", text, r)
		}
		var again Retention
		if err := again.UnmarshalText([]byte(r.String())); err != nil && time.Duration(r) <= maxDays*day || err == nil && again != r {
			t.Fatalf("%q prints as %q, which is %d, not %d, %v", text, r, again, r, err)
		}
	})
}

// FuzzPublicURL checks that an address which is taken stays itself, has no
// slash at its end, and that below its path every request reaches the handler
// with a path of its own or is led to a clean one on the same site.
func FuzzPublicURL(f *testing.F) {
	for _, s := range []string{"https://news.example/search/", "https://news.example", "http://[::1]:8080/a/b", "https://news.example/v1/x", "https://news.example/a//b", "https://u@news.example/", "https://news.example/%2e", "//x", "https://news.example/a;b"} {
		f.Add(s, "/search/v1/search?q=a")
	}
	f.Add("https://news.example/search", "//evil.example/..//x")
	f.Add("https://news.example/search", "/search//evil.example/")
	f.Fuzz(func(t *testing.T, text, request string) {
		var p, again PublicURL
		if p.UnmarshalText([]byte(text)) != nil {
			return
		}
		if err := again.UnmarshalText([]byte(p)); err != nil || again != p || strings.HasSuffix(string(p), "/") && p.path() != "" {
			t.Fatalf("%q is %q, and that %q, %v", text, p, again, err)
		}
		u, err := url.ParseRequestURI(request)
		if err != nil || !strings.HasPrefix(request, "/") || p == "" {
			return
		}
		reached := ""
		h := under(p.path(), http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { reached = r.URL.Path }))
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL = u
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if location := w.Header().Get("Location"); location != "" {
			to, err := url.Parse(location)
			if err != nil || to.IsAbs() || to.Host != "" || strings.HasPrefix(location, "//") || !strings.HasPrefix(location, p.path()+"/") {
				t.Fatalf("%q below %q leads to %q, %v", request, p, location, err)
			}
		}
		if reached != "" && !strings.HasPrefix(reached, "/") {
			t.Fatalf("%q below %q reaches %q", request, p, reached)
		}
	})
}
