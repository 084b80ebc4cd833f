package bus

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// ErrConflict is returned when a message was to follow a certain one and
// another was there.
var ErrConflict = errors.New("another writer was faster")

// ErrNotFound is returned when a subject has no message.
var ErrNotFound = errors.New("not found")

// permanentError marks a message that no retry can cure.
type permanentError struct {
	reason string
	err    error
}

func (e *permanentError) Error() string { return e.err.Error() }
func (e *permanentError) Unwrap() error { return e.err }

// Permanent marks err as one that no retry can cure: the message goes to
// quarantine at once. The reason is a short token from a closed set, such as
// "schema"; it becomes a metric label.
func Permanent(reason string, err error) error { return &permanentError{reason, err} }

// laterError marks a message that is to come again after a time.
type laterError struct {
	delay time.Duration
	err   error
}

func (e *laterError) Error() string { return e.err.Error() }
func (e *laterError) Unwrap() error { return e.err }

// Later marks err as one that only time can cure, such as a receiver that is
// down: the message comes again after delay, as often as the handler says so,
// but at most [quarantineFrom] times.
func Later(delay time.Duration, err error) error { return &laterError{delay, err} }

// environmentError marks a fault of the surroundings, not of the message.
type environmentError struct{ err error }

func (e *environmentError) Error() string { return e.err.Error() }
func (e *environmentError) Unwrap() error { return e.err }

// Environment marks err as a fault of the surroundings: a full disk, NATS
// away, an index that is closed. The message is held and tried again, and no
// try is counted.
func Environment(err error) error { return &environmentError{err} }

// IsEnvironment reports whether err is a fault of the surroundings: marked by
// [Environment], a missing permission, an error of the connection, a server
// that has no room, or a deadline that passed. A server answers no publish that
// its disk did not take, so that silence until the deadline is all that a client
// sees of a full disk; a handler that bounds work of its own makes its deadline
// another error.
func IsEnvironment(err error) bool {
	var env *environmentError
	var refused *PermissionError
	if errors.As(err, &env) || errors.As(err, &refused) {
		return true
	}
	for _, e := range []error{
		context.DeadlineExceeded,
		nats.ErrConnectionClosed, nats.ErrConnectionReconnecting, nats.ErrReconnectBufExceeded, nats.ErrDisconnected,
		nats.ErrNoServers, nats.ErrNoResponders, nats.ErrTimeout, nats.ErrStaleConnection, nats.ErrConnectionDraining,
		jetstream.ErrNoStreamResponse, jetstream.ErrJetStreamNotEnabled, jetstream.ErrStreamNotFound, jetstream.ErrServerShutdown,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	var api *jetstream.APIError
	return errors.As(err, &api) && (api.Code == 503 || api.ErrorCode == errCodeStorage || api.ErrorCode == errCodeMaxBytes || api.ErrorCode == errCodeWriteFailed)
}

// Error codes of the server that the client library has no name for.
const (
	errCodeStorage     jetstream.ErrorCode = 10023 // insufficient resources
	errCodeWriteFailed jetstream.ErrorCode = 10077 // stream store failed: a maximum of the stream is reached
	errCodeMaxBytes    jetstream.ErrorCode = 10047 // insufficient storage
)

// wrongSequence reports whether the server refused a publish because its
// subject had moved on.
func wrongSequence(err error) bool {
	var api *jetstream.APIError
	return errors.As(err, &api) &&
		(api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence || api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant)
}

// BatchError is what a batch handler returns when some deliveries failed and
// all others are done. Failed maps the position in the batch to its error.
type BatchError struct {
	Failed map[int]error
}

func (e *BatchError) Error() string {
	for _, err := range e.Failed {
		return fmt.Sprintf("%d of the batch failed, one with: %v", len(e.Failed), err)
	}
	return "no item of the batch failed"
}
