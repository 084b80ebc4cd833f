package fetch_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/rhythm"
)

// packed compresses b in an encoding.
func packed(t testing.TB, encoding string, b []byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	var w io.WriteCloser
	var err error
	switch encoding {
	case "gzip":
		w = gzip.NewWriter(&buf)
	case "br":
		w = brotli.NewWriter(&buf)
	case "zstd":
		w, err = zstd.NewWriter(&buf, zstd.WithEncoderConcurrency(1))
	case "deflate":
		w = zlib.NewWriter(&buf)
	case "bare":
		w, err = flate.NewWriter(&buf, flate.DefaultCompression)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// news is text that compresses about as well as a feed.
func news(n int) []byte {
	var b bytes.Buffer
	for i := uint32(1); b.Len() < n; i = i*1664525 + 1013904223 {
		b.WriteString("ship ")
		b.WriteString([]string{"enters ", "leaves ", "passes ", "misses "}[i>>30])
		b.WriteString(strings.Repeat(string(rune('a'+i>>24%26)), int(i>>20%7)+1) + " harbour\n")
	}
	return b.Bytes()[:n]
}

// sends serves one body with one Content-Encoding.
func sends(t *testing.T, encoding string, body []byte) string {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if encoding != "" {
			w.Header().Set("Content-Encoding", encoding)
		}
		_, _ = w.Write(body)
	}).URL
}

func TestEncodings(t *testing.T) {
	feed, long := []byte(feedBody), news(1<<20)
	big := bytes.Repeat([]byte("news of the harbour, line by line\n"), 40_000)
	bom := append([]byte("\xef\xbb\xbf"), feed...)
	wide := []byte("\xff\xfe<\x00r\x00")
	for name, c := range map[string]struct {
		encoding   string
		body, want []byte
	}{
		"plain":                        {"", feed, feed},
		"identity":                     {"identity", feed, feed},
		"empty":                        {"", nil, nil},
		"empty gzip":                   {"gzip", nil, nil},
		"empty br":                     {"br", nil, nil},
		"one byte":                     {"br", []byte("<"), []byte("<")},
		"gzip":                         {"gzip", packed(t, "gzip", feed), feed},
		"gzip in capitals":             {" X-GZIP ", packed(t, "gzip", feed), feed},
		"gzip, not declared":           {"", packed(t, "gzip", feed), feed},
		"gzip declared as br":          {"br", packed(t, "gzip", feed), feed},
		"gzip declared, but plain":     {"gzip", feed, feed},
		"gzip in two parts":            {"gzip", append(packed(t, "gzip", feed[:10]), packed(t, "gzip", feed[10:])...), feed},
		"gzip and rubbish":             {"gzip", append(packed(t, "gzip", feed), "rubbish"...), feed},
		"gzip in gzip":                 {"gzip", packed(t, "gzip", packed(t, "gzip", feed)), feed},
		"a gzip file sent with br":     {"br", packed(t, "br", packed(t, "gzip", feed)), feed},
		"gzip, br":                     {"gzip, br", packed(t, "br", packed(t, "gzip", feed)), feed},
		"br, gzip":                     {"br,gzip", packed(t, "gzip", packed(t, "br", feed)), feed},
		"a megabyte of one thing":      {"gzip", packed(t, "gzip", big), big},
		"br":                           {"br", packed(t, "br", feed), feed},
		"br, long":                     {"br", packed(t, "br", long), long},
		"br declared, but plain":       {"br", feed, feed},
		"br declared, but plain JSON":  {"br", []byte(`{"version":"1"}`), []byte(`{"version":"1"}`)},
		"br declared, but with a mark": {"br", bom, bom},
		"br declared, but wide":        {"br", wide, wide},
		"br and rubbish":               {"br", append(packed(t, "br", feed), "rubbish"...), feed},
		"zstd":                         {"zstd", packed(t, "zstd", feed), feed},
		"zstd, long":                   {"zstd", packed(t, "zstd", long), long},
		"zstd, not declared":           {"", packed(t, "zstd", feed), feed},
		"zstd declared, but plain":     {"zstd", feed, feed},
		"zstd in two frames":           {"zstd", append(packed(t, "zstd", feed[:10]), packed(t, "zstd", feed[10:])...), feed},
		"zstd and rubbish":             {"zstd", append(packed(t, "zstd", feed), "rubbish"...), feed},
		"deflate":                      {"deflate", packed(t, "deflate", feed), feed},
		"deflate, bare":                {"deflate", packed(t, "bare", feed), feed},
		"deflate declared, but plain":  {"deflate", feed, feed},
		"byte order mark":              {"", bom, bom},
		"wide":                         {"", wide, wide},
	} {
		t.Run(name, func(t *testing.T) {
			address := sends(t, c.encoding, c.body)
			client := newClient(t, fetch.Options{MaxRatio: 1000})
			for range 2 { // with new decompressors, then with used ones
				got, err := client.Get(t.Context(), fetch.Request{URL: address}, now)
				if err != nil {
					t.Fatal(err)
				}
				if got.Broken != nil || got.Cut || !bytes.Equal(got.Body, c.want) || got.WireBytes != int64(len(c.body)) {
					t.Errorf("%d bytes from %d, broken %v, cut %v; want %d from %d", len(got.Body), got.WireBytes, got.Broken, got.Cut, len(c.want), len(c.body))
				}
			}
		})
	}
	_, err := newClient(t, fetch.Options{}).Get(t.Context(), fetch.Request{URL: sends(t, "compress", []byte("\x1f\x9d\x90"))}, now)
	wantClass(t, err, rhythm.ServerErr, `"compress", which was not asked for`)
}

