//go:build linux

package ingest_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"hash/fnv"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/dateline-news/dateline/shared/bus"
)

// benchPatience bounds every wait of a benchmark.
const benchPatience = 30 * time.Minute

// sites serves one feed for each host below example.com, over TLS and HTTP/2.
type sites struct {
	*httptest.Server
	// changing makes a feed bring an item every so often; 0: never.
	changing time.Duration
	// failing is how many of a thousand requests end with 503.
	failing uint64
	// full, quiet and failed count answers by what they are.
	full, quiet, failed atomic.Int64
}

func newSites(b *testing.B) *sites {
	b.Helper()
	s := &sites{}
	s.Server = httptest.NewUnstartedServer(s)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.EnableHTTP2 = true
	s.TLS = &tls.Config{Certificates: []tls.Certificate{benchCertificate(b)}, MinVersion: tls.VersionTLS13}
	s.StartTLS()
	b.Cleanup(s.Close)
	return s
}

// benchCertificate makes a certificate with an elliptic key, as most sites
// have.
func benchCertificate(b *testing.B) tls.Certificate {
	b.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"*.example.com"}, NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		b.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// benchItems is how many items a feed has.
const benchItems = 3

func (s *sites) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	newest := s.newest(r.Host)
	etag := fmt.Sprintf(`"%d"`, newest)
	w.Header().Set("ETag", etag)
	switch {
	case s.failing > 0 && uint64(time.Now().UnixNano()/1000)%1000 < s.failing:
		s.failed.Add(1)
		w.WriteHeader(http.StatusServiceUnavailable)
	case r.Header.Get("If-None-Match") == etag:
		s.quiet.Add(1)
		w.WriteHeader(http.StatusNotModified)
	default:
		s.full.Add(1)
		w.Header().Set("Content-Type", "application/rss+xml")
		_, _ = io.WriteString(w, benchFeed(r.Host, newest))
	}
}

// newest is the number of the last item of a feed.
func (s *sites) newest(host string) int64 {
	if s.changing == 0 {
		return benchItems
	}
	h := fnv.New64a()
	_, _ = io.WriteString(h, host)
	phase := time.Duration(h.Sum64() % uint64(s.changing)) //nolint:gosec // in range
	return int64((time.Since(benchBegan)+phase)/s.changing) + benchItems
}

// benchBegan is when the items of feeds were first dated.
var benchBegan = time.Now().Truncate(time.Second)

// benchFeed is a feed whose items have their whole text.
func benchFeed(host string, newest int64) string {
	text := strings.Repeat("The council met on Monday and voted to keep the old bridge open to traffic. ", 8)
	var b strings.Builder
	fmt.Fprintf(&b, `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>%s</title><link>https://%s/</link>`, host, host)
	for i := newest; i > newest-benchItems; i-- {
		fmt.Fprintf(&b, `<item><title>Story %d of %s</title><link>https://%s/story/%d</link><guid>https://%s/story/%d</guid><pubDate>%s</pubDate><content:encoded><![CDATA[<p>Item %d. %s</p>]]></content:encoded></item>`,
			i, host, host, i, host, i, benchBegan.Add(-time.Hour).Add(time.Duration(i)*time.Minute).UTC().Format(time.RFC1123Z), i, text)
	}
	b.WriteString(`</channel></rss>`)
	return b.String()
}

// benchWorld is a NATS server and an ingestd, each a process of its own, and
// the sites, in this one.
type benchWorld struct {
	// b is the benchmark that runs; end that which the processes live as
	// long as.
	b, end  *testing.B
	dir     string
	sites   *sites
	natsURL string
	monitor string
	admin   string
	env     []string
	nats    *process
	bus     *bus.Bus
}

func newBenchWorld(b *testing.B, sync string, settings ...string) *benchWorld {
	b.Helper()
	w := &benchWorld{b: b, end: b, dir: b.TempDir(), sites: newSites(b)}
	build := exec.CommandContext(b.Context(), "go", "build", "-buildvcs=false", "-o", w.dir+"/", "./cmd/ingestd", "github.com/nats-io/nats-server/v2")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("building the programs: %v\n%s", err, out)
	}
	client, monitor := benchAddr(b), benchAddr(b)
	w.natsURL, w.monitor, w.admin = "nats://"+client, "http://"+monitor, benchAddr(b)
	w.write("nats.conf", fmt.Sprintf("listen: %q\nhttp: %q\nmax_payload: 1MB\njetstream { store_dir: %q, sync_interval: %s, max_file_store: 24GB }\n",
		client, monitor, filepath.Join(w.dir, "store"), sync))
	w.write("ca.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: w.sites.Certificate().Raw})))
	w.env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + w.dir,
		"SSL_CERT_FILE=" + filepath.Join(w.dir, "ca.pem"),
		"DATELINE_NATS_URL=" + w.natsURL, "DATELINE_LOG_LEVEL=warn", "DATELINE_INGEST_ADMIN_ADDR=" + w.admin,
		"DATELINE_INGEST_HOSTS=*.example.com=" + w.sites.Listener.Addr().String(),
	}, settings...)
	w.nats = w.start("nats-server", "-c", filepath.Join(w.dir, "nats.conf"))
	w.await("NATS", func() bool { return w.received() >= 0 })
	var err error
	if w.bus, err = bus.Connect(bus.Config{URL: w.natsURL, Prefix: "news", Replicas: 1}, bus.Options{Name: "benchmark"}); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(w.bus.Close)
	if err := w.bus.AwaitStreams(b.Context()); err != nil {
		b.Fatal(err)
	}
	return w
}

