package bus

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"

	"github.com/dateline-news/dateline/shared/clock"
	"github.com/dateline-news/dateline/shared/news"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// How deliveries are counted. They count handler errors, but also expired
// waits and messages that a killed process had fetched.
const (
	// maxTries is how often a transient error is tried.
	maxTries = 5
	// aloneFrom is the delivery from which on a message is handled alone, in
	// case it is what kills the process.
	aloneFrom = 6
	// quarantineFrom is the delivery from which on a message goes to
	// quarantine before it is touched.
	quarantineFrom = 20
)

const (
	// ackWait is how long the server waits before it delivers again. Held
	// messages are kept by a heartbeat every ackWait/3.
	ackWait = 30 * time.Second
	// fetchWait bounds one request for messages, and so how long a stop
	// takes when there are none.
	fetchWait = time.Second
	// workerFetch is how many messages a worker holds at once.
	workerFetch = 16
)

// Delivery is one message as a handler sees it.
type Delivery struct {
	// Article is decoded for streams of articles, else nil.
	Article *news.Article
	Data    []byte
	Header  nats.Header
	Subject string
	Stream  string
	// Seq is the sequence on the stream, Time when it was stored.
	Seq  uint64
	Time time.Time
	// Deliveries counts from 1.
	Deliveries int

	msg jetstream.Msg
	// retry counts how often the message was taken out of quarantine.
	retry int
}

// Consumer says what to consume and how.
type Consumer struct {
	// Stage names the consumer in quarantine, metrics and logs; empty: as
	// Durable.
	Stage string
	// Durable is the name under which the server keeps the position.
	Durable string
	Stream  StreamName
	// FilterSubjects is empty for all subjects of the stream.
	FilterSubjects []string
	// Raw leaves Delivery.Article nil; otherwise what cannot be decoded goes
	// to quarantine before the handler sees it.
	Raw bool
	// Workers is how many handlers run at once; at least one.
	Workers int
	// Prefetch is how many messages a worker holds at once, 0 for the
	// default of 16. Where one message may take long, 1 keeps it from
	// holding up others that another worker could take.
	Prefetch int
	// After is the sequence behind which a durable begins that does not exist
	// yet; 0: with the stream.
	After uint64
	// InactiveThreshold removes the durable when nobody has asked for
	// messages for so long; 0: never.
	InactiveThreshold time.Duration
	// OnBlocked is told the reason when the stage holds its messages because
	// of its surroundings, and nil when it goes on. It may be called
	// concurrently. Optional.
	OnBlocked func(error)

	// retry is set for the consumer of what is tried again, see [Bus.Retry].
	retry *retrying
}

// consumer looks a durable up, for patience at most, or makes it.
func (b *Bus) consumer(ctx context.Context, c Consumer, maxPending int, patience time.Duration) (jetstream.Consumer, error) {
	cfg := jetstream.ConsumerConfig{
		Durable:           c.Durable,
		AckPolicy:         jetstream.AckExplicitPolicy,
		AckWait:           ackWait,
		MaxDeliver:        -1,
		MaxAckPending:     maxPending,
		DeliverPolicy:     jetstream.DeliverAllPolicy,
		FilterSubjects:    c.FilterSubjects,
		InactiveThreshold: c.InactiveThreshold,
	}
	if c.After > 0 {
		cfg.DeliverPolicy, cfg.OptStartSeq = jetstream.DeliverByStartSequencePolicy, c.After+1
	}
	name := b.names.Stream(c.Stream)
	look, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cons, err := b.js.Consumer(look, name, c.Durable)
	if err == nil {
		return cons, nil
	}
	if !errors.Is(err, jetstream.ErrConsumerNotFound) {
		return nil, fmt.Errorf("looking up consumer %s of %s: %w", c.Durable, name, err)
	}
	cons, err = b.js.CreateConsumer(ctx, name, cfg)
	if errors.Is(err, jetstream.ErrConsumerExists) {
		return b.js.Consumer(ctx, name, c.Durable)
	}
	if err != nil {
		return nil, fmt.Errorf("creating consumer %s of %s: %w", c.Durable, name, err)
	}
	return cons, nil
}

// Consume hands every message of a durable consumer to handle, in c.Workers
// goroutines, until ctx ends; then it finishes the messages in hand and
// returns nil. A message is acknowledged when handle returns nil. See
// [Permanent] and [Environment] for the kinds of error; any other is tried
// [maxTries] times and then quarantined. A handler that panics is a permanent
// error of its message. Several processes may consume one durable. What is
// taken out of the stage's quarantine is handed to handle as well, by one more
// goroutine. Messages of articles that were taken down are acknowledged and not
// handed over.
func (b *Bus) Consume(ctx context.Context, c Consumer, handle func(context.Context, Delivery) error) error {
	c.Stage = cmp.Or(c.Stage, c.Durable)
	workers := max(c.Workers, 1)
	group, ctx := errgroup.WithContext(ctx)
	work := func(c Consumer) func() error {
		return func() error {
			return b.pull(ctx, c, workers*workerFetch*8, func(ctx context.Context, cons jetstream.Consumer) error {
				msgs, err := b.fetch(cons, cmp.Or(c.Prefetch, workerFetch))
				if err != nil || len(msgs) == 0 {
					return err
				}
				b.handleEach(ctx, c, msgs, handle)
				return nil
			})
		}
	}
	for range workers {
		group.Go(work(c))
	}
	again := b.retries(c)
	group.Go(work(again))
	group.Go(func() error {
		b.tombstones.follow(ctx)
		return nil
	})
	for _, c := range []Consumer{c, again} {
		group.Go(func() error {
			b.watch(ctx, c)
			return nil
		})
	}
	return group.Wait()
}

