package bus

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"regexp"

	"github.com/nats-io/nkeys"

	"github.com/dateline-news/dateline/shared/env"
)

// Config says how to reach NATS. It is read from DATELINE_NATS_*. Every file
// that it names is read again with each new connection, so that keys,
// passwords and certificates are changed without a stop.
type Config struct {
	// URL may name several servers. A server that is away at start is waited
	// for, so a wrong address shows in /readyz and the log, not as an exit.
	URL string `split_words:"true" default:"nats://127.0.0.1:4222" desc:"NATS server or servers, comma separated"`
	// Creds, Nkey and User are three ways to say who this is; at most one is
	// set.
	Creds string `split_words:"true" default:"" desc:"path of a NATS credentials file (JWT and seed); empty: none"`
	Nkey  string `split_words:"true" default:"" desc:"path of a file with the seed of an nkey user (SU...); empty: none"`
	User  string `split_words:"true" default:"" desc:"name of a user with a password; empty: none"`
	// Password goes over the wire as it is: use it over TLS or on one machine.
	Password env.Secret `split_words:"true" default:"" desc:"password of DATELINE_NATS_USER"`
	// TLS with any of its files set is demanded of the server.
	TLS struct {
		CA   string `split_words:"true" default:"" desc:"path of the certificates (PEM) that the server's must descend from; empty: those of the system"`
		Cert string `split_words:"true" default:"" desc:"path of this program's own certificate (PEM), for a server that asks for one"`
		Key  string `split_words:"true" default:"" desc:"path of the key (PEM) of DATELINE_NATS_TLS_CERT"`
	}
	// Inbox lets a server grant each user its own replies and nobody else's.
	Inbox string `split_words:"true" default:"" desc:"prefix of the subjects on which replies come; empty: _INBOX_ and the name of the user or, with an nkey, of the program; without either _INBOX"`
	// Prefix keeps several installations apart on one NATS. Changing it
	// starts from empty streams.
	Prefix string `split_words:"true" default:"news" desc:"prefix of every stream, subject and bucket"`
	// Replicas is used when a stream is created; it never changes a stream
	// that exists.
	Replicas int `split_words:"true" default:"1" desc:"copies of each stream in a NATS cluster: 1, 3 or 5"`
}

// withDefaults fills what a subscriber need not say: the prefix and the
// replicas that every installation begins with.
func (c Config) withDefaults() Config {
	c.Prefix = cmp.Or(c.Prefix, "news")
	c.Replicas = cmp.Or(c.Replicas, 1)
	return c
}

var (
	validPrefix = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)
	validInbox  = regexp.MustCompile(`^_INBOX[A-Za-z0-9_-]{0,64}(\.[A-Za-z0-9_-]{1,64}){0,3}$`)
)

// ValidPrefix reports whether an installation may have a prefix.
func ValidPrefix(prefix string) bool { return validPrefix.MatchString(prefix) }

// Validate reports every setting that cannot work, and every file that cannot
// be used.
func (c *Config) Validate() error {
	var errs []error
	if c.URL == "" {
		errs = append(errs, errors.New("DATELINE_NATS_URL is empty: give an address such as nats://127.0.0.1:4222"))
	}
	if !ValidPrefix(c.Prefix) {
		errs = append(errs, fmt.Errorf("DATELINE_NATS_PREFIX is %q: use 1 to 32 of a-z, 0-9 and -, a letter first", c.Prefix))
	}
	if c.Replicas != 1 && c.Replicas != 3 && c.Replicas != 5 {
		errs = append(errs, fmt.Errorf("DATELINE_NATS_REPLICAS is %d: use 1, 3 or 5", c.Replicas))
	}
	if c.Inbox != "" && !validInbox.MatchString(c.Inbox) {
		errs = append(errs, fmt.Errorf("DATELINE_NATS_INBOX is %q: use _INBOX and then A-Z, a-z, 0-9, _ and -, such as _INBOX_ingestd", c.Inbox))
	}
	return errors.Join(append(errs, c.validateIdentity(), c.validateTLS())...)
}

func (c *Config) validateIdentity() error {
	var errs []error
	ways := 0
	for _, v := range []string{c.Creds, c.Nkey, c.User} {
		if v != "" {
			ways++
		}
	}
	if ways > 1 {
		errs = append(errs, errors.New("more than one of DATELINE_NATS_CREDS, DATELINE_NATS_NKEY and DATELINE_NATS_USER is set: keep one"))
	}
	if c.User == "" && c.Password.Reveal() != "" {
		errs = append(errs, errors.New("DATELINE_NATS_PASSWORD is set without DATELINE_NATS_USER: name the user"))
	}
	if c.User != "" && c.Password.Reveal() == "" {
		errs = append(errs, errors.New("DATELINE_NATS_USER is set without DATELINE_NATS_PASSWORD or DATELINE_NATS_PASSWORD_FILE: give its password"))
	}
	if c.Creds != "" {
		if _, err := env.ReadSecret(c.Creds); err != nil {
			errs = append(errs, fmt.Errorf("DATELINE_NATS_CREDS: %w", err))
		}
	}
	if c.Nkey != "" {
		if pair, err := readSeed(c.Nkey); err != nil {
			errs = append(errs, fmt.Errorf("DATELINE_NATS_NKEY: %w", err))
		} else {
			pair.Wipe()
		}
	}
	return errors.Join(errs...)
}

func (c *Config) validateTLS() error {
	var errs []error
	if (c.TLS.Cert == "") != (c.TLS.Key == "") {
		errs = append(errs, errors.New("only one of DATELINE_NATS_TLS_CERT and DATELINE_NATS_TLS_KEY is set: a certificate and its key belong together"))
	}
	if c.TLS.CA != "" {
		pem, err := os.ReadFile(c.TLS.CA)
		if err != nil {
			errs = append(errs, fmt.Errorf("DATELINE_NATS_TLS_CA: %w", err))
		} else if !x509.NewCertPool().AppendCertsFromPEM(pem) {
			errs = append(errs, fmt.Errorf("DATELINE_NATS_TLS_CA: %s has no certificate in PEM form", c.TLS.CA))
		}
	}
	if c.TLS.Cert != "" && c.TLS.Key != "" {
		_, err := env.ReadSecret(c.TLS.Key)
		if err == nil {
			_, err = tls.LoadX509KeyPair(c.TLS.Cert, c.TLS.Key)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("DATELINE_NATS_TLS_CERT and _KEY: %w", err))
		}
	}
	return errors.Join(errs...)
}

// readSeed reads the key pair of an nkey user. The caller wipes it.
func readSeed(path string) (nkeys.KeyPair, error) {
	content, err := env.ReadSecret(path)
	if err != nil {
		return nil, err
	}
	pair, err := nkeys.ParseDecoratedUserNKey([]byte(content))
	if err != nil {
		return nil, fmt.Errorf("%s has no seed of an nkey user, which begins with SU: %w", path, err)
	}
	return pair, nil
}
