// Package stack runs all of Dateline in one process: an embedded NATS server,
// the three services and one HTTP address, and with Options.Sample the bundled
// newsroom to read from.
//
// [Main] is the program standalone. Each service runs as it would in a process
// of its own, over a connection of its own to the server.
package stack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"github.com/dateline-news/dateline/deployments/standalone/sample"
	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/index"
	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/diskspace"
	"github.com/dateline-news/dateline/shared/pulse"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// reconnectWait is how soon a service looks for the embedded server again after
// that was replaced.
const reconnectWait = 200 * time.Millisecond

// Options is the command line of standalone.
type Options struct {
	// Sample reads the bundled newsroom; its data lies in a folder of its
	// own under DataDir.
	Sample bool
	// FeedsFile is an OPML file in place of the starter feeds.
	FeedsFile string
	DataDir   string
	HTTPAddr  string
	NATSAddr  string
	// NATSOpen lets everybody in who reaches NATSAddr.
	NATSOpen bool
	// Streams is "", "print" or "apply".
	Streams string

	// lazy leaves the syncing of streams to the server's timer, to measure what
	// the syncing costs.
	lazy bool
	// measure replaces the measuring of the disk in tests.
	measure func(dir string) (diskspace.Space, error)
}

// dir is where this run keeps its data.
func (o Options) dir() string {
	if o.Sample {
		return filepath.Join(o.DataDir, "sample")
	}
	return filepath.Join(o.DataDir, "news")
}

// Stack is a running Dateline.
type Stack struct {
	// NATSURL and HTTPURL are where the stack answers.
	NATSURL, HTTPURL string
	// Newsroom is the sample newsroom, nil without Options.Sample.
	Newsroom *sample.Newsroom

	bus     *bus.Bus
	nats    *natsServer
	started time.Time
	closers []func()
}

// run starts everything, calls ready, and blocks until ctx ends or a part
// fails; then it stops everything in reverse order.
func run(ctx context.Context, o Options, cfg *config, log *slog.Logger, newsroom sample.Options, ready func(context.Context, *Stack) error) (err error) {
	s := &Stack{started: time.Now()}
	defer func() {
		for i := len(s.closers) - 1; i >= 0; i-- {
			s.closers[i]()
		}
	}()
	access, err := accessTo(cfg.common.NATS, o.NATSAddr, o.NATSOpen)
	if err != nil {
		return err
	}
	lock, err := lockData(o.dir())
	if err != nil {
		return err
	}
	s.onClose(func() { _ = lock.Close() })
	guard := &diskspace.Guard{Dir: o.dir(), Measure: o.measure}
	if err := guard.Check(); err != nil {
		return err
	}
	listener, err := listenHTTP(ctx, o.HTTPAddr)
	if err != nil {
		return err
	}
	s.onClose(func() { _ = listener.Close() })
	s.HTTPURL = "http://" + listener.Addr().String()
	if s.nats, err = startNATS(ctx, o, access, guard.Check, log); err != nil {
		return err
	}
	s.onClose(s.nats.stop)
	s.NATSURL = s.nats.url()

	hosts, err := s.openNewsroom(ctx, o.Sample, newsroom)
	if err != nil {
		return err
	}
	registry := telemetry.NewRegistry()
	health := &daemon.Health{}
	services, err := s.services(cfg, log, registry, health, hosts, guard)
	if err != nil {
		return err
	}
	site, err := services.index.HTTPServer(mux(health, registry, services.index.Handler()), o.HTTPAddr)
	if err != nil {
		return err
	}
	if site.TLSConfig != nil {
		s.HTTPURL = "https://" + listener.Addr().String()
	}
	if err := s.bus.AwaitStreams(ctx); err != nil {
		return err
	}
	if err := s.addFeeds(ctx, o, log); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	for _, svc := range services.all {
		group.Go(func() error {
			if err := svc.run(ctx); err != nil && ctx.Err() == nil {
				return fmt.Errorf("%s: %w", svc.name, err)
			}
			return nil
		})
	}
	group.Go(func() error { return s.nats.watch(ctx) })
	group.Go(func() error { return serveHTTP(ctx, listener, site) })
	group.Go(func() error { return ready(ctx, s) })
	return group.Wait()
}

func (s *Stack) onClose(f func()) { s.closers = append(s.closers, f) }

// openNewsroom starts the sample newsroom on loopback and returns the hosts
// that the dialer sends there.
func (s *Stack) openNewsroom(ctx context.Context, on bool, o sample.Options) (map[string]string, error) {
	if !on {
		return nil, nil
	}
	newsroom, err := sample.New(o)
	if err != nil {
		return nil, fmt.Errorf("opening the sample newsroom: %w", err)
	}
	listener, err := listenHTTP(ctx, "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: newsroom.Handler(), ReadHeaderTimeout: 5 * time.Second}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener)
	}()
	s.onClose(func() {
		_ = server.Close()
		<-done
	})
	s.Newsroom = newsroom
	return map[string]string{"*.example": listener.Addr().String()}, nil
}

