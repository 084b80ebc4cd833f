// Package registry keeps the settings of feeds, the part of a feed's record
// that the operator writes, on the feeds stream, and reads and writes OPML.
//
// Every change is a compare-and-set on the record, so two operators cannot
// overwrite each other unseen. What a poll learns about a feed is not kept
// here.
package registry
