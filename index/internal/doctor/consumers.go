package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/clock"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// readers are the durables that an installation has at least, and the service
// that reads each.
var readers = []struct {
	stream           bus.StreamName
	durable, service string
}{
	{bus.Feeds, bus.DurablePoll, "ingestd"},
	{bus.Articles, bus.DurableEnrich, "enrichd"},
	{bus.Enriched, bus.DurableAlerts, "indexd"},
	{bus.Events, bus.DurableWebhooks, "indexd"},
}

// retryPrefix begins the durables of messages that are retried from quarantine,
// before the name of what they are retried by.
const retryPrefix = "retry-"

// serviceOf is the service that reads a durable; empty for one of others.
func serviceOf(durable string) string {
	for _, r := range readers {
		if r.durable == durable {
			return r.service
		}
	}
	if strings.HasPrefix(durable, bus.DurableIndexPrefix) {
		return "indexd"
	}
	return ""
}

// checkConsumers looks twice at what waits for each stage.
func checkConsumers(ctx context.Context, x *examination, r *report) error {
	first, err := x.backlogs(ctx)
	if err != nil {
		return err
	}
	if err := clock.Sleep(ctx, x.limits.Between); err != nil {
		return err
	}
	second, err := x.backlogs(ctx)
	if err != nil {
		return err
	}
	for _, known := range readers {
		if _, ok := second[key{known.stream, known.durable}]; !ok {
			r.problem(known.durable, "start "+known.service+", or standalone", "no %s has ever read %s", known.service, x.Bus.Names().Stream(known.stream))
		}
	}
	copies := 0
	for k, now := range second {
		if strings.HasPrefix(k.durable, bus.DurableIndexPrefix) {
			copies++
		}
		before, ok := first[k]
		if !ok {
			before = now
		}
		x.judge(r, before, now)
	}
	if copies == 0 {
		r.problem("index", "start indexd, or standalone", "no indexd has ever read %s", x.Bus.Names().Stream(bus.Enriched))
	}
	return nil
}

type key struct {
	stream  bus.StreamName
	durable string
}

func (x *examination) backlogs(ctx context.Context) (map[key]bus.Backlog, error) {
	out := make(map[key]bus.Backlog)
	for _, s := range bus.Streams() {
		list, err := x.Bus.Backlogs(ctx, s)
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			continue // told by the check of the streams
		}
		if err != nil {
			return nil, err
		}
		for _, g := range list {
			out[key{s, g.Durable}] = g
		}
	}
	return out, nil
}

// judge says how a durable does.
func (x *examination) judge(r *report, before, now bus.Backlog) {
	retried, retry := strings.CutPrefix(now.Durable, retryPrefix)
	service := serviceOf(retried)
	subject := now.Durable + " of " + x.Bus.Names().Stream(now.Stream)
	idle := now.At.Sub(now.Active)
	unread := before.Requests == 0 && now.Requests == 0 && before.InHand == 0 && now.InHand == 0 && before.Floor == now.Floor
	behind := x.limits.Behind
	if now.Durable == bus.DurablePoll {
		behind = x.limits.Overdue
	}
	waits := fmt.Sprintf("%s wait, the oldest for %s", plural(now.Waiting(), "message"), telemetry.Rough(now.Age()))
	switch {
	case retry && unread && now.Waiting() == 0:
		// Whoever reads it reads the stage as well, of which that is told.
	case service == "" && unread && now.Waiting() == 0:
		r.ok(subject, "one of others; nothing waits")
	case service == "":
		r.note(subject, "", "one of others: %s", waits)
	case unread && strings.HasPrefix(now.Durable, bus.DurableIndexPrefix) && idle > x.limits.Forgotten:
		r.warn(subject, fmt.Sprintf("if that copy is gone for good: nats consumer rm %s %s; it goes by itself after a week", x.Bus.Names().Stream(now.Stream), now.Durable),
			"no indexd has asked for it for %s: its copy of the index was given up, or is stopped (%s)", telemetry.Rough(idle), waits)
	case unread && now.Waiting() > 0:
		r.problem(subject, "start "+service, "nobody reads it: no %s runs, or its credentials do not let it; %s", service, waits)
	case unread:
		r.problem(subject, "start "+service, "nobody reads it: no %s runs, or its credentials do not let it", service)
	case now.InHand > 0 && before.Floor == now.Floor && now.Age() > x.limits.Stuck && (now.Pending == 0 || idle > x.limits.Stuck/5):
		r.problem(subject, fmt.Sprintf("/readyz and the log of %s say what it waits for; messages that cannot be handled go to quarantine by themselves", service),
			"it is stuck: %s delivered and not acknowledged, the oldest stored %s ago", plural(now.InHand, "message"), telemetry.Rough(now.Age()))
	case now.Age() > behind && now.Durable == bus.DurablePoll:
		r.warn(subject, "start more ingestd, or raise DATELINE_INGEST_WORKERS", "polls are late: %s", waits)
	case now.Age() > behind:
		r.warn(subject, "it catches up by itself if it was stopped; if it does not, start more "+service, "it is behind: %s", waits)
	default:
		r.ok(subject, "%s", caughtUp(now, waits))
	}
}

func caughtUp(g bus.Backlog, waits string) string {
	if g.Waiting() == 0 || g.Age() < time.Second {
		return "up to date"
	}
	return waits
}
