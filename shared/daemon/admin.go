package daemon

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"

	"github.com/dateline-news/dateline/shared/telemetry"
)

// listen serves the admin address until the process stops.
func (a *App) listen(p *Process, admin Admin) error {
	listener, err := net.Listen("tcp", string(admin.Addr))
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("the admin address %s is taken by another process: stop that or set %s_ADMIN_ADDR to another one", admin.Addr, a.Prefix)
	}
	if err != nil {
		return fmt.Errorf("listening on the admin address: %w; set %s_ADMIN_ADDR to another one", err, a.Prefix)
	}
	handler := Handler(p.Health, p.Registry)
	writeTimeout := 30 * time.Second
	if admin.Pprof {
		mux := http.NewServeMux()
		mux.Handle("/", handler)
		mux.Handle("/debug/pprof/", profiles())
		handler = mux
		// A profile is written for as long as it was asked to run.
		writeTimeout = 0
	}
	server := &http.Server{
		Handler:           Strict(handler),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(p.Log.Handler(), slog.LevelDebug),
	}
	var served sync.WaitGroup
	served.Go(func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			p.Fail(fmt.Errorf("serving the admin address: %w", err))
		}
	})
	p.OnStop("admin address", func(ctx context.Context) error {
		// A client that keeps its connection busy is cut off.
		err := server.Shutdown(ctx)
		if err != nil {
			err = errors.Join(err, server.Close())
		}
		served.Wait()
		return err
	})
	if !Loopback(string(admin.Addr)) {
		p.Log.Warn("whoever reaches this address reads the metrics: set "+a.Prefix+"_ADMIN_ADDR to one on 127.0.0.1, or let only the monitoring reach it", telemetry.KeyAddr, string(admin.Addr))
	}
	p.Log.Info("serving health and metrics", telemetry.KeyAddr, listener.Addr().String())
	return nil
}
