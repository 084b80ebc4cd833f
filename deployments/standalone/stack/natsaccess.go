package stack

import (
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nkeys"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/env"
)

// natsAccess is who may connect to the embedded server: with credentials in
// the configuration only who has them, else everybody who reaches it. What
// comes in may do everything; least rights need a server of its own.
type natsAccess struct {
	cfg bus.Config
	// inside is the password of this process's own connections.
	inside string
}

// insider is the user of this process's own connections.
const insider = "standalone"

// accessTo checks what the configuration says of an address to listen on. An
// address that others reach needs credentials, unless it is to be open.
func accessTo(cfg bus.Config, addr string, open bool) (natsAccess, error) {
	a := natsAccess{cfg: cfg}
	if _, _, err := splitAddr(addr); err != nil {
		return a, fmt.Errorf("-nats %s: %w", addr, err)
	}
	switch {
	case cfg.Creds != "":
		return a, errors.New("DATELINE_NATS_CREDS is set, but the embedded NATS server knows users with an nkey or a password only: set DATELINE_NATS_NKEY, or DATELINE_NATS_USER and DATELINE_NATS_PASSWORD_FILE")
	case cfg.User == insider:
		return a, fmt.Errorf("DATELINE_NATS_USER is %q, which is the name of this program's own connections: take another", insider)
	case cfg.User != "" || cfg.Nkey != "":
		a.inside = rand.Text()
	case open || daemon.Loopback(addr):
	default:
		return a, fmt.Errorf("-nats %s lets everybody who reaches it read, write and delete everything: set DATELINE_NATS_USER and DATELINE_NATS_PASSWORD_FILE (or DATELINE_NATS_NKEY), which clients then need too; or listen on 127.0.0.1; or say -nats-open if the network is closed", addr)
	}
	return a, nil
}

// apply demands the credentials, and TLS where there is a certificate.
func (a natsAccess) apply(o *server.Options) error {
	if a.inside == "" {
		return nil
	}
	o.Users = []*server.User{{Username: insider, Password: a.inside}}
	if a.cfg.User != "" {
		password, err := a.cfg.Password.Current()
		if err != nil {
			return err
		}
		o.Users = append(o.Users, &server.User{Username: a.cfg.User, Password: password})
	}
	if a.cfg.Nkey != "" {
		seed, err := env.ReadSecret(a.cfg.Nkey)
		if err != nil {
			return err
		}
		pair, err := nkeys.ParseDecoratedUserNKey([]byte(seed))
		if err != nil {
			return fmt.Errorf("DATELINE_NATS_NKEY: %w", err)
		}
		defer pair.Wipe()
		public, err := pair.PublicKey()
		if err != nil {
			return err
		}
		o.Nkeys = []*server.NkeyUser{{Nkey: public}}
	}
	if a.cfg.TLS.Cert == "" {
		return nil
	}
	tls, err := server.GenTLSConfig(&server.TLSConfigOpts{
		CertFile: a.cfg.TLS.Cert, KeyFile: a.cfg.TLS.Key, CaFile: a.cfg.TLS.CA, Verify: a.cfg.TLS.CA != "",
	})
	if err != nil {
		return fmt.Errorf("DATELINE_NATS_TLS_CERT and _KEY: %w", err)
	}
	o.TLSConfig, o.TLS, o.TLSTimeout = tls, true, 5
	return nil
}

// option lets this process's own connections in.
func (a natsAccess) option() nats.Option {
	if a.inside == "" {
		return func(*nats.Options) error { return nil }
	}
	return nats.UserInfo(insider, a.inside)
}
