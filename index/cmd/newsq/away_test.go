package main

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
)

// TestServerAway checks that a tail says that NATS went away and came back,
// and outlives it.
func TestServerAway(t *testing.T) {
	dir := t.TempDir()
	server := natstest.RunIn(t, dir, -1)
	t.Setenv("DATELINE_NATS_URL", server.ClientURL())
	b, err := bus.Connect(bus.Config{URL: server.ClientURL(), Prefix: "news", Replicas: 1}, bus.Options{Name: "test", Conn: natstest.Connect(t, server)})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var out, problems output
	a := &app{stdout: &out, stderr: &problems}
	done := make(chan int, 1)
	go func() { done <- a.main(ctx, []string{"tail", "truce"}) }()
	n := 0
	until(t, "an article", func() error {
		n++
		if _, err := b.PublishEnriched(t.Context(), annotate(truce(t, n))); err != nil {
			return err
		}
		if !strings.Contains(out.String(), "Truce") {
			return errors.New("nothing yet")
		}
		return nil
	})
	said := func(words string) {
		t.Helper()
		until(t, words, func() error {
			if !strings.Contains(problems.String(), words) {
				return errors.New(problems.String())
			}
			return nil
		})
	}
	address, port := server.ClientURL(), server.Addr().(*net.TCPAddr).Port //nolint:errcheck,forcetypeassert // it listens on TCP
	server.Shutdown()
	server.WaitForShutdown()
	said("newsq: NATS at " + address + " cannot be reached since ")
	natstest.RunIn(t, dir, port)
	said("newsq: NATS at " + address + " answers again")
	cancel()
	select {
	case code := <-done:
		if code != exitFound {
			t.Errorf("tail ended with %d: %s", code, problems.String())
		}
	case <-time.After(time.Minute):
		t.Error("tail did not end")
	}
}

// TestLeaving checks that what does not end when it is interrupted holds up
// nobody, and that what does is waited for.
func TestLeaving(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	never := make(chan struct{})
	defer close(never)
	done := make(chan error, 1)
	go func() {
		done <- leaving(ctx, func() error {
			cancel()
			<-never
			return nil
		})
	}()
	select {
	case err := <-done:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("left behind: %v", err)
		}
	case <-time.After(time.Minute):
		t.Fatal("it was waited for")
	}
	if err := leaving(t.Context(), func() error { return errNothing }); !errors.Is(err, errNothing) {
		t.Errorf("ended by itself: %v", err)
	}
}
