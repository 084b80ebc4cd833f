// Package newsroom plays a whole press of outlets over HTTP on loopback, for
// long runs against real daemons, and keeps the truth about what it served.
//
// Every outlet is a host below .example with two feeds. Each feed is a ring
// that turns while the run goes on: new items push out the oldest, and items
// still in the ring are edited. A feed turns only when the reader shows, by
// sending the validator of the document back, that it has dealt with the whole
// document; until then it serves the same one again. So nothing ever leaves
// a feed unread, every item and every version of it is a promise that the
// reader has given, and [Newsroom.Items] is what has to come out at the other
// end, whatever happened in between.
//
// How far the press may go is set by [Newsroom.Allow], which is how a caller
// sets the pace. All that is random comes from one seed; the order in which
// feeds are asked does not, so two runs tell different feeds the same kinds of
// stories.
package newsroom
