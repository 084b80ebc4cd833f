package bus

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// minHeadroom is the share of a stream's limit that must be left before its
// slowest reader would lose messages; below it, polling pauses.
const minHeadroom = 0.2

// replicaSeen is how recently an index replica must have asked for messages
// to hold polling back.
const replicaSeen = 24 * time.Hour

// ErrHeadroom is wrapped by the error of [Bus.CheckHeadroom].
var ErrHeadroom = errors.New("polling paused so that nothing unread is dropped")

// CheckHeadroom reports a reader that is so far behind that its stream would
// soon drop messages it has not read: an overrun is silent, so publishers ask
// before. It looks at the enrich durable of ARTICLES and those of the index and of alerts
// on ENRICHED that were active within 24 hours, two requests a stream.
func (b *Bus) CheckHeadroom(ctx context.Context) error {
	return errors.Join(b.checkHeadroom(ctx, Articles), b.checkHeadroom(ctx, Enriched))
}

func (b *Bus) checkHeadroom(ctx context.Context, s StreamName) error {
	stream, err := b.stream(ctx, s)
	if err != nil {
		return err
	}
	info, err := stream.Info(ctx)
	if err != nil {
		return fmt.Errorf("reading the state of %s: %w", b.names.Stream(s), err)
	}
	readers := stream.ListConsumers(ctx)
	for c := range readers.Info() {
		if !required(c, time.Now()) || c.NumPending == 0 && c.NumAckPending == 0 {
			continue
		}
		if left := headroom(info, c.AckFloor.Stream); left < minHeadroom {
			return fmt.Errorf("%w: consumer %s of %s has %d messages to read and %.0f %% of room left; start or speed up its service, or raise the limits of the stream",
				ErrHeadroom, c.Name, info.Config.Name, c.NumPending+uint64(c.NumAckPending), 100*left) //nolint:gosec // never negative
		}
		if age, err := b.waitingFor(ctx, stream, c.AckFloor.Stream+1, info.State.LastSeq); err == nil && info.Config.MaxAge > 0 &&
			age > time.Duration((1-minHeadroom)*float64(info.Config.MaxAge)) {
			return fmt.Errorf("%w: consumer %s of %s has not read a message that is %s old and is dropped at %s; start or speed up its service",
				ErrHeadroom, c.Name, info.Config.Name, age.Round(time.Hour), info.Config.MaxAge)
		}
	}
	return readers.Err()
}

// required reports whether polling waits for a consumer.
func required(c *jetstream.ConsumerInfo, now time.Time) bool {
	if c.Name == DurableEnrich {
		return true
	}
	if c.Name != DurableAlerts && !strings.HasPrefix(c.Name, DurableIndexPrefix) {
		return false
	}
	last := c.Created
	for _, at := range []*time.Time{c.Delivered.Last, c.AckFloor.Last} {
		if at != nil && at.After(last) {
			last = *at
		}
	}
	return c.NumWaiting > 0 || now.Sub(last) < replicaSeen
}

// headroom returns the share of the tighter limit of a stream that can be
// written before the message after floor is dropped, in [0, 1].
func headroom(info *jetstream.StreamInfo, floor uint64) float64 {
	read := 0.0
	if floor+1 > info.State.FirstSeq {
		read = float64(floor + 1 - info.State.FirstSeq)
	}
	left := 1.0
	if limit := info.Config.MaxMsgs; limit > 0 {
		free := float64(limit) - float64(info.State.Msgs)
		left = min(left, (read+max(free, 0))/float64(limit))
	}
	if limit := info.Config.MaxBytes; limit > 0 && info.State.Msgs > 0 {
		average := float64(info.State.Bytes) / float64(info.State.Msgs)
		free := float64(limit) - float64(info.State.Bytes)
		left = min(left, (read*average+max(free, 0))/float64(limit))
	}
	return left
}

// waitingFor returns the age of the first message at or after seq.
func (b *Bus) waitingFor(ctx context.Context, stream jetstream.Stream, seq, last uint64) (time.Duration, error) {
	if seq > last {
		return 0, nil
	}
	m, err := stream.GetMsg(ctx, seq)
	if err != nil {
		return 0, err
	}
	return time.Since(m.Time), nil
}
