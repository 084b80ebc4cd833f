package index

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// certificateEvery is how often it is looked whether a certificate was renewed.
const certificateEvery = 10 * time.Second

// certificate is that of a server, read again when its files have changed. One
// that cannot be used leaves the one before in place.
type certificate struct {
	cert, key string
	log       *slog.Logger

	// mu guards what follows.
	mu     sync.Mutex
	loaded *tls.Certificate
	stamp  string
	looked time.Time
}

// newCertificate reads a certificate and its key.
func newCertificate(cert, key string, log *slog.Logger) (*certificate, error) {
	c := &certificate{cert: cert, key: key, log: log}
	if err := c.load(); err != nil {
		return nil, fmt.Errorf("%s_HTTP_TLS_CERT and _KEY: %w", Prefix, err)
	}
	c.looked = time.Now()
	return c, nil
}

// config is what a server with the certificate needs.
func (c *certificate) config() *tls.Config {
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.current(time.Now()), nil },
	}
}

func (c *certificate) current(now time.Time) *tls.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Sub(c.looked) >= certificateEvery {
		c.looked = now
		before := c.stamp
		if c.stamped() != before {
			if err := c.load(); err != nil {
				c.log.Error("the new certificate cannot be used, the one before stays", telemetry.KeyPath, c.cert, telemetry.KeyErr, err)
			} else {
				c.log.Info("certificate read again", telemetry.KeyPath, c.cert)
			}
		}
	}
	return c.loaded
}

// load reads the files. It is called with mu held or by the only owner.
func (c *certificate) load() error {
	stamp := c.stamped()
	if _, err := env.ReadSecret(c.key); err != nil {
		return err
	}
	loaded, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return err
	}
	c.loaded, c.stamp = &loaded, stamp
	return nil
}

// stamped tells one state of the files from another.
func (c *certificate) stamped() string {
	var text strings.Builder
	for _, path := range []string{c.cert, c.key} {
		if info, err := os.Stat(path); err == nil {
			fmt.Fprintf(&text, "%d %d;", info.ModTime().UnixNano(), info.Size())
		}
	}
	return text.String()
}