// pull runs round until ctx ends, looking the consumer up again after errors.
func (b *Bus) pull(ctx context.Context, c Consumer, maxPending int, round func(context.Context, jetstream.Consumer) error) error {
	var cons jetstream.Consumer
	for failures := 0; ctx.Err() == nil; {
		err := func() (err error) {
			if err := b.ackRefused(c, ackRefusedFor); err != nil {
				return err
			}
			if err := b.tombstones.known(ctx); err != nil {
				return err
			}
			if cons == nil {
				lookup, cancel := context.WithTimeout(ctx, requestTimeout)
				defer cancel()
				if cons, err = b.consumer(lookup, c, maxPending, lookPatience(failures)); err != nil {
					cons = nil
					return err
				}
			}
			return round(ctx, cons)
		}()
		switch {
		case err == nil:
			if failures > 0 {
				b.block(c, nil)
			}
			failures = 0
			continue
		case ctx.Err() != nil:
			return nil
		case b.nc.IsClosed():
			return fmt.Errorf("consuming %s: %w", c.Durable, nats.ErrConnectionClosed)
		}
		failures++
		b.block(c, err)
		cons = nil
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			// The server lost its data; what is absent is created again.
			_ = b.Ensure(ctx) //nolint:errcheck // the next look-up reports it
		}
		if clock.Sleep(ctx, reconnectDelay(failures)) != nil {
			return nil
		}
	}
	return nil
}

// block tells that a stage holds its messages because of err, or goes on. A
// reason that lasts, or is met by many workers, is logged once.
func (b *Bus) block(c Consumer, err error) {
	if c.retry != nil {
		c.retry.blocked(b, c, err)
		return
	}
	reason := ""
	if err != nil {
		reason = err.Error()
	}
	before, _ := b.waiting.Swap(c.Stage, reason)
	switch {
	case err != nil:
		b.metrics.blocked.WithLabelValues(c.Stage).Set(1)
		if before != reason {
			b.log.Warn("stage is waiting", telemetry.KeyStage, c.Stage, telemetry.KeyConsumer, c.Durable, telemetry.KeyErr, err)
		}
	case before != nil && before != "":
		b.metrics.blocked.WithLabelValues(c.Stage).Set(0)
		b.log.Info("stage goes on", telemetry.KeyStage, c.Stage, telemetry.KeyConsumer, c.Durable)
	}
	if c.OnBlocked != nil {
		c.OnBlocked(err)
	}
}

// fetch asks for at most n messages and waits for the first for fetchWait.
func (b *Bus) fetch(cons jetstream.Consumer, n int) ([]jetstream.Msg, error) {
	first, err := cons.Fetch(1, jetstream.FetchMaxWait(fetchWait))
	if err != nil {
		return nil, err
	}
	var msgs []jetstream.Msg
	for m := range first.Messages() {
		msgs = append(msgs, m)
	}
	if err := first.Error(); err != nil && !quiet(err) {
		return msgs, fetchError(msgs, err)
	}
	if len(msgs) == 0 || n <= 1 {
		return msgs, nil
	}
	rest, err := cons.FetchNoWait(n - 1)
	if err != nil {
		return msgs, fetchError(msgs, err)
	}
	for m := range rest.Messages() {
		msgs = append(msgs, m)
	}
	if err := rest.Error(); err != nil && !quiet(err) {
		return msgs, fetchError(msgs, err)
	}
	return msgs, nil
}

// fetchError keeps an error for the next round while there are messages to
// handle in this one.
func fetchError(msgs []jetstream.Msg, err error) error {
	if len(msgs) > 0 {
		return nil
	}
	return err
}

// quiet reports whether a fetch ended only because there was nothing.
func quiet(err error) bool {
	return errors.Is(err, nats.ErrTimeout) || errors.Is(err, jetstream.ErrNoMessages)
}

func (b *Bus) handleEach(ctx context.Context, c Consumer, msgs []jetstream.Msg, handle func(context.Context, Delivery) error) {
	hold := b.hold(msgs)
	defer hold.release()
	for _, m := range msgs {
		if ctx.Err() != nil {
			// Not begun: another worker may take it at once.
			hold.done(m)
			_ = m.Nak()
			continue
		}
		d, ok := b.prepare(ctx, c, m)
		if ok {
			b.settle(ctx, c, d, b.try(ctx, c, d, handle))
		}
		hold.done(m)
	}
}

