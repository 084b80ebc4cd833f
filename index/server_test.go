package index

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/env"
)

// offline is a service whose index is not open.
func offline(t *testing.T, change func(*Config)) *Service {
	t.Helper()
	var cfg Config
	if err := env.Defaults(&cfg); err != nil {
		t.Fatal(err)
	}
	cfg.Dir, cfg.ReadOnly = t.TempDir(), true
	change(&cfg)
	s, err := New(cfg, Deps{Log: slog.New(slog.DiscardHandler), Registerer: prometheus.NewRegistry(), Health: &daemon.Health{}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestStrictHeaders asks every kind of address and looks at the headers of the
// answers, whatever they are.
func TestStrictHeaders(t *testing.T) {
	s := offline(t, func(*Config) {})
	guarded := offline(t, func(c *Config) { c.HTTP.Token = env.NewSecret("x") })
	for _, h := range []http.Handler{s.Handler(), guarded.Handler()} {
		for _, path := range []string{"/", "/?q=x", "/help", "/style.css", "/articles/x", "/none", "/v1/search?q=x", "/v1/none", "/v1/openapi.yaml", "/v1/stream?q=x", "//x", "/..//x"} {
			for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodOptions} {
				w := httptest.NewRecorder()
				r := httptest.NewRequest(method, "http://a.example/", nil)
				r.URL.Path, r.URL.RawQuery, _ = strings.Cut(path, "?")
				h.ServeHTTP(w, r)
				policy := w.Header().Get("Content-Security-Policy")
				if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "script-src") {
					t.Errorf("%s %s: policy %q", method, path, policy)
				}
				if w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Referrer-Policy") != "no-referrer" {
					t.Errorf("%s %s: headers %v", method, path, w.Header())
				}
			}
		}
	}
}

// TestRate asks more often than one client may.
func TestRate(t *testing.T) {
	h := offline(t, func(c *Config) { c.HTTP.Rate, c.HTTP.Burst = 0.1, 2 }).Handler()
	var last *httptest.ResponseRecorder
	for range 3 {
		last = httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "/v1/search?q=x", nil)
		r.RemoteAddr = "192.0.2.1:1"
		h.ServeHTTP(last, r)
	}
	if last.Code != http.StatusTooManyRequests || last.Header().Get("Retry-After") == "" || !strings.Contains(last.Body.String(), `"status":429`) {
		t.Errorf("%d, %v, %s", last.Code, last.Header(), last.Body)
	}
}

// TestCertificateIsReadAgain renews a certificate and then breaks it.
func TestCertificateIsReadAgain(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	makeCertificate(t, cert, key, 1)
	s := offline(t, func(c *Config) { c.HTTP.TLS.Cert, c.HTTP.TLS.Key = cert, key })
	server, err := s.HTTPServer(s.Handler(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewUnstartedServer(server.Handler)
	site.TLS = server.TLSConfig
	site.StartTLS()
	defer site.Close()
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} //nolint:gosec // the certificate is looked at below
	answer, err := client.Get(site.URL)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	if answer.Header.Get("Strict-Transport-Security") == "" {
		t.Error("browsers are not told to come over TLS again")
	}
	held, err := newCertificate(cert, key, s.log)
	if err != nil {
		t.Fatal(err)
	}
	serial := func(after time.Duration) string {
		leaf, err := x509.ParseCertificate(held.current(time.Now().Add(after)).Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		return leaf.SerialNumber.String()
	}
	makeCertificate(t, cert, key, 2)
	if got := serial(0); got != "1" {
		t.Errorf("looked again at once: %s", got)
	}
	if got := serial(certificateEvery); got != "2" {
		t.Errorf("the renewed certificate is not used: %s", got)
	}
	if err := os.WriteFile(key, []byte("no key at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := serial(2 * certificateEvery); got != "2" {
		t.Errorf("a broken key takes the certificate away: %s", got)
	}
	if _, err := newCertificate(cert, key, s.log); err == nil || strings.Contains(err.Error(), "no key at all") {
		t.Errorf("at the start a broken key is %v", err)
	}
}

func makeCertificate(t *testing.T, cert, key string, serial int64) {
	t.Helper()
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(serial), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{fmt.Sprint(serial)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &secret.PublicKey, secret)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalECPrivateKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "EC PRIVATE KEY", Bytes: encoded}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