// TestDamage cuts off and corrupts compressed bodies: what came before stays.
func TestDamage(t *testing.T) {
	long := news(1 << 20)
	for _, encoding := range []string{"gzip", "br", "zstd", "deflate", "bare"} {
		whole := packed(t, encoding, long)
		corrupt := bytes.Clone(whole)
		for i := range 64 {
			corrupt[len(corrupt)*3/4+i] ^= 0x55
		}
		start := 3
		if encoding == "zstd" {
			start = 5 // less could be anything
		}
		declared := strings.Replace(encoding, "bare", "deflate", 1)
		client := newClient(t, fetch.Options{})
		for name, c := range map[string]struct {
			body  []byte
			least int
			words string
		}{
			"cut off": {whole[:len(whole)*3/4], 1 << 18, "ended the transfer early"},
			"corrupt": {corrupt, 1 << 18, ""},
			"start":   {whole[:start], 0, "ended the transfer early"},
		} {
			t.Run(encoding+" "+name, func(t *testing.T) {
				got, err := client.Get(t.Context(), fetch.Request{URL: sends(t, declared, c.body)}, now)
				if c.least == 0 {
					wantClass(t, err, rhythm.Connection, c.words)
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				// What is corrupt may differ from there on.
				if got.Broken != nil {
					wantClass(t, got.Broken, rhythm.Connection, c.words)
				} else if name == "cut off" || encoding != "bare" && encoding != "br" {
					t.Error("not noticed")
				}
				if len(got.Body) < c.least || !bytes.Equal(got.Body[:c.least], long[:c.least]) {
					t.Errorf("%d bytes came, the first %d of which should be right", len(got.Body), c.least)
				}
			})
		}
	}
}

// TestAborted has a server that gives up in the middle of a body.
func TestAborted(t *testing.T) {
	for _, two := range []bool{false, true} {
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, feedBody)
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}))
		s.EnableHTTP2 = two
		s.StartTLS()
		c := newClient(t, fetch.Options{})
		trust(c, s)
		got, err := c.Get(t.Context(), fetch.Request{URL: s.URL}, now)
		if err != nil || string(got.Body) != feedBody {
			t.Errorf("HTTP/2 %v: %v, want what came before", two, err)
		} else {
			wantClass(t, got.Broken, rhythm.Connection, map[bool]string{false: "ended the transfer early", true: "broke off the transfer"}[two])
		}
		s.Close()
	}
}

// zeros writes zeros in gzip to w, a megabyte a round, until it fails or there
// were n of them.
func zeros(w io.Writer, n int) {
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	mega := make([]byte, 1<<20)
	for i := range n {
		if i < 3 { // later rounds are all the same
			buf.Reset()
			_, _ = z.Write(mega)
			_ = z.Flush()
		}
		if _, err := w.Write(buf.Bytes()); err != nil {
			return
		}
	}
}

