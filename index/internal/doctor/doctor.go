// Package doctor looks at a whole installation over NATS and says what is
// wrong with it and what to do.
//
// It only reads. Every check runs on its own with a time limit of its own, so
// that one thing that hangs is one thing that is not known. It judges by what
// NATS and the services say at one moment, or at two a moment apart; what has
// been wrong before and is well again it does not see.
package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/bus"
)

// Level says how bad a finding is.
type Level string

// The levels, from good to bad.
const (
	// OK is something that was looked at and is well.
	OK Level = "ok"
	// Note is worth knowing and nothing to act on.
	Note Level = "note"
	// Warning will be a problem, or is one of a part alone.
	Warning Level = "warning"
	// Problem needs somebody now.
	Problem Level = "problem"
	// Unknown is what could not be looked at.
	Unknown Level = "unknown"
)

// Finding is one thing that was looked at.
type Finding struct {
	// Area is the check, such as "streams", Subject the thing.
	Area    string `json:"area"`
	Subject string `json:"subject,omitempty"`
	Level   Level  `json:"level"`
	// What says it in words, Remedy what to do; empty when nothing is.
	What   string `json:"what"`
	Remedy string `json:"remedy,omitempty"`
}

// Options say what is looked at.
type Options struct {
	Bus *bus.Bus
	// Monitor is the HTTP monitoring address of the NATS server, such as
	// http://127.0.0.1:8222; empty: it is not asked.
	Monitor string
	// Version is the build of the program that asks.
	Version string
	// Each bounds one check, 0 for the default of 8 seconds.
	Each time.Duration
	// Limits are from where on something is found; zero fields are defaults.
	Limits Limits
}

// Limits are the figures from which on something is found.
type Limits struct {
	// Between is the time between two looks at what should move.
	Between time.Duration
	// Behind is how long a message may wait for a stage, Overdue how long a
	// poll that is due.
	Behind, Overdue time.Duration
	// Stuck is how long a message may be in hand without an end.
	Stuck time.Duration
	// Forgotten is how long nobody may ask for the messages of an index
	// before its durable counts as one of a copy that is gone.
	Forgotten time.Duration
	// Skew is by how much clocks may differ.
	Skew time.Duration
	// Gather is how long the services have to answer.
	Gather time.Duration
}

func (l Limits) withDefaults() Limits {
	l.Between = cmp.Or(l.Between, 1500*time.Millisecond)
	l.Behind = cmp.Or(l.Behind, 2*time.Minute)
	l.Overdue = cmp.Or(l.Overdue, 5*time.Minute)
	l.Stuck = cmp.Or(l.Stuck, 5*time.Minute)
	l.Forgotten = cmp.Or(l.Forgotten, 24*time.Hour)
	l.Skew = cmp.Or(l.Skew, 2*time.Second)
	l.Gather = cmp.Or(l.Gather, time.Second)
	return l
}

// defaultEach is the default of Options.Each.
const defaultEach = 8 * time.Second

// check is one area.
type check struct {
	area string
	run  func(context.Context, *examination, *report) error
}

func checks() []check {
	return []check{
		{"services", checkServices}, {"server", checkServer}, {"monitor", checkMonitor}, {"streams", checkStreams}, {"consumers", checkConsumers},
		{"polls", checkPolls}, {"feeds", checkFeeds}, {"silence", checkSilence}, {"quarantine", checkQuarantine}, {"alerts", checkAlerts}, {"search", checkSearch},
	}
}

// examination is what all checks work with.
type examination struct {
	Options
	limits Limits
}

// report takes the findings of one check.
type report struct {
	area string
	// mu guards findings: a check that is given up may still write.
	mu       sync.Mutex
	findings []Finding
}

func (r *report) add(level Level, subject, remedy, format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.findings = append(r.findings, Finding{Area: r.area, Subject: subject, Level: level, What: fmt.Sprintf(format, args...), Remedy: remedy})
}

func (r *report) ok(subject, format string, args ...any) { r.add(OK, subject, "", format, args...) }

func (r *report) note(subject, remedy, format string, args ...any) {
	r.add(Note, subject, remedy, format, args...)
}

func (r *report) warn(subject, remedy, format string, args ...any) {
	r.add(Warning, subject, remedy, format, args...)
}

func (r *report) problem(subject, remedy, format string, args ...any) {
	r.add(Problem, subject, remedy, format, args...)
}

func (r *report) unknown(subject, remedy, format string, args ...any) {
	r.add(Unknown, subject, remedy, format, args...)
}

func (r *report) take() []Finding {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.findings)
}

// Examine makes all checks at once and returns what they found, by check. It
// ends when ctx does, or a moment after the longest check may last.
func Examine(ctx context.Context, o Options) []Finding {
	x := &examination{Options: o, limits: o.Limits.withDefaults()}
	x.Each = cmp.Or(x.Each, defaultEach)
	ctx, cancel := context.WithTimeoutCause(ctx, x.Each, fmt.Errorf("no answer within %s", x.Each))
	defer cancel()
	all := checks()
	reports := make([]*report, len(all))
	ends := make([]chan struct{}, len(all))
	for i, c := range all {
		reports[i], ends[i] = &report{area: c.area}, make(chan struct{})
		go func() {
			defer close(ends[i])
			x.run(ctx, c, reports[i])
		}()
	}
	// What does not heed its context is left behind.
	late := time.After(x.Each + grace)
	var out []Finding
	for i := range all {
		select {
		case <-ends[i]:
		case <-late:
			late = expired
			reports[i].unknown("", remedyUnknown, "the check did not end within %s", x.Each)
		}
		out = append(out, reports[i].take()...)
	}
	return out
}

// grace is what a check may take beyond its time.
const grace = time.Second

// expired is a time that is over.
var expired = func() <-chan time.Time {
	c := make(chan time.Time)
	close(c)
	return c
}()

const remedyUnknown = "ask again; if it stays so, see the log of the NATS server and whether the credentials may read this"

func (x *examination) run(ctx context.Context, c check, r *report) {
	defer func() {
		if p := recover(); p != nil {
			r.unknown("", "this is a defect of newsq: please report it", "the check broke off: %v", p)
		}
	}()
	err := c.run(ctx, x, r)
	if err != nil && ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		err = context.Cause(ctx)
	}
	if err == nil || noJetStream(err) {
		// That there is no JetStream, the check of the server tells.
		return
	}
	// What is refused looks like what is not answered.
	if last := x.Bus.Conn().LastError(); errors.Is(last, nats.ErrPermissionViolation) {
		err = fmt.Errorf("%w; the server has refused something: %w", err, last)
	}
	// Joined errors stand on lines of their own.
	r.unknown("", remedyUnknown, "%s", strings.ReplaceAll(err.Error(), "\n", "; "))
}

func noJetStream(err error) bool {
	return errors.Is(err, jetstream.ErrJetStreamNotEnabled) || errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount) || errors.Is(err, nats.ErrNoResponders)
}

// plural is a number with its noun.
func plural[N ~int | ~uint64](n N, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
