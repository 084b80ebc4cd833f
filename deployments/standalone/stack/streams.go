package stack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// applyTimeout bounds the whole of -streams apply.
const applyTimeout = 15 * time.Second

// manageStreams prints the settings that the streams of the server at
// DATELINE_NATS_URL should have, as JSON, or applies them. Applying changes
// streams that exist, which no service does.
func manageStreams(ctx context.Context, apply bool, stdout, stderr io.Writer) error {
	var cfg daemon.Config
	if err := env.Load(cfg.Section()); err != nil {
		return err
	}
	names := bus.Names{Prefix: cfg.NATS.Prefix}
	if !apply {
		for _, s := range bus.Streams() {
			text, err := json.MarshalIndent(names.StreamConfig(s, cfg.NATS.Replicas, bus.MaxStoreBytes), "", "  ")
			if err != nil {
				return fmt.Errorf("printing stream %s: %w", s, err)
			}
			if _, err := fmt.Fprintf(stdout, "%s\n", text); err != nil {
				return err
			}
		}
		return nil
	}
	b, err := bus.Connect(cfg.NATS, bus.Options{Name: "standalone -streams", Log: telemetry.NewLogger(stderr, cfg.Log.Level, cfg.Log.Format)})
	if err != nil {
		return err
	}
	defer b.Close()
	ctx, cancel := context.WithTimeout(ctx, applyTimeout)
	defer cancel()
	if err := b.AwaitStreams(ctx); err != nil {
		return errors.Join(err, b.Ready())
	}
	errs := []error{b.EnsureBuckets(ctx)}
	for _, s := range bus.Streams() {
		want := names.StreamConfig(s, cfg.NATS.Replicas, bus.MaxStoreBytes)
		if err := applyStream(ctx, b.JetStream(), want); err != nil {
			errs = append(errs, fmt.Errorf("applying stream %s: %w", want.Name, err))
			continue
		}
		_, _ = fmt.Fprintf(stdout, "applied %s\n", want.Name)
	}
	return errors.Join(errs...)
}

func applyStream(ctx context.Context, js jetstream.JetStream, want jetstream.StreamConfig) error {
	current, err := js.Stream(ctx, want.Name)
	if err != nil {
		return err
	}
	// What cannot change stays: the server refuses another persist mode.
	want.PersistMode = current.CachedInfo().Config.PersistMode
	_, err = js.UpdateStream(ctx, want)
	return err
}
