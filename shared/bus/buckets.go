package bus

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

const (
	// queriesMaxBytes is room for some 20,000 standing queries.
	queriesMaxBytes = 16 << 20
	// forgottenMaxBytes is room for some 250,000 tombstones.
	forgottenMaxBytes = 64 << 20
	// alertedShare is the part of the server's store that is for marks of
	// alerts: 250 MB of [MaxStoreBytes], more than a million marks.
	alertedShare = 100
	// alertedMarkers is [hostsMarkers] for marks of alerts.
	alertedMarkers = time.Minute
)

// Bucket returns the bucket [Queries], [Alerted] or [Forgotten], which it
// creates if there is none. When full, they take nothing new but the second,
// which forgets what is oldest.
func (b *Bus) Bucket(ctx context.Context, name BucketName) (jetstream.KeyValue, error) {
	cfg := jetstream.KeyValueConfig{Bucket: b.names.Bucket(name), Replicas: b.replicas}
	switch name {
	case Queries:
		cfg.Description, cfg.MaxBytes = "standing queries by name", min(queriesMaxBytes, b.storeBytes/alertedShare)
	case Alerted:
		cfg.Description = "which standing query was told of which text"
		cfg.MaxBytes, cfg.LimitMarkerTTL = b.storeBytes/alertedShare, alertedMarkers
	case Forgotten:
		// When full it takes nothing new: no tombstone is ever lost.
		cfg.Description = "what was taken down: hashes of article ids"
		cfg.MaxBytes = min(forgottenMaxBytes, b.storeBytes/alertedShare)
	default:
		return nil, fmt.Errorf("opening a bucket: there is none for %q", name)
	}
	kv, err := b.js.KeyValue(ctx, cfg.Bucket)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		kv, err = b.js.CreateKeyValue(ctx, cfg)
		switch {
		case errors.Is(err, jetstream.ErrBucketExists):
			kv, err = b.js.KeyValue(ctx, cfg.Bucket)
		case err == nil && name == Alerted:
			err = b.dropOldest(ctx, "KV_"+cfg.Bucket)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("opening the bucket %s: %w", cfg.Bucket, err)
	}
	return kv, nil
}

// dropOldest makes a bucket that is full forget what is oldest, where it would
// take nothing new, and take many keys at once.
func (b *Bus) dropOldest(ctx context.Context, stream string) error {
	s, err := b.js.Stream(ctx, stream)
	if err != nil {
		return err
	}
	cfg := s.CachedInfo().Config
	cfg.Discard, cfg.AllowAtomicPublish = jetstream.DiscardOld, true
	_, err = b.js.UpdateStream(ctx, cfg)
	return err
}
