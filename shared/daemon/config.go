package daemon

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/netguard"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// Prefix is the prefix of [Config].
const Prefix = "DATELINE"

// Config holds the settings that all programs share.
type Config struct {
	NATS bus.Config
	// AllowCidrs opens addresses to feeds, pages and their redirects: whoever
	// can write a feed can then make the daemon ask them. It is spelt so that
	// the variable is DATELINE_ALLOW_CIDRS.
	AllowCidrs netguard.CIDRs `split_words:"true" default:"" desc:"networks that are not public and may still be fetched from, such as 10.1.0.0/16, comma separated"`
	Log        struct {
		// Level debug writes a line for every message.
		Level  slog.Level       `split_words:"true" default:"info" desc:"least level that is logged: debug, info, warn or error"`
		Format telemetry.Format `split_words:"true" default:"auto" desc:"form of log lines: text, json, or auto for text on a terminal and json elsewhere"`
	}
}

// Validate reports every setting that cannot work.
func (c *Config) Validate() error { return c.NATS.Validate() }

// Section is the section of c under [Prefix].
func (c *Config) Section() env.Section { return env.Section{Prefix: Prefix, Spec: c} }

// Admin holds the settings of the address that operators ask. Each program has
// its own under its prefix, such as DATELINE_INGEST_ADMIN_ADDR, with its own
// default, so that all run on one machine.
type Admin struct {
	// Addr has no authentication: whoever reaches it reads the metrics.
	Addr Addr `split_words:"true" desc:"address of /healthz, /readyz and /metrics, as host:port"`
	// Pprof lets whoever reaches Addr read memory and slow the process down.
	Pprof bool `split_words:"true" default:"false" desc:"serve runtime profiles under /debug/pprof/ there too"`
}

// Addr is a host and a port to listen on; port 0 takes a free one.
type Addr string

// UnmarshalText refuses what cannot be listened on.
func (a *Addr) UnmarshalText(text []byte) error {
	_, port, err := net.SplitHostPort(string(text))
	if err != nil {
		return errors.New("write it as host:port, such as 127.0.0.1:8080")
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("%q is not a port", port)
	}
	*a = Addr(text)
	return nil
}
