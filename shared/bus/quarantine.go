package bus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Bounds of a quarantine entry.
const (
	// quarantineWholeBytes is up to where an entry holds the whole message.
	quarantineWholeBytes = 512 << 10
	// quarantineHeadBytes is what it holds of a larger one; the rest is still
	// on its stream.
	quarantineHeadBytes = 64 << 10
)

// QuarantineEntry is a message that a stage could not handle, with the reason.
type QuarantineEntry struct {
	Stage  string `json:"stage"`
	Reason string `json:"reason"`
	// Error is the last error in words.
	Error      string `json:"error"`
	Deliveries int    `json:"deliveries"`
	// Stream, Sequence and Subject are where the message came from.
	Stream   string      `json:"stream"`
	Sequence uint64      `json:"sequence"`
	Subject  string      `json:"subject"`
	Header   nats.Header `json:"header,omitempty"`
	// Data is the message, or its head when Truncated.
	Data      []byte    `json:"data"`
	Truncated bool      `json:"truncated,omitempty"`
	Time      time.Time `json:"time"`
}

// quarantine stores the message with its reason and terminates it, in this
// order: while the entry cannot be stored, the stage waits.
func (b *Bus) quarantine(ctx context.Context, c Consumer, d Delivery, reason string, cause error) {
	log := b.log.With("stage", c.Stage, "subject", d.Subject, "stream_seq", d.Seq, "deliveries", d.Deliveries, "reason", reason)
	entry := QuarantineEntry{
		Stage: c.Stage, Reason: reason, Error: cause.Error(), Deliveries: d.Deliveries,
		Stream: d.Stream, Sequence: d.Seq, Subject: d.Subject, Header: d.Header, Data: d.Data, Time: time.Now().UTC(),
	}
	if len(entry.Data) > quarantineWholeBytes {
		entry.Data, entry.Truncated = entry.Data[:quarantineHeadBytes], true
	}
	data, err := json.Marshal(entry)
	if err != nil {
		log.Error("quarantine entry not encoded", "err", err)
		_ = d.msg.Nak()
		return
	}
	m := nats.NewMsg(b.names.Quarantine(c.Stage))
	m.Data = data
	if id := d.Header.Get(HeaderArticle); id != "" {
		m.Header.Set(HeaderArticle, id)
	}
	// The same message quarantined twice, after a crash in between, is one.
	id := fmt.Sprintf("%s.%s.%d", c.Stage, d.Stream, d.Seq)
	for attempt := 0; ; attempt++ {
		_, err = b.js.PublishMsg(context.WithoutCancel(ctx), m, jetstream.WithMsgID(id))
		if err == nil {
			break
		}
		b.block(c, fmt.Errorf("the quarantine stream takes no message: %w", err))
		if sleep(ctx, reconnectDelay(attempt+2)) != nil {
			_ = d.msg.Nak()
			return
		}
	}
	b.metrics.quarantined.WithLabelValues(c.Stage, reason).Inc()
	log.Error("message quarantined", "err", cause)
	if err := d.msg.TermWithReason(reason); err != nil {
		log.Debug("term not sent, the message will come again", "err", err)
	}
}

// QuarantineEntries returns what a stage has put into quarantine, oldest
// first; the stage "*" means all.
func (b *Bus) QuarantineEntries(ctx context.Context, stage string) ([]QuarantineEntry, error) {
	var entries []QuarantineEntry
	var broken error
	err := b.ScanAll(ctx, Quarantine, b.names.Quarantine(stage), func(m Scanned) bool {
		var e QuarantineEntry
		if broken = json.Unmarshal(m.Data, &e); broken != nil {
			broken = fmt.Errorf("reading quarantine entry %d: %w", m.Seq, broken)
			return false
		}
		entries = append(entries, e)
		return true
	})
	return entries, errors.Join(err, broken)
}
