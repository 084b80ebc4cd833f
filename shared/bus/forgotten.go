package bus

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/news"
	"github.com/dateline-news/dateline/shared/telemetry"
)

const (
	// lookForgottenEvery is how often new tombstones are looked for: one
	// request.
	lookForgottenEvery = time.Second
	// freshFor is how long after a look what it has seen is believed. A process
	// that was stopped for longer asks before it publishes.
	freshFor = 3 * time.Second
	// settleFor is how long after a tombstone every process knows it: none
	// publishes what it is of from then on.
	settleFor = freshFor + 2*time.Second
)

// Tombstone says that an article was taken down. Its key is the hash of the
// article's id, so that a list of them tells nobody what was.
type Tombstone struct {
	// Key is that of the bucket: the SHA-256 of the id in lower-case hex.
	Key    string    `json:"key,omitempty"`
	Time   time.Time `json:"time"`
	Reason string    `json:"reason"`
	// Source is the outlet of the article where it was known.
	Source string `json:"source,omitempty"`
}

// TombstoneKey is the key of an article's tombstone.
func TombstoneKey(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])
}

// tomb is the beginning of a key, as it is held in memory.
type tomb [16]byte

func tombOf(id string) (t tomb) {
	sum := sha256.Sum256([]byte(id))
	copy(t[:], sum[:])
	return t
}

// Tombstones is the set of articles that were taken down, as a process knows
// it: no older than a few seconds while NATS answers, and what it was when NATS
// is away. It takes some 20 to 40 bytes a tombstone. Its methods may be called
// concurrently.
type Tombstones struct {
	b *Bus
	// turn is held by the one goroutine that follows the bucket, end is closed
	// with the bus.
	turn, end chan struct{}
	ended     sync.Once
	// looked is when the bucket was seen last, since start; 0: never.
	looked atomic.Int64
	start  time.Time

	// looking is held while the bucket is looked at.
	looking sync.Mutex
	// made is when the bucket was made that was read up to seq.
	made time.Time
	seq  uint64

	// mu guards what follows.
	mu      sync.RWMutex
	tombs   map[tomb]struct{}
	version uint64
}

func newTombstones(b *Bus) *Tombstones {
	return &Tombstones{b: b, turn: make(chan struct{}, 1), end: make(chan struct{}), start: time.Now(), tombs: make(map[tomb]struct{})}
}

// Forgotten returns the set of articles that were taken down. It is known from
// [Bus.AwaitStreams] on, and while something is consumed.
func (b *Bus) Forgotten() *Tombstones { return b.tombstones }

// Has reports whether an article was taken down.
func (t *Tombstones) Has(id string) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if len(t.tombs) == 0 {
		return false
	}
	_, ok := t.tombs[tombOf(id)]
	return ok
}

// Version changes whenever the set does; it is 0 while nothing was ever taken
// down.
func (t *Tombstones) Version() uint64 {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.version
}

// Len is how many articles were taken down.
func (t *Tombstones) Len() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.tombs)
}

// known makes sure that the set is what it was some seconds ago at most.
func (t *Tombstones) known(ctx context.Context) error {
	if t.fresh() {
		return nil
	}
	return t.look(ctx)
}

func (t *Tombstones) fresh() bool {
	looked := t.looked.Load()
	return looked > 0 && time.Since(t.start)-time.Duration(looked) < freshFor
}

// close ends what follows the bucket.
func (t *Tombstones) close() { t.ended.Do(func() { close(t.end) }) }

// follow keeps the set known until ctx ends or the bus is closed. Of several
// callers one does, and the next takes over.
func (t *Tombstones) follow(ctx context.Context) {
	select {
	case t.turn <- struct{}{}:
	case <-ctx.Done():
		return
	case <-t.end:
		return
	}
	defer func() { <-t.turn }()
	told := ""
	for {
		err := t.look(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && err.Error() != told && t.b.nc.IsConnected():
			told = err.Error()
			t.b.log.Warn("what was taken down is not known for now; before anything is published it is asked for", telemetry.KeyErr, err)
		case err == nil:
			told = ""
		}
		select {
		case <-ctx.Done():
			return
		case <-t.end:
			return
		case <-time.After(lookForgottenEvery):
		}
	}
}

// bucketStream is the stream of the bucket.
func (t *Tombstones) bucketStream() string { return "KV_" + t.b.names.Bucket(Forgotten) }

// look reads what is new in the bucket. Without a bucket nothing was ever taken
// down; where one is gone, what is known stays.
func (t *Tombstones) look(ctx context.Context) error {
	t.looking.Lock()
	defer t.looking.Unlock()
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	began := time.Since(t.start)
	stream, err := t.b.js.Stream(ctx, t.bucketStream())
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		t.made, t.seq = time.Time{}, 0
		t.looked.Store(int64(max(began, 1)))
		return nil
	}
	if err != nil {
		return fmt.Errorf("looking up the bucket %s: %w", t.b.names.Bucket(Forgotten), err)
	}
	info := stream.CachedInfo()
	if !info.Created.Equal(t.made) {
		t.made, t.seq = info.Created, 0
	}
	if last := info.State.LastSeq; last > t.seq {
		if err := t.read(ctx, t.seq+1); err != nil {
			return fmt.Errorf("reading the bucket %s: %w", t.b.names.Bucket(Forgotten), err)
		}
		t.seq = last
	}
	t.looked.Store(int64(max(began, 1)))
	return nil
}

