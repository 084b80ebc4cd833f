package keep

import (
	"context"
	"errors"
	"time"

	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// Repaired is what became of a slice that was torn.
type Repaired struct {
	Month string    `json:"month"`
	When  time.Time `json:"when"`
	// Folder is where the torn slice is kept.
	Folder string `json:"folder"`
	// Salvaged documents were read from it, FromStream from the stream.
	// Unreadable ones could not be read, Doubtful ones were in files with a
	// wrong checksum and came from nowhere else.
	Salvaged   uint64 `json:"salvaged"`
	Unreadable uint64 `json:"unreadable"`
	FromStream uint64 `json:"from_stream"`
	Doubtful   uint64 `json:"doubtful"`
	// Known is how many documents the slice had when they were last counted,
	// 0 where they never were; Now is how many it has.
	Known uint64 `json:"known"`
	Now   uint64 `json:"now"`
	// Gone is how many are known to be lost.
	Gone uint64 `json:"gone"`
	// StreamSince is how far back the stream reached.
	StreamSince time.Time `json:"stream_since,omitzero"`
}

// Repair makes a slice anew that was set aside: from what can be read of it,
// then from the stream, then from what has a wrong checksum and is nowhere
// else. It may be cut short and called again.
func (k *Keeper) Repair(ctx context.Context, gap store.Gap, tell func(Progress)) (*Repaired, error) {
	if k.bus == nil {
		return nil, errors.New("a torn slice is made anew from the stream too: start indexd, or set DATELINE_NATS_URL")
	}
	out := &Repaired{Month: gap.Month, Folder: gap.Folder, Known: gap.Documents}
	k.log.Info("making a torn slice anew", "slice", gap.Month, telemetry.KeyPath, gap.Folder)
	tell(Progress{Step: "reading the torn slice " + gap.Month})
	found, err := k.store.Salvage(ctx, gap, false)
	if err != nil {
		return nil, err
	}
	out.Salvaged, out.Unreadable = found.Documents, found.Unreadable
	st, err := k.stream(ctx)
	if err != nil {
		return nil, err
	}
	out.StreamSince = st.Since
	missing, err := k.compare(ctx, st, &store.Checked{}, tell)
	if err != nil {
		return nil, err
	}
	if out.FromStream, err = k.fetch(ctx, missing, tell); err != nil {
		return nil, err
	}
	if found.Doubtful > 0 {
		doubtful, err := k.store.Salvage(ctx, gap, true)
		if err != nil {
			return nil, err
		}
		out.Doubtful, out.Unreadable = doubtful.Documents, out.Unreadable+doubtful.Unreadable
	}
	if out.Now, err = k.documents(gap.Month); err != nil {
		return nil, err
	}
	if out.Known > out.Now {
		out.Gone = out.Known - out.Now
	}
	out.When = time.Now().UTC()
	if err := k.store.Repaired(gap, out); err != nil {
		return nil, err
	}
	log := k.log.Warn
	if out.Gone > 0 || out.Unreadable > 0 || out.Doubtful > 0 {
		log = k.log.Error
	}
	log("torn slice made anew", "slice", gap.Month, "salvaged", out.Salvaged, "from_stream", out.FromStream,
		"doubtful", out.Doubtful, "unreadable", out.Unreadable, "gone", out.Gone, "kept", gap.Folder)
	return out, nil
}

func (k *Keeper) documents(month string) (uint64, error) {
	stats, err := k.store.Stats()
	for _, s := range stats {
		if s.Month == month {
			return s.Documents, nil
		}
	}
	return 0, err
}
