package bus

import (
	"context"
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
	return b.scan(ctx, s, jetstream.ConsumerConfig{FilterSubject: filter, DeliverPolicy: jetstream.DeliverLastPerSubjectPolicy}, visit)
}

// ScanAll is Scan for every message, not only the last of each subject.
func (b *Bus) ScanAll(ctx context.Context, s StreamName, filter string, visit func(Scanned) bool) error {
	return b.scan(ctx, s, jetstream.ConsumerConfig{FilterSubject: filter, DeliverPolicy: jetstream.DeliverAllPolicy}, visit)
}

// ScanFrom is ScanAll from a sequence of the stream on.
func (b *Bus) ScanFrom(ctx context.Context, s StreamName, filter string, seq uint64, visit func(Scanned) bool) error {
	return b.scan(ctx, s, jetstream.ConsumerConfig{FilterSubject: filter, DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: max(seq, 1)}, visit)
}

// ScanHeadersSince hands every message that matches the filter and was stored
// at since or later to visit, without its data, as ScanAll does.
func (b *Bus) ScanHeadersSince(ctx context.Context, s StreamName, filter string, since time.Time, visit func(Scanned) bool) error {
	return b.scan(ctx, s, jetstream.ConsumerConfig{
		FilterSubject: filter, DeliverPolicy: jetstream.DeliverByStartTimePolicy, OptStartTime: &since, HeadersOnly: true,
	}, visit)
}

// scanHeaders is Scan that leaves the messages' data on the server.
func (b *Bus) scanHeaders(ctx context.Context, s StreamName, filter string, visit func(Scanned) bool) error {
	return b.scan(ctx, s, jetstream.ConsumerConfig{FilterSubject: filter, DeliverPolicy: jetstream.DeliverLastPerSubjectPolicy, HeadersOnly: true}, visit)
}

// scanBatch is how many messages a scan asks for at once, unless they are large.
const scanBatch = 500

func (b *Bus) scan(ctx context.Context, s StreamName, cfg jetstream.ConsumerConfig, visit func(Scanned) bool) error {
	if err := b.scanStream(ctx, b.names.Stream(s), cfg, scanBatch, visit); err != nil {
		return fmt.Errorf("reading %s of %s: %w", cfg.FilterSubject, b.names.Stream(s), err)
	}
	return nil
}

func (b *Bus) scanStream(ctx context.Context, stream string, cfg jetstream.ConsumerConfig, size int, visit func(Scanned) bool) error {
	cfg.AckPolicy, cfg.MemoryStorage, cfg.Replicas, cfg.InactiveThreshold = jetstream.AckNonePolicy, true, 1, time.Minute
	cons, err := b.js.CreateConsumer(ctx, stream, cfg)
	if err != nil {
		return err
	}
	// The server forgets it by itself where this does not reach it.
	defer func() { _ = b.js.DeleteConsumer(context.WithoutCancel(ctx), stream, cons.CachedInfo().Name) }()
	for left := cons.CachedInfo().NumPending; left > 0; {
		batch, err := cons.FetchNoWait(int(min(left, uint64(size)))) //nolint:gosec // at most size
		if err != nil {
			return err
		}
		got := uint64(0)
		for m := range batch.Messages() {
			meta, err := m.Metadata()
			if err != nil {
				return err
			}
			got++
			if !visit(Scanned{Subject: m.Subject(), Data: m.Data(), Header: m.Headers(), Seq: meta.Sequence.Stream, Time: meta.Timestamp}) {
				return nil
			}
			// What was removed or replaced since the start does not come.
			left = min(left-1, meta.NumPending)
		}
		if err := batch.Error(); err != nil && !quiet(err) {
			return err
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if got == 0 {
			return nil
		}
	}
	return nil
}
