package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/ingest/internal/rhythm"
)

const (
	// ratioFrom is the size from which on the compression ratio is watched:
	// less is no burden, whatever its ratio.
	ratioFrom = 1 << 20
	// firstBuffer bounds what is set aside on the word of a server.
	firstBuffer = 1 << 20
	// idleReads is how many reads may bring nothing in a row.
	idleReads = 100
)

// ErrDamaged is wrapped by [Response].Broken where what came cannot be
// unpacked: what was unpacked before may be wrong as well.
var ErrDamaged = errors.New("the compressed body is damaged")

// errEndless is returned for a body that goes on without saying anything.
var errEndless = errors.New("the body is longer than any feed and unpacks to nothing")

// countingReader counts what passes through it and ends after limit bytes,
// since compressed data may go on for ever and unpack to nothing.
type countingReader struct {
	r        io.Reader
	n, limit int64
	err      error // of the transfer
}

func (c *countingReader) Read(p []byte) (int, error) {
	if c.n > c.limit {
		c.err = errEndless
		return 0, errEndless
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = err
	}
	return n, err
}

// readBody fills the body of a response. A transfer that breaks leaves what
// came before in Body and the reason in Broken; the error is for a body that
// is no use at all.
func (f *flight) readBody(ctx context.Context, out *Response, resp *http.Response, limit int) error {
	wire := &countingReader{r: resp.Body, limit: 2 * int64(limit)}
	plain, err := f.client.unpackers.unpack(wire, resp.Header.Get("Content-Encoding"))
	defer func() { out.WireBytes = wire.n }()
	if err != nil {
		if odd, ok := errors.AsType[*encodingError](err); ok {
			return &Error{Class: rhythm.ServerErr, Words: odd.Error(), Err: err}
		}
		return f.classify(ctx, err)
	}
	defer plain.release()
	// One byte beyond the limit tells whether there is more.
	var body []byte
	if n := resp.ContentLength; n > 0 && plain.levels == 0 {
		body = make([]byte, 0, min(n, int64(limit), firstBuffer)+1)
	}
	ratio := int64(f.client.options.MaxRatio)
	other := foreign(out.ContentType)
	for idle := 0; ; {
		if len(body) == cap(body) {
			body = slices.Grow(body, min(max(len(body), 4<<10), limit+1-len(body)))
		}
		n, err := plain.Read(body[len(body):min(cap(body), limit+1)])
		body = body[:len(body)+n]
		out.Body = body[:min(len(body), limit)]
		if start := bytes.TrimLeft(body[:min(len(body), 64)], " \t\r\n"); other != "" && len(start) > 0 {
			if !text(start) {
				words := fmt.Sprintf("%s serves %s", host(resp.Request.URL), other)
				return &Error{Class: rhythm.NotAFeed, Status: resp.StatusCode, Words: words, Err: errors.New(words)}
			}
			other = ""
		}
		switch {
		case plain.levels > 0 && len(body) > ratioFrom && int64(len(body)) > ratio*wire.n:
			words := fmt.Sprintf("the body unpacks to over %d times its size, as no feed does", ratio)
			return &Error{Class: rhythm.TooLarge, Words: words, Err: errors.New(words)}
		case len(body) > limit:
			out.Cut = true
			return nil
		case errors.Is(err, io.EOF):
			return nil
		case n > 0:
			idle = 0
		case err == nil:
			if idle++; idle > idleReads {
				err = io.ErrNoProgress
			}
		}
		if err != nil {
			broken := f.broken(ctx, wire, err)
			if len(body) == 0 {
				return broken
			}
			out.Broken = broken
			return nil
		}
	}
}

// broken says why a body ends early: the transfer broke off, or what came
// cannot be unpacked.
func (f *flight) broken(ctx context.Context, wire *countingReader, err error) *Error {
	switch {
	case wire.err != nil:
		return f.classify(ctx, wire.err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return f.classify(ctx, err)
	}
	err = fmt.Errorf("%w: %w", ErrDamaged, err)
	return &Error{Class: rhythm.Connection, Words: clip(err.Error()), Err: err}
}

// foreign returns the media type of a body that holds no text, such as
// audio/mpeg, or "". It is given up on unless it begins like a document, since
// servers are wrong about their types; one of no particular type is read.
func foreign(contentType string) string {
	name, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	name = strings.TrimSpace(name)
	kind, _, _ := strings.Cut(name, "/")
	switch {
	case slices.Contains([]string{"audio", "video", "image", "font"}, kind),
		slices.Contains([]string{"application/zip", "application/pdf", "application/epub+zip", "application/java-archive"}, name):
		return clip(name)
	}
	return ""
}