// service is one of the three, with its name for errors.
type service struct {
	name string
	run  func(context.Context) error
}

type services struct {
	all   []service
	index *index.Service
}

// services wires the three services, each with a connection and a logger of
// its own and a metrics label that names it.
func (s *Stack) services(cfg *config, log *slog.Logger, registry *prometheus.Registry, health *daemon.Health, hosts map[string]string, guard *diskspace.Guard) (services, error) {
	connect := func(name string) (*bus.Bus, error) {
		nc, err := nats.Connect("", nats.InProcessServer(s.nats), nats.Name(name), s.nats.access.option(),
			nats.MaxReconnects(-1), nats.ReconnectWait(reconnectWait), nats.ReconnectBufSize(-1))
		if err != nil {
			return nil, fmt.Errorf("connecting to the embedded NATS server: %w", err)
		}
		s.onClose(func() {
			_ = nc.Flush()
			nc.Close()
		})
		b, err := bus.Connect(cfg.common.NATS, bus.Options{
			Name: name, Log: log.With(telemetry.KeyService, name), Registerer: telemetry.Wrap(registry, name),
			Conn: nc, StoreBytes: s.nats.storeBytes,
		})
		if err == nil {
			health.Add(name+" nats", b.Ready)
		}
		return b, err
	}
	var err error
	if s.bus, err = connect("standalone"); err != nil {
		return services{}, err
	}
	buses := map[string]*bus.Bus{}
	for _, name := range []string{"ingest", "enrich", "index"} {
		if buses[name], err = connect(name); err != nil {
			return services{}, err
		}
	}
	health.Add("disk", guard.Check)
	health.Add("nats server", s.nats.ready)
	health.Describe("disk of the data folder", func() any { return pulse.MeasureDisk(guard.Dir) })
	answering, err := pulse.Serve(s.bus, "standalone", health)
	if err != nil {
		return services{}, err
	}
	s.onClose(answering)
	indexConfig := cfg.index
	indexConfig.Dir = filepath.Join(guard.Dir, "index")
	ing, err1 := ingest.New(cfg.ingest, ingest.Deps{
		Bus: buses["ingest"], Log: log.With(telemetry.KeyService, "ingest"), Registerer: telemetry.Wrap(registry, "ingest"), Health: health,
		Allow: cfg.common.AllowCidrs, Hosts: hosts, Guard: guard.Check,
	})
	enr, err2 := enrich.New(cfg.enrich, enrich.Deps{
		Bus: buses["enrich"], Log: log.With(telemetry.KeyService, "enrich"), Registerer: telemetry.Wrap(registry, "enrich"), Health: health,
		Guard: guard.Check,
	})
	idx, err3 := index.New(indexConfig, index.Deps{
		Bus: buses["index"], Log: log.With(telemetry.KeyService, "index"), Registerer: telemetry.Wrap(registry, "index"), Health: health,
		Allow: cfg.common.AllowCidrs,
	})
	if err := errors.Join(err1, err2, err3); err != nil {
		return services{}, err
	}
	return services{
		all:   []service{{"ingest", ing.Run}, {"enrich", enr.Run}, {"index", idx.Run}},
		index: idx,
	}, nil
}

func listenHTTP(ctx context.Context, addr string) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, cannotListen(addr, "-http", err)
	}
	return l, nil
}

// mux puts the API of the index and the admin endpoints on one address.
func mux(health *daemon.Health, registry *prometheus.Registry, api http.Handler) http.Handler {
	admin := daemon.Strict(near(daemon.Handler(health, registry)))
	m := http.NewServeMux()
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		m.Handle(path, admin)
	}
	m.Handle("/", api)
	return m
}

// near keeps what only the operator needs to programs on the same machine;
// that the process lives anybody may know.
func near(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/healthz" && !daemon.Loopback(r.RemoteAddr) {
			http.Error(w, "only programs on the same machine may read this; the daemons have an address of its own for it", http.StatusForbidden)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// serveHTTP serves until ctx ends and then lets requests finish for a while.
func serveHTTP(ctx context.Context, l net.Listener, server *http.Server) error {
	stopped := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(stopped)
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer cancel()
		_ = server.Shutdown(grace)
	})
	serve := server.Serve
	if server.TLSConfig != nil {
		serve = func(l net.Listener) error { return server.ServeTLS(l, "", "") }
	}
	err := serve(l)
	if stop() {
		return fmt.Errorf("serving HTTP: %w", err)
	}
	<-stopped
	return nil
}
