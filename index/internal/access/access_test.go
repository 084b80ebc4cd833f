package access_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/dateline-news/dateline/index/internal/access"
)

func ask(h http.Handler, method string, set func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/v1/search", nil)
	set(r)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

var open = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })

func TestTokens(t *testing.T) {
	h := access.Guard(open, access.Options{Tokens: access.List("first,\n second")})
	for name, c := range map[string]struct {
		set  func(*http.Request)
		want int
	}{
		"none":            {func(*http.Request) {}, http.StatusUnauthorized},
		"bearer":          {func(r *http.Request) { r.Header.Set("Authorization", "Bearer second") }, http.StatusOK},
		"bearer in lower": {func(r *http.Request) { r.Header.Set("Authorization", "bearer first") }, http.StatusOK},
		"password":        {func(r *http.Request) { r.SetBasicAuth("desk", "first") }, http.StatusOK},
		"user":            {func(r *http.Request) { r.SetBasicAuth("first", "") }, http.StatusUnauthorized},
		"beginning":       {func(r *http.Request) { r.Header.Set("Authorization", "Bearer firs") }, http.StatusUnauthorized},
		"empty":           {func(r *http.Request) { r.Header.Set("Authorization", "Bearer ") }, http.StatusUnauthorized},
		"other scheme":    {func(r *http.Request) { r.Header.Set("Authorization", "Digest first") }, http.StatusUnauthorized},
	} {
		w := ask(h, http.MethodGet, c.set)
		if w.Code != c.want {
			t.Errorf("%s: status %d, want %d", name, w.Code, c.want)
		}
		if w.Code == http.StatusUnauthorized && len(w.Header().Values("WWW-Authenticate")) != 2 {
			t.Errorf("%s: %v", name, w.Header())
		}
	}
	if w := ask(access.Guard(open, access.Options{}), http.MethodGet, func(*http.Request) {}); w.Code != http.StatusOK {
		t.Errorf("without tokens: status %d", w.Code)
	}
}

func TestOrigins(t *testing.T) {
	from := func(origin string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Origin", origin) }
	}
	closed := access.Guard(open, access.Options{})
	if w := ask(closed, http.MethodGet, from("https://desk.example")); w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Error("other sites may read though none is named")
	}
	h := access.Guard(open, access.Options{Tokens: []string{"x"}, Origins: []string{"https://desk.example"}})
	// A browser asks without the token whether it may send it.
	w := ask(h, http.MethodOptions, from("https://desk.example"))
	if w.Code != http.StatusNoContent || w.Header().Get("Access-Control-Allow-Origin") != "https://desk.example" || w.Header().Get("Access-Control-Allow-Headers") == "" {
		t.Errorf("status %d, %v", w.Code, w.Header())
	}
	for _, origin := range []string{"https://desk.example.evil.example", "http://desk.example", "null"} {
		if w := ask(h, http.MethodOptions, from(origin)); w.Code == http.StatusNoContent || w.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s may read: status %d, %v", origin, w.Code, w.Header())
		}
	}
	all := access.Guard(open, access.Options{Origins: []string{"*"}})
	if w := ask(all, http.MethodGet, from("https://any.example")); w.Header().Get("Access-Control-Allow-Origin") != "https://any.example" {
		t.Errorf("%v", w.Header())
	}
}
