package bus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/clock"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// Bounds of a quarantine entry.
const (
	// quarantineWholeBytes is up to where an entry holds the whole message.
	quarantineWholeBytes = 512 << 10
	// quarantineHeadBytes is what it holds of a larger one; the rest is still
	// on its stream.
	quarantineHeadBytes = 64 << 10
	// quarantineBatch is how many entries are read at once: 50 MB at most.
	quarantineBatch = 50
)

// QuarantineEntry is a message that a stage could not handle, with the reason.
type QuarantineEntry struct {
	Stage  string `json:"stage"`
	Reason string `json:"reason"`
	// Error is the last error in words.
	Error      string `json:"error"`
	Deliveries int    `json:"deliveries"`
	// Retries counts how often the message was taken out of quarantine before,
	// see [Bus.Retry].
	Retries int `json:"retries,omitempty"`
	// Stream, Sequence and Subject are where the message came from.
	Stream   string      `json:"stream"`
	Sequence uint64      `json:"sequence"`
	Subject  string      `json:"subject"`
	Header   nats.Header `json:"header,omitempty"`
	// Stored is when it came there.
	Stored time.Time `json:"stored,omitzero"`
	// Data is the message, or its head when Truncated.
	Data      []byte    `json:"data"`
	Truncated bool      `json:"truncated,omitempty"`
	Time      time.Time `json:"time"`
}

// Quarantined is an entry as it lies in quarantine.
type Quarantined struct {
	// ID is its sequence on the quarantine stream.
	ID uint64 `json:"id"`
	// Unreadable says why the entry cannot be read, then only Stage, Time and
	// Data are known, which is the entry as it is. Empty: it can.
	Unreadable string `json:"unreadable,omitempty"`
	QuarantineEntry
}

// quarantine stores the message with its reason and terminates it, in this
// order: while the entry cannot be stored, the stage waits.
func (b *Bus) quarantine(ctx context.Context, c Consumer, d Delivery, reason string, cause error) {
	log := b.log.With(telemetry.KeyStage, c.Stage, telemetry.KeySubject, d.Subject, telemetry.KeyStreamSeq, d.Seq, telemetry.KeyDeliveries, d.Deliveries, telemetry.KeyReason, reason)
	if id := d.Header.Get(HeaderArticle); id != "" && b.tombstones.Has(id) {
		_ = d.msg.TermWithReason("forgotten")
		return
	}
	m, err := b.quarantineMsg(QuarantineEntry{
		Stage: c.Stage, Reason: reason, Error: cause.Error(), Deliveries: d.Deliveries, Retries: d.retry,
		Stream: d.Stream, Sequence: d.Seq, Subject: d.Subject, Header: d.Header, Stored: d.Time, Data: d.Data,
	})
	if err != nil {
		log.Error("quarantine entry not encoded", telemetry.KeyErr, err)
		_ = d.msg.Nak()
		return
	}
	for attempt := 0; ; attempt++ {
		_, err = b.put(context.WithoutCancel(ctx), m)
		if err == nil {
			if attempt > 0 {
				b.block(c, nil)
			}
			break
		}
		b.block(c, fmt.Errorf("%s takes no message, so this stage waits (make room with newsq quarantine): %w", b.names.Stream(Quarantine), err))
		if clock.Sleep(ctx, reconnectDelay(attempt+2)) != nil {
			_ = d.msg.Nak()
			return
		}
	}
	b.metrics.quarantined.WithLabelValues(c.Stage, reason).Inc()
	log.Error("message quarantined; newsq quarantine shows, retries and drops it", telemetry.KeyErr, cause)
	if err := d.msg.TermWithReason(reason); err != nil {
		log.Debug("term not sent, the message will come again", telemetry.KeyErr, err)
	}
}

// quarantineMsg is an entry as it is published. The same message quarantined
// twice, after a crash in between, is one.
func (b *Bus) quarantineMsg(e QuarantineEntry) (*nats.Msg, error) {
	e.Time = time.Now().UTC()
	if len(e.Data) > quarantineWholeBytes {
		e.Data, e.Truncated = e.Data[:quarantineHeadBytes], true
	}
	data, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("encoding a quarantine entry: %w", err)
	}
	m := nats.NewMsg(b.names.Quarantine(e.Stage))
	m.Data = data
	if id := e.Header.Get(HeaderArticle); id != "" {
		m.Header.Set(HeaderArticle, id)
	}
	id := fmt.Sprintf("%s.%s.%d", e.Stage, e.Stream, e.Sequence)
	if e.Retries > 0 {
		id += fmt.Sprintf(".%d", e.Retries)
	}
	m.Header.Set(nats.MsgIdHdr, id)
	return m, nil
}

