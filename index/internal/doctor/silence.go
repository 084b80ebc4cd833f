package doctor

import (
	"context"
	"errors"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// checkSilence compares how long no article has come with what is usual.
func checkSilence(ctx context.Context, x *examination, r *report) error {
	s, err := x.Bus.Silence(ctx)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil // told by the check of the streams
	}
	if err == nil {
		judgeSilence(r, s)
	}
	return err
}

func judgeSilence(r *report, s bus.Silence) {
	switch {
	case s.Last.IsZero():
		r.ok("articles", "none has ever come")
	case s.Silent():
		r.problem("articles", "ingestd feeds list -trouble and /readyz of ingestd show what stands still; does ingestd reach the internet?",
			"none has come for %s, %.0f times as long as is usual in the slowest hours", telemetry.Rough(s.For), s.Times())
	default:
		r.ok("articles", "the last came %s ago", telemetry.Rough(s.For))
	}
}
