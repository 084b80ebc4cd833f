package clock_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dateline-news/dateline/shared/clock"
)

func TestSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		if err := clock.Sleep(t.Context(), time.Hour); err != nil || time.Since(began) != time.Hour {
			t.Errorf("an hour: %s, %v", time.Since(began), err)
		}
		why := errors.New("stopped")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Minute, func() { cancel(why) })
		began = time.Now()
		if err := clock.Sleep(ctx, time.Hour); !errors.Is(err, why) || time.Since(began) != time.Minute {
			t.Errorf("a minute of an hour: %s, %v", time.Since(began), err)
		}
		if err := clock.Sleep(ctx, -1); !errors.Is(err, why) {
			t.Errorf("no time, when it is over: %v", err)
		}
		if err := clock.Sleep(t.Context(), 0); err != nil {
			t.Errorf("no time: %v", err)
		}
	})
}
