package stack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/diskspace"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// serverStart bounds how long the embedded server may take to recover its
// streams; 3 million articles take 10 s after a kill.
const serverStart = 2 * time.Minute

// natsServer is the embedded NATS server. After a write error it is replaced,
// see [natsServer.watch]; its clients reconnect to the one that runs.
type natsServer struct {
	host  string
	store string
	log   *slog.Logger
	// storeBytes is what the streams may take together if they are created
	// now; it never shrinks streams that exist.
	storeBytes int64
	access     natsAccess
	// lazy is set where the server syncs by its timer alone.
	lazy bool
	// room says why nothing can be written to the disk of the store.
	room func() error

	// mu guards what follows.
	mu sync.Mutex
	// port is the one that was taken at the first start.
	port int
	// server is nil while it is being replaced.
	server *server.Server
	// trouble is why nothing is stored now.
	trouble error
}

// startNATS starts a NATS server with JetStream that listens on o.NATSAddr, keeps
// its streams in the folder of the run and syncs every write before it is acknowledged.
// Websocket, MQTT, leaf nodes and clustering stay off.
func startNATS(ctx context.Context, o Options, access natsAccess, room func() error, log *slog.Logger) (*natsServer, error) {
	addr, dir := o.NATSAddr, o.dir()
	host, port, err := splitAddr(addr)
	if err != nil {
		return nil, fmt.Errorf("-nats %q: %w", addr, err)
	}
	if err := checkFree(addr, "-nats"); err != nil {
		return nil, err
	}
	budget, err := storeBudget(dir)
	if err != nil {
		return nil, err
	}
	n := &natsServer{host: host, port: port, store: filepath.Join(dir, "nats"), log: log.With(telemetry.KeyComponent, "nats"), storeBytes: budget, access: access, lazy: o.lazy, room: room}
	if err := n.start(ctx); err != nil {
		return nil, err
	}
	return n, nil
}

// start starts a server on the store.
func (n *natsServer) start(ctx context.Context) error {
	options := &server.Options{
		ServerName: "dateline", Host: n.host, Port: n.port,
		JetStream: true, StoreDir: n.store, SyncAlways: !n.lazy, JetStreamMaxStore: bus.MaxStoreBytes,
		NoSigs: true, MaxPayload: 1 << 20,
	}
	if err := n.access.apply(options); err != nil {
		return fmt.Errorf("starting the embedded NATS server: %w", err)
	}
	s, err := server.NewServer(options)
	if err != nil {
		return fmt.Errorf("starting the embedded NATS server: %w", err)
	}
	lines := &serverLog{log: n.log}
	s.SetLoggerV2(lines, false, false, false)
	s.Start()
	for began := time.Now(); !s.ReadyForConnections(time.Second); {
		if time.Since(began) > serverStart || ctx.Err() != nil {
			s.Shutdown()
			s.WaitForShutdown()
			return fmt.Errorf("the embedded NATS server on %s:%d with its data in %s did not get ready within %s: %s", n.host, n.port, n.store, time.Since(began).Round(time.Second), lines.lastError())
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.server = s
	if at, ok := s.Addr().(*net.TCPAddr); ok {
		n.port = at.Port
	}
	return nil
}

// storeBudget returns how much new streams may take: what they are made for,
// or 80 % of what the disk has left if that is less.
func storeBudget(dir string) (int64, error) {
	space, err := diskspace.Measure(dir)
	if errors.Is(err, diskspace.ErrUnknown) {
		return bus.MaxStoreBytes, nil
	}
	if err != nil {
		return 0, err
	}
	return int64(min(bus.MaxStoreBytes, 0.8*float64(space.Free))), nil
}

// stop ends the server after its clients have gone.
func (n *natsServer) stop() {
	n.mu.Lock()
	s := n.server
	n.server = nil
	n.mu.Unlock()
	if s != nil {
		s.Shutdown()
		s.WaitForShutdown()
	}
}

// current returns the server that runs, nil while it is being replaced.
func (n *natsServer) current() *server.Server {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.server
}

// url is where clients from outside connect.
func (n *natsServer) url() string {
	if s := n.current(); s != nil {
		return s.ClientURL()
	}
	return ""
}

// InProcessConn connects a client of this process to the server that runs.
func (n *natsServer) InProcessConn() (net.Conn, error) {
	s := n.current()
	if s == nil {
		return nil, errors.New("the embedded NATS server is starting again")
	}
	return s.InProcessConn()
}

func splitAddr(addr string) (host string, port int, err error) {
	host, p, err := net.SplitHostPort(addr)
	if err != nil {
		return "", 0, fmt.Errorf("not an address such as 127.0.0.1:4222: %w", err)
	}
	port, err = strconv.Atoi(p)
	if err != nil || port < 0 || port > 65535 {
		return "", 0, fmt.Errorf("%q is no port", p)
	}
	if port == 0 {
		port = server.RANDOM_PORT
	}
	return host, port, nil
}

// checkFree reports an address that another program listens on.
func checkFree(addr, flag string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return cannotListen(addr, flag, err)
	}
	return l.Close()
}

// serverLog passes the server's log lines on and remembers the last error.
type serverLog struct {
	log *slog.Logger

	mu   sync.Mutex
	last string // guarded by mu
}

func (l *serverLog) lastError() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.last == "" {
		return "it gave no reason"
	}
	return l.last
}

func (l *serverLog) failed(format string, args []any) string {
	line := strings.TrimSpace(fmt.Sprintf(format, args...))
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last = line
	return line
}

// Noticef logs the server's own progress, which matters only when debugging.
func (l *serverLog) Noticef(format string, args ...any) {
	l.log.Debug("server notice", "line", strings.TrimSpace(fmt.Sprintf(format, args...)))
}

func (l *serverLog) Warnf(format string, args ...any) {
	l.log.Warn("server warning", "line", strings.TrimSpace(fmt.Sprintf(format, args...)))
}

func (l *serverLog) Errorf(format string, args ...any) {
	l.log.Error("server error", "line", l.failed(format, args))
}

func (l *serverLog) Fatalf(format string, args ...any) {
	l.log.Error("server fatal", "line", l.failed(format, args))
}

func (l *serverLog) Debugf(string, ...any) {}
func (l *serverLog) Tracef(string, ...any) {}
