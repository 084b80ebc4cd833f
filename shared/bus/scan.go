package bus

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Scanned is one message that a scan met.
type Scanned struct {
	Subject string
	Data    []byte
	Header  nats.Header
	Seq     uint64
	Time    time.Time
}

// Scan hands the last message of every subject that matches the filter to
// visit, oldest first, until visit returns false or the end as of the start
// is reached. Nothing is acknowledged and nothing stays on the server.
func (b *Bus) Scan(ctx context.Context, s StreamName, filter string, visit func(Scanned) bool) error {
	return b.scan(ctx, s, filter, jetstream.DeliverLastPerSubjectPolicy, visit)
}

// ScanAll is Scan for every message, not only the last of each subject.
func (b *Bus) ScanAll(ctx context.Context, s StreamName, filter string, visit func(Scanned) bool) error {
	return b.scan(ctx, s, filter, jetstream.DeliverAllPolicy, visit)
}

func (b *Bus) scan(ctx context.Context, s StreamName, filter string, policy jetstream.DeliverPolicy, visit func(Scanned) bool) error {
	name := b.names.Stream(s)
	cons, err := b.js.OrderedConsumer(ctx, name, jetstream.OrderedConsumerConfig{
		FilterSubjects: []string{filter}, DeliverPolicy: policy,
	})
	if err != nil {
		return fmt.Errorf("reading %s of %s: %w", filter, name, err)
	}
	info, err := cons.Info(ctx)
	if err != nil {
		return fmt.Errorf("reading %s of %s: %w", filter, name, err)
	}
	if info.NumPending == 0 && info.Delivered.Consumer == 0 {
		return nil
	}
	messages, err := cons.Messages()
	if err != nil {
		return fmt.Errorf("reading %s of %s: %w", filter, name, err)
	}
	defer messages.Stop()
	stop := context.AfterFunc(ctx, messages.Stop)
	defer stop()
	for {
		m, err := messages.Next()
		if errors.Is(err, jetstream.ErrMsgIteratorClosed) && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			return fmt.Errorf("reading %s of %s: %w", filter, name, err)
		}
		meta, err := m.Metadata()
		if err != nil {
			return fmt.Errorf("reading %s of %s: %w", filter, name, err)
		}
		more := visit(Scanned{Subject: m.Subject(), Data: m.Data(), Header: m.Headers(), Seq: meta.Sequence.Stream, Time: meta.Timestamp})
		if !more || meta.NumPending == 0 {
			return nil
		}
	}
}
