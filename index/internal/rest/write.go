package rest

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// compressFrom is the size from which compression pays.
const compressFrom = 1 << 10

// passing are the values of an answer that change though what it says does
// not: times, and scores, which any new article shifts a little. Quotation marks inside a JSON string are escaped, so that no text from
// outside looks like this.
var passing = regexp.MustCompile(`"(?:took_ms|lag_s|score)":[0-9.eE+-]+`)

// write sends a whole answer, compressed where the client takes it, or 304
// where it has it already.
func write(w http.ResponseWriter, r *http.Request, code int, mediaType string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache")
	h.Add("Vary", "Accept-Encoding")
	if code == http.StatusOK {
		sum := sha256.Sum256(passing.ReplaceAll(body, nil))
		tag := `W/"` + hex.EncodeToString(sum[:12]) + `"`
		h.Set("ETag", tag)
		if matches(r.Header.Get("If-None-Match"), tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	} else {
		h.Set("Cache-Control", "no-store")
	}
	if len(body) >= compressFrom && takesGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		w.WriteHeader(code)
		if r.Method == http.MethodHead {
			return
		}
		z := gzip.NewWriter(w)
		// A client that went away needs no answer.
		_, _ = z.Write(body)
		_ = z.Close()
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(code)
	_, _ = w.Write(body)
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

// takesGzip reads Accept-Encoding.
func takesGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, parameter, _ := strings.Cut(part, ";")
		if name = strings.TrimSpace(name); name != "gzip" && name != "*" {
			continue
		}
		value, ok := strings.CutPrefix(strings.ReplaceAll(parameter, " ", ""), "q=")
		weight, err := strconv.ParseFloat(value, 64)
		return !ok || err != nil || weight > 0
	}
	return false
}
