// Command soak runs a whole installation under a steady load for a long time
// and says whether anything grows that should not: the memory, goroutines and
// open files of each process, the time from fetching an article to finding it,
// and what waits between the stages.
//
//	go run ./deployments/soak -for 30m -rate 60 -plot soak.svg
//
// The load is a made-up press that publishes so many items a second, and edits
// some of those it has published. Everything else is real: a NATS server that
// syncs always, ingestd, enrichd and indexd as processes of their own. At the
// end every item must be in the index, or the exit code is 1; it is 1, too, if
// the lag or the backlog grew, or goroutines or files did.
//
// Memory is judged by the part that no file backs: the index is mapped into
// memory, so that resident memory counts what is cached of it. Its slope is
// that of a straight line through the means of each minute after the warm-up,
// with the standard error of that. That of ingestd and enrichd must be flat.
// indexd may keep 256 bytes of each article in memory. The NATS server keeps
// something of each, too, and what it has written lately: its slope is told and
// not judged. Linux only.
package main