// QuarantineScanned puts a message that a stage met by a scan of a stream into
// quarantine; it stays on the stream. Doing so again within the server's
// window for duplicates changes nothing.
func (b *Bus) QuarantineScanned(ctx context.Context, stage string, from StreamName, s Scanned, reason string, cause error) error {
	if id := s.Header.Get(HeaderArticle); id != "" && b.tombstones.Has(id) {
		return nil
	}
	m, err := b.quarantineMsg(QuarantineEntry{
		Stage: stage, Reason: reason, Error: cause.Error(), Deliveries: 1,
		Stream: b.names.Stream(from), Sequence: s.Seq, Subject: s.Subject, Header: s.Header, Stored: s.Time, Data: s.Data,
	})
	if err != nil {
		return err
	}
	ack, err := b.put(ctx, m)
	if err != nil {
		return fmt.Errorf("%s takes no message (make room with newsq quarantine): %w", b.names.Stream(Quarantine), err)
	}
	if ack.Duplicate {
		return nil
	}
	b.metrics.quarantined.WithLabelValues(stage, reason).Inc()
	b.log.Error("message quarantined; newsq quarantine shows, retries and drops it", telemetry.KeyStage, stage, telemetry.KeySubject, s.Subject, telemetry.KeyStreamSeq, s.Seq, telemetry.KeyReason, reason, telemetry.KeyErr, cause)
	return nil
}

// QuarantineFilter selects entries; what is zero selects all.
type QuarantineFilter struct {
	Stage  string
	Reason string
	// Since and Until bound when they were put there: from Since on, before
	// Until.
	Since, Until time.Time
	// After is the id behind which the reading begins.
	After uint64
}

// ScanQuarantine hands the entries that a filter selects to visit, oldest
// first, until visit returns false or the end as of the start is reached. It
// holds a few at a time.
func (b *Bus) ScanQuarantine(ctx context.Context, f QuarantineFilter, visit func(Quarantined) bool) error {
	stage := f.Stage
	if stage == "" {
		stage = "*"
	}
	cfg := jetstream.ConsumerConfig{FilterSubject: b.names.Quarantine(stage), DeliverPolicy: jetstream.DeliverAllPolicy}
	switch {
	case f.After > 0:
		cfg.DeliverPolicy, cfg.OptStartSeq = jetstream.DeliverByStartSequencePolicy, f.After+1
	case !f.Since.IsZero():
		cfg.DeliverPolicy, cfg.OptStartTime = jetstream.DeliverByStartTimePolicy, &f.Since
	}
	name := b.names.Stream(Quarantine)
	err := b.scanStream(ctx, name, cfg, quarantineBatch, func(m Scanned) bool {
		if !f.Until.IsZero() && !m.Time.Before(f.Until) {
			return false
		}
		q := b.quarantinedOf(m)
		if m.Time.Before(f.Since) || f.Reason != "" && q.Reason != f.Reason {
			return true
		}
		return visit(q)
	})
	if err != nil {
		return fmt.Errorf("reading %s of %s: %w", cfg.FilterSubject, name, err)
	}
	return nil
}

// quarantinedOf reads an entry. One that cannot be read is somebody else's, and
// is shown as it is.
func (b *Bus) quarantinedOf(m Scanned) Quarantined {
	q := Quarantined{ID: m.Seq}
	if err := json.Unmarshal(m.Data, &q.QuarantineEntry); err != nil {
		q.QuarantineEntry = QuarantineEntry{Data: m.Data, Header: m.Header, Subject: m.Subject}
		q.Unreadable = "it cannot be read: " + err.Error()
	}
	if q.Stage == "" {
		q.Stage = m.Subject[strings.LastIndexByte(m.Subject, '.')+1:]
	}
	if q.Time.IsZero() {
		q.Time = m.Time
	}
	return q
}

// Quarantined returns one entry, or ErrNotFound.
func (b *Bus) Quarantined(ctx context.Context, id uint64) (Quarantined, error) {
	stream, err := b.stream(ctx, Quarantine)
	if err != nil {
		return Quarantined{}, err
	}
	m, err := stream.GetMsg(ctx, id)
	if errors.Is(err, jetstream.ErrMsgNotFound) || err == nil && !strings.HasPrefix(m.Subject, b.names.subject("quarantine", "")) {
		return Quarantined{}, ErrNotFound
	}
	if err != nil {
		return Quarantined{}, fmt.Errorf("reading entry %d of %s: %w", id, b.names.Stream(Quarantine), err)
	}
	return b.quarantinedOf(Scanned{Subject: m.Subject, Data: m.Data, Header: m.Header, Seq: m.Sequence, Time: m.Time}), nil
}

// DropQuarantined removes an entry; one that is gone is no error.
func (b *Bus) DropQuarantined(ctx context.Context, id uint64) error {
	stream, err := b.stream(ctx, Quarantine)
	if err != nil {
		return err
	}
	if err := stream.DeleteMsg(ctx, id); err != nil && !gone(ctx, stream, id) {
		return fmt.Errorf("dropping entry %d of %s: %w", id, b.names.Stream(Quarantine), err)
	}
	return nil
}

// gone reports whether a stream has no message with a sequence.
func gone(ctx context.Context, s jetstream.Stream, seq uint64) bool {
	_, err := s.GetMsg(ctx, seq)
	return errors.Is(err, jetstream.ErrMsgNotFound)
}

// QuarantineEntries returns what a stage has put into quarantine, oldest
// first; the stage "*" means all. It holds all of them.
func (b *Bus) QuarantineEntries(ctx context.Context, stage string) ([]QuarantineEntry, error) {
	var entries []QuarantineEntry
	var broken error
	err := b.ScanQuarantine(ctx, QuarantineFilter{Stage: stage}, func(q Quarantined) bool {
		if q.Unreadable != "" {
			broken = fmt.Errorf("reading quarantine entry %d: %s", q.ID, q.Unreadable)
			return false
		}
		entries = append(entries, q.QuarantineEntry)
		return true
	})
	return entries, errors.Join(err, broken)
}
