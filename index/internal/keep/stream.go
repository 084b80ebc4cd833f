package keep

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
	"github.com/dateline-news/dateline/shared/telemetry"
)

const (
	// maxHoles bounds how many holes are listed; all are counted.
	maxHoles = 1000
	// mendBatch is how many messages are indexed at once.
	mendBatch = 500
	// tellEvery is after how many messages progress is told.
	tellEvery = 1000
	// bridge is how many messages between two that are wanted are read along
	// rather than asked for anew.
	bridge = 50
)

// Stream is what a comparison with the stream found. Each message is counted
// once: Indexed, Replaced, Pending, Quarantined, Retired or a hole.
type Stream struct {
	Name string `json:"name"`
	// First and Last are the sequences that it held, Since when its first
	// message was stored. Whether an article is missing that was stored before
	// nobody can tell.
	First uint64    `json:"first_seq"`
	Last  uint64    `json:"last_seq"`
	Since time.Time `json:"since,omitzero"`
	// Floor is the sequence up to which every message is said to be indexed.
	Floor    uint64 `json:"ack_floor"`
	Messages uint64 `json:"messages"`
	// Indexed messages are in a document; Replaced lost against another of the
	// same revision.
	Indexed  uint64 `json:"indexed"`
	Replaced uint64 `json:"replaced"`
	// Pending messages come by themselves.
	Pending     uint64 `json:"pending"`
	Quarantined uint64 `json:"quarantined"`
	// Retired are of a month that was given up, or were taken down.
	Retired uint64 `json:"retired"`
	// Older is how many documents were made from messages that the stream no
	// longer holds.
	Older      uint64 `json:"older_documents"`
	Holes      []Hole `json:"holes,omitempty"`
	HolesTotal uint64 `json:"holes_total"`

	created time.Time
}

// Hole is a message that ought to be in the index.
type Hole struct {
	Seq      uint64    `json:"seq"`
	Article  string    `json:"article,omitempty"`
	Revision int       `json:"revision,omitempty"`
	Stored   time.Time `json:"stored"`
	// Problem says why it cannot be mended; empty where it can.
	Problem string `json:"problem,omitempty"`
}

// Position returns how far the stream is in the index: every message up to
// there. It is nil where nobody knows.
func (k *Keeper) Position(ctx context.Context) (*store.Position, error) {
	st, err := k.stream(ctx)
	if err != nil || st.Floor == 0 {
		return nil, err
	}
	return &store.Position{Created: st.created, Seq: st.Floor}, nil
}

// stream asks how far the stream and its reader are.
func (k *Keeper) stream(ctx context.Context) (*Stream, error) {
	name := k.bus.Names().Stream(bus.Enriched)
	s, err := k.bus.JetStream().Stream(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("looking up stream %s: %w", name, err)
	}
	info := s.CachedInfo()
	st := &Stream{Name: name, First: info.State.FirstSeq, Last: info.State.LastSeq, created: info.Created}
	if info.State.Msgs > 0 {
		st.Since = info.State.FirstTime
	}
	cons, err := s.Consumer(ctx, k.durable)
	if errors.Is(err, jetstream.ErrConsumerNotFound) {
		// It will be made, and reads from where a restored copy ends.
		if at, ok := k.store.Resume(); ok && at.Created.Equal(st.created) {
			st.Floor = at.Seq
		}
		return st, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking up consumer %s of %s: %w", k.durable, name, err)
	}
	if k.store.Follows(cons.CachedInfo().Created) {
		st.Floor = cons.CachedInfo().AckFloor.Stream
	}
	return st, nil
}

// StartAfter returns the sequence behind which a reader that does not exist
// yet goes on; 0: from the beginning. A reader of the right name whose position
// is that of another folder, one that was deleted or that this one is a copy
// of, is removed first: it would leave out what it has acknowledged.
func (k *Keeper) StartAfter(ctx context.Context) (uint64, error) {
	if err := k.removeForeign(ctx); err != nil {
		return 0, err
	}
	at, ok := k.store.Resume()
	if !ok {
		return 0, nil
	}
	st, err := k.stream(ctx)
	if err != nil || !at.Created.Equal(st.created) {
		return 0, err
	}
	return at.Seq, nil
}

func (k *Keeper) removeForeign(ctx context.Context) error {
	name := k.bus.Names().Stream(bus.Enriched)
	cons, err := k.bus.JetStream().Consumer(ctx, name, k.durable)
	if errors.Is(err, jetstream.ErrConsumerNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("looking up consumer %s of %s: %w", k.durable, name, err)
	}
	info := cons.CachedInfo()
	if k.store.Follows(info.Created) {
		return nil
	}
	// One that has acknowledged nothing may be this folder's own: which reader
	// a folder follows is noted with its first batch.
	if info.AckFloor.Stream > 0 {
		k.log.Warn("the reader of this name read for another folder, it is made anew", telemetry.KeyConsumer, k.durable)
	}
	if err := k.bus.JetStream().DeleteConsumer(ctx, name, k.durable); err != nil && !errors.Is(err, jetstream.ErrConsumerNotFound) {
		return fmt.Errorf("removing consumer %s of %s: %w", k.durable, name, err)
	}
	return nil
}

