package bus

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// put publishes a message and waits until it is stored. Where the server has
// no room, the error is one of the surroundings and says what to do.
func (b *Bus) put(ctx context.Context, m *nats.Msg, opts ...jetstream.PublishOpt) (*jetstream.PubAck, error) {
	ack, err := b.js.PublishMsg(ctx, m, opts...)
	return ack, explain(ctx, err)
}

// explain adds to the error of a publish what an operator can do about it.
func explain(ctx context.Context, err error) error {
	var api *jetstream.APIError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
		return Environment(fmt.Errorf("the NATS server did not say within %s that it has stored the message: if its log or /healthz tells of a write error, free space on its disk and start it again: %w", requestTimeout, err))
	case !errors.As(err, &api):
		return err
	}
	switch api.ErrorCode {
	case errCodeWriteFailed:
		return Environment(fmt.Errorf("the stream is full: raise its limits (max_bytes, max_msgs) or remove messages from it: %w", err))
	case errCodeStorage, errCodeMaxBytes:
		return Environment(fmt.Errorf("the NATS server has no room for streams left: raise its max_file_store, or the limit of the account: %w", err))
	}
	return err
}
