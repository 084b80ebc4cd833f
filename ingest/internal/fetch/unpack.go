package fetch

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// maxWindow bounds what a zstd stream may make us remember. RFC 9659 allows
// no more over HTTP.
const maxWindow = 8 << 20

// maxLevels is how many times a body may be packed: a compressed file that the
// server compresses once more is all that is seen.
const maxLevels = 2

// What the streams begin with. Brotli and deflate begin with nothing special.
var (
	gzipMagic = []byte{0x1f, 0x8b}
	zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}
)

// encodingError is for an encoding that was not asked for.
type encodingError struct{ name string }

func (e *encodingError) Error() string {
	return fmt.Sprintf("the server answers in the encoding %q, which was not asked for", clip(e.name))
}

// unpackers are decompressors that are kept to be used again. The zero value
// is ready.
type unpackers struct {
	buffers, gzip, brotli, zstd sync.Pool
}

// unpacked reads the content of a body.
type unpacked struct {
	io.Reader
	// levels is how many times the body was packed.
	levels   int
	releases []func()
}

// release gives the decompressors back. The reader cannot be used afterwards.
func (u *unpacked) release() {
	for _, r := range slices.Backward(u.releases) {
		r()
	}
	u.releases = nil
}

// Read reads. A decompressor that fails in an unforeseen way is given up.
func (u *unpacked) Read(p []byte) (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			n, err, u.releases = 0, fmt.Errorf("the decompressor failed: %v", r), nil
		}
	}()
	return u.Reader.Read(p)
}

// unpack returns a reader of the content of a body that was encoded as a
// Content-Encoding header says, or as its first bytes say: some servers
// compress and do not say so, others say so and do not. Each reader returned
// must be released.
func (p *unpackers) unpack(body io.Reader, encoding string) (*unpacked, error) {
	u := &unpacked{}
	declared := encodings(encoding)
	next := p.buffer(u, body)
	for {
		head, err := next.Peek(4)
		if err != nil && len(head) == 0 { // empty, or broken from the start
			u.Reader = failed{err}
			return u, nil
		}
		err = nil // fewer bytes than four are no fault
		last := ""
		if len(declared) > 0 {
			last, declared = declared[len(declared)-1], declared[:len(declared)-1]
		}
		var r io.Reader
		switch {
		case u.levels == maxLevels:
		case bytes.HasPrefix(head, gzipMagic):
			r, err = p.openGzip(u, next)
		case bytes.HasPrefix(head, zstdMagic):
			r, err = p.openZstd(u, next)
		case last == "" || last == "identity" || last == "gzip" || last == "x-gzip" || last == "zstd" || text(head):
			if last != "" && len(declared) > 0 {
				continue
			}
		case last == "br":
			r = p.openBrotli(u, next)
		case last == "deflate":
			r, err = openDeflate(next, head)
		default:
			u.release()
			return nil, &encodingError{name: encoding}
		}
		switch {
		case err != nil:
			u.Reader = failed{err}
			return u, nil
		case r == nil:
			u.Reader = next
			return u, nil
		}
		u.levels++
		next = p.buffer(u, r)
	}
}

// failed is a reader that fails.
type failed struct{ err error }

func (f failed) Read([]byte) (int, error) { return 0, f.err }

// encodings splits a Content-Encoding header.
func encodings(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
}

// text reports the beginning of a document that is not packed at all. No
// brotli and no zlib stream of any length begins like one of these.
func text(head []byte) bool {
	return head[0] == '<' || head[0] == '{' || bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) || bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff"))
}

// buffer puts a buffer before a reader.
func (p *unpackers) buffer(u *unpacked, r io.Reader) *bufio.Reader {
	b, ok := p.buffers.Get().(*bufio.Reader)
	if !ok {
		b = bufio.NewReaderSize(nil, 16<<10)
	}
	b.Reset(r)
	u.releases = append(u.releases, func() { b.Reset(nil); p.buffers.Put(b) })
	return b
}

func (p *unpackers) openGzip(u *unpacked, src *bufio.Reader) (io.Reader, error) {
	z, ok := p.gzip.Get().(*gzip.Reader)
	if !ok {
		z = new(gzip.Reader)
	}
	if err := z.Reset(src); err != nil {
		return nil, err
	}
	z.Multistream(false)
	u.releases = append(u.releases, func() { p.gzip.Put(z) })
	return &members{z: z, src: src}, nil
}

// members reads the members of a gzip stream. What stands behind the last one
// and is none is ignored.
type members struct {
	z   *gzip.Reader
	src *bufio.Reader
}

func (m *members) Read(p []byte) (int, error) {
	for {
		n, err := m.z.Read(p)
		if !errors.Is(err, io.EOF) {
			return n, err
		}
		magic, err := m.src.Peek(2)
		if err != nil || !bytes.Equal(magic, gzipMagic) || m.z.Reset(m.src) != nil {
			return n, io.EOF
		}
		m.z.Multistream(false)
		if n > 0 {
			return n, nil
		}
	}
}

func (p *unpackers) openZstd(u *unpacked, src io.Reader) (io.Reader, error) {
	z, ok := p.zstd.Get().(*zstd.Decoder)
	if !ok {
		var err error
		if z, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow)); err != nil {
			return nil, fmt.Errorf("making a zstd decoder: %w", err)
		}
	}
	if err := z.Reset(src); err != nil {
		return nil, err
	}
	u.releases = append(u.releases, func() {
		if z.Reset(nil) == nil {
			p.zstd.Put(z)
		}
	})
	return &stream{r: z, rubbish: func(err error) bool { return errors.Is(err, zstd.ErrMagicMismatch) }}, nil
}

func (p *unpackers) openBrotli(u *unpacked, src io.Reader) io.Reader {
	z, ok := p.brotli.Get().(*brotli.Reader)
	if !ok {
		z = brotli.NewReader(nil)
	}
	_ = z.Reset(src) // always nil
	u.releases = append(u.releases, func() { _ = z.Reset(nil); p.brotli.Put(z) })
	return &stream{r: z, rubbish: func(err error) bool { return err.Error() == "brotli: excessive input" }}
}

// openDeflate reads zlib streams, and the bare ones that some servers send
// instead.
func openDeflate(src io.Reader, head []byte) (io.Reader, error) {
	if len(head) > 1 && head[0]&0x0f == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0 {
		z, err := zlib.NewReader(src)
		return &stream{r: z}, err
	}
	return &stream{r: flate.NewReader(src)}, nil
}

// stream reads a stream that ends where rubbish follows it.
type stream struct {
	r       io.Reader
	rubbish func(error) bool
	n       int64
}

func (s *stream) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.n += int64(n)
	if err != nil && s.n > 0 && s.rubbish != nil && s.rubbish(err) {
		err = io.EOF
	}
	return n, err
}
