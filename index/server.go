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

	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// Server is a Service that serves its HTTP API on the address of its
// configuration. Programs with an address of their own mount
// [Service.Handler] there instead.
type Server struct {
	*Service
	listener net.Listener
	server   *http.Server
}

// HTTPServer returns a server for the handler with the service's bounds of
// time and size and, where the configuration has a certificate, with TLS: then
// TLSConfig is not nil. Event streams bound their own time. Addr is where it
// will listen; the log warns where that lets in everybody.
func (s *Service) HTTPServer(h http.Handler, addr string) (*http.Server, error) {
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      s.cfg.Search.Timeout + 30*time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	if s.cfg.HTTP.TLS.Cert != "" {
		certificate, err := newCertificate(s.cfg.HTTP.TLS.Cert, s.cfg.HTTP.TLS.Key, s.log)
		if err != nil {
			return nil, err
		}
		server.TLSConfig = certificate.config()
	}
	if !daemon.Loopback(addr) {
		if s.cfg.HTTP.Token.Reveal() == "" {
			s.log.Warn("whoever reaches this address may read the index: set "+Prefix+"_HTTP_TOKEN, or listen on 127.0.0.1", telemetry.KeyAddr, addr)
		} else if server.TLSConfig == nil {
			s.log.Warn("tokens cross the network in the clear: set "+Prefix+"_HTTP_TLS_CERT and _KEY, or put a proxy with TLS in front", telemetry.KeyAddr, addr)
		}
	}
	return server, nil
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
	server, err := s.HTTPServer(s.Handler(), string(cfg.HTTP.Addr))
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return &Server{Service: s, listener: listener, server: server}, nil
}

// Run runs the service and serves HTTP until ctx ends.
func (s *Server) Run(ctx context.Context) error {
	server, serve := s.server, s.server.Serve
	if server.TLSConfig != nil {
		serve = func(l net.Listener) error { return server.ServeTLS(l, "", "") }
	}
	s.log.Info("serving the search API", telemetry.KeyAddr, s.listener.Addr().String())
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return s.Service.Run(ctx) })
	group.Go(func() error {
		if err := serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
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
