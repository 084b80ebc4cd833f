// Package fleet runs daemons as processes for long runs of hard treatment: it
// starts them, kills them, stops them in their tracks, starts them again at
// once as a supervisor would, keeps their logs, and measures them from
// outside.
//
// A [Process] that ends is started again until the fleet is closed, whether
// the caller killed it or it ended by itself; the latter is kept as a [Death].
// Every process is asked four times a second whether it is ready, and the
// time that took after a disturbance is its recovery.
//
// [Wire] stands between a daemon and its server and cuts, stalls or swallows
// what passes. Measuring needs Linux; the rest any Unix.
package fleet
