package bus

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/clock"
	"github.com/dateline-news/dateline/shared/news"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// Range is a part of a stream.
type Range struct {
	// From is the first sequence. Where it is 0, Since is the earliest time
	// at which a message was stored; where that is zero too, the range begins
	// with the stream.
	From  uint64
	Since time.Time
	// To is the last sequence; 0 means the last one there is when the reading
	// begins.
	To uint64
	// Headers leaves the messages' data on the server.
	Headers bool
}

// rangeBatch is how many messages a reader of a range asks for at once: few
// enough for the largest to fit into memory, 90 MB, where only headers come
// [scanBatch].
const rangeBatch = 100

// ReadRange hands every message of a range of a stream to visit, in order,
// until visit returns an error, which it returns, or the range has ended. It
// is for reading that takes long: visit may take its time, and where the
// server is away or has forgotten the reader it tries again, for ever, behind
// the last message that visit has had. Nothing is acknowledged and nothing
// stays on the server.
func (b *Bus) ReadRange(ctx context.Context, s StreamName, r Range, visit func(Scanned) error) error {
	for failures := 0; ; failures++ {
		before := r.From
		err := b.readRange(ctx, s, &r, visit)
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return context.Cause(ctx)
		}
		var stopped *visitError
		if errors.As(err, &stopped) {
			return stopped.err
		}
		if !IsEnvironment(err) && !errors.Is(err, jetstream.ErrConsumerNotFound) && !errors.Is(err, jetstream.ErrConsumerDeleted) && !errors.Is(err, jetstream.ErrNoHeartbeat) {
			return fmt.Errorf("reading %s from sequence %d: %w", b.names.Stream(s), r.From, err)
		}
		if r.From > before {
			failures = 0
		}
		b.log.Warn("reading interrupted, trying again", telemetry.KeyStream, b.names.Stream(s), telemetry.KeyStreamSeq, r.From, telemetry.KeyErr, err)
		if err := clock.Sleep(ctx, reconnectDelay(failures)); err != nil {
			return err
		}
	}
}

// visitError marks an error of the visitor.
type visitError struct{ err error }

func (e *visitError) Error() string { return e.err.Error() }

// readRange reads until something fails. It moves r.From behind what was read.
func (b *Bus) readRange(ctx context.Context, s StreamName, r *Range, visit func(Scanned) error) error {
	name := b.names.Stream(s)
	if r.To == 0 {
		stream, err := b.js.Stream(ctx, name)
		if err != nil {
			return err
		}
		if r.To = stream.CachedInfo().State.LastSeq; r.To == 0 {
			return nil
		}
	}
	if r.From > r.To {
		return nil
	}
	cfg := jetstream.ConsumerConfig{
		DeliverPolicy: jetstream.DeliverAllPolicy, AckPolicy: jetstream.AckNonePolicy, HeadersOnly: r.Headers,
		MemoryStorage: true, Replicas: 1, InactiveThreshold: time.Minute,
	}
	switch {
	case r.From > 0:
		cfg.DeliverPolicy, cfg.OptStartSeq = jetstream.DeliverByStartSequencePolicy, r.From
	case !r.Since.IsZero():
		cfg.DeliverPolicy, cfg.OptStartTime = jetstream.DeliverByStartTimePolicy, &r.Since
	}
	cons, err := b.js.CreateConsumer(ctx, name, cfg)
	if err != nil {
		return err
	}
	// The server forgets it by itself where this does not reach it.
	defer func() { _ = b.js.DeleteConsumer(context.WithoutCancel(ctx), name, cons.CachedInfo().Name) }()
	size := rangeBatch
	if r.Headers {
		size = scanBatch
	}
	for left := cons.CachedInfo().NumPending; left > 0; {
		batch, err := cons.FetchNoWait(int(min(left, uint64(size)))) //nolint:gosec // at most size
		if err != nil {
			return err
		}
		got := false
		for m := range batch.Messages() {
			meta, err := m.Metadata()
			if err != nil {
				return err
			}
			if meta.Sequence.Stream > r.To {
				return nil
			}
			if err := visit(Scanned{Subject: m.Subject(), Data: m.Data(), Header: m.Headers(), Seq: meta.Sequence.Stream, Time: meta.Timestamp}); err != nil {
				return &visitError{err}
			}
			got, r.From, left = true, meta.Sequence.Stream+1, meta.NumPending
		}
		if err := batch.Error(); err != nil && !quiet(err) {
			return err
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if !got {
			// Either the end was removed meanwhile, or the reader was forgotten.
			info, err := cons.Info(ctx)
			if err != nil {
				return err
			}
			left = info.NumPending
		}
	}
	return nil
}

// AnnotatedUpTo returns the sequence on the articles stream up to which the
// enrich durable has done every article; 0 where no enrichd has run yet.
func (b *Bus) AnnotatedUpTo(ctx context.Context) (uint64, error) {
	cons, err := b.js.Consumer(ctx, b.names.Stream(Articles), DurableEnrich)
	if errors.Is(err, jetstream.ErrConsumerNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("looking up consumer %s of %s: %w", DurableEnrich, b.names.Stream(Articles), err)
	}
	return cons.CachedInfo().AckFloor.Stream, nil
}

// enricherToken parts the name of an enricher and its version, an ordinal
// followed by at most two more parts, in the id of a message.
var enricherToken = regexp.MustCompile(`^(.+?)-([0-9]+(?:-[0-9A-Za-z_]+){0,2})$`)

// EnrichedBy tells from the headers of a message on the enriched stream which
// revision of which article it holds, and by what it was annotated; ok is
// false where they do not say. The name of the enricher has the form of a
// token.
func EnrichedBy(m Scanned) (id string, revision int, by news.Enricher, ok bool) {
	id, rest, _ := strings.Cut(m.Header.Get(jetstream.MsgIDHeader), ".")
	digits, enricher, _ := strings.Cut(rest, ".")
	revision, err := strconv.Atoi(digits)
	parts := enricherToken.FindStringSubmatch(enricher)
	if err != nil || parts == nil || !news.ValidID(id) {
		return "", 0, news.Enricher{}, false
	}
	return id, revision, news.Enricher{Name: parts[1], Version: parts[2]}, true
}
