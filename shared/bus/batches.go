package bus

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"

	"github.com/dateline-news/dateline/shared/telemetry"
)

// BatchLimits says when a batch is handed over: at Count messages, at Bytes
// bytes, or when the first is Age old, whichever comes first.
type BatchLimits struct {
	Count int
	Bytes int
	Age   time.Duration
}

// ConsumeBatches is [Bus.Consume] for a handler that takes many messages at
// once, one batch at a time. The handler returns nil when all are done, a
// [*BatchError] that names the failed ones when the others are, an
// [Environment] error to have the same batch again later, and any other error
// to have each message tried alone. The messages are acknowledged after it
// returns, the last with the server's confirmation. c.Workers is not used. What is
// taken out of the stage's quarantine is handed over in batches of its own.
func (b *Bus) ConsumeBatches(ctx context.Context, c Consumer, limits BatchLimits, handle func(context.Context, []Delivery) error) error {
	c.Stage = cmp.Or(c.Stage, c.Durable)
	var one sync.Mutex
	alone := func(ctx context.Context, ds []Delivery) error {
		one.Lock()
		defer one.Unlock()
		return handle(ctx, ds)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		b.tombstones.follow(ctx)
		return nil
	})
	for _, c := range []Consumer{c, b.retries(c)} {
		group.Go(func() error {
			b.watch(ctx, c)
			return nil
		})
		group.Go(func() error {
			return b.pull(ctx, c, 2*limits.Count+workerFetch, func(ctx context.Context, cons jetstream.Consumer) error {
				hold := b.hold(nil)
				defer hold.release()
				batch, err := b.collect(ctx, c, cons, limits, hold)
				if err != nil || len(batch) == 0 {
					return err
				}
				b.handleBatch(ctx, c, batch, alone)
				return nil
			})
		})
	}
	return group.Wait()
}

// collect fetches until a limit is reached. A message that has been delivered
// too often is handled as a batch of its own.
func (b *Bus) collect(ctx context.Context, c Consumer, cons jetstream.Consumer, limits BatchLimits, hold *holder) ([]Delivery, error) {
	var batch []Delivery
	size := 0
	take := func(msgs []jetstream.Msg) {
		for _, m := range msgs {
			hold.add(m)
			d, ok := b.prepare(ctx, c, m)
			if !ok {
				hold.done(m)
				continue
			}
			batch = append(batch, d)
			size += len(d.Data)
		}
	}
	msgs, err := b.fetch(cons, limits.Count)
	if err != nil {
		return nil, err
	}
	take(msgs)
	deadline := time.Now().Add(limits.Age)
	for len(batch) > 0 && len(batch) < limits.Count && size < limits.Bytes && ctx.Err() == nil {
		wait := time.Until(deadline)
		if wait <= 0 {
			break
		}
		more, err := cons.Fetch(limits.Count-len(batch), jetstream.FetchMaxWait(wait))
		if err != nil {
			break
		}
		for m := range more.Messages() {
			take([]jetstream.Msg{m})
			if size >= limits.Bytes {
				// What was asked for still arrives and joins this batch; the
				// limit is soft by the messages in flight.
				continue
			}
		}
		if more.Error() != nil {
			break
		}
	}
	return batch, nil
}

// handleBatch hands suspects over one by one and the others together.
func (b *Bus) handleBatch(ctx context.Context, c Consumer, batch []Delivery, handle func(context.Context, []Delivery) error) {
	var together []Delivery
	for _, d := range batch {
		if d.Deliveries < aloneFrom {
			together = append(together, d)
			continue
		}
		b.settle(ctx, c, d, b.tryBatch(ctx, c, []Delivery{d}, handle)[0])
	}
	if len(together) == 0 {
		return
	}
	errs := b.tryBatch(ctx, c, together, handle)
	last := len(together) - 1
	for i, d := range together {
		if i == last && errs[i] == nil {
			b.confirm(ctx, d)
			continue
		}
		b.settle(ctx, c, d, errs[i])
	}
}

// confirm acknowledges the last message of a batch and waits for the server
// to say so, which orders all acknowledgements before it.
func (b *Bus) confirm(ctx context.Context, d Delivery) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestTimeout)
	defer cancel()
	if err := d.msg.DoubleAck(ctx); err != nil {
		b.log.Debug("ack not confirmed, the message will come again", telemetry.KeyStreamSeq, d.Seq, telemetry.KeyErr, err)
	}
}

// tryBatch returns an error or nil for each delivery.
func (b *Bus) tryBatch(ctx context.Context, c Consumer, batch []Delivery, handle func(context.Context, []Delivery) error) []error {
	errs := make([]error, len(batch))
	err := b.try(ctx, c, batch[0], func(ctx context.Context, _ Delivery) error { return handle(ctx, batch) })
	if err == nil {
		return errs
	}
	var partial *BatchError
	if errors.As(err, &partial) {
		for i, e := range partial.Failed {
			if i >= 0 && i < len(errs) {
				errs[i] = e
			}
		}
		return errs
	}
	if len(batch) == 1 || IsEnvironment(err) || ctx.Err() != nil {
		for i := range errs {
			errs[i] = err
		}
		return errs
	}
	for i, d := range batch {
		errs[i] = b.tryBatch(ctx, c, []Delivery{d}, handle)[0]
	}
	return errs
}
