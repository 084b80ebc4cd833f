package doctor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/index/internal/alert"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// longBehind is how long a webhook may fail before it needs somebody: most of
// what a receiver needs to come back takes less.
const longBehind = 24 * time.Hour

// checkAlerts looks for standing queries that cannot be understood and for
// webhooks that have not been told of all alerts.
func checkAlerts(ctx context.Context, x *examination, r *report) error {
	store, err := alert.FindStore(ctx, x.Bus)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		r.ok("queries", "none has ever been stored")
		return nil
	}
	if err != nil {
		return err
	}
	all, broken, err := store.All(ctx)
	if err != nil {
		return err
	}
	for _, err := range broken {
		r.warn("queries", "newsq alert add stores it anew, newsq alert remove deletes it", "%v", err)
	}
	events, err := x.Bus.JetStream().Stream(ctx, x.Bus.Names().Stream(bus.Events))
	if err != nil {
		return fmt.Errorf("looking up the stream of events: %w", err)
	}
	waiting := 0
	for _, q := range all {
		if q.Behind != nil && q.Webhook != nil {
			waiting++
			judgeBehind(r, q, events.CachedInfo())
		}
	}
	if waiting == 0 {
		r.ok("webhooks", "none is behind")
	}
	return nil
}

// judgeBehind says how bad it is that a webhook is behind.
func judgeBehind(r *report, q alert.Query, events *jetstream.StreamInfo) {
	subject := "webhook of " + q.Name
	keeps := telemetry.Rough(events.Config.MaxAge)
	remedy := fmt.Sprintf("mend the receiver: it is tried again within the hour, and at once when newsq alert add stores the alert anew; %s keeps what it misses for %s", events.Config.Name, keeps)
	age := events.TimeStamp.Sub(q.Behind.Since)
	since := ""
	if !q.Behind.Since.IsZero() {
		since = fmt.Sprintf(" for %s", telemetry.Rough(age))
	}
	switch lost := events.State.FirstSeq > q.Behind.From && !q.Behind.Closing; {
	case lost:
		r.problem(subject, remedy, "it is behind%s, and the oldest alerts that it missed have left %s: %s", since, events.Config.Name, q.Behind.Reason)
	case q.Behind.Refused:
		r.problem(subject, remedy, "it refuses alerts%s: %s", since, q.Behind.Reason)
	case q.Behind.Reason != "" && age > longBehind:
		r.problem(subject, remedy, "it is behind%s: %s", since, q.Behind.Reason)
	case q.Behind.Reason != "":
		r.warn(subject, remedy, "it is behind%s: %s", since, q.Behind.Reason)
	default:
		r.ok(subject, "it catches up")
	}
}
