// Command recovery measures how soon a whole installation is back after its
// worst moments.
//
//	go run ./deployments/recovery -items 100000 -kills 5
//
// It runs a NATS server that syncs always, ingestd, enrichd and indexd as
// processes of their own beside a made-up press, which publishes as fast as
// they read. At moments in between it kills all of them at once with SIGKILL,
// and they are started again at once, as by a supervisor: it tells how long it
// is to the first answer of a search, and until everything that was published
// before can be found. At the end it deletes the index and tells how long it
// takes to be made anew from the stream, and how that compares with the pace
// at which it was filled. The exit code is 1 if an answer took more than 10 s,
// or if anything is missing at the end. Linux only.
package main
