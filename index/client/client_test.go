package client_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/shared/natstest"
)

// TestUnreachable checks that a request while the server is away fails with
// words for people and the library's error beneath.
func TestUnreachable(t *testing.T) {
	for _, c := range []struct {
		name   string
		buffer int
		cause  error
	}{{"what is buffered", nats.DefaultReconnectBufSize, context.DeadlineExceeded}, {"without a buffer", -1, nats.ErrReconnectBufExceeded}} {
		t.Run(c.name, func(t *testing.T) {
			server := natstest.Run(t)
			address := server.ClientURL()
			away := make(chan struct{})
			nc, err := nats.Connect(address, nats.MaxReconnects(-1), nats.ReconnectBufSize(c.buffer),
				nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
					if err != nil {
						close(away)
					}
				}))
			if err != nil {
				t.Fatal(err)
			}
			defer nc.Close()
			server.Shutdown()
			<-away
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			_, err = client.New(nc, "news").Stats(ctx)
			if want := "NATS at " + address + " cannot be reached"; err == nil || !strings.Contains(err.Error(), want) || !errors.Is(err, c.cause) {
				t.Error(err)
			}
		})
	}
}
