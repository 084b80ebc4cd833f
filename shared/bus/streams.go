package bus

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/telemetry"
)

const day = 24 * time.Hour

// Sizes of the streams on a server with room for [MaxStoreBytes]; with less
// ([Options].StoreBytes) each is smaller in proportion.
const (
	// articlesMaxMsgs costs about 0.22 KB of server memory a subject, 0.22 GB
	// in all when full.
	articlesMaxMsgs  = 1_000_000
	articlesMaxBytes = 8 << 30
	enrichedMaxBytes = 12 << 30
	mentionsMaxBytes = 1 << 30
	eventsMaxBytes   = 1 << 30
	quarantineBytes  = 1 << 30
	mentionsPerTopic = 1000

	// FeedsSlack is what FEEDS, which has no limit of its own, may take
	// (about 1.4 KB a feed).
	FeedsSlack = 1 << 30
	// MaxStoreBytes is the file store that a server needs for all streams.
	MaxStoreBytes = articlesMaxBytes + enrichedMaxBytes + mentionsMaxBytes + eventsMaxBytes + quarantineBytes + FeedsSlack
	// dedupWindow is for the convenience of consumers; nothing of ours
	// relies on it.
	dedupWindow = 10 * time.Minute
)

// StreamConfig returns the configuration that Ensure gives a stream that
// does not exist, on a server with storeBytes for all streams.
func (n Names) StreamConfig(s StreamName, replicas int, storeBytes int64) jetstream.StreamConfig {
	cfg := jetstream.StreamConfig{
		Name:       n.Stream(s),
		Storage:    jetstream.FileStorage,
		Retention:  jetstream.LimitsPolicy,
		Discard:    jetstream.DiscardOld,
		Replicas:   replicas,
		Duplicates: dedupWindow,
	}
	sized := func(bytes int64) int64 {
		return int64(float64(bytes) * min(1, float64(storeBytes)/MaxStoreBytes))
	}
	switch s {
	case Articles:
		cfg.Description = "articles as published; the last message on a subject is the record of that article"
		cfg.Subjects = []string{n.Article("*", "*")}
		cfg.MaxAge, cfg.MaxBytes, cfg.MaxMsgs = 30*day, sized(articlesMaxBytes), articlesMaxMsgs
		cfg.AllowAtomicPublish, cfg.AllowDirect = true, true
	case Enriched:
		cfg.Description = "articles with annotations"
		cfg.Subjects = []string{n.Enriched("*", "*")}
		cfg.MaxAge, cfg.MaxBytes = 30*day, sized(enrichedMaxBytes)
		cfg.AllowDirect = true
	case Mentions:
		cfg.Description = "pointers from entities to the articles that name them; best effort"
		cfg.Subjects = []string{n.Mention("*", "*")}
		cfg.MaxAge, cfg.MaxBytes, cfg.MaxMsgsPerSubject = 7*day, sized(mentionsMaxBytes), mentionsPerTopic
		cfg.AllowDirect = true
		if replicas == 1 {
			// The server refuses the asynchronous mode with replicas.
			cfg.PersistMode = jetstream.AsyncPersistMode
		}
	case Events:
		cfg.Description = "what happened: revised, dropped, feed"
		cfg.Subjects = []string{n.subject("event", ">")}
		cfg.MaxAge, cfg.MaxBytes = 7*day, sized(eventsMaxBytes)
		cfg.AllowDirect, cfg.AllowAtomicPublish = true, true
	case Feeds:
		cfg.Description = "feed records and poll timers, one message a subject"
		cfg.Subjects = []string{n.subject("feed", "*", "*")}
		cfg.MaxMsgsPerSubject = 1
		cfg.AllowMsgSchedules, cfg.AllowRollup, cfg.AllowDirect = true, true, true
		cfg.AllowAtomicPublish = true
		cfg.Duplicates = 2 * time.Minute
	case Quarantine:
		cfg.Description = "messages that no retry can cure, with the reason"
		cfg.Subjects = []string{n.Quarantine("*"), n.Retry("*")}
		cfg.MaxAge, cfg.MaxBytes = 90*day, sized(quarantineBytes)
		cfg.Discard = jetstream.DiscardNew
		cfg.AllowDirect = true
	}
	return cfg
}

// Ensure creates the streams that are absent. Of one that is there it changes
// nothing but to add subjects that an earlier version did not have: any other
// difference that matters is logged as a warning. Without the permission to
// create, it verifies.
func (b *Bus) Ensure(ctx context.Context) error {
	var errs []error
	for _, s := range Streams() {
		if err := b.ensureStream(ctx, s); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func (b *Bus) ensureStream(ctx context.Context, s StreamName) error {
	want := b.names.StreamConfig(s, b.replicas, b.storeBytes)
	stream, err := b.js.Stream(ctx, want.Name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		_, err = b.js.CreateStream(ctx, want)
		if err == nil {
			b.log.Info("stream created", telemetry.KeyStream, want.Name)
			return nil
		}
		if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
			// Another service created it in between.
			return nil
		}
		return fmt.Errorf("creating stream %s: %w", want.Name, err)
	}
	if err != nil {
		return fmt.Errorf("looking up stream %s: %w", want.Name, err)
	}
	b.addSubjects(ctx, s, want, stream.CachedInfo().Config)
	b.warnDrift(want, stream.CachedInfo().Config)
	return nil
}

func (b *Bus) warnDrift(want, got jetstream.StreamConfig) {
	for _, d := range []struct {
		setting   string
		want, got any
	}{
		{"max_age", want.MaxAge, got.MaxAge},
		// The server writes "no limit" as -1.
		{"max_msgs_per_subject", max(want.MaxMsgsPerSubject, 0), max(got.MaxMsgsPerSubject, 0)},
		{"discard", want.Discard, got.Discard},
		{"allow_msg_schedules", want.AllowMsgSchedules, got.AllowMsgSchedules},
	} {
		if d.want != d.got {
			b.log.Warn("stream differs from the default", telemetry.KeyStream, want.Name, "setting", d.setting, "want", d.want, "got", d.got)
		}
	}
}
