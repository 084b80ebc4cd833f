package rest

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"regexp"
	"strings"

	"github.com/dateline-news/dateline/index/internal/coding"
)

// passing are the values of an answer that change though what it says does
// not: times, scores, which any new article shifts a little, and cursors, which
// hold when they were given. Quotation marks inside a JSON string are escaped,
// so that no text from outside looks like this.
var passing = regexp.MustCompile(`"(?:took_ms|lag_s|score)":[0-9.eE+-]+|"next":"[A-Za-z0-9_=-]+"`)

// write sends a whole answer, compressed where the client takes it, or 304
// where it has it already.
func write(w http.ResponseWriter, r *http.Request, code int, mediaType string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache")
	if code == http.StatusOK {
		sum := sha256.Sum256(passing.ReplaceAll(body, nil))
		tag := `W/"` + hex.EncodeToString(sum[:12]) + `"`
		h.Set("ETag", tag)
		if matches(r.Header.Get("If-None-Match"), tag) {
			h.Add("Vary", "Accept-Encoding")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	} else {
		h.Set("Cache-Control", "no-store")
	}
	coding.Write(w, r, code, body)
}

// matches reports a tag among those of If-None-Match, by weak comparison.
func matches(header, tag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimSpace(part)
		if part == "*" || strings.TrimPrefix(part, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
