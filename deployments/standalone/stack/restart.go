package stack

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/dateline-news/dateline/shared/telemetry"
)

const (
	// healthEvery is how often the embedded server is asked about itself.
	healthEvery = 2 * time.Second
	// restartMost is the longest pause between two restarts.
	restartMost = time.Minute
	// calm is how long a server must be well to count as healed.
	calm = 10 * time.Minute
)

// watch asks the server about itself until ctx ends. A stream whose write
// failed, because the disk was full or broken, takes nothing more until its
// server starts again: as soon as there is room, watch replaces the server by
// a new one on the same store and port, less and less often where that does
// not help. What was acknowledged is there after it.
func (n *natsServer) watch(ctx context.Context) error {
	tick := time.NewTicker(healthEvery)
	defer tick.Stop()
	var pause time.Duration
	var restarted time.Time
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		reason := n.broken()
		if reason == "" {
			n.tell(nil)
			if pause > 0 && time.Since(restarted) > calm {
				pause = 0
			}
			continue
		}
		if err := n.room(); err != nil {
			n.tell(fmt.Errorf("a write to its store failed (%s); it starts again when there is room: %w", reason, err))
			continue
		}
		if wait := pause - time.Since(restarted); wait > 0 {
			n.tell(fmt.Errorf("a write to its store failed (%s); it starts again within %s", reason, wait.Round(time.Second)))
			continue
		}
		pause = min(max(2*pause, healthEvery), restartMost)
		restarted = time.Now()
		n.tell(fmt.Errorf("a write to its store failed (%s); it is starting again", reason))
		n.restart(ctx, reason)
	}
}

// broken says what keeps the server from storing, or nothing.
func (n *natsServer) broken() string {
	s := n.current()
	if s == nil {
		return "the server did not start again"
	}
	if !s.JetStreamEnabled() {
		return "JetStream has ended itself"
	}
	for _, e := range s.Healthz(&server.HealthzOptions{Details: true}).Errors {
		if strings.Contains(e.Error, "write error") {
			return e.Error
		}
	}
	return ""
}

// restart replaces the server. Its error shows at the next look.
func (n *natsServer) restart(ctx context.Context, reason string) {
	n.log.Warn("the embedded NATS server starts again, since a write to its store failed", telemetry.KeyReason, reason)
	n.stop()
	began := time.Now()
	if err := n.start(ctx); err != nil {
		n.log.Error("the embedded NATS server did not start again, trying later", telemetry.KeyErr, err)
		return
	}
	n.log.Info("the embedded NATS server runs again", telemetry.KeyElapsed, time.Since(began))
}

// tell notes why nothing is stored, and logs it when it is new.
func (n *natsServer) tell(trouble error) {
	n.mu.Lock()
	before := n.trouble
	n.trouble = trouble
	n.mu.Unlock()
	switch {
	case trouble != nil && before == nil:
		n.log.Error("the embedded NATS server stores nothing", telemetry.KeyErr, trouble)
	case trouble == nil && before != nil:
		n.log.Info("the embedded NATS server stores again")
	}
}

// ready reports why nothing is stored now.
func (n *natsServer) ready() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.trouble != nil {
		return fmt.Errorf("the embedded NATS server stores nothing: %w", n.trouble)
	}
	if n.server == nil {
		return errors.New("the embedded NATS server is starting again")
	}
	return nil
}
