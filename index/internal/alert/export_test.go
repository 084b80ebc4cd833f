package alert

import (
	"context"
	"time"
)

// DelayAfter is delayAfter with the delay that a program has.
func DelayAfter(posts int) time.Duration { return delayAfter(firstDelay, posts) }

// HurryWebhooks makes the first delay after a post that failed a short one,
// and sets the time that a post may take.
func (s *Service) HurryWebhooks(timeout time.Duration) {
	s.poster.first, s.poster.client.Timeout = 20*time.Millisecond, timeout
}

// ID is alertID.
func ID(q Query, hash string) string { return alertID(q, hash) }

// Sign is sign.
func Sign(secret string, at time.Time, body []byte) string { return sign(secret, at, body) }

// FallBehind is fallBehind after a post that failed.
func (s *Store) FallBehind(ctx context.Context, name string, seq uint64) error {
	return s.fallBehind(ctx, name, seq, time.Now(), &postError{"test", statusError(503)})
}
