// Package telemetry holds what all programs share for logs and metrics: the
// keys of log attributes, the logger, the metrics registry, and the build that
// is running.
//
// Nothing here is global: a logger and a registry are made once by main and
// passed on. Text that came from outside goes through [Clip] before it is
// logged, so that a feed can neither flood a log nor write control sequences
// to a terminal.
package telemetry
