package doctor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/telemetry"
)

const (
	// nearlyFull is the share of its limit from which a stream that takes
	// nothing new when full is told.
	nearlyFull = 0.8
	// shortest is how far back a full ring should reach at least.
	shortest = 24 * time.Hour
	// lagging is by how many operations a copy may be behind its leader.
	lagging = 1000
)

const (
	remedyApply  = "standalone -streams apply, with credentials that may change streams, sets the defaults"
	remedyAbsent = "start a service with credentials that may create streams, or standalone -streams apply; is DATELINE_NATS_PREFIX right?"
)

// checkStreams looks at every stream, and at the buckets that there are.
func checkStreams(ctx context.Context, x *examination, r *report) error {
	var errs []error
	for _, s := range bus.Streams() {
		name := x.Bus.Names().Stream(s)
		stream, err := x.Bus.JetStream().Stream(ctx, name)
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			r.problem(name, remedyAbsent, "there is no such stream")
			continue
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("looking up stream %s: %w", name, err))
			continue
		}
		info := stream.CachedInfo()
		before := len(r.take())
		x.drift(r, x.Bus.Names().StreamConfig(s, max(info.Config.Replicas, 1), bus.MaxStoreBytes), info.Config)
		x.room(r, info)
		x.copies(r, info)
		if len(r.take()) == before {
			r.ok(name, "%s, %s", plural(info.State.Msgs, "message"), telemetry.Bytes(info.State.Bytes))
		}
	}
	errs = append(errs, x.buckets(ctx, r))
	err := x.Bus.CheckHeadroom(ctx)
	switch {
	case errors.Is(err, bus.ErrHeadroom):
		r.problem("headroom", "", "%v", err)
	case err == nil:
		r.ok("headroom", "no reader is near to losing what it has not read")
	case !errors.Is(err, jetstream.ErrStreamNotFound):
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// buckets looks at the buckets that take nothing new when they are full.
func (x *examination) buckets(ctx context.Context, r *report) error {
	for _, name := range []bus.BucketName{bus.Hosts, bus.Queries, bus.Alerted, bus.Forgotten} {
		stream, err := x.Bus.JetStream().Stream(ctx, "KV_"+x.Bus.Names().Bucket(name))
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			continue // made when it is first needed
		}
		if err != nil {
			return fmt.Errorf("looking up the bucket %s: %w", x.Bus.Names().Bucket(name), err)
		}
		info, before := stream.CachedInfo(), len(r.take())
		x.room(r, info)
		x.copies(r, info)
		if len(r.take()) == before {
			r.ok(x.Bus.Names().Bucket(name), "%s", telemetry.Bytes(info.State.Bytes))
		}
	}
	return nil
}

// drift compares what a stream is with what it would be made as. Limits of
// the operator's own are fine, no limits are not.
func (x *examination) drift(r *report, want, got jetstream.StreamConfig) {
	differs := func(format string, args ...any) {
		r.warn(got.Name, remedyApply, "it differs from the default: "+format, args...)
	}
	for _, subject := range want.Subjects {
		if !slices.Contains(got.Subjects, subject) {
			differs("it does not take the subject %s, it takes %s", subject, strings.Join(got.Subjects, ", "))
		}
	}
	if want.Storage != got.Storage {
		r.problem(got.Name, "make the stream anew with file storage; its messages end with the server", "it is kept in memory")
	}
	if want.Retention != got.Retention {
		differs("retention is %s instead of %s: messages go when they are read", got.Retention, want.Retention)
	}
	if want.Discard != got.Discard {
		differs("discard is %s instead of %s", got.Discard, want.Discard)
	}
	if want.MaxBytes > 0 && got.MaxBytes <= 0 {
		differs("it has no max_bytes, so it can fill the disk, and a full disk freezes it until the server is restarted")
	}
	if want.MaxMsgs > 0 && got.MaxMsgs <= 0 {
		differs("it has no max_msgs: each article costs the server 0.22 KB of memory")
	}
	if max(want.MaxMsgsPerSubject, 0) != max(got.MaxMsgsPerSubject, 0) {
		differs("max_msgs_per_subject is %d instead of %d", got.MaxMsgsPerSubject, want.MaxMsgsPerSubject)
	}
	if want.MaxAge > 0 && (got.MaxAge <= 0 || got.MaxAge < want.MaxAge) {
		differs("max_age is %s instead of %s", got.MaxAge, want.MaxAge)
	}
	for _, f := range []struct {
		name      string
		want, got bool
	}{
		{"allow_direct", want.AllowDirect, got.AllowDirect},
		{"allow_atomic", want.AllowAtomicPublish, got.AllowAtomicPublish},
		{"allow_msg_schedules", want.AllowMsgSchedules, got.AllowMsgSchedules},
		{"allow_rollup_hdrs", want.AllowRollup, got.AllowRollup},
	} {
		if f.want && !f.got {
			differs("%s is off", f.name)
		}
	}
}

// room looks at how full a stream is.
func (x *examination) room(r *report, info *jetstream.StreamInfo) {
	cfg, state := info.Config, info.State
	full, limit := 0.0, ""
	if cfg.MaxBytes > 0 {
		full, limit = float64(state.Bytes)/float64(cfg.MaxBytes), telemetry.Bytes(uint64(cfg.MaxBytes))
	}
	if n := float64(state.Msgs) / float64(max(cfg.MaxMsgs, 1)); cfg.MaxMsgs > 0 && n > full {
		full, limit = n, plural(uint64(cfg.MaxMsgs), "message")
	}
	switch reach := state.LastTime.Sub(state.FirstTime); {
	case cfg.Discard == jetstream.DiscardNew && full >= nearlyFull:
		r.problem(cfg.Name, remedyFull(cfg.Name), "%.0f %% of %s are used, and it takes nothing new when it is full: what writes to it waits then", 100*full, limit)
	case cfg.Discard == jetstream.DiscardOld && full >= nearlyFull && state.Msgs > 1 && reach < shortest && reach < cfg.MaxAge:
		r.warn(cfg.Name, "raise max_bytes of the stream if the disk has room", "it is full with what came in %s, older messages are gone", telemetry.Rough(reach))
	}
}

func remedyFull(stream string) string {
	if strings.HasSuffix(stream, "_"+string(bus.Quarantine)) {
		return "newsq quarantine list shows why; retry or drop entries, or raise max_bytes of the stream"
	}
	return "raise max_bytes of the stream"
}

// copies looks at the copies of a stream in a cluster.
func (x *examination) copies(r *report, info *jetstream.StreamInfo) {
	c := info.Cluster
	if c == nil || c.Name == "" {
		return
	}
	name := info.Config.Name
	if info.Config.Replicas == 1 {
		r.warn(name, "set DATELINE_NATS_REPLICAS=3 and run standalone -streams apply", "it has one copy in a cluster: it is away when %s is", c.Leader)
	}
	if c.Leader == "" {
		r.problem(name, "bring the servers of the cluster back: more than half of its copies must be there", "it has no leader: nothing is stored or read")
	}
	for _, peer := range c.Replicas {
		switch {
		case peer.Offline:
			r.problem(name, "start that server, or remove it for good: nats server cluster peer-remove "+peer.Name, "the server %s with a copy is away", peer.Name)
		case !peer.Current || peer.Lag > lagging:
			r.warn(name, "it catches up by itself; see the disk and the network of that server if it does not", "the copy on %s is behind by %s", peer.Name, plural(peer.Lag, "operation"))
		}
	}
}
