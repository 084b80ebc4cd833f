package stack

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/env"
)

func TestAccessTo(t *testing.T) {
	for name, c := range map[string]struct {
		cfg  bus.Config
		addr string
		open bool
		want string
	}{
		"loopback":                {bus.Config{}, "127.0.0.1:4222", false, ""},
		"loopback in IPv6":        {bus.Config{}, "[::1]:4222", false, ""},
		"everywhere":              {bus.Config{}, "0.0.0.0:4222", false, "DATELINE_NATS_PASSWORD_FILE"},
		"everywhere, in short":    {bus.Config{}, ":4222", false, "-nats-open"},
		"one address":             {bus.Config{}, "192.0.2.1:4222", false, "-nats-open"},
		"a name":                  {bus.Config{}, "wire.example:4222", false, "-nats-open"},
		"no port":                 {bus.Config{}, "wire.example", true, "not an address such as 127.0.0.1:4222"},
		"everywhere and open":     {bus.Config{}, "0.0.0.0:4222", true, ""},
		"everywhere and password": {bus.Config{User: "desk", Password: env.NewSecret("x")}, "0.0.0.0:4222", false, ""},
		"credentials file":        {bus.Config{Creds: "x"}, "127.0.0.1:4222", false, "knows users with an nkey"},
		"our own name":            {bus.Config{User: insider}, "127.0.0.1:4222", false, "take another"},
	} {
		_, err := accessTo(c.cfg, c.addr, c.open)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		}
	}
}

// TestEmbeddedServerAsksForCredentials connects with and without them, and
// from inside.
func TestEmbeddedServerAsksForCredentials(t *testing.T) {
	access, err := accessTo(bus.Config{User: "desk", Password: env.NewSecret("x")}, "127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	n, err := startNATS(context.Background(), Options{NATSAddr: "127.0.0.1:0", DataDir: t.TempDir()}, access, func() error { return nil }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer n.stop()
	for name, c := range map[string]struct {
		url     string
		options []nats.Option
		want    error
	}{
		"nobody":         {n.url(), nil, nats.ErrAuthorization},
		"wrong password": {n.url(), []nats.Option{nats.UserInfo("desk", "y")}, nats.ErrAuthorization},
		"insider":        {n.url(), []nats.Option{nats.UserInfo(insider, "")}, nats.ErrAuthorization},
		"desk":           {n.url(), []nats.Option{nats.UserInfo("desk", "x")}, nil},
		"inside":         {"", []nats.Option{nats.InProcessServer(n), access.option()}, nil},
	} {
		nc, err := nats.Connect(c.url, c.options...)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", name, err, c.want)
		}
		if err == nil {
			nc.Close()
		}
	}
}
