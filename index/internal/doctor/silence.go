package doctor

import (
	"context"
	"errors"

	"github.com/nats-io/nats.go/jetstream"
)

// checkSilence compares how long no article has come with what is usual.
func checkSilence(ctx context.Context, x *examination, r *report) error {
	s, err := x.Bus.Silence(ctx)
	switch {
	case errors.Is(err, jetstream.ErrStreamNotFound):
		return nil // told by the check of the streams
	case err != nil:
		return err
	case s.Last.IsZero():
		r.ok("articles", "none has ever come")
	case s.Silent():
		r.problem("articles", "newsq doctor -all and ingestd feeds list -trouble show what stands still; is the internet reachable from ingestd?",
			"none has come for %s, in the slowest hours one comes every %s", long(s.For), long(s.Usual))
	default:
		r.ok("articles", "the last came %s ago", long(s.For))
	}
	return nil
}
