package bus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/telemetry"
)

// HeaderRetry of a message on a retry subject says where it came from; its
// data are those of the original.
const HeaderRetry = "Dateline-Retry"

// retryDurable begins the name of the consumer of a stage's retries, before
// that of the consumer that the stage reads its stream with: every reader has
// one of its own, so that each copy of an index gets every retry.
const retryDurable = "retry-"

// origin is where a message that is tried again came from.
type origin struct {
	Stream   string      `json:"stream"`
	Sequence uint64      `json:"sequence"`
	Subject  string      `json:"subject"`
	Header   nats.Header `json:"header,omitempty"`
	Stored   time.Time   `json:"stored,omitzero"`
	// Retry counts how often it was taken out of quarantine.
	Retry int `json:"retry"`
}

// retries is the consumer of what is to be tried again by the same handler. It
// is nobody's reason not to be ready.
func (b *Bus) retries(c Consumer) Consumer {
	c.Durable, c.Stream, c.FilterSubjects = retryDurable+c.Durable, Quarantine, []string{b.names.Retry(c.Stage)}
	c.Workers, c.After, c.OnBlocked, c.retry = 1, 0, nil, &retrying{}
	return c
}

// retrying is what the one goroutine that reads the retries of a stage knows.
type retrying struct {
	// told is the last reason why they are not read.
	told string
}

// blocked tells why retries wait, each reason once.
func (r *retrying) blocked(b *Bus, c Consumer, err error) {
	switch {
	case err == nil && r.told != "":
		b.log.Info("retries go on", telemetry.KeyStage, c.Stage, telemetry.KeyConsumer, c.Durable)
		r.told = ""
	case err != nil && r.told != err.Error():
		r.told = err.Error()
		b.log.Warn("retries from quarantine are waiting; the stage itself is not", telemetry.KeyStage, c.Stage, telemetry.KeyConsumer, c.Durable, telemetry.KeyErr, err)
	}
}

// restore makes a delivery of a retry look like that of the original.
func (d *Delivery) restore() error {
	var o origin
	if err := json.Unmarshal([]byte(d.Header.Get(HeaderRetry)), &o); err != nil {
		return fmt.Errorf("reading the header %s: %w", HeaderRetry, err)
	}
	d.Stream, d.Seq, d.Subject, d.Header, d.retry = o.Stream, o.Sequence, o.Subject, o.Header, o.Retry
	if !o.Stored.IsZero() {
		d.Time = o.Stored
	}
	return nil
}

// ErrGone is returned for a message that neither its stream nor its entry holds
// whole.
var ErrGone = errors.New("the message is gone")

// Retry has the stage that a message fell out of handle it again, by every
// reader of that stage: an index has one for each copy. The entry leaves
// quarantine when its retry is stored; done twice it is one retry. If the stage
// fails again the message comes back as a new entry that counts the retries.
// What an entry does not hold whole is read from the stream that it came from;
// the error wraps [ErrGone] where that no longer has it.
func (b *Bus) Retry(ctx context.Context, q Quarantined) error {
	data, err := b.whole(ctx, q)
	if err != nil {
		return err
	}
	o, err := json.Marshal(origin{Stream: q.Stream, Sequence: q.Sequence, Subject: q.Subject, Header: q.Header, Stored: q.Stored, Retry: q.Retries + 1})
	if err != nil {
		return fmt.Errorf("encoding the origin of entry %d: %w", q.ID, err)
	}
	m := nats.NewMsg(b.names.Retry(q.Stage))
	m.Data = data
	m.Header.Set(HeaderRetry, string(o))
	if id := q.Header.Get(HeaderArticle); id != "" {
		m.Header.Set(HeaderArticle, id)
	}
	id := fmt.Sprintf("retry.%d", q.ID)
	if _, err = b.js.PublishMsg(ctx, m, jetstream.WithMsgID(id)); noStream(err) {
		// The stream is of an earlier version.
		if err = b.ensureStream(ctx, Quarantine); err == nil {
			_, err = b.js.PublishMsg(ctx, m, jetstream.WithMsgID(id))
		}
	}
	if noStream(err) {
		return fmt.Errorf("retrying entry %d: no stream takes %s: %s", q.ID, m.Subject, b.addSubjectsHint(Quarantine))
	}
	if err != nil {
		return fmt.Errorf("retrying entry %d: %w", q.ID, err)
	}
	return b.DropQuarantined(ctx, q.ID)
}

