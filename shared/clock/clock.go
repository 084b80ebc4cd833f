// Package clock lets time pass for those who may be asked to stop meanwhile. It
// keeps no time of its own.
package clock

import (
	"context"
	"time"
)

// Sleep lets d pass, or less when ctx ends, and returns the cause of that.
func Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return context.Cause(ctx)
	}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}
