package bus_test

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/dateline-news/dateline/shared/bus"
)

// Each cause names the settings that mend it, and no secret.
func TestUnreached(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"nothing told yet":      {nil, "set DATELINE_NATS_URL"},
		"nobody there":          {&net.OpError{Op: "dial", Err: errors.New("connection refused")}, "set DATELINE_NATS_URL"},
		"unknown user":          {fmt.Errorf("connecting: %w", nats.ErrAuthorization), "DATELINE_NATS_NKEY"},
		"unknown authority":     {fmt.Errorf("%w: %w", nats.ErrTLS, errors.New("x509: certificate signed by unknown authority")), "DATELINE_NATS_TLS_CA"},
		"certificate asked for": {&net.OpError{Op: "remote error", Err: tls.AlertError(116)}, "DATELINE_NATS_TLS_CERT"},
	} {
		got := bus.Unreached("nats://desk:hunter2@news.example:4222", c.err).Error()
		if !strings.Contains(got, c.want) || !strings.Contains(got, "@news.example:4222") || strings.Contains(got, "hunter2") {
			t.Errorf("%s: got %q, want the remedy %s and no password", name, got, c.want)
		}
	}
}
