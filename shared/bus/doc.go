// Package bus is how Dateline's services use NATS JetStream: the names of
// streams and subjects and the limits of each stream, publishing by expected
// sequence, consuming with three kinds of error, quarantine, feed records and
// poll timers, and the guard that pauses polling before a ring would drop what
// nobody has read.
//
// Delivery is at least once: a message is acknowledged only after the handler
// has returned nil, which it may do only once its effect is durable. Handlers
// must therefore be idempotent. Nothing here parses feeds, annotates or
// searches.
package bus
