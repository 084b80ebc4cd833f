// Package natstest runs a real NATS server with JetStream inside a test. It
// is linked into tests only.
package natstest

import (
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// Run starts a server on a free loopback port with a store of its own and
// stops it when the test ends.
func Run(tb testing.TB) *server.Server {
	tb.Helper()
	return RunIn(tb, tb.TempDir(), -1)
}

// RunCore is Run without JetStream.
func RunCore(tb testing.TB) *server.Server {
	tb.Helper()
	return run(tb, &server.Options{Host: "127.0.0.1", Port: -1, NoLog: true, NoSigs: true})
}

// RunIn is Run with a store and a port of the caller's, for tests that stop a
// server and start it again. Port -1 takes a free one.
func RunIn(tb testing.TB, dir string, port int) *server.Server {
	tb.Helper()
	return run(tb, &server.Options{
		Host: "127.0.0.1", Port: port, JetStream: true, StoreDir: dir,
		NoLog: true, NoSigs: true, JetStreamMaxStore: 64 << 30,
	})
}

func run(tb testing.TB, opts *server.Options) *server.Server {
	tb.Helper()
	s, err := server.NewServer(opts)
	if err != nil {
		tb.Fatalf("making a NATS server: %v", err)
	}
	s.Start()
	tb.Cleanup(func() {
		s.Shutdown()
		s.WaitForShutdown()
	})
	if !s.ReadyForConnections(time.Minute) {
		tb.Fatal("the NATS server did not get ready within a minute")
	}
	return s
}

// Connect returns a connection to the server that ends with the test.
func Connect(tb testing.TB, s *server.Server) *nats.Conn {
	tb.Helper()
	nc, err := nats.Connect(s.ClientURL())
	if err != nil {
		tb.Fatalf("connecting to the NATS server: %v", err)
	}
	tb.Cleanup(nc.Close)
	return nc
}

// RunConfig is Run with a configuration file, which is to say port: -1 and
// where the streams lie.
func RunConfig(tb testing.TB, file string) *server.Server {
	tb.Helper()
	opts, err := server.ProcessConfigFile(file)
	if err != nil {
		tb.Fatalf("reading the configuration of a NATS server: %v", err)
	}
	opts.NoLog, opts.NoSigs = true, true
	return run(tb, opts)
}