// compare finds the messages of the stream that are not in the index and
// counts what became of the others.
func (k *Keeper) compare(ctx context.Context, st *Stream, checked *store.Checked, tell func(Progress)) ([]uint64, error) {
	st.Older = checked.Older(st.First)
	if st.Last < st.First || st.Last == 0 {
		return nil, nil
	}
	held, err := k.quarantined(ctx, st.Name)
	if err != nil {
		return nil, err
	}
	var absent []uint64
	r := bus.Range{From: st.First, To: st.Last, Headers: true}
	err = k.bus.ReadRange(ctx, bus.Enriched, r, func(m bus.Scanned) error {
		if st.Messages++; st.Messages%tellEvery == 0 {
			tell(Progress{"messages compared", st.Messages, st.Last - st.First + 1})
		}
		id, revision, by, ok := bus.EnrichedBy(m)
		switch {
		case ok && checked.Holds(m.Seq, id, revision):
			st.Indexed++
			return nil
		case held[m.Seq]:
			st.Quarantined++
			return nil
		case !ok:
			absent = append(absent, m.Seq)
			return nil
		}
		has, err := k.store.Has(id, revision, by)
		switch {
		case err != nil:
			return err
		case has:
			st.Replaced++
		case m.Seq > st.Floor:
			st.Pending++
		default:
			absent = append(absent, m.Seq)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return k.holes(ctx, st, absent, tell)
}

// holes reads the messages that seem to be absent: their headers did not say
// what they hold, or their month is retired, or they are missing.
func (k *Keeper) holes(ctx context.Context, st *Stream, absent []uint64, tell func(Progress)) ([]uint64, error) {
	var missing []uint64
	err := k.read(ctx, absent, func(m bus.Scanned) error {
		hole := Hole{Seq: m.Seq, Stored: m.Time}
		a, err := news.Decode(m.Data)
		if err != nil {
			if m.Seq > st.Floor {
				st.Pending++
				return nil
			}
			hole.Problem = err.Error()
			st.hole(hole)
			return nil
		}
		has, err := k.store.Has(a.ID, a.Revision, a.Enricher())
		if err != nil {
			return err
		}
		switch {
		case has:
			st.Replaced++
		case k.store.Refuses(a) || k.store.Forgets(a.ID):
			st.Retired++
		case m.Seq > st.Floor:
			st.Pending++
		default:
			hole.Article, hole.Revision = a.ID, a.Revision
			st.hole(hole)
			missing = append(missing, m.Seq)
		}
		tell(Progress{"missing messages looked up", uint64(len(missing)), uint64(len(absent))})
		return nil
	})
	return missing, err
}

func (st *Stream) hole(h Hole) {
	st.HolesTotal++
	if len(st.Holes) < maxHoles {
		st.Holes = append(st.Holes, h)
	}
}

// quarantined returns the sequences of messages that the stage gave up.
func (k *Keeper) quarantined(ctx context.Context, stream string) (map[uint64]bool, error) {
	held := make(map[uint64]bool)
	err := k.bus.ScanAll(ctx, bus.Quarantine, k.bus.Names().Quarantine(stage), func(m bus.Scanned) bool {
		// The message itself is left out: it may be large.
		var e struct {
			Stream   string `json:"stream"`
			Sequence uint64 `json:"sequence"`
		}
		if json.Unmarshal(m.Data, &e) == nil && e.Stream == stream {
			held[e.Sequence] = true
		}
		return true
	})
	return held, err
}

// read hands the messages with these sequences, which rise, to visit. One that
// the stream has dropped meanwhile is left out.
func (k *Keeper) read(ctx context.Context, seqs []uint64, visit func(bus.Scanned) error) error {
	for len(seqs) > 0 {
		n := 1
		for n < len(seqs) && seqs[n]-seqs[n-1] <= bridge {
			n++
		}
		wanted := seqs[:n]
		seqs = seqs[n:]
		r := bus.Range{From: wanted[0], To: wanted[n-1]}
		err := k.bus.ReadRange(ctx, bus.Enriched, r, func(m bus.Scanned) error {
			for len(wanted) > 0 && wanted[0] < m.Seq {
				wanted = wanted[1:]
			}
			if len(wanted) == 0 || wanted[0] != m.Seq {
				return nil
			}
			return visit(m)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// fetch brings messages of the stream into the index and returns how many are
// in it then.
func (k *Keeper) fetch(ctx context.Context, seqs []uint64, tell func(Progress)) (uint64, error) {
	var done uint64
	var batch []store.Record
	flush := func() error {
		n, err := k.apply(ctx, batch)
		done += n
		batch = nil
		tell(Progress{"missing articles indexed", done, uint64(len(seqs))})
		return err
	}
	err := k.read(ctx, seqs, func(m bus.Scanned) error {
		a, err := news.Decode(m.Data)
		if err != nil {
			return nil
		}
		batch = append(batch, store.Record{Article: a, Message: m.Data, Seq: m.Seq})
		if len(batch) < mendBatch {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	return done, err
}

// apply indexes records; those that cannot be are logged.
func (k *Keeper) apply(ctx context.Context, records []store.Record) (uint64, error) {
	if len(records) == 0 {
		return 0, nil
	}
	err := k.store.Apply(ctx, records)
	partial, ok := errors.AsType[*store.BatchError](err)
	if err != nil && !ok {
		return 0, err
	}
	n := len(records)
	if ok {
		for i, err := range partial.Failed {
			k.log.Error("article not indexed", telemetry.KeyArticleID, records[i].Article.ID, telemetry.KeyStreamSeq, records[i].Seq, telemetry.KeyErr, err)
			n--
		}
	}
	return uint64(n), nil
}