func noStream(err error) bool {
	return errors.Is(err, jetstream.ErrNoStreamResponse) || errors.Is(err, nats.ErrNoResponders)
}

// whole returns all of the message of an entry.
func (b *Bus) whole(ctx context.Context, q Quarantined) ([]byte, error) {
	if q.Unreadable != "" {
		return nil, fmt.Errorf("retrying entry %d: %s; it can only be dropped", q.ID, q.Unreadable)
	}
	if !q.Truncated {
		return q.Data, nil
	}
	stream, err := b.js.Stream(ctx, q.Stream)
	if err == nil {
		var m *jetstream.RawStreamMsg
		m, err = stream.GetMsg(ctx, q.Sequence)
		if err == nil && m.Subject == q.Subject {
			return m.Data, nil
		}
	}
	if err == nil || errors.Is(err, jetstream.ErrMsgNotFound) || errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil, fmt.Errorf("retrying entry %d: %w: the entry holds only the first %d bytes, and stream %s no longer has sequence %d; drop the entry", q.ID, ErrGone, len(q.Data), q.Stream, q.Sequence)
	}
	return nil, fmt.Errorf("retrying entry %d: reading sequence %d of %s: %w", q.ID, q.Sequence, q.Stream, err)
}

// TidyRetries removes the retries that every reader of their stage has done:
// they take room in QUARANTINE. What cannot be removed goes by its age.
func (b *Bus) TidyRetries(ctx context.Context) error {
	stream, err := b.stream(ctx, Quarantine)
	if err != nil {
		return err
	}
	done := make(map[string]uint64)
	readers := stream.ListConsumers(ctx)
	for info := range readers.Info() {
		filters := info.Config.FilterSubjects
		if info.Config.FilterSubject != "" {
			filters = append(filters, info.Config.FilterSubject)
		}
		for _, subject := range filters {
			if floor, ok := done[subject]; !ok || info.AckFloor.Stream < floor {
				done[subject] = info.AckFloor.Stream
			}
		}
	}
	if err := readers.Err(); err != nil {
		return fmt.Errorf("listing the readers of %s: %w", b.names.Stream(Quarantine), err)
	}
	for subject, floor := range done {
		if floor == 0 || !strings.HasPrefix(subject, b.names.subject("retry", "")) {
			continue
		}
		if err := stream.Purge(ctx, jetstream.WithPurgeSubject(subject), jetstream.WithPurgeSequence(floor+1)); err != nil {
			return fmt.Errorf("removing retries that are done: %w", err)
		}
	}
	return nil
}

// addSubjects gives a stream of an earlier version the subjects that it lacks:
// all that is ever changed of a stream that is there. Without the permission
// the log says what to run.
func (b *Bus) addSubjects(ctx context.Context, s StreamName, want, got jetstream.StreamConfig) {
	var missing []string
	for _, subject := range want.Subjects {
		if !slices.Contains(got.Subjects, subject) {
			missing = append(missing, subject)
		}
	}
	// Another set of subjects altogether is somebody's own arrangement.
	if len(missing) == 0 || len(missing) == len(want.Subjects) {
		return
	}
	got.Subjects = append(slices.Clip(got.Subjects), missing...)
	if _, err := b.js.UpdateStream(ctx, got); err != nil {
		b.log.Warn("stream lacks subjects: "+b.addSubjectsHint(s), telemetry.KeyStream, want.Name, "subjects", missing, telemetry.KeyErr, err)
		return
	}
	b.log.Info("stream has new subjects", telemetry.KeyStream, want.Name, "subjects", missing)
}

func (b *Bus) addSubjectsHint(s StreamName) string {
	want := b.names.StreamConfig(s, b.replicas, b.storeBytes)
	return fmt.Sprintf("with an administrator's credentials run nats stream edit %s --subjects '%s' (or standalone -streams apply)", want.Name, strings.Join(want.Subjects, ","))
}
