package stack

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/dateline-news/dateline/deployments/standalone/sample"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// Main runs standalone until ctx ends. It prints to stdout what it took in and
// how to look, and logs to stderr.
func Main(ctx context.Context, o Options, stdout, stderr io.Writer) error {
	if o.Streams != "" {
		return manageStreams(ctx, o.Streams == "apply", stdout, stderr)
	}
	cfg, err := loadConfig()
	if err != nil {
		problems := strings.Split(err.Error(), "\n")
		return fmt.Errorf("the configuration has %d problem(s):\n  %s", len(problems), strings.Join(problems, "\n  "))
	}
	newsroom := sample.Options{Interval: liveInterval}
	if o.Sample {
		// The newsroom edits a story soon after the first poll, and someone
		// who tries Dateline out shall see the revision.
		cfg.forSample()
	}
	log := telemetry.NewLogger(stderr, cfg.common.Log.Level, cfg.common.Log.Format)
	_, _ = fmt.Fprintf(stdout, "Dateline is starting; its data lies in %s\n", o.dir())
	return run(ctx, o, cfg, log, newsroom, func(ctx context.Context, s *Stack) error {
		return s.introduce(ctx, o, stdout)
	})
}
