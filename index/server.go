package index

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/dateline-news/dateline/shared/telemetry"
)

// Server is a Service that serves its HTTP API on the address of its
// configuration. Programs with an address of their own mount
// [Service.Handler] there instead.
type Server struct {
	*Service
	listener net.Listener
}

// NewServer wires a Server and takes its address.
func NewServer(cfg Config, deps Deps) (*Server, error) {
	s, err := New(cfg, deps)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", string(cfg.HTTP.Addr))
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("the API address %s is taken by another process: stop that or set %s_HTTP_ADDR to another one", cfg.HTTP.Addr, Prefix)
	}
	if err != nil {
		return nil, fmt.Errorf("listening on the API address: %w; set %s_HTTP_ADDR to another one", err, Prefix)
	}
	return &Server{Service: s, listener: listener}, nil
}

// Run runs the service and serves HTTP until ctx ends.
func (s *Server) Run(ctx context.Context) error {
	server := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      s.cfg.Search.Timeout + 30*time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	s.log.Info("serving the search API", telemetry.KeyAddr, s.listener.Addr().String())
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return s.Service.Run(ctx) })
	group.Go(func() error {
		if err := server.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serving the search API: %w", err)
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer cancel()
		// A client that keeps its connection busy is cut off.
		if server.Shutdown(grace) != nil {
			return server.Close()
		}
		return nil
	})
	return group.Wait()
}
