package access_test

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/index/internal/access"
)

// FuzzGuard sends any authorization and origin: nobody gets in without one of
// the tokens, whoever has one gets in by both ways, and only the site that is
// listed may read the answer.
func FuzzGuard(f *testing.F) {
	for _, s := range []string{"Bearer hush", "bearer  hush ", "Basic " + base64.StdEncoding.EncodeToString([]byte("u:hush")), "", "Bearer", "Basic ====", "Bearer hush,other", "\x00", "Basic OmhhIQ=="} {
		f.Add(s, "https://desk.example", "hush")
	}
	f.Add("Bearer", "null", "")
	f.Fuzz(func(t *testing.T, authorization, origin, token string) {
		tokens := access.List(token)
		in := false
		h := access.Guard(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { in = true }), access.Options{Tokens: append(tokens, "sesame"), Origins: []string{"https://desk.example"}})
		ask := func(authorization string) (bool, http.Header) {
			r := httptest.NewRequest(http.MethodGet, "/v1/search", nil)
			r.Header["Authorization"], r.Header["Origin"] = []string{authorization}, []string{origin}
			w := httptest.NewRecorder()
			in = false
			h.ServeHTTP(w, r)
			if in == (w.Code == http.StatusUnauthorized) {
				t.Fatalf("let in: %t, status %d", in, w.Code)
			}
			return in, w.Header()
		}
		said := authorization
		if _, coded, ok := strings.Cut(authorization, " "); ok {
			if plain, err := base64.StdEncoding.DecodeString(coded); err == nil {
				said += string(plain)
			}
		}
		let, head := ask(authorization)
		known := strings.Contains(said, "sesame")
		for _, t := range tokens {
			known = known || strings.Contains(said, t)
		}
		if let && !known {
			t.Fatalf("%q is let in where the tokens are %q", authorization, tokens)
		}
		if shared := head.Get("Access-Control-Allow-Origin"); shared != "" && (shared != origin || origin != "https://desk.example") {
			t.Fatalf("the site %q may read as %q", origin, shared)
		}
		for _, one := range append(tokens, "sesame") {
			if ok, _ := ask("Bearer " + one); !ok {
				t.Fatalf("the token %q is refused as a bearer token", one)
			}
			if ok, _ := ask("Basic " + base64.StdEncoding.EncodeToString([]byte("u:"+one))); !ok {
				t.Fatalf("the token %q is refused as a password", one)
			}
		}
	})
}