// prepare makes a Delivery of a message, or puts it into quarantine and
// returns false.
func (b *Bus) prepare(ctx context.Context, c Consumer, m jetstream.Msg) (Delivery, bool) {
	meta, err := m.Metadata()
	if err != nil {
		b.log.Error("message without metadata", telemetry.KeyStage, c.Stage, telemetry.KeySubject, m.Subject(), telemetry.KeyErr, err)
		_ = m.Term()
		return Delivery{}, false
	}
	d := Delivery{
		Data: m.Data(), Header: m.Headers(), Subject: m.Subject(), Stream: meta.Stream,
		Seq: meta.Sequence.Stream, Time: meta.Timestamp, Deliveries: int(min(meta.NumDelivered, 1<<30)), msg: m, //nolint:gosec // bounded
	}
	if c.retry != nil {
		if err := d.restore(); err != nil {
			b.settle(ctx, c, d, Permanent("malformed", err))
			return d, false
		}
	}
	if d.Deliveries > 1 {
		b.metrics.redeliveries.WithLabelValues(c.Stage).Inc()
		b.log.Debug("message delivered again", telemetry.KeyStage, c.Stage, telemetry.KeySubject, d.Subject, telemetry.KeyStreamSeq, d.Seq, telemetry.KeyDeliveries, d.Deliveries, "age", time.Since(d.Time))
	}
	if d.Deliveries >= quarantineFrom && b.ackRefused(c, day) == nil {
		b.settle(ctx, c, d, Permanent("deliveries", fmt.Errorf("delivered %d times without an end", d.Deliveries)))
		return d, false
	}
	if id := d.Header.Get(HeaderArticle); id != "" && b.tombstones.Has(id) {
		b.settle(ctx, c, d, nil)
		return d, false
	}
	if c.Raw {
		return d, true
	}
	d.Article, err = news.Decode(d.Data)
	if err != nil {
		reason := "malformed"
		if errors.Is(err, news.ErrSchema) {
			reason = "schema"
		}
		b.settle(ctx, c, d, Permanent(reason, err))
		return d, false
	}
	if b.tombstones.Has(d.Article.ID) {
		b.settle(ctx, c, d, nil)
		return d, false
	}
	return d, true
}

// try calls the handler, again and again while only the surroundings fail.
func (b *Bus) try(ctx context.Context, c Consumer, d Delivery, handle func(context.Context, Delivery) error) error {
	for attempt := 0; ; attempt++ {
		err := guard(func() error { return handle(ctx, d) })
		if err == nil || !IsEnvironment(err) || isPermanent(err) {
			if attempt > 0 {
				b.block(c, nil)
			}
			return err
		}
		if ctx.Err() != nil {
			return err // a stage that ends waits for nothing
		}
		if attempt == 0 {
			b.block(c, err)
		}
		if clock.Sleep(ctx, reconnectDelay(attempt+2)) != nil {
			return err
		}
	}
}

func isPermanent(err error) bool {
	var p *permanentError
	return errors.As(err, &p)
}

// guard turns a panic of a handler into a permanent error.
func guard(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = Permanent("panic", fmt.Errorf("panic: %v\n%s", r, debug.Stack()))
		}
	}()
	return f()
}

// settle acknowledges, delays or quarantines a message by the error of its
// handler.
func (b *Bus) settle(ctx context.Context, c Consumer, d Delivery, err error) {
	log := b.log.With(telemetry.KeyStage, c.Stage, telemetry.KeySubject, d.Subject, telemetry.KeyStreamSeq, d.Seq, telemetry.KeyDeliveries, d.Deliveries)
	var permanent *permanentError
	var later *laterError
	switch {
	case err == nil:
		if err := d.msg.Ack(); err != nil {
			log.Debug("ack not sent, the message will come again", telemetry.KeyErr, err)
		}
		return
	case errors.As(err, &permanent):
		b.quarantine(ctx, c, d, permanent.reason, err)
		return
	case IsEnvironment(err) || ctx.Err() != nil:
		// At a stop the message goes back as it came.
		_ = d.msg.NakWithDelay(time.Second)
		return
	case errors.As(err, &later):
		log.Info("handling put off", "delay", later.delay, telemetry.KeyErr, err)
		if err := d.msg.NakWithDelay(later.delay); err != nil {
			log.Debug("nak not sent, the message will come again", telemetry.KeyErr, err)
		}
		return
	case d.Deliveries >= maxTries:
		b.quarantine(ctx, c, d, "transient", err)
		return
	}
	delay := time.Second << min(d.Deliveries, 5)
	log.Warn("handling failed, trying again", "delay", delay, telemetry.KeyErr, err)
	if err := d.msg.NakWithDelay(delay); err != nil {
		log.Debug("nak not sent, the message will come again", telemetry.KeyErr, err)
	}
}