func TestBombs(t *testing.T) {
	gigabyte := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		zeros(w, 1024)
	}).URL
	nothing := append([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff}, bytes.Repeat([]byte{0, 0, 0, 0xff, 0xff}, 1<<20)...)
	for name, c := range map[string]struct {
		address string
		class   rhythm.Class
		words   string
	}{
		"a gigabyte of zeros in gzip": {gigabyte, rhythm.TooLarge, "100 times"},
		"zeros in br":                 {sends(t, "br", packed(t, "br", make([]byte, 64<<20))), rhythm.TooLarge, "100 times"},
		"zeros in zstd":               {sends(t, "zstd", packed(t, "zstd", make([]byte, 64<<20))), rhythm.TooLarge, "100 times"},
		"zeros in gzip in gzip":       {sends(t, "gzip", packed(t, "gzip", packed(t, "gzip", make([]byte, 64<<20)))), rhythm.TooLarge, "100 times"},
		"packed three times":          {sends(t, "gzip", packed(t, "gzip", packed(t, "gzip", packed(t, "gzip", []byte(feedBody))))), "", ""},
		"empty blocks":                {sends(t, "gzip", nothing), rhythm.Connection, "unpacks to nothing"},
		"a window of 128 MB":          {sends(t, "zstd", zstdFrame(17<<3, 1<<27)), rhythm.Connection, "window"},
		"a frame of 1 TB":             {sends(t, "zstd", zstdFrame(0, 1<<40)), rhythm.Connection, "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := newClient(t, fetch.Options{MaxBytes: 2 << 20}).Get(t.Context(), fetch.Request{URL: c.address}, now)
			if c.class == "" {
				if err != nil || !bytes.HasPrefix(got.Body, []byte{0x1f, 0x8b}) {
					t.Errorf("want what two levels unpack to: %v", err)
				}
				return
			}
			wantClass(t, err, c.class, c.words)
		})
	}
}

// zstdFrame is the beginning of a frame that claims a window (the byte of RFC
// 8878, 3.1.1.1.2; 0 for a frame of one segment) and a size.
func zstdFrame(window byte, size uint64) []byte {
	b := []byte{0x28, 0xb5, 0x2f, 0xfd}
	if window == 0 {
		b = append(b, 0xe0)
	} else {
		b = append(b, 0xc0, window)
	}
	b = binary.LittleEndian.AppendUint64(b, size)
	return append(b, 0x02, 0x00, 0x10, 'x') // a block of one byte, repeated
}

func TestLarge(t *testing.T) {
	endless := serve(t, func(w http.ResponseWriter, r *http.Request) {
		line := bytes.Repeat([]byte("x"), 1<<16)
		for r.Context().Err() == nil {
			if _, err := w.Write(line); err != nil {
				return
			}
		}
	})
	fifty := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "52428800")
		for line := bytes.Repeat([]byte("<item/>\n"), 1<<13); r.Context().Err() == nil; {
			if _, err := w.Write(line); err != nil {
				return
			}
		}
	})
	exact := sends(t, "", make([]byte, 1<<19))
	gzipped := sends(t, "gzip", packed(t, "gzip", news(1<<20)))
	for name, c := range map[string]struct {
		address       string
		options, most int
		size          int
		cut           bool
	}{
		"endless":           {endless.URL, 1 << 20, 1 << 19, 1 << 19, true},
		"50 MB":             {fifty.URL, 0, 0, 8 << 20, true},
		"exactly the limit": {exact, 1 << 19, 0, 1 << 19, false},
		"one byte more":     {exact, 1<<19 - 1, 0, 1<<19 - 1, true},
		"request asks more": {exact, 1000, 1 << 20, 1000, true},
		"compressed":        {gzipped, 1<<20 - 1, 0, 1<<20 - 1, true},
		"compressed, fits":  {gzipped, 1 << 20, 0, 1 << 20, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := newClient(t, fetch.Options{MaxBytes: c.options}).Get(t.Context(), fetch.Request{URL: c.address, MaxBytes: c.most}, now)
			if err != nil || got.Broken != nil {
				t.Fatal(err, got)
			}
			if got.Cut != c.cut || len(got.Body) != c.size {
				t.Errorf("%d bytes, cut %v; want %d, %v", len(got.Body), got.Cut, c.size, c.cut)
			}
		})
	}
}

