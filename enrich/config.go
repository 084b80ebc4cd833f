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
	// KB is what is known beside the embedded knowledge base.
	KB struct {
		Extra string `split_words:"true" default:"" desc:"file of names of your own, one a line with tabs between columns; see deployments/docs/names.md"`
	}
	// MinConfidence leaves out entities that are less sure.
	MinConfidence float64 `split_words:"true" default:"0" desc:"least confidence of an entity, 0 to 1; 0 keeps all"`
}

// maxWorkers bounds the messages that one process holds.
const maxWorkers = 256

// Validate reports every setting that cannot work.
func (c *Config) Validate() error {
	var errs []error
	if c.Workers < 1 || c.Workers > maxWorkers {
		errs = append(errs, fmt.Errorf("%s_WORKERS is %d: use 1 to %d", Prefix, c.Workers, maxWorkers))
	}
	if !(c.MinConfidence >= 0 && c.MinConfidence <= 1) {
		errs = append(errs, fmt.Errorf("%s_MIN_CONFIDENCE is %v: use 0 to 1", Prefix, c.MinConfidence))
	}
	return errors.Join(errs...)
}
