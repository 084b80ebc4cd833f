// Package daemon is the frame that every program of Dateline runs in: it reads
// the configuration, makes the logger and the metrics registry, answers
// /healthz, /readyz and /metrics on an admin address, turns signals into the
// end of a context, and cleans up in the reverse order of building.
//
// [Main] is called by each main.go and is the only place that ends the
// process. [Health] and [Handler] stand alone, for a process that runs several
// services behind one address.
package daemon
