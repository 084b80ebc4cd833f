package enrich

import (
	"errors"
	"fmt"

	"github.com/dateline-news/dateline/shared/daemon"
)

// Prefix is the prefix of the service's settings.
const Prefix = "DATELINE_ENRICH"

// AdminAddr is the default of DATELINE_ENRICH_ADMIN_ADDR.
const AdminAddr daemon.Addr = "127.0.0.1:9402"

// Config is what the operator sets.
type Config struct {
	// Workers is how many articles are annotated at once; more than there
	// are cores brings nothing.
	Workers int `split_words:"true" default:"2" desc:"articles annotated at once"`
}

// maxWorkers bounds the messages that one process holds.
const maxWorkers = 256

// Validate reports every setting that cannot work.
func (c *Config) Validate() error {
	var errs []error
	if c.Workers < 1 || c.Workers > maxWorkers {
		errs = append(errs, fmt.Errorf("%s_WORKERS is %d: use 1 to %d", Prefix, c.Workers, maxWorkers))
	}
	return errors.Join(errs...)
}
