package stack

import (
	"errors"
	"io"
	"os"
	"time"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/index"
	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/env"
)

// config is the environment of all services together.
type config struct {
	common daemon.Config
	ingest ingest.Config
	enrich enrich.Config
	index  index.Config
}

func (c *config) sections() []env.Section {
	return []env.Section{
		c.common.Section(),
		{Prefix: ingest.Prefix, Spec: &c.ingest},
		{Prefix: enrich.Prefix, Spec: &c.enrich},
		{Prefix: index.Prefix, Spec: &c.index},
	}
}

// loadConfig reads the environment; every problem is in the error.
func loadConfig() (*config, error) {
	c := &config{}
	err := env.Load(c.sections()...)
	if os.Getenv("DATELINE_NATS_URL") != "" {
		err = errors.Join(err, errors.New("DATELINE_NATS_URL is set, but standalone brings its own NATS server: unset it, or run the daemons against that server"))
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// forSample polls the bundled newsroom, which nobody else reads, as often as
// its outlets publish.
func (c *config) forSample() {
	c.ingest.Poll.Min, c.ingest.Poll.Max = 2*time.Second, 5*time.Second
	c.ingest.Fetch.Spacing = 0
	c.ingest.RevisionMin = 0
}

// Usage prints the settings that standalone reads from the environment.
func Usage(w io.Writer) {
	c := &config{}
	// The terminal that the help goes to is the only place to report to.
	_ = env.Usage(w, c.sections()...)
}
