package bus

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
)

// Config says how to reach NATS. It is read from DATELINE_NATS_*.
type Config struct {
	// URL may name several servers. A server that is away at start is waited
	// for, so a wrong address shows in /readyz and the log, not as an exit.
	URL string `split_words:"true" default:"nats://127.0.0.1:4222" desc:"NATS server or servers, comma separated"`
	// Creds is the path of a NATS credentials file.
	Creds string `split_words:"true" default:"" desc:"path of a NATS credentials file; empty: none"`
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

var validPrefix = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)

// Validate reports every setting that cannot work.
func (c *Config) Validate() error {
	var errs []error
	if c.URL == "" {
		errs = append(errs, errors.New("DATELINE_NATS_URL is empty: give an address such as nats://127.0.0.1:4222"))
	}
	if !validPrefix.MatchString(c.Prefix) {
		errs = append(errs, fmt.Errorf("DATELINE_NATS_PREFIX is %q: use 1 to 32 of a-z, 0-9 and -, a letter first", c.Prefix))
	}
	if c.Replicas != 1 && c.Replicas != 3 && c.Replicas != 5 {
		errs = append(errs, fmt.Errorf("DATELINE_NATS_REPLICAS is %d: use 1, 3 or 5", c.Replicas))
	}
	return errors.Join(errs...)
}
