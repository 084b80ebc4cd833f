package bus_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/env"
)

// TestRepliesRefused starts where replies are not permitted, which is put
// right later.
func TestRepliesRefused(t *testing.T) {
	url, restart := guarded(t, `{user: ingestd, password: x, permissions: {subscribe: {deny: "_INBOX_ingestd.>"}}}`)
	b := dialled(t, bus.Config{URL: url, User: "ingestd", Password: env.NewSecret("x")})
	ready := make(chan error, 1)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	go func() { ready <- b.AwaitStreams(ctx) }()
	eventually(t, "the refusal shows", func() bool {
		err := b.Ready()
		return err != nil && strings.Contains(err.Error(), `may not subscribe to "_INBOX_ingestd.`)
	})
	restart("{user: ingestd, password: x}")
	if err := <-ready; err != nil {
		t.Fatalf("%v; %v", err, b.Ready())
	}
}
