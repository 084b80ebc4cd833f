package bus

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// FeedLog reads and writes feed records and poll timers on the feeds stream.
// Every feed has up to five subjects of one message each: settings (the
// operator writes), state (the worker writes), timer (a scheduled message),
// due (where the server puts the timer when it fires, removing the timer) and
// push (the subscription to the hub of the feed, if it has one).
type FeedLog struct{ b *Bus }

// Feeds returns the feed records and timers of the installation.
func (b *Bus) Feeds() *FeedLog { return &FeedLog{b} }

// FeedRecord is a message on one of a feed's subjects.
type FeedRecord struct {
	// Feed is the feed's id.
	Feed string
	Data []byte
	// Seq is the sequence of the message, to be expected by the next write.
	Seq uint64
	// At is when a timer fires; zero for other messages.
	At time.Time
}

// Settings returns the settings of a feed, or ErrNotFound.
func (f *FeedLog) Settings(ctx context.Context, feed string) (FeedRecord, error) {
	return f.get(ctx, f.b.names.FeedSettings(feed))
}

// State returns the state of a feed, or ErrNotFound.
func (f *FeedLog) State(ctx context.Context, feed string) (FeedRecord, error) {
	return f.get(ctx, f.b.names.FeedState(feed))
}

// Timer returns the armed timer of a feed, or ErrNotFound.
func (f *FeedLog) Timer(ctx context.Context, feed string) (FeedRecord, error) {
	return f.get(ctx, f.b.names.FeedTimer(feed))
}

// Due returns the due message of a feed, acknowledged or not, or ErrNotFound.
func (f *FeedLog) Due(ctx context.Context, feed string) (FeedRecord, error) {
	return f.get(ctx, f.b.names.FeedDue(feed))
}

// Push returns the subscription of a feed to its hub, or ErrNotFound.
func (f *FeedLog) Push(ctx context.Context, feed string) (FeedRecord, error) {
	return f.get(ctx, f.b.names.FeedPush(feed))
}

func (f *FeedLog) get(ctx context.Context, subject string) (FeedRecord, error) {
	data, seq, header, err := f.b.last(ctx, Feeds, subject)
	if err != nil {
		return FeedRecord{}, err
	}
	return feedRecord(subject, data, seq, header), nil
}

func feedRecord(subject string, data []byte, seq uint64, header nats.Header) FeedRecord {
	r := FeedRecord{Feed: subject[strings.LastIndexByte(subject, '.')+1:], Data: data, Seq: seq}
	if at, ok := strings.CutPrefix(header.Get(jetstream.ScheduleHeader), "@at "); ok {
		// What does not parse counts as due at once.
		r.At, _ = time.Parse(time.RFC3339, at)
	}
	return r
}

// PutSettings writes the settings of a feed, expecting the record's sequence
// (0: none yet), and returns the new one. ErrConflict tells that another
// writer was faster.
func (f *FeedLog) PutSettings(ctx context.Context, feed string, data []byte, expect uint64) (uint64, error) {
	return f.put(ctx, f.b.names.FeedSettings(feed), data, expect)
}

// PutState is PutSettings for the state.
func (f *FeedLog) PutState(ctx context.Context, feed string, data []byte, expect uint64) (uint64, error) {
	return f.put(ctx, f.b.names.FeedState(feed), data, expect)
}

// PutPush is PutSettings for the subscription. It holds a secret.
func (f *FeedLog) PutPush(ctx context.Context, feed string, data []byte, expect uint64) (uint64, error) {
	return f.put(ctx, f.b.names.FeedPush(feed), data, expect)
}

func (f *FeedLog) put(ctx context.Context, subject string, data []byte, expect uint64, opts ...jetstream.PublishOpt) (uint64, error) {
	m := nats.NewMsg(subject)
	m.Data = data
	ack, err := f.b.put(ctx, m, append(opts, jetstream.WithExpectLastSequencePerSubject(expect))...)
	if wrongSequence(err) {
		return 0, fmt.Errorf("writing %s: %w", subject, ErrConflict)
	}
	if err != nil {
		return 0, fmt.Errorf("writing %s: %w", subject, err)
	}
	return ack.Sequence, nil
}

// Arm sets the timer of a feed in place of the one it may have. The body
// travels to the due message. A time in the past fires at once; the server
// keeps whole seconds.
func (f *FeedLog) Arm(ctx context.Context, feed string, at time.Time, body []byte) error {
	subject := f.b.names.FeedTimer(feed)
	m := nats.NewMsg(subject)
	m.Data = body
	_, err := f.b.put(ctx, m,
		jetstream.WithScheduleAt(at), jetstream.WithScheduleTarget(f.b.names.FeedDue(feed)))
	if err != nil {
		return fmt.Errorf("arming %s: %w", subject, err)
	}
	return nil
}