// TestForeign has servers that send sounds, pictures and archives, or say so.
func TestForeign(t *testing.T) {
	for name, c := range map[string]struct {
		contentType, body, words string
	}{
		"a podcast":              {"audio/mpeg", "ID3\x04", "127.0.0.1 serves audio/mpeg"},
		"a film":                 {"Video/MP4; codecs=x", "\x00\x00\x00\x20ftyp", "serves video/mp4"},
		"a picture behind blank": {"image/png", "\r\n\x89PNG", "serves image/png"},
		"an archive":             {"application/zip", "PK\x03\x04", "serves application/zip"},
		"a feed named a picture": {"image/svg+xml", " \n" + feedBody, ""},
		"a feed with a mark":     {"audio/mpeg", "\xef\xbb\xbf" + feedBody, ""},
		"a feed of any type":     {"application/octet-stream", "ID3", ""},
		"nothing":                {"audio/mpeg", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			address := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", c.contentType)
				_, _ = io.WriteString(w, c.body)
				if _ = http.NewResponseController(w).Flush(); c.words != "" {
					<-r.Context().Done() // the rest is not waited for
				}
			}).URL
			got, err := newClient(t, fetch.Options{}).Get(t.Context(), fetch.Request{URL: address}, now)
			if c.words != "" {
				wantClass(t, err, rhythm.NotAFeed, c.words)
			} else if err != nil || string(got.Body) != c.body {
				t.Errorf("not read: %v", err)
			}
		})
	}
}

// TestSlow has servers that take their time; all are given up after the
// timeout, and what came before is kept.
func TestSlow(t *testing.T) {
	trickle := func(w http.ResponseWriter, r *http.Request, b []byte) {
		for i := 0; r.Context().Err() == nil; i++ {
			_, _ = w.Write(b[i%len(b):][:1])
			_ = http.NewResponseController(w).Flush()
			select {
			case <-r.Context().Done():
			case <-time.After(2 * time.Millisecond):
			}
		}
	}
	half := func(w http.ResponseWriter, r *http.Request, b []byte) {
		_, _ = w.Write(b[:len(b)/2])
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}
	zipped := packed(t, "gzip", news(1<<20))
	for name, c := range map[string]struct {
		address string
		least   int
	}{
		"drip":  {serve(t, func(w http.ResponseWriter, r *http.Request) { trickle(w, r, []byte(feedBody)) }).URL, 1},
		"stall": {serve(t, func(w http.ResponseWriter, r *http.Request) { half(w, r, []byte(feedBody)) }).URL, len(feedBody) / 2},
		"stall in gzip": {serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			half(w, r, zipped)
		}).URL, 1 << 18},
		"silence":         {serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }).URL, 0},
		"endless headers": {raw(t, func(c net.Conn) { dripHeaders(c) }), 0},
		"silence in TLS":  {strings.Replace(raw(t, func(c net.Conn) { _, _ = c.Read(make([]byte, 1<<16)) }), "http:", "https:", 1), 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, fetch.Options{})
			got, err := client.Get(t.Context(), fetch.Request{URL: c.address, Timeout: 3 * time.Second}, now)
			if err == nil {
				if len(got.Body) < c.least {
					t.Errorf("%d bytes are kept, want %d", len(got.Body), c.least)
				}
				err = got.Broken
			} else if c.least > 0 {
				t.Error("nothing is kept")
			}
			wantClass(t, err, rhythm.Timeout, "longer than 3s")
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := newClient(t, fetch.Options{}).Get(ctx, fetch.Request{URL: "http://127.0.0.1:1/"}, now); !errors.Is(err, context.Canceled) {
		t.Errorf("ended context: %v", err)
	}
}

// dripHeaders sends one header after the other until the client is gone.
func dripHeaders(c net.Conn) {
	_, err := io.WriteString(c, "HTTP/1.1 200 OK\r\n")
	for err == nil {
		_, err = io.WriteString(c, "X-More: yes\r\n")
		time.Sleep(2 * time.Millisecond)
	}
}

// FuzzUnpack reads any bytes in any encoding.
func FuzzUnpack(f *testing.F) {
	for _, encoding := range []string{"gzip", "br", "zstd", "deflate", "bare"} {
		b := packed(f, encoding, []byte(feedBody))
		f.Add(strings.Replace(encoding, "bare", "deflate", 1), b)
		f.Add("", b[:len(b)/2])
		f.Add("br, gzip", packed(f, "gzip", b))
	}
	f.Add("zstd", zstdFrame(0, 1<<40))
	f.Fuzz(func(t *testing.T, encoding string, body []byte) {
		if n := fetch.Unpack(encoding, body, 1<<20); n > 1<<20 {
			t.Errorf("%d bytes", n)
		}
	})
}
