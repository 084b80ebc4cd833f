// Command torture treats a whole installation of Dateline as badly as it can
// and then looks whether anything was lost or doubled.
//
//	go run ./deployments/torture -faults 1000 -items 50000 -seed 1
//
// It starts NATS, ingestd, enrichd and indexd as processes of their own, with
// real files, real connections and real feeds from a press of its own, see
// newsroom. While news comes in, faults strike at random: processes are killed
// or stopped, connections cut in the middle of a message, messages repeated in
// the wrong order, garbage put in between; as root also power cuts, full disks
// and networks that fall apart. Whatever ends is started again at once, as a
// supervisor would, and that is all the help that there is.
//
// At the end, when nothing is left to do, the truth is compared with what is
// there: every version of every item is on the articles stream exactly once,
// as the revision that it has to be; the index has each article exactly once,
// in its last version, with annotations; a standing query was told of each
// wording once; in quarantine is garbage alone, each piece with a reason;
// "indexd verify" finds nothing; and no process has grown. What is not so is
// listed, with what "newsq trace" says of it, and the exit code is 1.
//
// One seed drives everything that is random here. What the seed cannot fix is
// how fast processes are between two faults, so a run can be repeated, not
// replayed.
package main
