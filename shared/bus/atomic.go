package bus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nuid"

	"github.com/dateline-news/dateline/shared/news"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// AtomicMin is the number of articles from which an atomic batch is faster
// than single publishes on a server that syncs always.
const AtomicMin = 10

// atomicMax bounds a batch; the server takes at most 1,000 messages.
const atomicMax = 200

// errBatchRefused is returned when the server took no message of a batch.
var errBatchRefused = errors.New("batch refused")

// PublishNew publishes articles that the caller believes to be new and
// returns an outcome for each. Ten or more go as atomic batches, one write to
// disk a batch; a batch that is refused because one of its articles is known
// is published singly, as by [Bus.PublishArticle].
func (b *Bus) PublishNew(ctx context.Context, articles []*news.Article, minAge time.Duration) ([]Outcome, error) {
	outcomes := make([]Outcome, 0, len(articles))
	for len(articles) > 0 {
		n, err := b.untilTakenDown(ctx, articles[:min(len(articles), atomicMax)])
		if err != nil {
			return outcomes, err
		}
		if n == 0 {
			outcomes, articles = append(outcomes, TakenDown), articles[1:]
			continue
		}
		chunk := articles[:n]
		articles = articles[n:]
		if n >= AtomicMin {
			err := b.publishAtomic(ctx, chunk)
			if err == nil {
				for range chunk {
					outcomes = append(outcomes, Published)
				}
				continue
			}
			if !errors.Is(err, errBatchRefused) {
				return outcomes, err
			}
		}
		for _, a := range chunk {
			outcome, _, err := b.PublishArticle(ctx, a, minAge)
			if err != nil {
				return outcomes, err
			}
			outcomes = append(outcomes, outcome)
		}
	}
	return outcomes, nil
}

// untilTakenDown returns how many articles come before the first that was taken
// down.
func (b *Bus) untilTakenDown(ctx context.Context, articles []*news.Article) (int, error) {
	for i, a := range articles {
		if down, err := b.tombstones.takenDown(ctx, a.ID); err != nil || down {
			return i, err
		}
	}
	return len(articles), nil
}

// publishAtomic publishes all articles as revision 1 or none.
func (b *Bus) publishAtomic(ctx context.Context, articles []*news.Article) error {
	msgs := make([]*nats.Msg, len(articles))
	for i, a := range articles {
		a.Revision, a.Reason, a.ContentHash = 1, "", hashAsPublished(a)
		m, err := b.articleMsg(a)
		if err != nil {
			return err
		}
		m.Header.Set(jetstream.ExpectedLastSubjSeqHeader, "0")
		msgs[i] = m
	}
	return b.commit(ctx, msgs)
}

// commit publishes all messages of one stream or none, by the headers of the
// server's atomic batch (ADR-50 of nats-architecture-and-design), which it
// adds to theirs.
func (b *Bus) commit(ctx context.Context, msgs []*nats.Msg) error {
	id := nuid.Next()
	for i, m := range msgs {
		m.Header.Set("Nats-Batch-Id", id)
		m.Header.Set("Nats-Batch-Sequence", strconv.Itoa(i+1))
	}
	last := msgs[len(msgs)-1]
	last.Header.Set("Nats-Batch-Commit", "1")
	refused, end := b.refusals.wait(ctx, msgs[0].Subject, last.Subject)
	reply, err := b.sendBatch(refused, msgs)
	if err = end(err); err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			return fmt.Errorf("committing a batch of %d messages: %w", len(msgs), errBatchRefused)
		}
		return fmt.Errorf("committing a batch of %d messages: %w", len(msgs), err)
	}
	var ack struct {
		Error *jetstream.APIError `json:"error"`
		Count int                 `json:"count"`
	}
	if err := json.Unmarshal(reply.Data, &ack); err != nil {
		return fmt.Errorf("reading the reply to a batch: %w", err)
	}
	if ack.Error != nil {
		b.log.Debug("batch refused, publishing singly", "messages", len(msgs), telemetry.KeyErr, ack.Error)
		return fmt.Errorf("%w: %w", errBatchRefused, ack.Error)
	}
	if ack.Count != len(msgs) {
		return fmt.Errorf("the server stored %d of a batch of %d: %w", ack.Count, len(msgs), errBatchRefused)
	}
	return nil
}

// sendBatch publishes the messages and waits for the reply to the last.
func (b *Bus) sendBatch(ctx context.Context, msgs []*nats.Msg) (*nats.Msg, error) {
	last := len(msgs) - 1
	for _, m := range msgs[:last] {
		if err := b.nc.PublishMsg(m); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	return b.nc.RequestMsgWithContext(ctx, msgs[last])
}