func benchAddr(b *testing.B) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func (w *benchWorld) write(name, text string) {
	w.b.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, name), []byte(text), 0o600); err != nil {
		w.b.Fatal(err)
	}
}

// await waits until something is so.
func (w *benchWorld) await(what string, so func() bool) {
	w.b.Helper()
	for deadline := time.Now().Add(benchPatience); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			w.b.Fatalf("%s: not within %s", what, benchPatience)
		}
	}
}

// received is how many messages NATS was sent by clients, -1 if it does not
// say.
func (w *benchWorld) received() int64 {
	var v struct {
		InMsgs int64 `json:"in_msgs"`
	}
	if body, err := benchGet(w.b.Context(), w.monitor+"/varz"); err != nil || json.Unmarshal(body, &v) != nil {
		return -1
	}
	return v.InMsgs
}

func benchGet(ctx context.Context, address string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	req.Close = true
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d: %s", resp.StatusCode, body)
	}
	return body, err
}

// ingestd starts the service and waits until it is ready.
func (w *benchWorld) ingestd() *process {
	w.b.Helper()
	p := w.start("ingestd")
	w.await("ingestd", func() bool {
		_, err := benchGet(w.b.Context(), "http://"+w.admin+"/readyz")
		return err == nil
	})
	return p
}

// goroutines of the ingestd that runs.
func (w *benchWorld) goroutines() float64 {
	body, err := benchGet(w.b.Context(), "http://"+w.admin+"/metrics")
	if err != nil {
		w.b.Fatal(err)
	}
	for line := range strings.Lines(string(body)) {
		if n, ok := strings.CutPrefix(line, "go_goroutines "); ok {
			v, err := strconv.ParseFloat(strings.TrimSpace(n), 64)
			if err != nil {
				w.b.Fatal(err)
			}
			return v
		}
	}
	w.b.Fatal("no go_goroutines")
	return 0
}

// process is a program that runs.
type process struct {
	b      *testing.B
	cmd    *exec.Cmd
	output bytes.Buffer
	ended  atomic.Bool
}

func (w *benchWorld) start(name string, args ...string) *process {
	w.b.Helper()
	p := &process{b: w.end, cmd: exec.Command(filepath.Join(w.dir, name), args...)}
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = w.env, &p.output, &p.output
	if err := p.cmd.Start(); err != nil {
		w.b.Fatal(err)
	}
	w.end.Cleanup(p.stop)
	return p
}

// stop ends a process, and fails the benchmark if it had trouble.
func (p *process) stop() {
	if !p.ended.CompareAndSwap(false, true) {
		return
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	if err := p.cmd.Wait(); err != nil && filepath.Base(p.cmd.Path) == "ingestd" {
		p.b.Errorf("%s: %v\n%s", p.cmd.Path, err, p.output.Bytes())
	}
}

// run runs a command to its end and returns the time it took and its largest
// memory in MB.
func (w *benchWorld) run(args ...string) (seconds, peak float64) {
	w.b.Helper()
	started := time.Now()
	cmd := exec.CommandContext(w.b.Context(), filepath.Join(w.dir, "ingestd"), args...)
	cmd.Env = w.env
	if out, err := cmd.CombinedOutput(); err != nil {
		w.b.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
	}
	seconds = time.Since(started).Seconds()
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		peak = float64(usage.Maxrss) / 1024
	}
	return seconds, peak
}

func (p *process) file(name string) string {
	return fmt.Sprintf("/proc/%d/%s", p.cmd.Process.Pid, name)
}

// memory returns what a process has in memory, and the most it had since its
// start or the last forget, in MB.
func (p *process) memory() (now, peak float64) {
	p.b.Helper()
	status, err := os.ReadFile(p.file("status"))
	if err != nil {
		p.b.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		f := strings.Fields(line)
		if len(f) < 2 || f[0] != "VmRSS:" && f[0] != "VmHWM:" {
			continue
		}
		kb, err := strconv.ParseFloat(f[1], 64)
		if err != nil {
			p.b.Fatal(err)
		}
		if f[0] == "VmRSS:" {
			now = kb / 1024
		} else {
			peak = kb / 1024
		}
	}
	return now, peak
}

// forget makes the peak of memory that of now.
func (p *process) forget() {
	if err := os.WriteFile(p.file("clear_refs"), []byte("5"), 0); err != nil {
		p.b.Logf("the peak of memory counts from the start: %v", err)
	}
}

// cpu is the processor time of a process, in seconds.
func (p *process) cpu() float64 {
	p.b.Helper()
	stat, err := os.ReadFile(p.file("stat"))
	if err != nil {
		p.b.Fatal(err)
	}
	f := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	ticks := 0.0
	for _, i := range []int{11, 12} { // user and system time, in 1/100 s
		n, err := strconv.ParseFloat(f[i], 64)
		if err != nil {
			p.b.Fatal(err)
		}
		ticks += n
	}
	return ticks / 100
}

// open counts the files of a process, and those that are sockets.
func (p *process) open() (files, sockets float64) {
	p.b.Helper()
	list, err := os.ReadDir(p.file("fd"))
	if err != nil {
		p.b.Fatal(err)
	}
	for _, f := range list {
		files++
		if to, err := os.Readlink(p.file("fd/" + f.Name())); err == nil && strings.HasPrefix(to, "socket:") {
			sockets++
		}
	}
	return files, sockets
}
