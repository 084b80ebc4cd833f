package bus

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Backlog is what one durable has still to do on its stream.
type Backlog struct {
	Stream  StreamName `json:"stream"`
	Durable string     `json:"durable"`
	// Pending messages were not delivered yet, those InHand were delivered and
	// are not acknowledged.
	Pending uint64 `json:"pending"`
	InHand  uint64 `json:"in_hand"`
	// Oldest is when the oldest message that is not acknowledged was stored;
	// zero when there is none.
	Oldest time.Time `json:"oldest,omitzero"`
	// Requests counts the readers that wait for a message now.
	Requests int `json:"requests"`
	// Floor is the sequence up to which everything is acknowledged.
	Floor uint64 `json:"floor"`
	// Active is when a message was last delivered or acknowledged, or else
	// when the durable was made.
	Active time.Time `json:"active"`
	// At is when the server looked, by its clock.
	At time.Time `json:"at"`
}

// Waiting is how many messages are not acknowledged.
func (g Backlog) Waiting() uint64 { return g.Pending + g.InHand }

// Age is how long the oldest message has waited, 0 where none does.
func (g Backlog) Age() time.Duration {
	if g.Oldest.IsZero() {
		return 0
	}
	return max(0, g.At.Sub(g.Oldest))
}

// Backlogs returns what every durable of a stream has still to do: a request
// for all of them, and one for each that has something to do. Consumers that
// go away by themselves within minutes, as those of a scan, are left out.
func (b *Bus) Backlogs(ctx context.Context, s StreamName) ([]Backlog, error) {
	stream, err := b.js.Stream(ctx, b.names.Stream(s))
	if err != nil {
		return nil, fmt.Errorf("looking up stream %s: %w", b.names.Stream(s), err)
	}
	var out []Backlog
	list := stream.ListConsumers(ctx)
	for info := range list.Info() {
		if info.Config.Durable == "" {
			continue
		}
		g, err := b.backlog(ctx, stream, s, info)
		if err != nil {
			return out, err
		}
		out = append(out, g)
	}
	if err := list.Err(); err != nil {
		return out, fmt.Errorf("listing the consumers of %s: %w", b.names.Stream(s), err)
	}
	return out, nil
}

// Backlog is [Bus.Backlogs] for one durable. The error wraps
// jetstream.ErrConsumerNotFound where there is none.
func (b *Bus) Backlog(ctx context.Context, s StreamName, durable string) (Backlog, error) {
	stream, err := b.stream(ctx, s)
	if err != nil {
		return Backlog{}, err
	}
	c, err := stream.Consumer(ctx, durable)
	if err != nil {
		return Backlog{}, fmt.Errorf("looking up consumer %s of %s: %w", durable, b.names.Stream(s), err)
	}
	return b.backlog(ctx, stream, s, c.CachedInfo())
}

func (b *Bus) backlog(ctx context.Context, stream jetstream.Stream, s StreamName, info *jetstream.ConsumerInfo) (Backlog, error) {
	g := Backlog{
		Stream: s, Durable: info.Name, Pending: info.NumPending, InHand: uint64(max(0, info.NumAckPending)), //nolint:gosec // not negative
		Requests: info.NumWaiting, Floor: info.AckFloor.Stream, Active: info.Created, At: info.TimeStamp,
	}
	if g.At.IsZero() {
		g.At = time.Now()
	}
	for _, at := range []*time.Time{info.Delivered.Last, info.AckFloor.Last} {
		if at != nil && at.After(g.Active) {
			g.Active = *at
		}
	}
	if g.Waiting() == 0 {
		return g, nil
	}
	filters := info.Config.FilterSubjects
	if info.Config.FilterSubject != "" {
		filters = []string{info.Config.FilterSubject}
	}
	if len(filters) == 0 {
		filters = []string{">"}
	}
	for _, filter := range filters {
		m, err := stream.GetMsg(ctx, g.Floor+1, jetstream.WithGetMsgSubject(filter))
		switch {
		case errors.Is(err, jetstream.ErrMsgNotFound):
			// It was acknowledged, replaced or dropped in between.
		case err != nil:
			return g, fmt.Errorf("reading the oldest message that %s has to read: %w", info.Name, err)
		case g.Oldest.IsZero() || m.Time.Before(g.Oldest):
			g.Oldest = m.Time
		}
	}
	return g, nil
}
