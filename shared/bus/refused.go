package bus

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/dateline-news/dateline/shared/telemetry"
)

// refusedFor is how long a permission that was missing shows in [Bus.Ready]
// after the last attempt.
const refusedFor = 5 * time.Minute

// ackRefusedFor is how long a consumer whose acknowledgements were refused
// asks for no messages.
const ackRefusedFor = time.Minute

// connectAgainAfter is how long a connection is kept whose replies are not
// permitted.
const connectAgainAfter = 5 * time.Second

// PermissionError says that the server's configuration does not let the user
// of this connection do what was asked for. It is an error of the
// surroundings, see [IsEnvironment].
type PermissionError struct {
	// Action is "publish" or "subscribe".
	Action  string
	Subject string
}

func (e *PermissionError) Error() string {
	remedy := "grant that in the server's configuration and reload it; 'go run ./deployments/nats' writes one in which each service may do what it must"
	if _, stream, ok := strings.Cut(e.Subject, ".STREAM.CREATE."); ok {
		remedy = fmt.Sprintf("stream %s does not exist and is the administrator's to create: run 'go run ./deployments/standalone -streams apply' as the user admin", stream)
	}
	return fmt.Sprintf("the NATS user may not %s to %q: %s", e.Action, e.Subject, remedy)
}

// replies reports whether it is replies to requests that are not permitted.
func (e *PermissionError) replies() bool {
	return e.Action == "subscribe" && strings.HasPrefix(e.Subject, "_INBOX")
}

// refusals remembers what the server did not permit. It tells so
// asynchronously and never answers the request itself, so whoever waits for
// an answer is woken.
type refusals struct {
	// mu guards all below it.
	mu      sync.Mutex
	last    map[PermissionError]time.Time
	waiting map[*waiter]struct{}
}

// waiter is a request under way.
type waiter struct {
	// subjects are those of the request, or parts of them.
	subjects []string
	cancel   context.CancelCauseFunc
	refused  *PermissionError
}

func (w *waiter) concerns(e *PermissionError) bool {
	// Without replies no request is ever answered.
	return e.replies() || slices.ContainsFunc(w.subjects, func(s string) bool { return strings.Contains(e.Subject, s) })
}

// violation is how the server puts it: Permissions Violation for Publish to
// "news.x", or for Subscription to "news.x" using queue "q".
var violation = regexp.MustCompile(`(?i)violation for (publish|subscription) to "([^"]*)"`)

// reported is the error handler of the connection.
func (b *Bus) reported(nc *nats.Conn, sub *nats.Subscription, err error) {
	if errors.Is(err, nats.ErrPermissionViolation) {
		if m := violation.FindStringSubmatch(err.Error()); m != nil {
			e := &PermissionError{Action: "publish", Subject: m[2]}
			if strings.EqualFold(m[1], "subscription") {
				e.Action = "subscribe"
			}
			if b.refusals.add(e, time.Now()) {
				b.log.Error("NATS permission missing", telemetry.KeySubject, e.Subject, telemetry.KeyErr, e)
			}
			if e.replies() {
				b.connectAgain(nc)
			}
			return
		}
	}
	subject := ""
	if sub != nil {
		subject = sub.Subject
	}
	b.log.Warn("NATS reported an error", telemetry.KeySubject, subject, telemetry.KeyErr, err)
}

// connectAgain makes a new connection after a while, unless one is on its way:
// the library asks for replies once for each, so that a right that came later
// would never be noticed.
func (b *Bus) connectAgain(nc *nats.Conn) {
	if !b.ownsConn || !b.reconnecting.CompareAndSwap(false, true) {
		return
	}
	time.AfterFunc(connectAgainAfter, func() {
		b.reconnecting.Store(false)
		// A connection that is closed meanwhile needs no other.
		_ = nc.ForceReconnect()
	})
}

// add wakes who waits for the answer and reports whether this is news: the
// first refusal of its kind for a while.
func (r *refusals) add(e *PermissionError, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for w := range r.waiting {
		if w.refused == nil && w.concerns(e) {
			w.refused = e
			w.cancel(e)
		}
	}
	if r.last == nil {
		r.last = map[PermissionError]time.Time{}
	}
	before := r.last[*e]
	if len(r.last) >= 100 {
		// Subjects may hold the names of articles: what shows is enough.
		clear(r.last)
	}
	r.last[*e] = now
	return now.Sub(before) > refusedFor
}

// clear forgets everything: a new connection may have other permissions.
func (r *refusals) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.last)
}

// since returns a refusal that concerns one of the subjects, or parts of
// subjects, at start or later, or nil. Without subjects it returns the newest
// of all.
func (r *refusals) since(start time.Time, subjects ...string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var newest *PermissionError
	var at time.Time
	w := waiter{subjects: subjects}
	for e, t := range r.last {
		if !t.Before(start) && !t.Before(at) && (len(subjects) == 0 || w.concerns(&e)) {
			newest, at = &e, t
		}
	}
	if newest == nil {
		return nil
	}
	return newest
}

// wait watches for a refusal of the subjects, or parts of subjects, while a
// request is under way: the context ends with it, and the function, which must
// be called with the error of the request, returns it in that one's place.
func (r *refusals) wait(ctx context.Context, subjects ...string) (context.Context, func(error) error) {
	ctx, cancel := context.WithCancelCause(ctx)
	w := &waiter{subjects: subjects, cancel: cancel}
	r.mu.Lock()
	if r.waiting == nil {
		r.waiting = map[*waiter]struct{}{}
	}
	r.waiting[w] = struct{}{}
	r.mu.Unlock()
	return ctx, func(err error) error {
		r.mu.Lock()
		delete(r.waiting, w)
		refused := w.refused
		r.mu.Unlock()
		cancel(nil)
		if err != nil && refused != nil {
			return refused
		}
		return err
	}
}

// Permitted is for requests over [Bus.Conn]: the context that it returns ends
// when the server does not permit the subject, and the function, which must be
// called with the error of the request, returns a [*PermissionError] then.
func (b *Bus) Permitted(ctx context.Context, subject string) (context.Context, func(error) error) {
	return b.refusals.wait(ctx, subject)
}

// ackRefused reports that messages of a consumer cannot be acknowledged: they
// would come again and again, through no fault of theirs.
func (b *Bus) ackRefused(c Consumer, within time.Duration) error {
	part := "." + b.names.Stream(c.Stream) + "." + c.Durable + "."
	err := b.refusals.since(time.Now().Add(-within), part)
	var e *PermissionError
	if errors.As(err, &e) && strings.HasPrefix(e.Subject, "$JS.ACK.") {
		return err
	}
	return nil
}
