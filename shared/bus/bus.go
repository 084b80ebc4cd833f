package bus

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// minServerMajor and minServerMinor are the oldest NATS server that has
// scheduled messages and atomic batches as they are used here.
const (
	minServerMajor = 2
	minServerMinor = 14
)

// requestTimeout bounds one request to the server.
const requestTimeout = 10 * time.Second

// lookTimeout bounds the first look at streams and consumers, see [lookPatience].
const lookTimeout = 2 * time.Second

// lookPatience is how long an attempt to look at streams and consumers may take.
// An answer that was lost with its connection, or asked of a server that was
// still starting, is not waited for much longer than it takes to connect again.
func lookPatience(attempt int) time.Duration {
	return min(lookTimeout<<min(attempt, 3), requestTimeout)
}

// Options is what a program passes to [Connect].
type Options struct {
	// Name is shown by the server beside the connection.
	Name string
	Log  *slog.Logger
	// Registerer takes the metrics; nil: none are kept.
	Registerer prometheus.Registerer
	// Conn is used instead of dialling, for a server in the same process.
	// The Bus takes over its error handler and does not close it.
	Conn *nats.Conn
	// StoreBytes is how much streams that are created now may take together;
	// 0: MaxStoreBytes.
	StoreBytes int64
}

// Bus is a connection to the streams of one installation. Its methods may be
// called concurrently.
type Bus struct {
	nc       *nats.Conn
	ownsConn bool
	js       jetstream.JetStream
	names    Names
	replicas int
	// storeBytes is Options.StoreBytes or its default.
	storeBytes int64
	url        string
	log        *slog.Logger
	metrics    *metrics
	closed     chan struct{}
	// streams caches the handle of each stream by StreamName.
	streams sync.Map
	// waiting is why each stage holds its messages, "" for one that does not.
	waiting sync.Map
	// hosts caches the handle of the bucket of hosts.
	hosts hostBucket
	// tombstones are what was taken down.
	tombstones *Tombstones
	bound      atomic.Bool
	refusals   refusals
	// reconnecting is set while a new connection is on its way.
	reconnecting atomic.Bool
	// lastErr is the reason why the streams are not bound, for Ready.
	lastErr atomic.Pointer[string]
}

// Connect starts to connect to NATS and returns at once: a server that is
// away is tried again for ever, with back-off, and [Bus.Ready] says why. The
// error reports configuration that can never work, such as a credentials file
// that cannot be read. An empty Prefix means "news", and no Replicas mean one.
func Connect(cfg Config, opts Options) (*Bus, error) {
	cfg = cfg.withDefaults()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	log := opts.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	b := &Bus{
		nc:         opts.Conn,
		names:      Names{Prefix: cfg.Prefix},
		replicas:   cfg.Replicas,
		storeBytes: cmp.Or(opts.StoreBytes, MaxStoreBytes),
		url:        env.Redact(cfg.URL),
		log:        log.With(telemetry.KeyComponent, "bus"),
		metrics:    newMetrics(opts.Registerer),
		closed:     make(chan struct{}),
	}
	if b.nc == nil {
		nc, err := dial(cfg, opts.Name, b)
		if err != nil {
			return nil, fmt.Errorf("connecting to NATS at %s: %w", b.url, err)
		}
		b.nc, b.ownsConn = nc, true
	} else {
		b.nc.SetErrorHandler(b.reported)
	}
	registerConnection(opts.Registerer, b.nc.IsConnected)
	js, err := jetstream.New(b.nc, jetstream.WithDefaultTimeout(requestTimeout))
	if err != nil {
		return nil, fmt.Errorf("preparing JetStream: %w", err)
	}
	b.js = &permitted{JetStream: js, refusals: &b.refusals}
	b.tombstones = newTombstones(b)
	return b, nil
}

// Names returns the names of the installation.
func (b *Bus) Names() Names { return b.names }

// Conn returns the connection, for core NATS and micro services.
func (b *Bus) Conn() *nats.Conn { return b.nc }

// JetStream returns the JetStream client, for readers that need more than
// this package offers.
func (b *Bus) JetStream() jetstream.JetStream { return b.js }

// Closed is closed when the connection has ended for good, by [Bus.Close] or
// because the server refused it in a way that no retry cures. A daemon ends
// then.
func (b *Bus) Closed() <-chan struct{} { return b.closed }

// Close drains the connection: what was published is flushed, then it ends.
// It waits for at most 5 seconds. A connection passed in Options stays open.
func (b *Bus) Close() {
	b.tombstones.close()
	if !b.ownsConn {
		return
	}
	if err := b.nc.Drain(); err != nil {
		b.nc.Close()
	}
	select {
	case <-b.closed:
	case <-time.After(5 * time.Second):
		b.nc.Close()
	}
}

// AwaitStreams blocks until the server is reached, every stream exists and it is
// known what was taken down, which is followed from then on until ctx ends,
// trying for ever with back-off. It returns an error only when ctx ends or
// the connection is closed for good.
func (b *Bus) AwaitStreams(ctx context.Context) error {
	logged := ""
	for attempt := 0; ; attempt++ {
		err := b.bind(ctx, lookPatience(attempt))
		if err == nil {
			err = b.tombstones.look(ctx)
		}
		if err == nil {
			go b.tombstones.follow(ctx)
			b.bound.Store(true)
			return nil
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		text := err.Error()
		b.lastErr.Store(&text)
		if text != logged {
			b.log.Warn("streams not ready, trying again", telemetry.KeyURL, b.url, telemetry.KeyErr, err)
			logged = text
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-b.closed:
			return errors.New("the NATS connection was closed")
		case <-time.After(reconnectDelay(attempt)):
		}
	}
}

func (b *Bus) bind(ctx context.Context, limit time.Duration) error {
	if err := b.connected(); err != nil {
		return err
	}
	if err := checkServerVersion(b.nc.ConnectedServerVersion()); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err := b.Ensure(ctx)
	if errors.Is(err, jetstream.ErrJetStreamNotEnabled) || errors.Is(err, nats.ErrNoResponders) {
		return fmt.Errorf("NATS at %s has no JetStream: start it with -js", b.url)
	}
	return err
}

func (b *Bus) connected() error {
	if b.nc.IsConnected() {
		return nil
	}
	return Unreached(b.url, b.nc.LastError())
}

func checkServerVersion(version string) error {
	parts := strings.SplitN(version, ".", 3)
	if len(parts) < 2 {
		return nil
	}
	major, err1 := strconv.Atoi(parts[0])
	minor, err2 := strconv.Atoi(parts[1])
	if err1 != nil || err2 != nil || major > minServerMajor || major == minServerMajor && minor >= minServerMinor {
		return nil
	}
	return fmt.Errorf("NATS server %s is too old: Dateline needs %d.%d or newer for scheduled messages and atomic batches", version, minServerMajor, minServerMinor)
}

// Ready reports why the bus cannot be used now, or nil.
func (b *Bus) Ready() error {
	if err := b.connected(); err != nil {
		return err
	}
	if err := b.refusals.since(time.Now().Add(-refusedFor)); err != nil {
		return err
	}
	if b.bound.Load() {
		return nil
	}
	if reason := b.lastErr.Load(); reason != nil {
		return errors.New(*reason)
	}
	return errors.New("the streams were not looked up yet")
}
