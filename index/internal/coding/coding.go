// Package coding sends whole bodies over HTTP, compressed by gzip for clients
// that take it where that pays.
package coding

import (
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
)

// CompressFrom is the size in bytes from which a body is compressed.
const CompressFrom = 1 << 10

// Write sends the status and the body, which for HEAD is left out. All headers
// but those of the coding and the length have been set.
func Write(w http.ResponseWriter, r *http.Request, code int, body []byte) {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if len(body) >= CompressFrom && takesGzip(r.Header.Get("Accept-Encoding")) {
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
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
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
