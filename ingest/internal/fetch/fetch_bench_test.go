package fetch_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/shared/netguard"
)

// conditional answers 304 to whoever has the document, as most feeds do most
// of the time.
func conditional(b *testing.B) *httptest.Server {
	b.Helper()
	body := []byte(strings.Repeat(feedBody, 100))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		w.Header().Set("Last-Modified", "Thu, 29 Dec 2016 10:00:00 GMT")
		w.Header().Set("Cache-Control", "max-age=300")
		if r.Header.Get("If-None-Match") == `"v1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", "application/rss+xml")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	}))
	b.Cleanup(s.Close)
	return s
}

// BenchmarkConditionalGet compares conditional requests with those of a bare
// net/http client, to one host and to hosts that all are new.
func BenchmarkConditionalGet(b *testing.B) {
	s := conditional(b)
	dialer := &netguard.Dialer{Hosts: map[string]string{"*.example": s.Listener.Addr().String()}}
	for name, address := range map[string]func(i int) string{
		"one host":  func(int) string { return "http://a.example/feed" },
		"new hosts": func(i int) string { return fmt.Sprintf("http://h%d.example/feed", i) },
	} {
		b.Run(name+"/bare", func(b *testing.B) {
			transport := &http.Transport{MaxIdleConns: 256, MaxIdleConnsPerHost: 1, DialContext: dialer.DialContext}
			defer transport.CloseIdleConnections()
			client := &http.Client{Transport: transport}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, address(i), nil)
				if err != nil {
					b.Fatal(err)
				}
				req.Header.Set("If-None-Match", `"v1"`)
				req.Header.Set("User-Agent", "bare")
				resp, err := client.Do(req)
				if err != nil {
					b.Fatal(err)
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "gets/s")
		})
		b.Run(name+"/fetch", func(b *testing.B) {
			client := fetch.New(fetch.Options{UserAgent: "dateline", Dialer: dialer})
			defer client.Close()
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				a := address(i)
				release, _, ok := client.Acquire(a, time.Now())
				if !ok {
					b.Fatal("the host is taken")
				}
				got, err := client.Get(b.Context(), fetch.Request{URL: a, ETag: `"v1"`}, now)
				release()
				if err != nil || !got.NotModified() {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "gets/s")
		})
	}
}

// BenchmarkBody reads a feed of a megabyte in each encoding.
func BenchmarkBody(b *testing.B) {
	long := news(1 << 20)
	for _, encoding := range []string{"identity", "gzip", "br", "zstd"} {
		b.Run(encoding, func(b *testing.B) {
			body := long
			if encoding != "identity" {
				body = packed(b, encoding, long)
			}
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", encoding)
				w.Header().Set("Content-Length", strconv.Itoa(len(body)))
				_, _ = w.Write(body)
			}))
			b.Cleanup(s.Close)
			client := fetch.New(fetch.Options{Dialer: (&netguard.Dialer{}).WithPrivate()})
			defer client.Close()
			b.SetBytes(1 << 20)
			b.ReportAllocs()
			for b.Loop() {
				got, err := client.Get(b.Context(), fetch.Request{URL: s.URL}, now)
				if err != nil || !bytes.Equal(got.Body, long) {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkIdleHosts reports the memory of 10,000 hosts that were asked a
// moment ago, and that of the 200 connections kept open to the last of them,
// of which the server has the other end in the same process.
func BenchmarkIdleHosts(b *testing.B) {
	b.Run("known", func(b *testing.B) {
		const hosts = 10_000
		var addresses []string
		for i := range hosts {
			addresses = append(addresses, fmt.Sprintf("http://h%d.example/feed", i))
		}
		client := fetch.New(fetch.Options{})
		defer client.Close()
		before := heap()
		for b.Loop() {
			for _, a := range addresses {
				if release, _, ok := client.Acquire(a, now); ok {
					release()
				}
			}
		}
		b.ReportMetric(float64(heap()-before)/hosts, "B/host")
		runtime.KeepAlive(client)
	})
	b.Run("connected", func(b *testing.B) {
		const idle = 200
		s := conditional(b)
		client := fetch.New(fetch.Options{IdleConns: idle, Dialer: &netguard.Dialer{Hosts: map[string]string{"*.example": s.Listener.Addr().String()}}})
		defer client.Close()
		before, beforeStacks := heap(), stacks()
		for b.Loop() {
			for i := range 10_000 {
				if _, err := client.Get(b.Context(), fetch.Request{URL: fmt.Sprintf("http://h%d.example/", i), ETag: `"v1"`}, now); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(float64(heap()-before+stacks()-beforeStacks)/idle, "B/conn-both-ends")
	})
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func stacks() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.StackInuse
}