// ArmIfNone is Arm for a feed that has no timer; ErrConflict tells that it
// has one, so two workers never arm one feed twice.
func (f *FeedLog) ArmIfNone(ctx context.Context, feed string, at time.Time, body []byte) error {
	_, err := f.put(ctx, f.b.names.FeedTimer(feed), body, 0,
		jetstream.WithScheduleAt(at), jetstream.WithScheduleTarget(f.b.names.FeedDue(feed)))
	return err
}

// Remove deletes everything about a feed: the timer first, so that nothing
// polls what is half gone.
func (f *FeedLog) Remove(ctx context.Context, feed string) error {
	stream, err := f.b.stream(ctx, Feeds)
	if err != nil {
		return err
	}
	n := f.b.names
	for _, subject := range []string{n.FeedTimer(feed), n.FeedDue(feed), n.FeedSettings(feed), n.FeedPush(feed), n.FeedState(feed)} {
		if err := stream.Purge(ctx, jetstream.WithPurgeSubject(subject)); err != nil {
			return fmt.Errorf("removing %s: %w", subject, err)
		}
	}
	return nil
}

// AllSettings returns the settings of every feed.
func (f *FeedLog) AllSettings(ctx context.Context) ([]FeedRecord, error) {
	return f.all(ctx, f.b.names.FeedSettings("*"))
}

// AllTimers returns every armed timer.
func (f *FeedLog) AllTimers(ctx context.Context) ([]FeedRecord, error) {
	return f.all(ctx, f.b.names.FeedTimer("*"))
}

// AllDue returns every due message, acknowledged or not.
func (f *FeedLog) AllDue(ctx context.Context) ([]FeedRecord, error) {
	return f.all(ctx, f.b.names.FeedDue("*"))
}

// AllPushes returns the subscription of every feed that has one.
func (f *FeedLog) AllPushes(ctx context.Context) ([]FeedRecord, error) {
	return f.all(ctx, f.b.names.FeedPush("*"))
}

// ReadStates visits the state of every feed that has one, ReadTimers and
// ReadDue what AllTimers and AllDue return, one by one: very many need not be
// in memory at once.
func (f *FeedLog) ReadStates(ctx context.Context, visit func(FeedRecord)) error {
	return f.read(ctx, f.b.names.FeedState("*"), visit)
}

// ReadTimers is described at ReadStates.
func (f *FeedLog) ReadTimers(ctx context.Context, visit func(FeedRecord)) error {
	return f.read(ctx, f.b.names.FeedTimer("*"), visit)
}

// ReadDue is described at ReadStates.
func (f *FeedLog) ReadDue(ctx context.Context, visit func(FeedRecord)) error {
	return f.read(ctx, f.b.names.FeedDue("*"), visit)
}

// read visits the last message of every subject that matches.
func (f *FeedLog) read(ctx context.Context, filter string, visit func(FeedRecord)) error {
	return f.b.Scan(ctx, Feeds, filter, func(m Scanned) bool {
		visit(feedRecord(m.Subject, m.Data, m.Seq, m.Header))
		return true
	})
}

// EachSettings, EachTimer and EachDue visit what AllSettings, AllTimers and
// AllDue return, without data: for passes over very many feeds that are
// looked at one by one.
func (f *FeedLog) EachSettings(ctx context.Context, visit func(FeedRecord)) error {
	return f.each(ctx, f.b.names.FeedSettings("*"), visit)
}

// EachTimer is described at EachSettings.
func (f *FeedLog) EachTimer(ctx context.Context, visit func(FeedRecord)) error {
	return f.each(ctx, f.b.names.FeedTimer("*"), visit)
}

// EachDue is described at EachSettings.
func (f *FeedLog) EachDue(ctx context.Context, visit func(FeedRecord)) error {
	return f.each(ctx, f.b.names.FeedDue("*"), visit)
}

func (f *FeedLog) each(ctx context.Context, filter string, visit func(FeedRecord)) error {
	return f.b.scanHeaders(ctx, Feeds, filter, func(m Scanned) bool {
		visit(feedRecord(m.Subject, nil, m.Seq, m.Header))
		return true
	})
}

// AckFloor returns the sequence up to which every due message has been
// acknowledged, 0 before the first. Read it after what is due: a due message above
// it is still being worked on.
func (f *FeedLog) AckFloor(ctx context.Context) (uint64, error) {
	cons, err := f.b.js.Consumer(ctx, f.b.names.Stream(Feeds), DurablePoll)
	if errors.Is(err, jetstream.ErrConsumerNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("reading the acknowledged polls: %w", err)
	}
	return cons.CachedInfo().AckFloor.Stream, nil
}

// all reads the last message of every subject that matches.
func (f *FeedLog) all(ctx context.Context, filter string) ([]FeedRecord, error) {
	var out []FeedRecord
	err := f.read(ctx, filter, func(r FeedRecord) { out = append(out, r) })
	return out, err
}
