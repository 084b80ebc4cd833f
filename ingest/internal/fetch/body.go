package fetch

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/dateline-news/dateline/ingest/internal/rhythm"
)

// ratioFrom is the size from which on the compression ratio is watched: less
// is no burden, whatever its ratio.
const ratioFrom = 1 << 20

// gzipMagic begins every gzip stream.
var gzipMagic = []byte{0x1f, 0x8b}

// errEndless is returned for a body that goes on without saying anything.
var errEndless = errors.New("the body is longer than any feed and unpacks to nothing")

// countingReader counts what passes through it and ends after limit bytes,
// since compressed data may go on for ever and unpack to nothing.
type countingReader struct {
	r        io.Reader
	n, limit int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	if c.n > c.limit {
		return 0, errEndless
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// readBody fills the body of a response. A transfer that breaks leaves what
// came before in Body and the reason in Broken; the error is for a body that
// is no use at all.
func (c *Client) readBody(out *Response, resp *http.Response, limit int, ctx context.Context) error {
	wire := &countingReader{r: resp.Body, limit: 2 * int64(limit)}
	defer func() { out.WireBytes = wire.n }()
	body := bufio.NewReaderSize(wire, 32<<10)
	var plain io.Reader = body
	var z *gzip.Reader
	encoding := strings.ToLower(strings.TrimSpace(resp.Header.Get("Content-Encoding")))
	magic, err := body.Peek(2)
	if err != nil && len(magic) == 0 && !errors.Is(err, io.EOF) {
		return c.classify(err, ctx)
	}
	// Some servers compress and do not say so, others say so and do not.
	compressed := bytes.Equal(magic, gzipMagic)
	switch {
	case compressed:
		if z, err = gzip.NewReader(body); err != nil {
			return &Error{Class: rhythm.Connection, Words: "the body is no gzip though it begins like one: " + err.Error(), Err: err}
		}
		z.Multistream(false)
		plain = z
	case encoding != "" && encoding != "identity" && encoding != "gzip" && encoding != "x-gzip" && len(magic) > 0:
		words := fmt.Sprintf("the server answers in the encoding %q, which was not asked for", clip(encoding))
		return &Error{Class: rhythm.ServerErr, Words: words, Err: errors.New(words)}
	}
	var b bytes.Buffer
	if n := resp.ContentLength; n > 0 && !compressed {
		b.Grow(int(min(n, int64(limit))) + 512)
	}
	buf := make([]byte, 32<<10)
	for {
		n, err := plain.Read(buf)
		before := b.Len()
		b.Write(buf[:min(n, limit-before)])
		out.Body = b.Bytes()
		if compressed && b.Len() > ratioFrom && int64(b.Len()) > int64(c.options.MaxRatio)*wire.n {
			words := fmt.Sprintf("the body unpacks to over %d times its size, as no feed does", c.options.MaxRatio)
			return &Error{Class: rhythm.TooLarge, Words: words, Err: errors.New(words)}
		}
		if errors.Is(err, io.EOF) {
			if compressed && another(body, z) {
				continue
			}
			return nil
		}
		if err != nil {
			broken := c.classify(err, ctx)
			if b.Len() == 0 {
				return broken
			}
			out.Broken = broken
			return nil
		}
		if b.Len() >= limit {
			more, _ := plain.Read(buf[:1]) // one byte tells whether there is more
			out.Cut = n > limit-before || more > 0
			return nil
		}
	}
}

// another begins the next part of a gzip body of several parts. What stands
// behind the last part and is none is ignored.
func another(body *bufio.Reader, z *gzip.Reader) bool {
	magic, err := body.Peek(2)
	if err != nil || !bytes.Equal(magic, gzipMagic) || z.Reset(body) != nil {
		return false
	}
	z.Multistream(false)
	return true
}
