package index

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
)

// PublicURL is the address under which readers see API and pages, such as
// https://news.example/search without a slash at its end; empty: it is not
// known.
type PublicURL string

// ownPaths are the first parts of the addresses below a public one. A public
// address whose path begins with one of them could not be told from them where
// a proxy takes the path away.
var ownPaths = []string{"v1", "articles", "entities", "quotes", "help", "style.css", "healthz", "readyz", "metrics"}

// UnmarshalText reads an absolute address.
func (p *PublicURL) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = ""
		return nil
	}
	u, err := url.Parse(string(text))
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		return errors.New("write a whole http or https address, such as https://news.example/search/")
	case u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return errors.New("write it without a user name, a query and a fragment, such as https://news.example/search/")
	}
	clean := path.Clean("/" + u.Path)
	if u.RawPath != "" || strings.TrimSuffix(u.Path, "/") != strings.TrimSuffix(clean, "/") {
		return errors.New("write its path without escapes, empty parts and dots, such as https://news.example/search/")
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(clean, "/"), "/")
	if slices.Contains(ownPaths, first) {
		return fmt.Errorf("its path may not begin with /%s, which is an address of the API or of a page", first)
	}
	u.Path = strings.TrimSuffix(clean, "/")
	*p = PublicURL(u.String())
	return nil
}

// path returns the path of the address, empty or with a slash before it.
func (p PublicURL) path() string {
	u, err := url.Parse(string(p))
	if err != nil {
		return ""
	}
	return u.EscapedPath()
}

// under serves a handler below a path, whether a proxy in front of it takes
// the path away or leaves it. Unclean paths are led to clean ones here: a
// handler that does not know of the path would lead out of it.
func under(base string, h http.Handler) http.Handler {
	if base == "" {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given := r.URL.EscapedPath()
		rest, below := strings.CutPrefix(given, base)
		if !below || rest != "" && rest[0] != '/' {
			rest = given
		}
		if rest == "" {
			rest = "/"
		}
		if clean := cleaned(rest); clean != rest {
			address := base + clean
			if r.URL.RawQuery != "" {
				address += "?" + r.URL.RawQuery
			}
			http.Redirect(w, r, address, http.StatusPermanentRedirect)
			return
		}
		u, err := url.Parse(rest)
		if err != nil {
			http.Error(w, "the address cannot be read", http.StatusBadRequest)
			return
		}
		u.RawQuery = r.URL.RawQuery
		to := r.Clone(r.Context())
		to.URL = u
		h.ServeHTTP(w, to)
	})
}

// cleaned is a path without empty parts and dots; a slash at its end stays.
func cleaned(p string) string {
	clean := path.Clean(p)
	if clean != "/" && strings.HasSuffix(p, "/") {
		clean += "/"
	}
	return clean
}
