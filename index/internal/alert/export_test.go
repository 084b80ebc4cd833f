package alert

import "time"

// DelayAfter is delayAfter with the delay that a program has.
func DelayAfter(posts int) time.Duration { return delayAfter(firstDelay, posts) }

// HurryWebhooks makes the first delay after a post that failed a short one.
func (s *Service) HurryWebhooks() { s.poster.first = time.Millisecond }

// ID is alertID.
func ID(q Query, hash string) string { return alertID(q, hash) }

// Sign is sign.
func Sign(secret string, at time.Time, body []byte) string { return sign(secret, at, body) }
