package daemon_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/natstest"
)

func TestBusWithoutServer(t *testing.T) {
	t.Setenv("DATELINE_NATS_URL", "nats://127.0.0.1:1")
	ctx, cancel := context.WithCancel(t.Context())
	got := run(ctx, app(func(ctx context.Context, p *daemon.Process) error {
		if _, err := p.Bus(); err != nil {
			t.Errorf("Bus without a server = %v, want it to keep trying", err)
		}
		if err := p.Health.Ready(); err == nil || !strings.Contains(err.Error(), "nats: no NATS server answers at nats://127.0.0.1:1") {
			t.Errorf("Ready = %v, want it to name the server", err)
		}
		cancel()
		<-ctx.Done()
		return nil
	}))
	if got.code != 0 {
		t.Errorf("exit code %d\n%s", got.code, got.stderr)
	}
}

func TestBusGivenUpEndsTheDaemon(t *testing.T) {
	server := natstest.Run(t)
	t.Setenv("DATELINE_NATS_URL", server.ClientURL())
	got := run(t.Context(), app(func(ctx context.Context, p *daemon.Process) error {
		b, err := p.Bus()
		if err != nil {
			return err
		}
		if err := b.AwaitStreams(ctx); err != nil {
			return err
		}
		if err := p.Health.Ready(); err != nil {
			t.Errorf("Ready = %v", err)
		}
		b.Conn().Close()
		select {
		case <-ctx.Done():
		case <-time.After(time.Minute):
			t.Error("the daemon goes on without a connection")
		}
		return nil
	}))
	if got.code != 1 || !strings.Contains(got.stderr, "gave its connection up") {
		t.Errorf("got %d\n%s", got.code, got.stderr)
	}
}
