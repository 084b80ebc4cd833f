package bus

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/news"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// ConnectOptions returns what a connection to the server of the configuration
// needs: who the program is, TLS, and where replies come. Name is that of the
// program.
func (c Config) ConnectOptions(name string) ([]nats.Option, error) {
	options, _, err := c.connectOptions(name)
	return options, err
}

// connectOptions is ConnectOptions with the signer of an nkey, or nil.
func (c Config) connectOptions(name string) ([]nats.Option, *signer, error) {
	if err := errors.Join(c.validateIdentity(), c.validateTLS()); err != nil {
		return nil, nil, err
	}
	var signs *signer
	options := []nats.Option{nats.Name(name), nats.CustomInboxPrefix(c.inbox(name))}
	switch {
	case c.Creds != "":
		options = append(options, nats.UserCredentials(c.Creds))
	case c.Nkey != "":
		var err error
		if signs, err = newSigner(c.Nkey); err != nil {
			return nil, nil, err
		}
		options = append(options, nats.Nkey(signs.public, signs.sign))
	case c.User != "":
		options = append(options, nats.UserInfoHandler(func() (string, string) {
			// A file that cannot be read now leaves the password as it was.
			password, _ := c.Password.Current()
			return c.User, password
		}))
	}
	if c.TLS.CA != "" {
		options = append(options, nats.RootCAs(c.TLS.CA))
	}
	if c.TLS.Cert != "" {
		options = append(options, nats.ClientCert(c.TLS.Cert, c.TLS.Key))
	}
	return options, signs, nil
}

// Unreached says why there is no connection with the server at an address and
// what to do; err is what the library told, or nil where it has told nothing
// yet. Credentials in the address are not shown.
func Unreached(url string, err error) error {
	address := env.Redact(url)
	switch {
	case err == nil:
		return fmt.Errorf("no NATS server answers at %s yet: %s", address, remedyUnreached)
	case errors.Is(err, nats.ErrAuthorization) || errors.Is(err, nats.ErrAuthExpired) || errors.Is(err, nats.ErrAuthRevoked):
		return fmt.Errorf("the NATS server at %s does not let this user in (%w): give it one that it knows by DATELINE_NATS_NKEY, _USER and _PASSWORD_FILE, or _CREDS; 'go run ./deployments/nats' makes them", address, err)
	case errors.Is(err, nats.ErrTLS) || strings.Contains(err.Error(), "tls: "):
		return fmt.Errorf("the NATS server at %s and this program do not trust each other (%w): set DATELINE_NATS_TLS_CA to the authority of the server's certificate, and DATELINE_NATS_TLS_CERT and _KEY if it asks for one of this program", address, err)
	}
	return fmt.Errorf("no NATS server answers at %s (%w): %s", address, err, remedyUnreached)
}

const remedyUnreached = "start it (standalone brings its own), or set DATELINE_NATS_URL to where it is"

// inbox is the prefix of the subjects on which replies come.
func (c Config) inbox(name string) string {
	switch {
	case c.Inbox != "":
		return c.Inbox
	case c.User != "":
		return "_INBOX_" + news.Token(c.User)
	case c.Nkey != "":
		return "_INBOX_" + news.Token(name)
	}
	return "_INBOX"
}

// errNewKey fails the one attempt to connect in which a new seed is found.
var errNewKey = errors.New("the seed was changed: connecting again with the new one")

// signer signs with the seed in a file, which it reads for each connection.
type signer struct {
	path   string
	public string
	// conn is told of a new key. The library asks for the key before it asks
	// to sign, so the attempt that finds a new seed fails and the next has it.
	conn atomic.Pointer[nats.Conn]
}

func newSigner(path string) (*signer, error) {
	pair, err := readSeed(path)
	if err != nil {
		return nil, fmt.Errorf("DATELINE_NATS_NKEY: %w", err)
	}
	defer pair.Wipe()
	public, err := pair.PublicKey()
	if err != nil {
		return nil, fmt.Errorf("DATELINE_NATS_NKEY: %s: %w", path, err)
	}
	return &signer{path: path, public: public}, nil
}

// sign is called with the lock of the connection held, by one goroutine at a
// time.
func (s *signer) sign(nonce []byte) ([]byte, error) {
	pair, err := readSeed(s.path)
	if err != nil {
		return nil, err
	}
	defer pair.Wipe()
	public, err := pair.PublicKey()
	if err != nil {
		return nil, err
	}
	if nc := s.conn.Load(); nc != nil && public != s.public {
		s.public, nc.Opts.Nkey = public, public
		return nil, errNewKey
	}
	return pair.Sign(nonce)
}

func dial(cfg Config, name string, b *Bus) (*nats.Conn, error) {
	options, signs, err := cfg.connectOptions(name)
	if err != nil {
		return nil, err
	}
	connected := func(nc *nats.Conn) {
		b.refusals.clear()
		b.log.Info("NATS connected", telemetry.KeyURL, nc.ConnectedUrlRedacted())
	}
	options = append(options,
		nats.Timeout(5*time.Second),
		nats.RetryOnFailedConnect(true),
		nats.MaxReconnects(-1),
		nats.CustomReconnectDelay(reconnectDelay),
		nats.IgnoreAuthErrorAbort(),
		// A publish while the server is away fails at once and is tried again
		// by its caller; nothing waits unseen in a client buffer.
		nats.ReconnectBufSize(-1),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				b.log.Warn("NATS connection lost, trying again", telemetry.KeyURL, env.Redact(cfg.URL), telemetry.KeyErr, err)
			}
		}),
		nats.ReconnectHandler(connected),
		nats.ConnectHandler(connected),
		nats.ErrorHandler(b.reported),
		nats.ClosedHandler(func(*nats.Conn) { close(b.closed) }),
	)
	nc, err := nats.Connect(cfg.URL, options...)
	if err == nil && signs != nil {
		signs.conn.Store(nc)
	}
	return nc, err
}

// reconnectDelay grows from 100 ms to 5 s; the library adds the jitter.
func reconnectDelay(attempts int) time.Duration {
	return min(100*time.Millisecond<<min(attempts, 6), 5*time.Second)
}