// read takes over what was written from a sequence on.
func (t *Tombstones) read(ctx context.Context, from uint64) error {
	cfg := jetstream.ConsumerConfig{
		FilterSubject: "$KV." + t.b.names.Bucket(Forgotten) + ".>", HeadersOnly: true,
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: from,
	}
	return t.b.scanStream(ctx, t.bucketStream(), cfg, scanBatch, func(m Scanned) bool {
		key, err := hex.DecodeString(m.Subject[strings.LastIndexByte(m.Subject, '.')+1:])
		if err != nil || len(key) != sha256.Size {
			return true
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		if m.Header.Get("KV-Operation") != "" {
			delete(t.tombs, tomb(key[:16]))
		} else {
			t.tombs[tomb(key[:16])] = struct{}{}
		}
		t.version++
		return true
	})
}

// takenDown reports whether an article must not be published. A process that
// has not looked for some seconds asks.
func (t *Tombstones) takenDown(ctx context.Context, id string) (bool, error) {
	if t.Has(id) {
		return true, nil
	}
	if err := t.known(ctx); err != nil {
		return false, err
	}
	return t.Has(id), nil
}

// Tombstone returns that of an article, or ErrNotFound.
func (b *Bus) Tombstone(ctx context.Context, id string) (Tombstone, error) {
	kv, err := b.js.KeyValue(ctx, b.names.Bucket(Forgotten))
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		return Tombstone{}, ErrNotFound
	}
	if err != nil {
		return Tombstone{}, fmt.Errorf("opening the bucket %s: %w", b.names.Bucket(Forgotten), err)
	}
	entry, err := kv.Get(ctx, TombstoneKey(id))
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return Tombstone{}, ErrNotFound
	}
	if err != nil {
		return Tombstone{}, fmt.Errorf("reading the tombstone of %s: %w", id, err)
	}
	return tombstoneOf(entry.Key(), entry.Value(), entry.Created()), nil
}

// tombstoneOf reads a tombstone. One that cannot be read is one all the same.
func tombstoneOf(key string, data []byte, stored time.Time) Tombstone {
	var t Tombstone
	if err := json.Unmarshal(data, &t); err != nil {
		t = Tombstone{Reason: "not known"}
	}
	if t.Time.IsZero() {
		t.Time = stored
	}
	t.Key = key
	return t
}

// ScanTombstones hands every tombstone to visit, oldest first, until visit
// returns false.
func (b *Bus) ScanTombstones(ctx context.Context, visit func(Tombstone) bool) error {
	prefix := "$KV." + b.names.Bucket(Forgotten) + "."
	cfg := jetstream.ConsumerConfig{FilterSubject: prefix + ">", DeliverPolicy: jetstream.DeliverLastPerSubjectPolicy}
	err := b.scanStream(ctx, b.tombstones.bucketStream(), cfg, scanBatch, func(m Scanned) bool {
		if m.Header.Get("KV-Operation") != "" {
			return true
		}
		return visit(tombstoneOf(strings.TrimPrefix(m.Subject, prefix), m.Data, m.Time))
	})
	if err == nil || errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil
	}
	return fmt.Errorf("reading the bucket %s: %w", b.names.Bucket(Forgotten), err)
}

// bury writes the tombstone of an article; the one that it has already stays.
// It reports whether it is new.
func (b *Bus) bury(ctx context.Context, kv jetstream.KeyValue, id string, t Tombstone) (bool, error) {
	t.Key = ""
	data, err := json.Marshal(t)
	if err != nil {
		return false, fmt.Errorf("encoding the tombstone of %s: %w", id, err)
	}
	_, err = kv.Create(ctx, TombstoneKey(id), data)
	if errors.Is(err, jetstream.ErrKeyExists) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("writing the tombstone of %s: %w", id, err)
	}
	return true, nil
}

// silent makes an event tell nothing of an article that was taken down; ok is
// false for one that is not to be published at all.
func (t *Tombstones) silent(ctx context.Context, e *news.Event) (ok bool, err error) {
	id := e.Article
	if id == "" && e.URL != "" {
		if id, err = news.IDFromURL(e.URL); err != nil {
			return true, nil
		}
	}
	if id == "" {
		return true, nil
	}
	down, err := t.takenDown(ctx, id)
	if err != nil || !down {
		return err == nil, err
	}
	if e.Kind != news.EventDropped {
		return false, nil
	}
	e.Article, e.URL, e.Title, e.Detail = id, "", "", ""
	return true, nil
}
